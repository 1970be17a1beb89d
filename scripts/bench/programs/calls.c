// Fibonacci by recursion: calls, returns and the stack.
#include <stdio.h>
#include <stdlib.h>

static __attribute__((noinline)) unsigned long fibonacci(unsigned n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

int main(int argc, char **argv) {
  // volatile, so that the compiler cannot turn the recursion into a loop's result.
  volatile unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : 30;
  printf("%lu\n", fibonacci(n));
  return 0;
}
