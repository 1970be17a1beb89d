/* Catching a fault of one access and telling what it was. */
#ifndef FAULT_H
#define FAULT_H

#include <setjmp.h>
#include <stdint.h>

#include "show.h"

static sigjmp_buf fault_return;
static siginfo_t fault_info;

static inline void on_fault(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  fault_info = *info;
  siglongjmp(fault_return, 1);
}

static inline void catch_faults(void) {
  static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++) sigaction(numbers[index], &action, NULL);
}

static inline const char *fault_code(int signal_number, int code) {
  switch (signal_number) {
    case SIGSEGV: return code == SEGV_MAPERR ? "MAPERR" : code == SEGV_ACCERR ? "ACCERR" : "another code";
    case SIGBUS: return code == BUS_ADRERR ? "ADRERR" : code == BUS_ADRALN ? "ADRALN" : "another code";
    case SIGILL: return code == ILL_ILLOPC ? "ILLOPC" : "another code";
    case SIGTRAP: return code == TRAP_BRKPT ? "BRKPT" : "another code";
    default: return "another signal";
  }
}

/** Runs a statement and prints the signal it caused, with si_addr relative to `base`. */
#define FAULT(base, statement)                                                                                             \
  do {                                                                                                                     \
    if (sigsetjmp(fault_return, 1) == 0) {                                                                                 \
      statement;                                                                                                           \
      printf("%s: no fault\n", #statement);                                                                                \
    } else {                                                                                                               \
      printf("%s: %s %s, address +%ld\n", #statement, strsignal(fault_info.si_signo),                                      \
             fault_code(fault_info.si_signo, fault_info.si_code), (long)((intptr_t)fault_info.si_addr - (intptr_t)(base))); \
    }                                                                                                                      \
  } while (0)

#endif
