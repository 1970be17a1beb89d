/* pkill: sends a signal to processes chosen by name and other attributes. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "proc-match.h"
#include "signal-names.h"
#include "tool.h"

static const char usage[] =
    "usage: pkill [-SIGNAL] [OPTION]... PATTERN\n"
    "Send a signal (TERM unless told) to the processes whose name matches an extended regular expression. Status 1 when there is none.\n"
    "  -f match the whole command line   -x match from end to end   -i any case   -v those that do not match\n"
    "  -n only the newest   -o only the oldest   -u USER,..   -P PARENT,..   -g GROUP,..   -s SESSION,..   -t TTY   -r STATES\n"
    "  -e say what is done   -c print how many   --signal NAME\n"
    "example: pkill -STOP spin\n";

/** Takes a "-9" or "-KILL" out of the words: it would be read as letters. */
static int take_signal(int *argc, char **argv) {
  for (int index = 1; index < *argc && strcmp(argv[index], "--") != 0; index++) {
    int number = argv[index][0] == '-' && argv[index][1] != '\0' ? signal_number(argv[index] + 1) : -1;
    if (number < 0) continue;
    memmove(argv + index, argv + index + 1, (size_t)(*argc - index) * sizeof *argv);
    (*argc)--;
    return number;
  }
  return SIGTERM;
}

int main(int argc, char **argv) {
  Match match = {0};
  ProcList list = {0};
  bool echo = false;
  bool count = false;
  bool ignore_case = false;
  size_t sent = 0;
  tool_begin(argv, usage);
  tool_usage_status = 2;
  int number = take_signal(&argc, argv);
  for (int option; (option = tool_option(argc, argv, MATCH_LETTERS "ec", match_long_options)) != -1;) {
    if (match_option(&match, option, optarg)) continue;
    if (option == 'e') echo = true;
    else if (option == 'c') count = true;
    else if (option == 'i') ignore_case = true;
    else if (option == 'S' && (number = signal_number(optarg)) < 0) usage_error("unknown signal: %s", optarg);
  }
  match_begin(&match, argv + optind, ignore_case);
  match_list(&match, &list);
  for (size_t index = 0; index < list.count; index++) {
    const ProcTask *task = &list.tasks[index];
    if (kill(task->tid, number) == 0) sent++;
    else if (errno != ESRCH) complain_text("killing pid %d failed: %m", task->tid);
    if (echo) printf("%s killed (pid %d)\n", task->comm, task->tid);
  }
  if (count) printf("%zu\n", sent);
  if (sent == 0) tool_status = 1;
  return tool_finish();
}
