/* Which processes ps shows, and in what order. Prints nothing. */
#ifndef PS_ORDER_H
#define PS_ORDER_H

#include "options.h"

/** The lines of the table, chosen from `list` and ordered (by the sort keys, then as a tree when one is asked for). The caller frees. */
Row *ordered_rows(const ProcList *list, const Options *options, size_t *count);

#endif
