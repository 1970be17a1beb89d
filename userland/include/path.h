/* Names of files: joining them, their last part, and asking before something is lost. */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>

/** "directory/name" without a double slash, to be freed. */
char *path_join(const char *directory, const char *name);

/** The last part, without slashes behind it; "/" for the root. To be freed. */
char *path_base(const char *path);

/** Whether it is a directory, links followed. */
bool path_is_directory(const char *path);

/** Asks on standard error and reads the answer. @returns whether it begins with y */
bool ask(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
