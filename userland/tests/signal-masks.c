/* Blocking signals: they wait, standard ones merge, and are delivered when unblocked. */
#define _GNU_SOURCE
#include "show.h"

static volatile int counts[65];

static void count(int number) {
  counts[number]++;
}

static int is_pending(int number) {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, number);
}

static int is_blocked(int number) {
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, NULL, &blocked);
  return sigismember(&blocked, number);
}

int main(void) {
  sigset_t set, old;
  signal(SIGUSR1, count);
  signal(SIGUSR2, count);
  raise(SIGUSR1);
  printf("at once: %d\n", counts[SIGUSR1]);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  SHOW(sigprocmask(SIG_BLOCK, &set, &old));
  CHECK(!sigismember(&old, SIGUSR1));
  for (int times = 0; times < 3; times++) raise(SIGUSR1);
  kill(getpid(), SIGUSR2);
  printf("blocked: %d %d, pending %d %d\n", counts[SIGUSR1], counts[SIGUSR2], is_pending(SIGUSR1), is_pending(SIGUSR2));
  sigdelset(&set, SIGUSR1);
  SHOW(sigprocmask(SIG_SETMASK, &set, NULL));
  printf("one unblocked: %d %d, pending %d %d\n", counts[SIGUSR1], counts[SIGUSR2], is_pending(SIGUSR1), is_pending(SIGUSR2));
  signal(SIGUSR2, SIG_IGN);
  printf("ignoring discards: pending %d\n", is_pending(SIGUSR2));
  signal(SIGUSR2, count);
  SHOW(sigprocmask(SIG_UNBLOCK, &set, NULL));
  printf("unblocked: %d %d\n", counts[SIGUSR1], counts[SIGUSR2]);
  sigfillset(&set);
  SHOW(sigprocmask(SIG_SETMASK, &set, NULL));
  printf("of all: KILL blocked %d, STOP blocked %d, TERM blocked %d\n", is_blocked(SIGKILL), is_blocked(SIGSTOP), is_blocked(SIGTERM));
  raise(SIGTERM);
  if (fork() == 0) {
    printf("the child inherits the mask %d, but pending signals not %d\n", is_blocked(SIGTERM), is_pending(SIGTERM));
    kill(getpid(), SIGKILL);
  }
  int status;
  wait(&status);
  show_status("SIGKILL while all are blocked", status);
  printf("pending in the parent: %d\n", is_pending(SIGTERM));
  SHOW(sigprocmask(77, &set, NULL));
  sigset_t none;
  sigemptyset(&none);
  signal(SIGTERM, count);
  SHOW(sigprocmask(SIG_SETMASK, &none, NULL));
  printf("TERM: %d\n", counts[SIGTERM]);
  SHOW(signal(SIGKILL, count) == SIG_ERR ? -1 : 0);
  SHOW(signal(65, count) == SIG_ERR ? -1 : 0);
  SHOW(kill(getpid(), 65));
  SHOW(kill(getpid(), 0));
  SHOW(raise(-1));
  return 0;
}
