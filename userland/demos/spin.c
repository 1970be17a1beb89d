/* spin: keeps one CPU busy for a known number of instructions. Shows preemption: many of them share the cores. */
#include <stdint.h>
#include <stdio.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: spin [N]\n"
    "Run N million instructions (100 unless told; 0 for ever) and print a checksum. It makes no system call meanwhile, so only the "
    "timer's\n"
    "interrupt can take the CPU away from it: start more of them than there are cores and watch them take turns.\n"
    "concept: preemption, time slices, involuntary context switches\n"
    "example: spin 50 & spin 50 & spin 50 & top\n";

enum { INSTRUCTIONS_PER_TURN = 8, DEFAULT_MILLIONS = 100 };

/** A loop of exactly INSTRUCTIONS_PER_TURN instructions: xorshift64 and the counting. */
static uint64_t turn(uint64_t turns, uint64_t value) {
  uint64_t scratch;
  __asm__ volatile(
      "1: slli %[s], %[v], 13\n"
      "   xor  %[v], %[v], %[s]\n"
      "   srli %[s], %[v], 7\n"
      "   xor  %[v], %[v], %[s]\n"
      "   slli %[s], %[v], 17\n"
      "   xor  %[v], %[v], %[s]\n"
      "   addi %[n], %[n], -1\n"
      "   bnez %[n], 1b\n"
      : [v] "+r"(value), [n] "+r"(turns), [s] "=&r"(scratch));
  return value;
}

int main(int argc, char **argv) {
  uint64_t millions = DEFAULT_MILLIONS;
  uint64_t value = 88172645463325252u;
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  if (optind < argc && (!parse_unsigned(argv[optind], &millions) || millions > 1000000000))
    usage_error("not a number of millions: %s", argv[optind]);
  if (optind + 1 < argc) usage_error("unexpected word: %s", argv[optind + 1]);
  for (uint64_t done = 0; millions == 0 || done < millions; done++) value = turn(1000000 / INSTRUCTIONS_PER_TURN, value);
  printf("spin: %lu million instructions, checksum %016lx\n", millions, value);
  return tool_finish();
}
