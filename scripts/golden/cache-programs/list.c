// A list whose nodes lie in an order of chance: each step needs a line that the last one has named.
#include "start.h"

enum { nodes = 1500, rounds = 6 };
struct node {
  struct node *next;
  uint64_t value;
  char room[16];
};
static struct node pool[nodes];
static unsigned order[nodes];

static uint64_t run(void) {
  for (unsigned i = 0; i < nodes; i++) order[i] = i;
  for (unsigned i = nodes - 1; i > 0; i--) {
    unsigned other = (unsigned)(chance() % (i + 1)), here = order[i];
    order[i] = order[other];
    order[other] = here;
  }
  for (unsigned i = 0; i < nodes; i++) {
    pool[order[i]].next = &pool[order[(i + 1) % nodes]];
    pool[order[i]].value = i * 7 + 1;
  }
  uint64_t sum = 0;
  struct node *at = &pool[order[0]];
  for (unsigned i = 0; i < nodes * rounds; i++, at = at->next) {
    sum = sum * 33 + at->value;
    if (i % 5 == 0) at->value ^= sum;
  }
  return sum;
}
