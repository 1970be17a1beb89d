/* Signals: stacks that overflow, handlers without end, storms, every death. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

static volatile int sink;
static char alternate[16384];

static int recurse(int depth) {
  volatile char frame[2048];
  frame[0] = (char)depth;
  sink = frame[0];
  return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}

static void report(int signal, siginfo_t *info, void *context) {
  (void)context;
  static const char text[] = "handled on the alternate stack\n";
  if (signal == SIGSEGV && info->si_addr != NULL) write(1, text, sizeof text - 1);
  _exit(0);
}

static void overflow_again(int signal) {
  recurse(signal);
}

static void in_child(const char *what, void (*run)(void)) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    setrlimit(RLIMIT_STACK, &(struct rlimit){MIB, MIB});
    run();
    _exit(99);
  }
  int status;
  waitpid(child, &status, 0);
  printf("%s: %s %d\n", what, WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void use_alternate(void (*handler)(int)) {
  sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = sizeof alternate}, NULL);
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
  sigaction(SIGSEGV, &action, NULL);
}

static void handled(void) {
  use_alternate(SIG_DFL);
  struct sigaction action = {.sa_sigaction = report, .sa_flags = SA_ONSTACK | SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  recurse(0);
}

static void handled_without_stack(void) {
  signal(SIGSEGV, overflow_again);
  recurse(0);
}

static void handled_badly(void) {
  use_alternate(overflow_again);
  recurse(0);
}

static void unhandled(void) {
  recurse(0);
}

void overflow_handled(void) {
  in_child("unhandled", unhandled);
  in_child("on an alternate stack", handled);
  in_child("on the same stack", handled_without_stack);
  in_child("overflowing both", handled_badly);
}

static void again(int signal) {
  raise(signal);
}

static void raise_without_end(void) {
  struct sigaction action = {.sa_handler = again, .sa_flags = SA_NODEFER};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
}

/** Frame upon frame on the alternate stack, until none fits. */
static void raise_on_alternate(void) {
  sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = sizeof alternate}, NULL);
  struct sigaction action = {.sa_handler = again, .sa_flags = SA_NODEFER | SA_ONSTACK};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
}

void recurse_in_handler(void) {
  in_child("a handler in itself", raise_without_end);
  in_child("on an alternate stack", raise_on_alternate);
}

static volatile sig_atomic_t caught;

static void count(int signal) {
  (void)signal;
  caught++;
}

/** Children that send everything they can to their parent, which catches it, and to each other. */
void storm(void) {
  struct sigaction action = {.sa_handler = count};
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++) sigaction(number, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  pid_t parent = getpid(), children[8];
  for (int child = 0; child < 8; child++) {
    children[child] = fork();
    if (children[child] > 0) continue;
    for (int round = 0; round < 300; round++) {
      sigqueue(parent, SIGRTMIN + round % 20, (union sigval){.sival_int = round});
      for (int other = 0; other < child; other++) kill(children[other], SIGUSR1);
    }
    _exit(0);
  }
  int ended = 0;
  for (int status; ended < 8;) {
    pid_t pid = wait(&status);
    if (pid > 0) ended++;
    else if (errno != EINTR) break;
  }
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  long queued = 0;
  while (queued < 1000000 && sigqueue(parent, SIGRTMIN, (union sigval){0}) == 0) queued++;
  printf("%d ended, signals were %s, at last %s\n", ended, caught > 300 ? "caught" : "lost", strerror(errno));
}

void die_of_each_signal(void) {
  for (int number = 1; number <= 64; number++) {
    pid_t child = fork();
    if (child == 0) {
      signal(number, SIG_DFL);
      kill(getpid(), number);
      _exit(0);
    }
    int status;
    waitpid(child, &status, WUNTRACED);
    int stopped = WIFSTOPPED(status);
    if (stopped) kill(child, SIGKILL), waitpid(child, NULL, 0);
    int died = WIFSIGNALED(status) && WTERMSIG(status) == number;
    printf("%d%s", died ? number : stopped ? -number : 0, number % 16 == 0 ? "\n" : " ");
  }
}
