/* nice: runs a program with another nice value. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: nice [-n ADJUSTMENT] [PROGRAM [ARGUMENT]...]\n"
    "Run a program with its nice value raised by ADJUSTMENT (10 unless told): -20 gets most of a CPU, 19 least. Without a program: "
    "print the\n"
    "present nice value. Status 125 when nice itself fails, 126 or 127 when the program cannot be run or found.\n"
    "example: nice -n 5 spin 100\n";

enum { STATUS_FAILED = 125, STATUS_CANNOT_RUN = 126, STATUS_NOT_FOUND = 127, DEFAULT_ADJUSTMENT = 10 };

static int must_adjustment(const char *word) {
  int64_t value;
  if (!parse_integer(word, &value) || value > 100 || value < -100) usage_error("not a nice value: %s", word);
  return (int)value;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"adjustment", required_argument, NULL, 'n'}, {NULL, 0, NULL, 0}};
  int adjustment = DEFAULT_ADJUSTMENT;
  tool_begin(argv, usage);
  tool_usage_status = STATUS_FAILED;
  if (argc > 1 && argv[1][0] == '-' && strchr("0123456789-+", argv[1][1]) != NULL && parse_integer(argv[1] + 1, &(int64_t){0})) {
    adjustment = must_adjustment(argv[1] + 1);
    optind = 2;
  } else {
    for (int option; (option = tool_option(argc, argv, "+n:", longs)) != -1;) adjustment = must_adjustment(optarg);
  }
  int present = getpriority(PRIO_PROCESS, 0);
  if (optind == argc) {
    printf("%d\n", present);
    return tool_finish();
  }
  /* As POSIX has it, a value that may not be set is told of, and the program is run all the same. */
  if (setpriority(PRIO_PROCESS, 0, present + adjustment) != 0) complain("cannot set the nice value");
  execvp(argv[optind], argv + optind);
  int status = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
  complain(argv[optind]);
  return status;
}
