/* producer-consumer: one process makes items, another uses them, a bounded pipe between. Shows blocking on a full and on an empty pipe. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
    "usage: producer-consumer [-w WORK] [ITEMS]\n"
    "A producer writes ITEMS items (10000 unless told) of 256 bytes into a pipe and a consumer reads them. The pipe holds few, so "
    "whoever is\n"
    "faster must wait for the other: the number of voluntary switches tells how often.\n"
    "  -w, --work WORK  the consumer adds WORK numbers per item (100), which makes it the slower one\n"
    "concept: pipes, blocking, a bounded buffer, voluntary context switches\n"
    "example: producer-consumer -w 2000 1000\n";

enum { ITEM_WORDS = 32, PIPE_BYTES = 4096 };

/** One item: numbers that follow from its index, so that the consumer can check them. */
typedef struct {
  uint64_t words[ITEM_WORDS];
} Item;

static void produce(int to, uint64_t items) {
  Item item;
  for (uint64_t index = 0; index < items; index++) {
    for (int word = 0; word < ITEM_WORDS; word++) item.words[word] = index * ITEM_WORDS + (uint64_t)word;
    if (write(to, &item, sizeof item) != sizeof item) die("pipe");
  }
}

static uint64_t consume(int from, uint64_t work, uint64_t *sum) {
  Item item;
  uint64_t items = 0;
  while (read(from, &item, sizeof item) == sizeof item) {
    volatile uint64_t busy = 0;
    for (uint64_t step = 0; step < work; step++) busy += step;
    for (int word = 0; word < ITEM_WORDS; word++) *sum += item.words[word];
    items++;
  }
  return items;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"work", required_argument, NULL, 'w'}, {NULL, 0, NULL, 0}};
  uint64_t items = 10000;
  uint64_t work = 100;
  uint64_t sum = 0;
  int ends[2];
  int status;
  struct rusage producer, consumer;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "w:", longs)) != -1;) {
    if (!parse_unsigned(optarg, &work)) usage_error("not a number: %s", optarg);
  }
  if (optind < argc && (!parse_unsigned(argv[optind], &items) || items == 0)) usage_error("not a number of items: %s", argv[optind]);
  if (pipe(ends) != 0) die("pipe");
  fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    close(ends[0]);
    produce(ends[1], items);
    _exit(0);
  }
  close(ends[1]);
  uint64_t got = consume(ends[0], work, &sum);
  waitpid(child, &status, 0);
  getrusage(RUSAGE_SELF, &consumer);
  getrusage(RUSAGE_CHILDREN, &producer);
  uint64_t words = items * ITEM_WORDS;
  const char *verdict = sum == words * (words - 1) / 2 && status == 0 ? "intact" : "damaged";
  printf("producer-consumer: %lu items arrived %s; the producer waited %ld times, the consumer %ld times\n", got, verdict,
      producer.ru_nvcsw,
         consumer.ru_nvcsw);
  return tool_finish();
}
