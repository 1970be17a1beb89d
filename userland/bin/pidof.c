/* pidof: the process ids of a program. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "proc-task.h"
#include "tool.h"

static const char usage[] =
    "usage: pidof [-s] NAME...\n"
    "Print the ids of the processes whose command or program file bears the name, the newest first. Status 1 when there is none.\n"
    "  -s  only one\n"
    "example: kill $(pidof spin)\n";

static const char *file_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool matches(const ProcTask *task, const char *name) {
  char words[256];
  if (task->tid == getpid() || task->state == 'Z') return false;
  if (strncmp(task->comm, file_name(name), 15) == 0 && (strlen(name) >= 15 || strcmp(task->comm, file_name(name)) == 0)) return true;
  proc_arguments(task->tgid, words, sizeof words);
  words[strcspn(words, " ")] = '\0';
  return words[0] != '\0' && strcmp(strchr(name, '/') ? words : file_name(words), name) == 0;
}

int main(int argc, char **argv) {
  bool single = false;
  int found = 0;
  ProcList list = {0};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "s", NULL)) != -1;) single = option == 's';
  if (optind == argc) usage_error("which program?");
  if (!proc_list_all(&list, PROC_PROCESSES)) die("/proc");
  for (size_t index = list.count; index-- > 0 && !(single && found > 0);) {
    bool wanted = false;
    for (int name = optind; name < argc && !wanted; name++) wanted = matches(&list.tasks[index], argv[name]);
    if (wanted) printf("%s%d", found++ > 0 ? " " : "", list.tasks[index].tid);
  }
  if (found > 0) putchar('\n');
  else tool_status = 1;
  return tool_finish();
}
