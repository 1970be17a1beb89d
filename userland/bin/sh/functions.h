/* The shell's functions. */
#ifndef SH_FUNCTIONS_H
#define SH_FUNCTIONS_H

#include "syntax.h"
#include "text.h"

/** The arena that commands are being parsed into; a function holds the one of its command. */
extern Arena *current_arena;

void function_define(const char *name, const Node *body);
bool function_exists(const char *name);
bool function_remove(const char *name);
/** Runs a function with words[0] as its name and the others as its parameters; sets shell.status. */
void function_call(const Words *words);
/** Calls `each` with every name. */
void function_each(void (*each)(const char *name, void *context), void *context);

#endif
