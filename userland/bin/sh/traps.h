/* Signals: the actions of `trap`, what an interactive shell ignores, and what its children get back. */
#ifndef SH_TRAPS_H
#define SH_TRAPS_H

#include <stdbool.h>

/** Prepares the signals of a shell that reads from a terminal. */
void traps_start_interactive(void);

/** Sets the action for a signal (0 is EXIT): NULL the default, "" ignored, else a script. */
void trap_set(int signal, const char *action);
/** The action, or NULL. */
const char *trap_action(int signal);

/** Gives a child the signals it must have: no traps; Ctrl-C and Ctrl-\ ignored when `asynchronous`. */
void traps_reset(bool asynchronous);

/** A signal with an action that has come and not been dealt with, or 0; SIGINT also without action in an interactive shell. */
int traps_pending(void);
/** Runs the actions of the signals that came; Ctrl-C in an interactive shell ends the command. */
void traps_run(void);
/** Runs the action of EXIT once. */
void traps_run_exit(void);
/** Whether any action is set, so that the shell must stay to run it. */
bool traps_are_set(void);
/** Forgets a Ctrl-C that came (the line editor has dealt with it). */
void traps_clear_interrupt(void);
/** Makes SIGCHLD end a sigsuspend(). */
void traps_catch_children(void);

#endif
