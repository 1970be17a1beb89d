/* The stack grows by itself, far down, and again in a child. */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "show.h"

/** Sums over a frame of 1 KiB per level. */
static __attribute__((noinline)) unsigned long deep(int depth) {
  volatile unsigned char frame[1024];
  for (int index = 0; index < 1024; index += 64) frame[index] = (unsigned char)depth;
  unsigned long below = depth == 0 ? 0 : deep(depth - 1);
  return below + frame[0] + frame[960];
}

static void again(void) {
  printf("in a child: %lu\n", deep(3000));
}

static void without_end(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  printf("%lu\n", deep(1 << 30));
}

/** A large frame is entered at its far end. */
static __attribute__((noinline)) int one_large_frame(void) {
  volatile char frame[2 << 20];
  frame[0] = 1;
  frame[sizeof frame - 1] = 2;
  return frame[0] + frame[sizeof frame - 1];
}

int main(void) {
  printf("3 MB deep: %lu\n", deep(3000));
  printf("2 MB at once: %d\n", one_large_frame());
  in_child("again", again);
  in_child("without end", without_end);
  return 0;
}
