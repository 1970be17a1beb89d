/* Choosing processes by name, user, parent ...: what pgrep and pkill share. */
#ifndef PROC_MATCH_H
#define PROC_MATCH_H

#include <getopt.h>
#include <regex.h>
#include <stdbool.h>

#include "proc-task.h"

enum { MATCH_MAX_NUMBERS = 32 };

/** A few numbers; none means that any will do. */
typedef struct {
  long values[MATCH_MAX_NUMBERS];
  int count;
} NumberSet;

/** What was asked for: all parts must hold. */
typedef struct {
  regex_t pattern;
  bool has_pattern;
  bool whole;     /* the pattern must match from end to end */
  bool full;      /* match the command line, not comm */
  bool inverted;  /* those that do not match */
  bool newest, oldest;
  NumberSet users, parents, groups, sessions;
  const char *states;
  const char *terminal;
} Match;

/** Handles one option letter that pgrep and pkill have in common. @returns false for a letter that is not one of them */
bool match_option(Match *match, int letter, const char *argument);

/** The letters and long names of those options, for tool_option(). */
#define MATCH_LETTERS "fxvnou:U:P:g:s:t:r:i"
extern const struct option match_long_options[];

/** Finishes with the words that follow the options (a pattern, or none). Ends the tool with a message when that is not enough. */
void match_begin(Match *match, char **words, bool ignore_case);

/** Fills `list` with the processes that match, in the order of /proc, without the caller itself. */
void match_list(const Match *match, ProcList *list);

#endif
