/* What ls -l and stat show of a file's mode and owner, and modes as chmod and mkdir read them. */
#ifndef FILE_MODE_H
#define FILE_MODE_H

#include <stdbool.h>
#include <sys/types.h>

enum { MODE_TEXT_BYTES = 11 };

/** Writes "drwxr-xr-x". @returns `buffer` */
char *mode_text(mode_t mode, char buffer[static MODE_TEXT_BYTES]);

/** "regular file", "directory", ... */
const char *file_kind(mode_t mode, off_t size);

/** The user's or group's name, or its number; valid until the next call of the same function. */
const char *owner_name(uid_t user);
const char *group_name(gid_t group);

/**
 * Applies "755" or "u+x,go-w" to a mode. @param is_directory for X and =
 * @returns false when the text is no mode
 */
bool mode_apply(const char *text, mode_t before, bool is_directory, mode_t mask, mode_t *after);

#endif
