/* After a fork each process has its own data, bss, heap and stack; a grandchild too. */
#include "show.h"

static int data = 1;
static int bss;

static void change(int *heap, int *stack, int by) {
  data += by;
  bss += by;
  *heap += by;
  *stack += by;
}

static void show(const char *who, const int *heap, const int *stack) {
  printf("%s: data %d, bss %d, heap %d, stack %d\n", who, data, bss, *heap, *stack);
}

int main(void) {
  int *heap = malloc(sizeof *heap);
  int stack = 1;
  *heap = 1;
  change(heap, &stack, 10);
  if (fork() == 0) {
    show("child before", heap, &stack);
    change(heap, &stack, 100);
    if (fork() == 0) {
      change(heap, &stack, 1000);
      show("grandchild", heap, &stack);
      _exit(0);
    }
    wait(NULL);
    show("child after", heap, &stack);
    _exit(0);
  }
  wait(NULL);
  show("parent", heap, &stack);
  change(heap, &stack, 1);
  show("parent after", heap, &stack);
  enum { SIZE = 1 << 20, CHILDREN = 8 };
  unsigned char *block = malloc(SIZE);
  memset(block, 1, SIZE);
  for (int child = 0; child < CHILDREN; child++) {
    if (fork() != 0) continue;
    unsigned long sum = 0;
    for (int index = child * 1000; index < SIZE; index += 4096) block[index] = (unsigned char)child;
    for (int index = 0; index < SIZE; index++) sum += block[index];
    _exit(sum == SIZE + (unsigned long)((SIZE - child * 1000 + 4095) / 4096) * (unsigned long)(child - 1) ? 0 : 1);
  }
  int failures = 0;
  for (int status; wait(&status) > 0;) failures += status != 0;
  unsigned long sum = 0;
  for (int index = 0; index < SIZE; index++) sum += block[index];
  printf("children that saw wrong bytes: %d, the parent's sum %lu\n", failures, sum);
  return 0;
}
