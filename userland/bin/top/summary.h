/* The lines above top's table. */
#ifndef TOP_SUMMARY_H
#define TOP_SUMMARY_H

#include "sample.h"

enum { SUMMARY_LINE = 256 };

/** Calls `print` for each line in turn, until it returns false. */
void summary_lines(const Sample *sample, const View *view, bool (*print)(const char *line, void *context), void *context);

#endif
