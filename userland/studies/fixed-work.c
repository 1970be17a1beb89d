/* fixed-work: does the same work again and again. The fastest pass is undisturbed, the mean one tells what the kernel takes. */
#include "cycles.h"

static const char usage[] =
    "usage: fixed-work [PASSES [BYTES]]\n"
    "Make PASSES (1000 unless told) passes of 8192 additions each to the words of an array of BYTES (32K), and print best (cycles of the\n"
    "fastest pass) and overhead (how much longer the mean pass took, as a share of the best).\n"
    "concept: noise of the operating system, the tick\n"
    "example: fixed-work 2000\n";

enum { WARM_PASSES = 20, ADDITIONS = 8192 };

static void work(volatile uint64_t *array, uint64_t words) {
  for (uint64_t done = 0; done < ADDITIONS;)
    for (uint64_t index = 0; index < words && done < ADDITIONS; index++, done++) array[index] += done;
}

int main(int argc, char **argv) {
  begin(argc, argv, usage);
  uint64_t passes = operand(argc, argv, 0, 1000, 1, 10000000);
  uint64_t words = operand(argc, argv, 1, 32768, 64, 16 << 20) / 8;
  volatile uint64_t *array = must_allocate(words * 8);
  uint64_t best = UINT64_MAX, all = 0;
  for (uint64_t index = 0; index < words; index++) array[index] = index;
  for (uint64_t pass = 0; pass < WARM_PASSES + passes; pass++) {
    uint64_t begun = cycles();
    work(array, words);
    uint64_t used = cycles() - begun;
    if (pass < WARM_PASSES) continue;
    all += used;
    if (used < best) best = used;
  }
  figure("best", (double)best);
  printf("overhead: %.8f\n", (double)(all - passes * best) / (double)(passes * best));
  return tool_finish();
}
