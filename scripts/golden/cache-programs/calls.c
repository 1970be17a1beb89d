// Much code: fifty functions of several lines each, called in an order of chance, recursion, and an instruction in two pages.
#include "start.h"

typedef uint64_t function(uint64_t value, int depth);
static function *const functions[];
enum { count = 50 };

static uint64_t any(uint64_t value, int depth) {
  return depth == 0 ? value : functions[(value >> 20) % count](value, depth - 1);
}

/** All different: each does arithmetic with its own number, and calls one or two others. */
#define body(n) \
  static alone uint64_t f##n(uint64_t value, int depth) { \
    uint64_t one = value * (2 * n + 3) ^ (value >> (n % 13 + 1)), two = one * 0x9e3779b97f4a7c15u + n; \
    if (one & 1) two ^= any(two ^ (one >> 7), depth); \
    value = (one << (n % 7 + 1)) ^ (two >> (n % 5 + 1)) ^ (one / (n + 3)); \
    return any(value ^ (value >> 29), depth); \
  }
#define ten(x, n) x(n##0) x(n##1) x(n##2) x(n##3) x(n##4) x(n##5) x(n##6) x(n##7) x(n##8) x(n##9)
#define fifty(x) ten(x, 1) ten(x, 2) ten(x, 3) ten(x, 4) ten(x, 5)
#define name(n) f##n,
fifty(body)
static function *const functions[] = {fifty(name)};

static alone uint64_t fibonacci(uint64_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

/** Its second instruction begins 2 bytes before the end of a page. */
extern uint64_t across_pages(uint64_t value);
__asm__(".text\n.balign 4096\n.skip 4092\n"
        "across_pages:\n"
        "c.addi a0, 1\n"
        ".option push\n.option norvc\nxori a0, a0, 0x55\n.option pop\n"
        "ret\n");

static uint64_t run(void) {
  uint64_t sum = 0;
  for (int i = 0; i < 100; i++) sum += any(chance(), 7);
  for (int i = 0; i < 50; i++) sum = across_pages(sum);
  return sum + fibonacci(12);
}
