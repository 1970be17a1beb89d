/* vfork and posix_spawn: the parent waits until the child has executed or ended. */
#define _GNU_SOURCE
#include <spawn.h>

#include "show.h"

int main(void) {
  int status;
  pid_t child = vfork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", "exit 4", (char *)NULL);
    _exit(99);
  }
  waitpid(child, &status, 0);
  show_status("vfork and exec", status);
  child = vfork();
  if (child == 0) _exit(5);
  waitpid(child, &status, 0);
  show_status("vfork and exit", status);
  char *words[] = {"sh", "-c", "echo spawned with $1; exit 6", "sh", "a word", NULL};
  char *environment[] = {"PATH=/bin:/usr/bin", NULL};
  int error = posix_spawn(&child, "/bin/sh", NULL, NULL, words, environment);
  waitpid(child, &status, 0);
  printf("posix_spawn: %d\n", error);
  show_status("spawned", status);
  error = posix_spawn(&child, "/missing", NULL, NULL, words, environment);
  printf("posix_spawn of a missing file: %s\n", error_name(error));
  printf("system: %d\n", WEXITSTATUS(system("exit 7")));
  FILE *from = popen("echo through a pipe", "r");
  char line[64] = "";
  fgets(line, sizeof line, from);
  printf("popen: %s", line);
  printf("pclose: %d\n", pclose(from));
  return 0;
}
