/* The loop that reads commands and runs them. */
#ifndef SH_RUN_H
#define SH_RUN_H

#include <stdbool.h>

#include "input.h"

/**
 * Runs all commands of an input. @param at_prompt errors and Ctrl-C lead back to the prompt
 * @param final nothing is to be done afterwards: the last program may take the shell's place
 * @returns $?
 */
int run_input(Input *input, bool at_prompt, bool final);

#endif
