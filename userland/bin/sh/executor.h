/* Runs parsed commands. */
#ifndef SH_EXECUTOR_H
#define SH_EXECUTOR_H

#include <stdbool.h>

#include "syntax.h"
#include "text.h"

/** Runs a command and sets shell.status. `final`: the shell has nothing to do afterwards, so a program may take its place. */
void execute(const Node *node, bool final);

/** Runs a command (NULL: none) in a subshell and adds what it writes. @returns false when that was not possible */
bool command_output(const Node *body, Text *output);

/** Runs a builtin or program by its words, without functions: `command`. */
void execute_words(Words *words);

/** Replaces the shell by a program; returns only after a message, with $? to give. */
int replace_by_program(char **words);

/** A simple command (executor-simple.c). */
void execute_simple(const Node *node, bool final);

/** The status of the last command substitution since it was set to -1. */
extern int substitution_status;

#endif
