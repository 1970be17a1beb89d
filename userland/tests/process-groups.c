/* Process groups and sessions: joining, signalling and waiting for a whole group. */
#define _GNU_SOURCE
#include "show.h"

static pid_t sleeper(pid_t group) {
  pid_t child = fork();
  if (child == 0) {
    setpgid(0, group);
    for (;;) pause();
  }
  setpgid(child, group == 0 ? child : group);
  return child;
}

static void new_session(void) {
  SHOW(setsid() == getpid() ? 0 : -1);
  CHECK(getsid(0) == getpid() && getpgrp() == getpid());
  SHOW(setsid());
  SHOW(setpgid(0, 0));
  SHOW(setpgid(0, getppid()));
}

int main(void) {
  int status;
  pid_t first = sleeper(0);
  pid_t second = sleeper(first);
  pid_t third = sleeper(0);
  CHECK(getpgid(first) == first && getpgid(second) == first && getpgid(third) == third);
  CHECK(getsid(first) == getsid(0));
  SHOW(kill(-first, 0));
  SHOW(killpg(first, SIGTERM));
  CHECK(waitpid(-first, &status, 0) > 0);
  show_status("one of the group", status);
  CHECK(waitpid(-first, &status, 0) > 0);
  show_status("the other", status);
  SHOW(waitpid(-first, &status, 0));
  SHOW(waitpid(third, &status, WNOHANG));
  SHOW(kill(-first, SIGTERM));
  SHOW(setpgid(third, 1 << 30));
  SHOW(setpgid(third, -5));
  SHOW(setpgid(1 << 30, 0));
  SHOW(getpgid(1 << 30));
  SHOW(getsid(1 << 30));
  SHOW(kill(third, SIGKILL));
  waitpid(third, &status, 0);
  show_status("third", status);
  SHOW(kill(third, 0));
  in_child("session leader", new_session);
  return 0;
}
