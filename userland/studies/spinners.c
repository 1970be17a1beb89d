/* spinners: one busy process for each nice value. Shows how a scheduler shares a core. */
#include <sys/resource.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: spinners NICE...\n"
    "Start one process for each NICE (-20 to 19, behind -- when the first is negative), each of which spins for ever.\n"
    "concept: time slices, weights, fairness\n"
    "example: vivarium study fairness\n";

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  if (optind == argc) usage_error("no nice value");
  for (int index = optind; index < argc; index++) {
    int64_t nice_value;
    if (!parse_integer(argv[index], &nice_value) || nice_value < -20 || nice_value > 19) usage_error("no nice value: %s", argv[index]);
    // The last one is this process itself.
    pid_t child = index + 1 < argc ? fork() : 0;
    if (child < 0) die("fork");
    if (child != 0) continue;
    if (setpriority(PRIO_PROCESS, 0, (int)nice_value) != 0) die("setpriority");
    for (;;) __asm__ volatile("" : : : "memory");
  }
}
