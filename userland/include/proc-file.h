/* Reading one file of /proc whole: open, read, close and nothing else. Knows no format. */
#ifndef PROC_FILE_H
#define PROC_FILE_H

#include <stddef.h>
#include <sys/types.h>

/** Reads `path` (relative to `directory`, see openat(2)) into `buffer` with a closing NUL.
 *  A file larger than the buffer is cut. Returns the length in bytes, or -1 with errno. */
ssize_t proc_read_at(int directory, const char *path, char *buffer, size_t size);

/** As proc_read_at; also gives the effective user that owns the file, so that nobody has to parse `status`. */
ssize_t proc_read_owned(int directory, const char *path, char *buffer, size_t size, uid_t *owner);

/** Reads a file of any size; the caller frees. Returns NULL with errno. `length` may be NULL. */
char *proc_read_all(const char *path, size_t *length);

/** The number that follows `name` in a table of "name value" lines ("MemTotal:  5 kB", "ctxt 7"), or -1 when it is not there. */
long long proc_named_number(const char *text, const char *name);

#endif
