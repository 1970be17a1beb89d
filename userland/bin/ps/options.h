/* What the command line asks of ps. Knows no column's text. */
#ifndef PS_OPTIONS_H
#define PS_OPTIONS_H

#include "columns.h"

enum { MAX_SHOWN = 64, MAX_CHOSEN = 128, MAX_KEYS = 8 };

/** A column with the heading it is shown under. */
typedef struct {
  const Column *column;
  const char *heading;
} Shown;

typedef struct {
  const Column *column;
  bool descending;
} SortKey;

/** One wanted process attribute: any that fits lets a process through. */
typedef struct {
  enum { CHOOSE_PID, CHOOSE_PPID, CHOOSE_USER, CHOOSE_SESSION, CHOOSE_TERMINAL, CHOOSE_COMMAND } kind;
  long number;
  const char *text;
} Choice;

typedef struct {
  Choice choices[MAX_CHOSEN];
  int choice_count;
  bool all, with_terminal, without_terminal, bsd; /* a x: `bsd` means that a or x was given */
  bool skip_leaders, negate, running_only;
  Shown shown[MAX_SHOWN];
  int shown_count;
  SortKey keys[MAX_KEYS];
  int key_count;
  bool threads, forest, hierarchy, no_headings;
  int width; /* columns of the output, 0 for the terminal's, -1 for no limit */
} Options;

/** Reads the whole command line; ends ps with a message when it is wrong. */
void read_options(char **argv, Options *options);

#endif
