/* Waiting for a signal without a race: sigsuspend opens the mask and closes it again. */
#define _GNU_SOURCE
#include <time.h>

#include "show.h"

static volatile int got;

static void note(int number) {
  got = number == SIGUSR1 ? 1 : 2;
}

int main(void) {
  sigset_t block, open, now;
  signal(SIGUSR1, note);
  sigemptyset(&open);
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigprocmask(SIG_BLOCK, &block, NULL);
  raise(SIGUSR1);
  printf("before: %d\n", got);
  SHOW(sigsuspend(&open));
  printf("after: %d\n", got);
  sigprocmask(SIG_BLOCK, NULL, &now);
  printf("blocked again: %d\n", sigismember(&now, SIGUSR1));
  int rounds = 0;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    for (int round = 0; round < 100; round++) {
      kill(parent, SIGUSR1);
      sigsuspend(&open);
    }
    _exit(0);
  }
  for (; rounds < 100; rounds++) {
    sigsuspend(&open);
    kill(child, SIGUSR1);
  }
  int status;
  waitpid(child, &status, 0);
  printf("ping-pong by signals: %d rounds\n", rounds);
  show_status("partner", status);
  return 0;
}
