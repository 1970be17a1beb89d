/* SA_RESETHAND, SA_NODEFER, SA_RESTART and EINTR. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/time.h>

#include "show.h"

static volatile int depth;
static volatile int deepest;
static volatile int calls;

static void nest(int number) {
  calls++;
  depth++;
  if (depth > deepest) deepest = depth;
  if (calls < 3) raise(number);
  depth--;
}

static void note(int number) {
  (void)number;
  calls++;
}

static void show_nesting(const char *what, int flags) {
  struct sigaction action = {.sa_handler = nest, .sa_flags = flags};
  calls = depth = deepest = 0;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  printf("%s: %d calls, %d deep\n", what, calls, deepest);
}

static void once_only(void) {
  struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESETHAND};
  struct sigaction now;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  sigaction(SIGUSR1, NULL, &now);
  printf("after the first: default %d\n", now.sa_handler == SIG_DFL);
  fflush(stdout);
  raise(SIGUSR1);
}

/** Reads from a pipe that a child writes to after the alarm has come. */
static void interrupted_read(int flags) {
  int ends[2];
  char text[8] = "";
  struct sigaction action = {.sa_handler = note, .sa_flags = flags};
  struct itimerval timer = {{0, 0}, {0, 50000}};
  calls = 0;
  sigaction(SIGALRM, &action, NULL);
  pipe(ends);
  pid_t child = fork();
  if (child == 0) {
    usleep(200000);
    write(ends[1], "late", 4);
    _exit(0);
  }
  setitimer(ITIMER_REAL, &timer, NULL);
  SHOW(read(ends[0], text, sizeof text));
  printf("handler ran %d time, text \"%s\"\n", calls, text);
  waitpid(child, NULL, 0);
}

static void interrupted_wait(int flags) {
  struct sigaction action = {.sa_handler = note, .sa_flags = flags};
  struct itimerval timer = {{0, 0}, {0, 50000}};
  int status;
  sigaction(SIGALRM, &action, NULL);
  pid_t child = fork();
  if (child == 0) {
    usleep(200000);
    _exit(3);
  }
  setitimer(ITIMER_REAL, &timer, NULL);
  printf("%s: ", flags == 0 ? "wait" : "wait with SA_RESTART");
  pid_t got = waitpid(child, &status, 0);
  puts(got == child ? "the child" : error_name(errno));
  if (got != child) waitpid(child, &status, 0);
}

int main(void) {
  show_nesting("plain", 0);
  show_nesting("SA_NODEFER", SA_NODEFER);
  in_child("SA_RESETHAND", once_only);
  interrupted_read(0);
  interrupted_read(SA_RESTART);
  interrupted_wait(0);
  interrupted_wait(SA_RESTART);
  struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  alarm(1);
  SHOW(pause());
  return 0;
}
