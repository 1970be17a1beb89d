/* Aliases: names that the lexer replaces by text. */
#ifndef SH_ALIASES_H
#define SH_ALIASES_H

#include <stdbool.h>

/** The text, or NULL. */
const char *alias_value(const char *name);
void alias_set(const char *name, const char *value);
bool alias_remove(const char *name);
void alias_remove_all(void);
/** Writes "name='value'" lines. */
void alias_list(void);

#endif
