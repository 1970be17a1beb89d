/* Numbers as people type and read them: counts, sizes with K M G, durations with s m h d. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** Reads a whole decimal number, nothing before or after it. @returns false for anything else or an overflow */
bool parse_unsigned(const char *text, uint64_t *value);

/** The same with an optional sign. */
bool parse_integer(const char *text, int64_t *value);

/** Reads bytes: 4096, 4K, 4KiB, 1.5M, 2G, 1T (powers of 1024; kB, MB, GB are powers of 1000). */
bool parse_size(const char *text, uint64_t *bytes);

/** Reads a duration: 2, 0.5, 1.5s, 2m, 1h, 1d, "infinity". */
bool parse_duration(const char *text, struct timespec *duration);

enum { HUMAN_SIZE_BYTES = 8 };

/** Writes a size in at most five characters, rounded up as ls -h and df -h do: 512, 1.5K, 23M. @returns `buffer` */
char *human_size(uint64_t bytes, char buffer[static HUMAN_SIZE_BYTES]);

#endif
