/* anatomy: prints where its own parts lie in memory. Shows the sections of a process, its stack frames, and the words of the kernel. */
#define _GNU_SOURCE
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
    "usage: anatomy [-n]\n"
    "Print the address of one object in each section of this process, of each stack frame of a chain of calls, and of what the kernel "
    "put on\n"
    "the stack before the program began. Then wait for a signal, so that /proc/PID/maps can be compared.\n"
    "  -n, --no-wait  end at once\n"
    "concept: text, read-only data, data, bss, heap, mappings, stack, frames, the first PC\n"
    "example: anatomy & sleep 1; cat /proc/$!/maps\n";

static const char read_only[] = "a constant";
static int initialised = 42;
static int uninitialised[1024];
static _Thread_local int per_thread = 7;

static void row(const char *section, const void *address, const char *what) {
  printf("%-10s %014lx  %s\n", section, (unsigned long)(uintptr_t)address, what);
}

/** What stands at the top of a frame: the caller's frame pointer and the address to return to (RISC-V ELF psABI, frame pointer
 * convention). */
static void print_frame(const char *function, const uintptr_t *frame) {
  uintptr_t stack_pointer;
  __asm__ volatile("mv %0, sp" : "=r"(stack_pointer));
  printf("%-10s %014lx  saved fp %lx, saved ra %lx, %lu bytes above print_frame's sp\n", function, (unsigned long)(uintptr_t)frame,
         (unsigned long)frame[-2], (unsigned long)frame[-1], (unsigned long)((uintptr_t)frame - stack_pointer));
}

static __attribute__((noinline)) int third(int value) {
  volatile int local = value + 1;
  print_frame("third", __builtin_frame_address(0));
  return local;
}

static __attribute__((noinline)) int second(int value) {
  volatile int local = third(value + 1);
  print_frame("second", __builtin_frame_address(0));
  return local + 1;
}

static __attribute__((noinline)) int first(int value) {
  volatile int local = second(value + 1);
  print_frame("first", __builtin_frame_address(0));
  return local + 1;
}

static void print_sections(const int *local) {
  void *heap = malloc(100);
  void *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("%-10s %-14s  %s\n", "section", "address", "object");
  row("text", (const void *)(uintptr_t)&print_sections, "the function print_sections");
  row("rodata", read_only, "a constant string");
  row("data", &initialised, "a variable with a value");
  row("bss", uninitialised, "an array without one");
  row("tls", &per_thread, "a variable of this thread");
  row("break", (const void *)(uintptr_t)syscall(SYS_brk, 0), "the end of the heap that brk moves");
  row("malloc", heap, "100 bytes from malloc");
  row("mmap", mapped, "a page from mmap");
  row("stack", local, "a variable of main");
}

/** The kernel's words above main's frames: arguments, environment, auxiliary vector. */
static void print_kernel_words(char **argv, char **environment) {
  row("argv", argv, argv[0]);
  row("env", environment, environment[0] != NULL ? environment[0] : "(empty)");
  row("entry", (const void *)getauxval(AT_ENTRY), "AT_ENTRY: the first PC, from the ELF header");
  row("phdr", (const void *)getauxval(AT_PHDR), "AT_PHDR: the program headers, mapped");
  row("random", (const void *)getauxval(AT_RANDOM), "AT_RANDOM: 16 random bytes");
  row("vdso", (const void *)getauxval(AT_SYSINFO_EHDR), "AT_SYSINFO_EHDR: the kernel's own code for programs (0: none)");
  printf("%-10s %14lu  AT_PAGESZ: bytes of a page\n", "page size", getauxval(AT_PAGESZ));
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"no-wait", no_argument, NULL, 'n'}, {NULL, 0, NULL, 0}};
  int local = 1;
  bool waits = true;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "n", longs)) != -1;) waits = false;
  if (optind < argc) usage_error("unexpected word: %s", argv[optind]);
  print_sections(&local);
  puts("frames, the innermost first; each lies below its caller's");
  first(local);
  print_frame("main", __builtin_frame_address(0));
  puts("put there by the kernel");
  print_kernel_words(argv, environ);
  if (waits) printf("anatomy: pid %d waits for a signal\n", getpid());
  fflush(stdout);
  if (waits) pause();
  return tool_finish();
}
