/* The shell's options: letters and names, on the command line and in `set`. */
#ifndef SH_OPTIONS_H
#define SH_OPTIONS_H

#include <stdbool.h>

/** Sets or clears the options of "-eu" or "+x" (the word itself). @returns the first unknown letter, 0 when all are known */
char options_by_letters(const char *word);
/** The same for the name behind -o or +o. @returns whether it is known */
bool options_by_name(const char *name, bool on);
/** Writes all names: as a table, or as commands that restore them. */
void options_list(bool as_commands);
/** $- */
const char *options_letters(char buffer[static 24]);

#endif
