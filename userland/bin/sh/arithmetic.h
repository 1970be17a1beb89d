/* Integer expressions of $((...)) and let: 64-bit, wrapping, with C's operators and assignment to variables. */
#ifndef SH_ARITHMETIC_H
#define SH_ARITHMETIC_H

#include <stdbool.h>
#include <stdint.h>

/** Evaluates an expression; an empty one is 0. @returns false, with a message written, when it is wrong */
bool arithmetic_evaluate(const char *expression, int64_t *value);

#endif
