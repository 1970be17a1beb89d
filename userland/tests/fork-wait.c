/* fork and the calls that wait for children. */
#define _GNU_SOURCE
#include <sched.h>

#include "show.h"

static pid_t child_that_exits(int status) {
  pid_t child = fork();
  if (child == 0) _exit(status);
  return child;
}

static void sleep_ms(long milliseconds) {
  usleep((useconds_t)milliseconds * 1000);
}

int main(void) {
  int status = 0;
  siginfo_t info = {0};
  SHOW(waitpid(-1, &status, 0));
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) _exit(getppid() == parent && getpid() != parent ? 0 : 1);
  CHECK(wait(&status) == child);
  show_status("the child knows its parent", status);
  child_that_exits(300);
  wait(&status);
  show_status("exit 300", status);
  child = child_that_exits(7);
  pid_t other = child_that_exits(8);
  CHECK(waitpid(other, &status, 0) == other);
  show_status("other", status);
  CHECK(waitpid(child, &status, 0) == child);
  show_status("child", status);
  SHOW(waitpid(child, &status, 0));
  SHOW(waitpid(parent, &status, 0));
  child = fork();
  if (child == 0) {
    sleep_ms(100);
    _exit(9);
  }
  SHOW(waitpid(child, &status, WNOHANG));
  CHECK(waitpid(child, &status, 0) == child);
  show_status("slow child", status);
  child = fork();
  if (child == 0) {
    for (;;) pause();
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  show_status("victim", status);
  child = child_that_exits(3);
  SHOW(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  printf("waitid: exited %d, status %d, signal is SIGCHLD %d, pid is right %d\n", info.si_code == CLD_EXITED, info.si_status,
         info.si_signo == SIGCHLD, info.si_pid == child);
  CHECK(waitpid(child, &status, 0) == child);
  show_status("after WNOWAIT", status);
  SHOW(waitid(P_ALL, 0, &info, WEXITED));
  SHOW(waitid(P_ALL, 0, &info, 0));
  SHOW(waitpid(child, &status, 0x40000001));
  signal(SIGCHLD, SIG_IGN);
  child_that_exits(1);
  SHOW(wait(&status));
  return 0;
}
