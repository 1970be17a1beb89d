/* How processes end, and what runs before they do. */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "show.h"

static void at_end_one(void) { puts("registered first, runs last"); }
static void at_end_two(void) { puts("registered last, runs first"); }

static void with_handlers(void) {
  atexit(at_end_one);
  atexit(at_end_two);
  exit(21);
}

static void without_handlers(void) {
  atexit(at_end_one);
  _exit(22);
}

static void too_large(void) { exit(0x1234); }
static void negative(void) { exit(-1); }

static void aborts(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  abort();
}

static void terminates(void) { raise(SIGTERM); }
static void kills(void) { kill(getpid(), SIGKILL); }

static void ignored(void) {
  static const int numbers[] = {SIGCHLD, SIGURG, SIGWINCH, SIGCONT};
  for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++) raise(numbers[index]);
}

static void real_time(void) { raise(SIGRTMIN + 2); }

static void leaves_children(void) {
  for (int child = 0; child < 3; child++) {
    if (fork() == 0) _exit(0);
  }
}

int main(void) {
  in_child("exit", with_handlers);
  in_child("_exit", without_handlers);
  in_child("large status", too_large);
  in_child("negative status", negative);
  in_child("abort", aborts);
  in_child("SIGTERM", terminates);
  in_child("SIGKILL", kills);
  in_child("signals ignored by default", ignored);
  int status;
  if (fork() == 0) real_time();
  wait(&status);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGRTMIN + 2);
  in_child("with zombies left", leaves_children);
  SHOW(wait(&status));
  return 0;
}
