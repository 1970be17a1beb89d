/* Sets of CPUs as people write them: "0-3,8" or a hexadecimal mask. */
#ifndef CPU_LIST_H
#define CPU_LIST_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

/** Reads "0,2-5" or "all". @returns false for anything else, or an empty set */
bool cpu_list_parse(const char *text, cpu_set_t *set);

/** Reads a hexadecimal mask with or without 0x. @returns false for anything else, or an empty set */
bool cpu_mask_parse(const char *text, cpu_set_t *set);

/** Writes "0,1,4-7": two neighbours as taskset(1) has it. */
void cpu_list_format(const cpu_set_t *set, char *text, size_t size);

/** Writes the mask in hexadecimal without 0x. */
void cpu_mask_format(const cpu_set_t *set, char *text, size_t size);

#endif
