/* Patterns of the shell: * ? [...] and \ to quote one of them. */
#ifndef SH_PATTERN_H
#define SH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/** Whether the pattern matches all of the text. */
bool pattern_match(const char *pattern, const char *text, size_t length);

/** Whether there is an unquoted * ? or [ in it. */
bool pattern_is_special(const char *pattern);

/** Adds the paths that match, sorted; nothing when there are none. */
void pattern_paths(const char *pattern, Words *into);

#endif
