/* UTF-8 without a locale: code points and how many columns of a terminal they take. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

/**
 * Reads one code point. @returns how many bytes it takes, at least 1 when length > 0; a byte that is not UTF-8 is read as
 * U+FFFD of one byte, so that a loop over any bytes ends
 */
size_t utf8_decode(const char *text, size_t length, uint32_t *code_point);

/** Writes one code point. @returns how many bytes were written, 1 to 4 */
size_t utf8_encode(uint32_t code_point, char into[static 4]);

/** Columns that a code point takes: 0 for a combining mark, 2 for a wide one, 1 else (also for control characters). */
int utf8_width(uint32_t code_point);

/** Columns that a text takes. */
size_t utf8_columns(const char *text, size_t length);

/** How many bytes of the text fit into `columns`. */
size_t utf8_fit(const char *text, size_t length, size_t columns);

#endif
