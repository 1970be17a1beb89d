/* lscpu: the CPUs and their caches, from /proc/cpuinfo and /sys/devices/system/cpu. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cpu-list.h"
#include "proc-file.h"
#include "tool.h"

static const char usage[] =
    "usage: lscpu\n"
    "Describe the CPUs: how many, their instruction set and address translation, and the caches of the first one.\n"
    "example: lscpu\n";

enum { VALUE_SIZE = 512, PATH_SIZE = 96, MAX_CACHES = 16 };

static void print_field(const char *label, const char *value) {
  if (value[0] != '\0') printf("%-25s%s\n", label, value);
}

/** A file of one line, without its line end; empty when it is not there. */
static void read_line(const char *path, char value[VALUE_SIZE]) {
  if (proc_read_at(AT_FDCWD, path, value, VALUE_SIZE) < 0) value[0] = '\0';
  value[strcspn(value, "\n")] = '\0';
}

/** The first value of "name\t: value" in /proc/cpuinfo. */
static void cpuinfo_field(const char *text, const char *name, char value[VALUE_SIZE]) {
  size_t length = strlen(name);
  value[0] = '\0';
  for (const char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    const char *colon = strncmp(line, name, length) == 0 ? line + length + strspn(line + length, " \t") : "";
    if (*colon != ':') continue;
    colon += 1 + strspn(colon + 1, " ");
    snprintf(value, VALUE_SIZE, "%.*s", (int)strcspn(colon, "\n"), colon);
    return;
  }
}

static void print_count(void) {
  char value[VALUE_SIZE];
  char count[16];
  cpu_set_t set;
  read_line("/sys/devices/system/cpu/possible", value);
  if (value[0] == '\0') read_line("/sys/devices/system/cpu/online", value);
  if (cpu_list_parse(value, &set)) {
    snprintf(count, sizeof count, "%d", CPU_COUNT(&set));
    print_field("CPU(s):", count);
  }
  read_line("/sys/devices/system/cpu/online", value);
  print_field("  On-line CPU(s) list:", value);
}

static void cache_field(int index, const char *name, char value[VALUE_SIZE]) {
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index, name);
  read_line(path, value);
}

/** Returns false when there is no such cache. */
static bool print_cache(int index) {
  char level[VALUE_SIZE], type[VALUE_SIZE], size[VALUE_SIZE], ways[VALUE_SIZE], line[VALUE_SIZE], shared[VALUE_SIZE];
  char label[32];
  cache_field(index, "level", level);
  if (level[0] == '\0') return false;
  cache_field(index, "type", type);
  cache_field(index, "size", size);
  cache_field(index, "ways_of_associativity", ways);
  cache_field(index, "coherency_line_size", line);
  cache_field(index, "shared_cpu_list", shared);
  const char *letter = strcmp(type, "Data") == 0 ? "d" : strcmp(type, "Instruction") == 0 ? "i" : "";
  snprintf(label, sizeof label, "  L%.2s%s:", level, letter);
  printf("%-25s%s, %s ways, lines of %s bytes", label, size, ways, line);
  printf(shared[0] != '\0' ? ", of CPUs %s\n" : "\n", shared);
  return true;
}

int main(int argc, char **argv) {
  struct utsname machine;
  char value[VALUE_SIZE];
  tool_begin(argv, usage);
  while (tool_option(argc, argv, "", NULL) != -1) continue;
  if (optind < argc) usage_error("unexpected word: %s", argv[optind]);
  if (uname(&machine) != 0) die("uname");
  char *text = proc_read_all("/proc/cpuinfo", NULL);
  print_field("Architecture:", machine.machine);
  print_field("  Byte Order:", "Little Endian");
  print_count();
  const char *const fields[][2] = {{"model name", "Model name:"}, {"uarch", "Microarchitecture:"}, {"isa", "Instruction set:"},
                                   {"mmu", "Address translation:"}, {"cpu MHz", "CPU MHz:"}};
  for (size_t index = 0; text != NULL && index < sizeof fields / sizeof fields[0]; index++) {
    cpuinfo_field(text, fields[index][0], value);
    print_field(fields[index][1], value);
  }
  for (int index = 0; index < MAX_CACHES && print_cache(index); index++) continue;
  free(text);
  return tool_finish();
}
