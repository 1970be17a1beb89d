/* Signals by name: see signal-names.h. The numbers are riscv64 Linux's (signal(7)). */
#include "signal-names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "numbers.h"

enum { FIRST_REAL_TIME = 32, LAST_REAL_TIME = 64 };

static const char *const names[FIRST_REAL_TIME] = {
  "EXIT", "HUP",  "INT",  "QUIT", "ILL",  "TRAP", "ABRT", "BUS",  "FPE",    "KILL", "USR1", "SEGV",  "USR2", "PIPE", "ALRM", "TERM",
  "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",  "XCPU",   "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
};

const char *signal_name(int number) {
  static char real_time[12];
  if (number < 0 || number > LAST_REAL_TIME) return NULL;
  if (number < FIRST_REAL_TIME) return names[number];
  snprintf(real_time, sizeof real_time, number > FIRST_REAL_TIME ? "RTMIN+%d" : "RTMIN", number - FIRST_REAL_TIME);
  return real_time;
}

int signal_number(const char *name) {
  uint64_t number;
  if (parse_unsigned(name, &number)) return number <= LAST_REAL_TIME ? (int)number : -1;
  if (strncasecmp(name, "SIG", 3) == 0) name += 3;
  for (int i = 0; i <= LAST_REAL_TIME; i++) {
    if (strcasecmp(name, signal_name(i)) == 0) return i;
  }
  if (strcasecmp(name, "CLD") == 0) return signal_number("CHLD");
  if (strcasecmp(name, "POLL") == 0) return signal_number("IO");
  if (strcasecmp(name, "IOT") == 0) return signal_number("ABRT");
  return -1;
}
