/* float-switch: two processes take turns, with or without floating point in between. Shows what lazy saving of f registers saves. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: float-switch [none|one|both [TURNS]]\n"
    "Two processes yield to each other TURNS (1000 unless told) times; none, one or both of them touch a floating-point register each turn.\n"
    "Prints turn: cycles from one yield's begin to the next, both processes' turns together.\n"
    "concept: the PCB; lazy and eager saving of floating-point state\n"
    "example: taskset -c 0 float-switch both\n";

static void turn(bool floats) {
  if (floats) __asm__ volatile("fmv.d.x ft0, zero" : : : "ft0");
  sched_yield();
}

/** Reads the options only where there are some: that uses floating point (printf does), and then no process here would be without. */
static void begin_without_floats(int argc, char **argv) {
  tool_begin(argv, usage);
  if (argc > 1 && argv[1][0] == '-') begin(argc, argv, usage);
}

int main(int argc, char **argv) {
  begin_without_floats(argc, argv);
  const char *who = optind < argc ? argv[optind] : "none";
  uint64_t turns = 1000;
  // Not as a size, for the same reason.
  if (optind + 1 < argc && (!parse_unsigned(argv[optind + 1], &turns) || turns < 1 || turns > 10000000))
    usage_error("not a number from 1 to 10000000: %s", argv[optind + 1]);
  bool first = strcmp(who, "none") != 0, second = strcmp(who, "both") == 0;
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0)
    for (;;) turn(second);
  for (int warm = 0; warm < 4; warm++) turn(first);
  uint64_t begun = cycles();
  for (uint64_t done = 0; done < turns; done++) turn(first);
  uint64_t used = cycles() - begun;
  kill(child, SIGKILL);
  figure("turn", (double)used / (double)turns);
  return tool_finish();
}
