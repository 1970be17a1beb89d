/* spinners: one busy process for each nice value. Shows how a scheduler shares a core. */
#include <sys/resource.h>
#include <unistd.h>

#include "cycles.h"

static const char usage[] =
    "usage: spinners [-m BYTES] NICE...\n"
    "Start one process for each NICE (-20 to 19, behind -- when the first is negative), each of which spins for ever.\n"
    "  -m BYTES  they read one word of each 64 bytes of BYTES of their own, again and again\n"
    "concept: time slices, weights, fairness\n"
    "example: vivarium study fairness\n";

enum { LINE_BYTES = 64 };

static _Noreturn void spin(uint64_t bytes) {
  volatile char *memory = bytes == 0 ? NULL : must_allocate(bytes);
  for (uint64_t at = 0; at < bytes; at += LINE_BYTES) memory[at] = 1;
  for (;;) {
    __asm__ volatile("" : : : "memory");
    for (uint64_t at = 0; at < bytes; at += LINE_BYTES) (void)memory[at];
  }
}

int main(int argc, char **argv) {
  uint64_t bytes = 0;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+m:", NULL)) != -1;)
    if (!parse_size(optarg, &bytes) || bytes > 1 << 30) usage_error("no size: %s", optarg);
  if (optind == argc) usage_error("no nice value");
  for (int index = optind; index < argc; index++) {
    int64_t nice_value;
    if (!parse_integer(argv[index], &nice_value) || nice_value < -20 || nice_value > 19) usage_error("no nice value: %s", argv[index]);
    // The last one is this process itself.
    pid_t child = index + 1 < argc ? fork() : 0;
    if (child < 0) die("fork");
    if (child != 0) continue;
    if (setpriority(PRIO_PROCESS, 0, (int)nice_value) != 0) die("setpriority");
    spin(bytes);
  }
}
