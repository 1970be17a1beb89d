/* Signals by name, as kill(1), trap and the shell's messages spell them. */
#ifndef SIGNAL_NAMES_H
#define SIGNAL_NAMES_H

/** "HUP" for 1, without SIG; real-time signals are "RTMIN+3". @returns NULL for a number that is no signal */
const char *signal_name(int number);

/** Accepts 9, KILL, SIGKILL and kill; 0 is "0" or "EXIT". @returns -1 when there is no such signal */
int signal_number(const char *name);

#endif
