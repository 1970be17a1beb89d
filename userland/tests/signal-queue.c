/* Real-time signals queue with their values, in order; standard ones do not. */
#define _GNU_SOURCE
#include "show.h"

enum { MOST = 32 };

static volatile struct { int number, value, code; } received[MOST];
static volatile int count;

static void note(int number, siginfo_t *info, void *context) {
  (void)context;
  received[count].number = number;
  received[count].value = info->si_value.sival_int;
  received[count].code = info->si_code;
  count++;
}

static void show_received(const char *what) {
  printf("%s:", what);
  for (int index = 0; index < count; index++) {
    int number = received[index].number;
    printf(number >= SIGRTMIN ? " RTMIN+%d" : " %d", number >= SIGRTMIN ? number - SIGRTMIN : number);
    printf("=%d%s", received[index].value, received[index].code == SI_QUEUE ? "" : " (other code)");
  }
  puts("");
  count = 0;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
  sigset_t all, old;
  sigaction(SIGRTMIN + 1, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  SHOW(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = 5}));
  show_received("at once");
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  for (int value = 0; value < 10; value++) sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = value * value});
  show_received("blocked");
  sigprocmask(SIG_SETMASK, &old, NULL);
  show_received("unblocked");
  sigprocmask(SIG_BLOCK, &all, &old);
  for (int value = 0; value < 3; value++) sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 100 + value});
  sigprocmask(SIG_SETMASK, &old, NULL);
  printf("a standard signal sent three times arrives %d time\n", count);
  printf("with the first value: %d\n", received[0].value);
  SHOW(sigqueue(getpid(), 0, (union sigval){.sival_int = 0}));
  return 0;
}
