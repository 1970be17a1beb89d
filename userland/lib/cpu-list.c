/* Sets of CPUs as people write them: see cpu-list.h. */
#define _GNU_SOURCE
#include "cpu-list.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int digit_value(char digit) {
  return isdigit((unsigned char)digit) ? digit - '0' : tolower((unsigned char)digit) - 'a' + 10;
}

bool cpu_list_parse(const char *text, cpu_set_t *set) {
  CPU_ZERO(set);
  while (isdigit((unsigned char)*text)) {
    char *rest;
    unsigned long first = strtoul(text, &rest, 10);
    unsigned long last = first;
    if (*rest == '-' && isdigit((unsigned char)rest[1])) last = strtoul(rest + 1, &rest, 10);
    if (last < first || last >= CPU_SETSIZE) return false;
    for (unsigned long cpu = first; cpu <= last; cpu++) CPU_SET(cpu, set);
    if (*rest == '\0' || *rest == '\n') return true;
    if (*rest != ',') return false;
    text = rest + 1;
  }
  return false;
}

bool cpu_mask_parse(const char *text, cpu_set_t *set) {
  CPU_ZERO(set);
  if (strncasecmp(text, "0x", 2) == 0) text += 2;
  size_t length = strlen(text);
  for (size_t index = 0; index < length; index++) {
    if (!isxdigit((unsigned char)text[index])) return false;
    int digit = digit_value(text[index]);
    for (int bit = 0; bit < 4; bit++) {
      size_t cpu = (length - 1 - index) * 4 + (size_t)bit;
      if ((digit >> bit & 1) == 0) continue;
      if (cpu >= CPU_SETSIZE) return false;
      CPU_SET(cpu, set);
    }
  }
  return CPU_COUNT(set) > 0;
}

/** The last CPU of the run that begins at `first`. */
static int end_of_run(const cpu_set_t *set, int first) {
  int last = first;
  while (last + 1 < CPU_SETSIZE && CPU_ISSET((size_t)last + 1, set)) last++;
  return last;
}

void cpu_list_format(const cpu_set_t *set, char *text, size_t size) {
  size_t have = 0;
  text[0] = '\0';
  for (int cpu = 0; cpu < CPU_SETSIZE && have < size; cpu++) {
    if (!CPU_ISSET((size_t)cpu, set)) continue;
    int last = end_of_run(set, cpu);
    const char *comma = have > 0 ? "," : "";
    if (last == cpu) have += (size_t)snprintf(text + have, size - have, "%s%d", comma, cpu);
    else have += (size_t)snprintf(text + have, size - have, last == cpu + 1 ? "%s%d,%d" : "%s%d-%d", comma, cpu, last);
    cpu = last;
  }
}

void cpu_mask_format(const cpu_set_t *set, char *text, size_t size) {
  size_t have = 0;
  text[0] = '\0';
  for (int group = CPU_SETSIZE / 4 - 1; group >= 0 && have + 1 < size; group--) {
    int digit = 0;
    for (int bit = 0; bit < 4; bit++) digit |= CPU_ISSET((size_t)(group * 4 + bit), set) ? 1 << bit : 0;
    if (digit != 0 || have > 0 || group == 0) have += (size_t)snprintf(text + have, size - have, "%x", digit);
  }
}
