/* Redirections: files, duplicates, here-documents, and how to take them back. */
#ifndef SH_REDIRECT_H
#define SH_REDIRECT_H

#include <stdbool.h>

#include "syntax.h"

typedef struct Undo Undo;

/**
 * Redirects in order. With `undo`, what was there before is kept, for redirections_undo(); without, it is for good.
 * @returns false after a message; what has been redirected so far can be undone
 */
bool redirections_apply(const Redirection *list, Undo **undo);

/** Flushes standard output and puts everything back. */
void redirections_undo(Undo *undo);

/** Moves a file descriptor of the shell itself above those that scripts use, closed on exec. @returns the new one */
int private_descriptor(int fd);

#endif
