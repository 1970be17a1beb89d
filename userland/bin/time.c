/* time: how long a program takes, and what the kernel counted for it. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: time [-pv] PROGRAM [ARG]...\n"
  "Runs PROGRAM and shows on standard error: real (elapsed), user and sys (on a core, in user and kernel mode) time.\n"
  "  -p  in seconds, as POSIX wants it   -v  also memory, page faults and context switches\n"
  "Exit status: the program's, 126 when it cannot be run, 127 when there is none.\n";

static void print_time(const char *name, double seconds, bool posix) {
  if (posix) fprintf(stderr, "%s %.2f\n", name, seconds);
  else fprintf(stderr, "%s\t%dm%.3fs\n", name, (int)(seconds / 60), seconds - 60 * (int)(seconds / 60));
}

static double seconds_of(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void print_all(const struct rusage *used, double real) {
  double busy = seconds_of(used->ru_utime) + seconds_of(used->ru_stime);
  fprintf(stderr, "share of a core\t%.0f%%\n", real > 0 ? 100 * busy / real : 0);
  fprintf(stderr, "largest resident memory\t%ld KiB\n", used->ru_maxrss);
  fprintf(stderr, "page faults\t%ld minor, %ld major\n", used->ru_minflt, used->ru_majflt);
  fprintf(stderr, "context switches\t%ld voluntary, %ld involuntary\n", used->ru_nvcsw, used->ru_nivcsw);
}

int main(int argc, char **argv) {
  bool posix = false, verbose = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+pv", NULL)) != -1;) {
    posix |= option == 'p';
    verbose |= option == 'v';
  }
  if (optind == argc) usage_error("needs a program");
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    execvp(argv[optind], argv + optind);
    int reason = errno;
    complain(argv[optind]);
    _exit(reason == ENOENT ? 127 : 126);
  }
  signal(SIGINT, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
  struct rusage used;
  int status;
  while (wait4(pid, &status, 0, &used) < 0) {
    if (errno != EINTR) die("wait4");
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  double real = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
  if (WIFSIGNALED(status)) fprintf(stderr, "%s: %s\n", argv[optind], strsignal(WTERMSIG(status)));
  print_time("real", real, posix);
  print_time("user", seconds_of(used.ru_utime), posix);
  print_time("sys", seconds_of(used.ru_stime), posix);
  if (verbose) print_all(&used, real);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
