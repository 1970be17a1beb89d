/* The full-screen top. */
#ifndef TOP_INTERACTIVE_H
#define TOP_INTERACTIVE_H

#include <stdint.h>

#include "view.h"

/** Runs until the user quits, a signal ends it, or `iterations` samples have been shown. @returns false when there is no terminal */
bool run_interactive(View *view, uint64_t iterations);

#endif
