/* The lines that were typed: in memory and in ~/.sh_history ($HISTFILE). */
#ifndef SH_HISTORY_H
#define SH_HISTORY_H

#include <stddef.h>

/** Reads the file. */
void history_load(void);
/** Remembers a line, also in the file; not an empty one, one that begins with a space, or the last one again. */
void history_add(const char *line);
void history_clear(void);
size_t history_count(void);
const char *history_line(size_t index);

#endif
