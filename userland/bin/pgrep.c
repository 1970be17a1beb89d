/* pgrep: finds processes by name and other attributes. */
#define _GNU_SOURCE
#include <stdio.h>

#include "proc-match.h"
#include "tool.h"

static const char usage[] =
    "usage: pgrep [OPTION]... PATTERN\n"
    "Print the ids of the processes whose name matches an extended regular expression. Status 1 when there is none, 2 for a wrong usage.\n"
    "  -f match the whole command line   -x match from end to end   -i any case   -v those that do not match\n"
    "  -n only the newest   -o only the oldest   -u USER,..   -P PARENT,..   -g GROUP,..   -s SESSION,..   -t TTY   -r STATES\n"
    "  -l with names   -a with command lines   -c only how many   -d TEXT between the ids (a new line unless told)\n"
    "example: pgrep -l spin\n";

static void print_task(const ProcTask *task, int form) {
  char words[4096];
  proc_command_line(task, words, sizeof words);
  printf("%d", task->tid);
  if (form == 'l') printf(" %s", task->comm);
  if (form == 'a') printf(" %s", words);
}

int main(int argc, char **argv) {
  Match match = {0};
  ProcList list = {0};
  int form = 0;
  bool count = false;
  bool ignore_case = false;
  const char *delimiter = "\n";
  tool_begin(argv, usage);
  tool_usage_status = 2;
  for (int option; (option = tool_option(argc, argv, MATCH_LETTERS "lacd:", match_long_options)) != -1;) {
    if (match_option(&match, option, optarg)) continue;
    if (option == 'c') count = true;
    else if (option == 'd') delimiter = optarg;
    else if (option == 'i') ignore_case = true;
    else form = option;
  }
  match_begin(&match, argv + optind, ignore_case);
  match_list(&match, &list);
  if (count) printf("%zu\n", list.count);
  for (size_t index = 0; !count && index < list.count; index++) {
    print_task(&list.tasks[index], form);
    fputs(index + 1 < list.count ? delimiter : "\n", stdout);
  }
  if (list.count == 0) tool_status = 1;
  return tool_finish();
}
