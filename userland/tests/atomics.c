/* The atomic instructions: each AMO's old and new value, LR/SC, and counters that many processes share. */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <sched.h>
#include <sys/mman.h>

#include "show.h"

enum { PROCESSES = 4, ROUNDS = 20000 };

#define AMO(name, operand, start)                                                                                  \
  do {                                                                                                             \
    int64_t memory64 = (start), old64;                                                                             \
    int32_t memory32[2] = {(int32_t)(start), 0x5555};                                                              \
    int64_t old32;                                                                                                 \
    __asm__ volatile(name ".d %0, %2, (%1)" : "=&r"(old64) : "r"(&memory64), "r"((int64_t)(operand)) : "memory");  \
    __asm__ volatile(name ".w %0, %2, (%1)" : "=&r"(old32) : "r"(memory32), "r"((int64_t)(operand)) : "memory");   \
    printf("%s: old %ld new %ld, old %ld new %d %x\n", name, old64, memory64, old32, memory32[0], memory32[1]);     \
  } while (0)

static void show_amos(void) {
  static const int64_t operands[][2] = {{5, 3}, {-1, 7}, {INT64_MIN, 1}, {0x7fffffff80000001, -2}};
  for (int index = 0; index < 4; index++) {
    int64_t operand = operands[index][0];
    int64_t start = operands[index][1];
    AMO("amoadd", operand, start);
    AMO("amoswap", operand, start);
    AMO("amoand", operand, start);
    AMO("amoor", operand, start);
    AMO("amoxor", operand, start);
    AMO("amomin", operand, start);
    AMO("amomax", operand, start);
    AMO("amominu", operand, start);
    AMO("amomaxu", operand, start);
  }
}

static void show_lr_sc(void) {
  int64_t memory = 10;
  int64_t loaded, failed;
  __asm__ volatile("lr.d %0, (%2)\n addi %0, %0, 1\n sc.d %1, %0, (%2)" : "=&r"(loaded), "=&r"(failed) : "r"(&memory) : "memory");
  printf("lr, sc: failed %ld, memory %ld\n", failed, memory);
  __asm__ volatile("sc.d %0, %1, (%2)" : "=&r"(failed) : "r"(loaded), "r"(&memory) : "memory");
  printf("sc without lr: failed %d, memory %ld\n", failed != 0, memory);
}

/** Shared between the processes. */
typedef struct {
  atomic_long added;
  atomic_long by_exchange;
  atomic_int lock;
  long guarded;
  atomic_int ready;
} Shared;

static void work(Shared *shared) {
  atomic_fetch_add(&shared->ready, 1);
  while (atomic_load(&shared->ready) < PROCESSES) sched_yield();
  for (int round = 0; round < ROUNDS; round++) {
    atomic_fetch_add(&shared->added, 1);
    long seen = atomic_load(&shared->by_exchange);
    while (!atomic_compare_exchange_weak(&shared->by_exchange, &seen, seen + 2)) continue;
    int unlocked = 0;
    while (!atomic_compare_exchange_strong(&shared->lock, &unlocked, 1)) {
      unlocked = 0;
      sched_yield();
    }
    shared->guarded += 3;
    atomic_store(&shared->lock, 0);
  }
}

int main(void) {
  show_amos();
  show_lr_sc();
  Shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int process = 0; process < PROCESSES; process++) {
    if (fork() == 0) {
      work(shared);
      _exit(0);
    }
  }
  while (wait(NULL) > 0) continue;
  printf("added %ld, by exchange %ld, guarded %ld\n", atomic_load(&shared->added), atomic_load(&shared->by_exchange), shared->guarded);
  return 0;
}
