// An interpreter of bytecode, one switch in a loop, that runs a loop of its own: an indirect jump for every few instructions.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SET, MOVE, ADD, ADD_CONSTANT, MULTIPLY_CONSTANT, AND_CONSTANT, SHIFT_RIGHT, XOR, IF_ZERO, IF_LESS, JUMP, HALT };

typedef struct {
  uint8_t code, target, source;
  int32_t constant;
} Operation;

enum { I, LIMIT, TOTAL, VALUE, SCRATCH, HASH, REGISTERS };

/** Steps of the Collatz sequences from 1 up to a limit. */
static const Operation program[] = {
    {SET, I, 0, 1},
    {MOVE, VALUE, I, 0},
    {MOVE, SCRATCH, VALUE, 0}, // 2: the next step
    {ADD_CONSTANT, SCRATCH, 0, -1},
    {IF_ZERO, SCRATCH, 0, 13},
    {ADD_CONSTANT, TOTAL, 0, 1},
    {MOVE, SCRATCH, VALUE, 0},
    {AND_CONSTANT, SCRATCH, 0, 1},
    {IF_ZERO, SCRATCH, 0, 17},
    {MULTIPLY_CONSTANT, VALUE, 0, 3},
    {ADD_CONSTANT, VALUE, 0, 1},
    {XOR, HASH, VALUE, 0},
    {JUMP, 0, 0, 2},
    {ADD, HASH, TOTAL, 0}, // 13: one sequence has ended
    {ADD_CONSTANT, I, 0, 1},
    {IF_LESS, I, LIMIT, 1},
    {HALT, 0, 0, 0},
    {SHIFT_RIGHT, VALUE, 0, 1}, // 17: even
    {JUMP, 0, 0, 2},
};

static void interpret(const Operation *start, uint64_t *registers) {
  for (const Operation *at = start;; at++) {
    switch (at->code) {
      case SET: registers[at->target] = (uint64_t)at->constant; break;
      case MOVE: registers[at->target] = registers[at->source]; break;
      case ADD: registers[at->target] += registers[at->source]; break;
      case ADD_CONSTANT: registers[at->target] += (uint64_t)at->constant; break;
      case MULTIPLY_CONSTANT: registers[at->target] *= (uint64_t)at->constant; break;
      case AND_CONSTANT: registers[at->target] &= (uint64_t)at->constant; break;
      case SHIFT_RIGHT: registers[at->target] >>= at->constant; break;
      case XOR: registers[at->target] ^= registers[at->source]; break;
      case IF_ZERO:
        if (registers[at->target] == 0) at = start + at->constant - 1;
        break;
      case IF_LESS:
        if (registers[at->target] < registers[at->source]) at = start + at->constant - 1;
        break;
      case JUMP: at = start + at->constant - 1; break;
      case HALT: return;
    }
  }
}

int main(int argc, char **argv) {
  uint64_t registers[REGISTERS] = {0};
  registers[LIMIT] = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
  interpret(program, registers);
  printf("bytecode %lu %016lx\n", (unsigned long)registers[TOTAL], (unsigned long)registers[HASH]);
  return 0;
}
