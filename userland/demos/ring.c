/* ring: processes in a ring pass a token through pipes. Shows what a context switch costs, also when caches must be refilled. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: ring [PROCS [BYTES [ROUNDS]]]\n"
    "PROCS processes (2 unless told) stand in a ring of pipes. Whoever gets the token sums BYTES of its own memory (0) and passes it "
    "on, ROUNDS\n"
    "times around (1000). Only one can run at a time, so each pass is a context switch when they share a core.\n"
    "concept: voluntary context switches; the working set that must come back into the cache (lmbench's lat_ctx)\n"
    "example: taskset -c 0 ring 8 64K 100\n";

enum { MOST_PROCESSES = 500, LINE_BYTES = 64 };

typedef struct {
  uint64_t processes, bytes, rounds;
} Ring;

/** Reads one byte of each cache line. */
static uint64_t touch(const volatile unsigned char *memory, uint64_t bytes) {
  uint64_t sum = 0;
  for (uint64_t offset = 0; offset < bytes; offset += LINE_BYTES) sum += memory[offset];
  return sum;
}

static unsigned char *working_set(uint64_t bytes) {
  unsigned char *memory = must_allocate(bytes);
  for (uint64_t offset = 0; offset < bytes; offset++) memory[offset] = 1;
  return memory;
}

/** Takes the token from `from` and gives it to `to`. @returns 0 when the ring has ended */
static int pass_token(int from, int to, const unsigned char *memory, uint64_t bytes) {
  char token;
  if (read(from, &token, 1) != 1) return 0;
  touch(memory, bytes);
  return write(to, &token, 1) == 1;
}

static _Noreturn void run_member(const Ring *ring, int (*pipes)[2], uint64_t index) {
  uint64_t next = (index + 1) % ring->processes;
  for (uint64_t other = 0; other < ring->processes; other++) {
    if (other != index) close(pipes[other][0]);
    if (other != next) close(pipes[other][1]);
  }
  unsigned char *memory = working_set(ring->bytes);
  for (uint64_t round = 0; round < ring->rounds; round++) {
    if (!pass_token(pipes[index][0], pipes[next][1], memory, ring->bytes)) _exit(1);
  }
  _exit(0);
}

/** The first member also starts the token and takes the time. */
static uint64_t run_first(const Ring *ring, int (*pipes)[2]) {
  unsigned char *memory = working_set(ring->bytes);
  struct timespec begun, ended;
  uint64_t next = 1 % ring->processes;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  if (write(pipes[next][1], "t", 1) != 1) die("pipe");
  for (uint64_t round = 0; round + 1 < ring->rounds; round++) {
    if (!pass_token(pipes[0][0], pipes[next][1], memory, ring->bytes)) die("pipe");
  }
  char token;
  if (read(pipes[0][0], &token, 1) != 1) die("pipe");
  clock_gettime(CLOCK_MONOTONIC, &ended);
  return (uint64_t)(ended.tv_sec - begun.tv_sec) * 1000000000 + (uint64_t)ended.tv_nsec - (uint64_t)begun.tv_nsec;
}

int main(int argc, char **argv) {
  Ring ring = {2, 0, 1000};
  struct rusage own, children;
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  if (argc - optind > 3) usage_error("unexpected word: %s", argv[optind + 3]);
  if (optind < argc && (!parse_unsigned(argv[optind], &ring.processes) || ring.processes == 0 || ring.processes > MOST_PROCESSES)) {
    usage_error("not a number of processes (1 to %d): %s", MOST_PROCESSES, argv[optind]);
  }
  if (optind + 1 < argc && !parse_size(argv[optind + 1], &ring.bytes)) usage_error("not a size: %s", argv[optind + 1]);
  if (optind + 2 < argc && (!parse_unsigned(argv[optind + 2], &ring.rounds) || ring.rounds == 0))
    usage_error("not a number of rounds: %s", argv[optind + 2]);
  int(*pipes)[2] = must_allocate(ring.processes * sizeof *pipes);
  for (uint64_t index = 0; index < ring.processes; index++) {
    if (pipe(pipes[index]) != 0) die("pipe");
  }
  for (uint64_t index = 1; index < ring.processes; index++) {
    pid_t child = fork();
    if (child < 0) die("fork");
    if (child == 0) run_member(&ring, pipes, index);
  }
  uint64_t elapsed = run_first(&ring, pipes);
  while (wait(NULL) > 0) continue;
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &children);
  uint64_t passes = ring.rounds * ring.processes;
  printf("ring: %lu processes, %lu bytes each, %lu rounds: %lu passes, %.2f us each, %ld voluntary switches\n", ring.processes, ring.bytes,
         ring.rounds, passes, (double)elapsed / 1000 / (double)passes, own.ru_nvcsw + children.ru_nvcsw);
  return tool_finish();
}
