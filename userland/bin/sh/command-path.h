/* Where the programs are: $PATH searched once for every name. */
#ifndef SH_COMMAND_PATH_H
#define SH_COMMAND_PATH_H

#include <stdbool.h>

/** The path of a program: the name itself when it has a slash, else the remembered or searched place; NULL when there is none. */
const char *command_path(const char *name);
/** Forgets what was found (PATH has changed). */
void command_path_forget(void);
/** Writes what is remembered, one path a line. */
void command_path_list(void);
/** Calls `each` with the name of every program in $PATH that begins with `prefix`. */
void command_path_each(const char *prefix, void (*each)(const char *name, void *context), void *context);

#endif
