// Copies and sums of bytes, halves, words and doublewords at odd addresses: many lie in two lines, some in two pages.
#include "start.h"

enum { room = 3 * 4096 };
static unsigned char from[room] __attribute__((aligned(4096))), to[room] __attribute__((aligned(4096)));

/** Single instructions, however the address is aligned. */
#define access(name, type, letter) \
  static inline type load_##name(const void *at) { \
    type value; \
    __asm__ volatile("l" letter " %0, (%1)" : "=r"(value) : "r"(at) : "memory"); \
    return value; \
  } \
  static inline void store_##name(void *at, type value) { __asm__ volatile("s" letter " %0, (%1)" : : "r"(value), "r"(at) : "memory"); }
access(double, uint64_t, "d")
access(word, uint32_t, "w")
access(half, uint16_t, "h")
access(byte, uint8_t, "b")

static alone uint64_t copy(unsigned target, unsigned source, unsigned bytes) {
  uint64_t sum = 0;
  unsigned at = 0;
  for (; at + 8 <= bytes; at += 8) {
    uint64_t value = load_double(from + source + at);
    store_double(to + target + at, value);
    sum = sum * 3 + value;
  }
  for (; at + 4 <= bytes; at += 4) store_word(to + target + at, load_word(from + source + at));
  for (; at < bytes; at++) store_byte(to + target + at, load_byte(from + source + at));
  return sum;
}

static uint64_t run(void) {
  uint64_t sum = 0;
  for (unsigned i = 0; i < room; i++) from[i] = (unsigned char)(i * 7 + (i >> 8));
  for (unsigned i = 0; i < 60; i++) sum += copy((unsigned)(chance() % 8000), (unsigned)(chance() % 8000), 100 + (unsigned)(chance() % 2000));
  for (unsigned i = 0; i < 600; i++) {
    unsigned at = (unsigned)(chance() % (room - 8));
    store_half(to + at, (uint16_t)(load_half(from + at) + i));
    store_double(from + (room / 3) * (1 + i % 2) - 1 - i % 7, sum + i);
    sum = sum * 5 + load_double(to + at) + load_word(from + 4094);
  }
  return sum;
}
