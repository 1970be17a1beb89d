/* What a handler learns: who sent the signal and why; where a fault was. */
#define _GNU_SOURCE
#include <stdint.h>
#include <ucontext.h>

#include "fault.h"

static siginfo_t last;

static void note(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  last = *info;
}

static void handle(int number) {
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
  sigaction(number, &action, NULL);
}

/** Skips an instruction of four bytes. */
static void step_over(int number, siginfo_t *info, void *context) {
  ucontext_t *machine = context;
  (void)number;
  last = *info;
  printf("the fault's address is the pc: %d\n", (uintptr_t)info->si_addr == machine->uc_mcontext.__gregs[0]);
  machine->uc_mcontext.__gregs[0] += 4;
}

/** Changes a register of the interrupted program. */
static void change_register(int number, siginfo_t *info, void *context) {
  ucontext_t *machine = context;
  (void)number, (void)info;
  machine->uc_mcontext.__gregs[10] = 1234;
  machine->uc_mcontext.__gregs[0] += 4;
}

static void show_traps(void) {
  struct sigaction action = {.sa_sigaction = step_over, .sa_flags = SA_SIGINFO};
  sigaction(SIGILL, &action, NULL);
  sigaction(SIGTRAP, &action, NULL);
  __asm__ volatile(".option push\n.option norvc\n.word 0xffffffff\n.option pop");
  printf("illegal instruction: %s, %s\n", strsignal(last.si_signo), fault_code(SIGILL, last.si_code));
  __asm__ volatile(".option push\n.option norvc\nebreak\n.option pop");
  printf("ebreak: %s, %s\n", strsignal(last.si_signo), fault_code(SIGTRAP, last.si_code));
  action.sa_sigaction = change_register;
  sigaction(SIGILL, &action, NULL);
  register long value __asm__("a0") = 1;
  __asm__ volatile(".word 0xffffffff" : "+r"(value));
  printf("register set by the handler: %ld\n", value);
}

int main(void) {
  handle(SIGUSR1);
  kill(getpid(), SIGUSR1);
  printf("kill: SI_USER %d, own pid %d\n", last.si_code == SI_USER, last.si_pid == getpid());
  raise(SIGUSR1);
  printf("raise: SI_TKILL %d, own pid %d\n", last.si_code == SI_TKILL, last.si_pid == getpid());
  sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42});
  printf("sigqueue: SI_QUEUE %d, value %d\n", last.si_code == SI_QUEUE, last.si_value.sival_int);
  handle(SIGCHLD);
  pid_t child = fork();
  if (child == 0) _exit(17);
  waitpid(child, NULL, 0);
  printf("child exits: CLD_EXITED %d, status %d, its pid %d\n", last.si_code == CLD_EXITED, last.si_status, last.si_pid == child);
  child = fork();
  if (child == 0) {
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
  }
  waitpid(child, NULL, 0);
  printf("child killed: CLD_KILLED %d, status is TERM %d\n", last.si_code == CLD_KILLED, last.si_status == SIGTERM);
  handle(SIGALRM);
  alarm(1);
  pause();
  printf("alarm: SI_KERNEL %d\n", last.si_code == SI_KERNEL);
  show_traps();
  return 0;
}
