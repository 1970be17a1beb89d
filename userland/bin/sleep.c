/* sleep: waits. */
#include <errno.h>
#include <time.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: sleep TIME...\n"
  "Waits for the sum of the TIMEs: seconds with fractions, or with m (minutes), h (hours), d (days): 0.5 2m 1h.\n";

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "+", NULL) != -1) continue;
  if (optind == argc) usage_error("needs a time");
  struct timespec total = {0};
  for (; optind < argc; optind++) {
    struct timespec part;
    if (!parse_duration(argv[optind], &part)) usage_error("%s: bad time", argv[optind]);
    total.tv_sec += part.tv_sec;
    total.tv_nsec += part.tv_nsec;
    if (total.tv_nsec >= 1000000000) {
      total.tv_sec++;
      total.tv_nsec -= 1000000000;
    }
  }
  while (nanosleep(&total, &total) != 0) {
    if (errno != EINTR) die("nanosleep");
  }
  return 0;
}
