/*
 * init, process 1: starts one program, adopts and reaps orphans, and ends the machine when that program ends.
 *
 *   init                    a login shell on /dev/console, in a session of its own with the console as its terminal
 *   init -c COMMANDS [...]  sh -c COMMANDS [...]
 *   init PROGRAM [ARG]...   the program, searched in $PATH
 *   init --wait             nothing: programs come from elsewhere; init adopts and reaps until it is told to end
 *
 * Standard input and output are those that init has; the console when it has none. The kernel has mounted what it needs; should
 * /proc, /sys or /tmp be absent, init mounts them. PATH, HOME, TERM, USER, SHELL and LOGNAME are set unless they are already.
 * When the program ends, all other processes are asked to end (SIGTERM, SIGHUP, SIGCONT), have a second to do so, are killed and
 * reaped; init's exit status, with which the machine halts, is the program's: 128+n for a signal. SIGTERM to init does the same.
 * It is no service manager: there is no inittab, no respawning.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: init\n"
  "       init -c COMMANDS [NAME [ARG]...]\n"
  "       init PROGRAM [ARG]...\n"
  "       init --wait\n"
  "Process 1: runs a login shell on the console, shell commands or a program, and ends the machine when that ends.\n"
  "With --wait it starts nothing and reaps what is left to it.\n";

enum { GRACE_STEPS = 100, GRACE_STEP_NS = 10000000, STATUS_NOT_EXECUTABLE = 126, STATUS_NOT_FOUND = 127 };

static volatile sig_atomic_t told_to_end;

static void note_end(int signal) {
  told_to_end = signal;
}

/** Nothing: it is there so that sigsuspend returns. */
static void note_child(int signal) {
  (void)signal;
}

/** Mounts a file system unless `witness` shows that it is there; the kernel says in its log what it cannot do. */
static void mount_unless(const char *witness, const char *type, const char *target) {
  if (access(witness, F_OK) == 0) return;
  mkdir(target, 0755);
  if (mount(type, target, type, 0, NULL) != 0) errno = 0;
}

static void prepare_environment(void) {
  static const char *const defaults[][2] = {
    {"PATH", "/bin"}, {"HOME", "/root"}, {"TERM", "xterm-256color"}, {"USER", "root"}, {"LOGNAME", "root"}, {"SHELL", "/bin/sh"},
  };
  for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) setenv(defaults[i][0], defaults[i][1], 0);
}

static void open_console(void) {
  int console = open("/dev/console", O_RDWR);
  if (console < 0) return;
  for (int fd = 0; fd < 3; fd++) {
    if (fd != console) dup2(console, fd);
  }
  if (console > 2) close(console);
}

static _Noreturn void start(char **words, bool on_console) {
  setsid();
  if (on_console || fcntl(STDIN_FILENO, F_GETFD) < 0) open_console();
  if (isatty(STDIN_FILENO)) ioctl(STDIN_FILENO, TIOCSCTTY, 0);
  if (on_console && chdir(getenv("HOME")) != 0) chdir("/");
  char *name = words[0];
  static char login_name[] = "-sh";
  if (on_console) words[0] = login_name;
  execvp(name, words);
  int reason = errno;
  complain(name);
  _exit(reason == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE);
}

/** Reaps whatever ends until `pid` does, or until init is told to end. @returns the exit status */
static int reap_until(pid_t pid) {
  while (!told_to_end) {
    int status;
    pid_t ended = wait(&status);
    if (ended == pid) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (ended < 0 && errno == ECHILD) return 1;
  }
  return 128 + told_to_end;
}

/**
 * Reaps children as they come until init is told to end. The signals are blocked while init looks, so that none is missed.
 * @returns the exit status
 */
static int reap_all(void) {
  static const int news[] = {SIGCHLD, SIGTERM, SIGINT};
  sigset_t awaited, before;
  sigemptyset(&awaited);
  for (size_t i = 0; i < sizeof news / sizeof *news; i++) sigaddset(&awaited, news[i]);
  struct sigaction action = {.sa_handler = note_child};
  sigaction(SIGCHLD, &action, NULL);
  sigprocmask(SIG_BLOCK, &awaited, &before);
  while (!told_to_end) {
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    sigsuspend(&before);
  }
  return 128 + told_to_end;
}

/** Reaps what has ended. @returns whether children are left */
static bool reap_ended(void) {
  pid_t ended;
  do ended = waitpid(-1, NULL, WNOHANG);
  while (ended > 0);
  return ended == 0;
}

/** Ends all other processes; only as process 1, where -1 means all of this machine. */
static void end_others(void) {
  static const struct timespec step = {.tv_nsec = GRACE_STEP_NS};
  if (getpid() != 1) return;
  if (kill(-1, SIGTERM) != 0) return;
  kill(-1, SIGHUP);
  kill(-1, SIGCONT);
  for (int i = 0; i < GRACE_STEPS && reap_ended(); i++) nanosleep(&step, NULL);
  kill(-1, SIGKILL);
  while (wait(NULL) > 0 || errno == EINTR) continue;
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  if (argc > 1 && strcmp(argv[1], "--help") == 0) {
    fputs(usage, stdout);
    return tool_finish();
  }
  bool waits = argc == 2 && strcmp(argv[1], "--wait") == 0;
  if (argc > 1 && !waits && argv[1][0] == '-' && strcmp(argv[1], "-c") != 0) usage_error("unknown option: %s", argv[1]);
  if (argc == 2 && !waits && argv[1][0] == '-') usage_error("-c needs the commands");
  struct sigaction action = {.sa_handler = note_end};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  if (getpid() == 1) {
    mount_unless("/proc/self", "proc", "/proc");
    mount_unless("/sys/devices", "sysfs", "/sys");
    mount_unless("/tmp", "tmpfs", "/tmp");
  }
  if (waits) {
    int told = reap_all();
    end_others();
    return told;
  }
  prepare_environment();
  static char shell[] = "sh";
  char **words = argv + 1;
  bool commands = argc > 1 && strcmp(argv[1], "-c") == 0;
  if (argc == 1 || commands) {
    words = must_allocate(((size_t)argc + 2) * sizeof *words);
    words[0] = shell;
    memcpy(words + 1, argv + 1, (size_t)argc * sizeof *words);
  }
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) start(words, argc == 1);
  int status = reap_until(pid);
  end_others();
  return status;
}
