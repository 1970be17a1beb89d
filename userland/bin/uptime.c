/* uptime: since when the system runs, and its load. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "proc-system.h"
#include "proc-task.h"
#include "tool.h"

static const char usage[] =
    "usage: uptime [-p | -s]\n"
    "Tell the time of day, how long the system has been up, how many sessions are on a terminal, and the load averages over 1, 5 and 15\n"
    "minutes.\n"
    "  -p, --pretty   only the time up, in words\n"
    "  -s, --since    the date and time of the boot\n"
    "example: uptime -p\n";

static bool count_session(const ProcTask *task, void *context) {
  int *sessions = context;
  if (task->tid == task->session && task->tty_nr != 0) (*sessions)++;
  return true;
}

static void print_part(long count, const char *unit, bool *first) {
  if (count == 0) return;
  printf("%s %ld %s%s", *first ? "" : ",", count, unit, count == 1 ? "" : "s");
  *first = false;
}

static void print_pretty(void) {
  long minutes = (long)proc_uptime() / 60;
  bool first = true;
  printf("up");
  print_part(minutes / (7 * 24 * 60), "week", &first);
  print_part(minutes / (24 * 60) % 7, "day", &first);
  print_part(minutes / 60 % 24, "hour", &first);
  print_part(minutes % 60, "minute", &first);
  puts(first ? " 0 minutes" : "");
}

static void print_since(void) {
  time_t boot = time(NULL) - (time_t)proc_uptime();
  char text[32];
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", localtime(&boot));
  puts(text);
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"pretty", no_argument, NULL, 'p'}, {"since", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
  int form = 0;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "ps", longs)) != -1;) form = option;
  if (optind < argc) usage_error("unexpected word: %s", argv[optind]);
  if (form == 'p') print_pretty();
  else if (form == 's') print_since();
  else {
    char line[160];
    int sessions = 0;
    proc_for_each(PROC_PROCESSES, count_session, &sessions);
    proc_uptime_line(line, sizeof line, sessions);
    printf(" %s\n", line);
  }
  return tool_finish();
}
