/* Stopping and continuing a process, as its parent sees it. */
#define _GNU_SOURCE
#include "show.h"

static int news[2];

static void on_continue(int number) {
  (void)number;
  write(news[1], "c", 1);
}

int main(void) {
  int status;
  siginfo_t info = {0};
  pipe(news);
  pid_t child = fork();
  if (child == 0) {
    signal(SIGCONT, on_continue);
    raise(SIGSTOP);
    for (;;) pause();
  }
  waitpid(child, &status, WUNTRACED);
  show_status("first", status);
  SHOW(waitpid(child, &status, WNOHANG | WUNTRACED));
  kill(child, SIGCONT);
  waitpid(child, &status, WCONTINUED);
  show_status("second", status);
  SHOW(waitpid(child, &status, WNOHANG | WCONTINUED));
  SHOW(read(news[0], &(char){0}, 1));
  puts("its handler ran");
  kill(child, SIGSTOP);
  SHOW(waitid(P_PID, (id_t)child, &info, WSTOPPED));
  printf("third: CLD_STOPPED %d by STOP %d\n", info.si_code == CLD_STOPPED, info.si_status == SIGSTOP);
  kill(child, SIGUSR1);
  usleep(20000);
  SHOW(waitpid(child, &status, WNOHANG));
  printf("a stopped process does not act on signals\n");
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  show_status("except SIGKILL", status);
  child = fork();
  if (child == 0) {
    sigset_t block;
    sigfillset(&block);
    sigprocmask(SIG_BLOCK, &block, NULL);
    raise(SIGTSTP);
    puts("SIGTSTP can be blocked");
    raise(SIGSTOP);
    puts("SIGSTOP cannot");
    _exit(0);
  }
  waitpid(child, &status, WUNTRACED);
  show_status("blocked all", status);
  kill(child, SIGCONT);
  waitpid(child, &status, 0);
  show_status("at the end", status);
  return 0;
}
