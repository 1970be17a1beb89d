/* The formats of ps that have a letter, and those that are spelt out with -o. */
#ifndef PS_FORMATS_H
#define PS_FORMATS_H

#include "options.h"

/** Letters that were given: -f -F -l -j -L -T -y, BSD u l j, and whether any BSD option was. */
typedef struct {
  bool full, extra, unix_long, unix_jobs, threads, spid, no_flags, user, bsd_long, bsd_jobs, bsd;
} FormatChoice;

/** Adds "pid,ppid=PARENT,comm" to the columns; text after = is the heading, to the end of the list. Ends ps for an unknown name. */
void format_add(Options *options, const char *list);

/** Sets the columns of the format that was chosen. */
void format_choose(Options *options, const FormatChoice *format);

#endif
