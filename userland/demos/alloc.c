/* alloc: asks for memory in several ways. Shows the program break moving, and which requests go to mmap instead. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
    "usage: alloc [-w]\n"
    "Move the program break with brk(2), map memory with mmap(2), then call malloc(3) with growing sizes, and tell after each step "
    "where the\n"
    "memory lies and how far the break is from its beginning.\n"
    "  -w, --wait  wait for a signal at the end, so that /proc/PID/maps can be looked at\n"
    "concept: the heap, the program break, mmap\n"
    "example: alloc -w & cat /proc/$!/maps\n";

static uintptr_t first_break;

static uintptr_t program_break(void) {
  return (uintptr_t)syscall(SYS_brk, 0);
}

/** Below the break is the heap; everything above is mapped. */
static void tell(const char *step, const void *pointer) {
  uintptr_t address = (uintptr_t)pointer;
  uintptr_t now = program_break();
  const char *place = pointer == NULL ? "-" : address >= first_break && address < now ? "heap" : address < first_break ? "data" : "mmap";
  char text[24] = "-";
  if (pointer != NULL) snprintf(text, sizeof text, "%p", pointer);
  printf("%-34s %14s  %-4s  break +%lu KiB\n", step, text, place, (unsigned long)(now - first_break) / 1024);
}

/** The break moved by so many bytes. @returns where it was */
static void *move_break(long bytes) {
  uintptr_t before = program_break();
  syscall(SYS_brk, before + (uintptr_t)bytes);
  return (void *)before;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"wait", no_argument, NULL, 'w'}, {NULL, 0, NULL, 0}};
  static const size_t sizes[] = {16, 1000, 16000, 100000, 1000000, 10000000};
  bool waits = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "w", longs)) != -1;) waits = true;
  printf("%-34s %14s  %-4s  %s\n", "step", "address", "lies", "program break");
  first_break = program_break();
  tell("at the start", NULL);
  char *grown = move_break(64 * 1024);
  grown[0] = 1;
  tell("brk: 64 KiB more", grown);
  move_break(-32 * 1024);
  tell("brk: 32 KiB less", NULL);
  void *mapped = mmap(NULL, 64 * 1024, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  tell("mmap: 64 KiB", mapped);
  for (size_t index = 0; index < sizeof sizes / sizeof sizes[0]; index++) {
    char step[64];
    char *memory = malloc(sizes[index]);
    snprintf(step, sizeof step, "malloc: %zu bytes", sizes[index]);
    if (memory != NULL) memory[0] = 1;
    tell(step, memory);
  }
  fflush(stdout);
  if (waits) pause();
  return tool_finish();
}
