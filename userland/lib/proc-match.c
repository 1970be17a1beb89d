/* Choosing processes by name, user, parent ...: see proc-match.h. */
#define _GNU_SOURCE
#include "proc-match.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

enum { TEXT_SIZE = 4096, MATCH_SYNTAX_STATUS = 2 };

const struct option match_long_options[] = {
    {"full", no_argument, NULL, 'f'}, {"exact", no_argument, NULL, 'x'}, {"inverse", no_argument, NULL, 'v'},
    {"newest", no_argument, NULL, 'n'}, {"oldest", no_argument, NULL, 'o'}, {"euid", required_argument, NULL, 'u'},
    {"uid", required_argument, NULL, 'U'}, {"parent", required_argument, NULL, 'P'}, {"pgroup", required_argument, NULL, 'g'},
    {"session", required_argument, NULL, 's'}, {"terminal", required_argument, NULL, 't'}, {"runstates", required_argument, NULL, 'r'},
    {"ignore-case", no_argument, NULL, 'i'}, {"count", no_argument, NULL, 'c'}, {"list-name", no_argument, NULL, 'l'},
    {"list-full", no_argument, NULL, 'a'}, {"delimiter", required_argument, NULL, 'd'}, {"echo", no_argument, NULL, 'e'},
    {"signal", required_argument, NULL, 'S'}, {NULL, 0, NULL, 0},
};

static long must_number(const char *word, bool users) {
  const struct passwd *user = users ? getpwnam(word) : NULL;
  uint64_t value;
  if (user != NULL) return (long)user->pw_uid;
  if (!parse_unsigned(word, &value) || value > INT32_MAX) usage_error(users ? "no such user: %s" : "not a number: %s", word);
  return (long)value;
}

static void add_numbers(NumberSet *set, const char *argument, bool users) {
  char *words = must_copy(argument);
  char *rest = words;
  for (char *word; (word = strsep(&rest, ",")) != NULL;) {
    if (set->count == MATCH_MAX_NUMBERS) usage_error("too many numbers: %s", argument);
    set->values[set->count++] = must_number(word, users);
  }
  free(words);
}

bool match_option(Match *match, int letter, const char *argument) {
  switch (letter) {
    case 'f': match->full = true; break;
    case 'x': match->whole = true; break;
    case 'v': match->inverted = true; break;
    case 'n': match->newest = true; break;
    case 'o': match->oldest = true; break;
    case 'u': case 'U': add_numbers(&match->users, argument, true); break;
    case 'P': add_numbers(&match->parents, argument, false); break;
    case 'g': add_numbers(&match->groups, argument, false); break;
    case 's': add_numbers(&match->sessions, argument, false); break;
    case 't': match->terminal = argument; break;
    case 'r': match->states = argument; break;
    default: return false;
  }
  return true;
}

void match_begin(Match *match, char **words, bool ignore_case) {
  bool narrowed = match->users.count + match->parents.count + match->groups.count + match->sessions.count > 0 || match->terminal != NULL ||
                  match->states != NULL;
  tool_usage_status = MATCH_SYNTAX_STATUS;
  if (words[0] == NULL && !narrowed) usage_error("no pattern and nothing else to choose by");
  if (words[0] != NULL && words[1] != NULL) usage_error("only one pattern can be given");
  if (match->newest && match->oldest) usage_error("-n and -o exclude each other");
  if (words[0] == NULL) return;
  if (regcomp(&match->pattern, words[0], REG_EXTENDED | (ignore_case ? REG_ICASE : 0)) != 0)
    usage_error("not a regular expression: %s", words[0]);
  match->has_pattern = true;
}

static bool contains(const NumberSet *set, long value) {
  for (int index = 0; index < set->count; index++) {
    if (set->values[index] == value) return true;
  }
  return set->count == 0;
}

static bool pattern_fits(const Match *match, const ProcTask *task) {
  char text[TEXT_SIZE];
  regmatch_t span;
  if (match->full) proc_arguments(task->tgid, text, sizeof text);
  if (!match->full || text[0] == '\0') strcpy(text, task->comm);
  if (regexec(&match->pattern, text, 1, &span, 0) != 0) return false;
  return !match->whole || (span.rm_so == 0 && text[span.rm_eo] == '\0');
}

static bool fits(const Match *match, const ProcTask *task) {
  char terminal[32];
  if (!contains(&match->users, (long)task->uid) || !contains(&match->parents, task->ppid)) return false;
  if (!contains(&match->groups, task->pgrp) || !contains(&match->sessions, task->session)) return false;
  if (match->states != NULL && strchr(match->states, task->state) == NULL) return false;
  if (match->terminal != NULL) {
    proc_tty_name(task->tty_nr, terminal, sizeof terminal);
    if (strcmp(terminal, match->terminal) != 0) return false;
  }
  return !match->has_pattern || pattern_fits(match, task);
}

static bool is_newer(const ProcTask *left, const ProcTask *right) {
  return left->starttime != right->starttime ? left->starttime > right->starttime : left->tid > right->tid;
}

void match_list(const Match *match, ProcList *list) {
  size_t kept = 0;
  if (!proc_list_all(list, PROC_PROCESSES)) die("/proc");
  for (size_t index = 0; index < list->count; index++) {
    const ProcTask task = list->tasks[index];
    if (task.tid == getpid() || fits(match, &task) == match->inverted) continue;
    bool single = (match->newest || match->oldest) && kept > 0;
    if (!single) list->tasks[kept++] = task;
    else if (is_newer(&task, &list->tasks[0]) == match->newest) list->tasks[0] = task;
  }
  list->count = kept;
}
