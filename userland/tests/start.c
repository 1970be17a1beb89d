/* What a program finds when it begins: arguments, environment, auxiliary vector, sections, constructors. */
#define _GNU_SOURCE
#include <elf.h>
#include <stdint.h>
#include <sys/auxv.h>

#include "show.h"

extern char etext[], edata[], end[], _start[];

static int data = 5;
static int bss;
static const int constant = 7;
static _Thread_local int per_thread = 9;
static _Thread_local int per_thread_zero;
static int constructed;

static __attribute__((constructor)) void construct(void) {
  constructed = 11;
}

static __attribute__((destructor)) void destruct(void) {
  puts("destructor");
}

int main(int argc, char **argv, char **environment) {
  int local = 1;
  const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
  printf("argc %d, argv ends %d\n", argc, argv[argc] == NULL);
  CHECK(environment == environ);
  printf("values %d %d %d %d %d %d\n", data, bss, constant, per_thread, per_thread_zero, constructed);
  CHECK(getauxval(AT_PAGESZ) == 4096);
  CHECK(getauxval(AT_CLKTCK) == 100);
  CHECK(getauxval(AT_SECURE) == 0);
  CHECK(getauxval(AT_PHENT) == sizeof(Elf64_Phdr) && getauxval(AT_PHNUM) >= 2);
  CHECK(getauxval(AT_ENTRY) == (uintptr_t)_start);
  CHECK(getauxval(AT_UID) == getuid() && getauxval(AT_EGID) == getegid());
  CHECK((getauxval(AT_HWCAP) & 0x112d) == 0x112d);
  CHECK(strstr((const char *)getauxval(AT_EXECFN), "start") != NULL);
  int nonzero = 0;
  for (int index = 0; index < 16; index++) nonzero += random[index] != 0;
  CHECK(nonzero > 8);
  const Elf64_Phdr *header = (const Elf64_Phdr *)getauxval(AT_PHDR);
  int loads = 0;
  for (unsigned long index = 0; index < getauxval(AT_PHNUM); index++) loads += header[index].p_type == PT_LOAD;
  CHECK(loads >= 2);
  CHECK((uintptr_t)&local > (uintptr_t)&data);
  CHECK((uintptr_t)argv > (uintptr_t)&local && ((uintptr_t)argv[0] > (uintptr_t)argv));
  uintptr_t stack_pointer;
  __asm__ volatile("mv %0, sp" : "=r"(stack_pointer));
  CHECK(stack_pointer % 16 == 0);
  setenv("ADDED", "value", 1);
  unsetenv("MISSING");
  printf("environment: %s\n", getenv("ADDED"));
  return 0;
}
