/* The columns of top's table: see fields.h. */
#define _GNU_SOURCE
#include "fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "utf8.h"

enum { PAGE_KIB = 4, NAME_WIDTH = 8 };

typedef void FieldText(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]);

/* Cells are written without printf where they are plain numbers: with 10,000 processes, formatting is what top spends its time in. */

static void decimal(char *cell, long long value) {
  char digits[24];
  size_t count = 0;
  unsigned long long rest = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
  do digits[count++] = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0) *cell++ = '-';
  while (count > 0) *cell++ = digits[--count];
  *cell = '\0';
}

/** One digit after the point. */
static void tenths(char *cell, double value) {
  long long rounded = llrint(value * 10);
  decimal(cell, rounded / 10);
  size_t length = strlen(cell);
  cell[length] = '.';
  cell[length + 1] = (char)('0' + rounded % 10);
  cell[length + 2] = '\0';
}

/** KiB, in MiB or more with one decimal when that does not fit. */
static void size_cell(unsigned long kib, int width, char cell[FIELD_SIZE]) {
  static const char units[] = "mgtp";
  double value = (double)kib;
  decimal(cell, (long long)kib);
  if ((int)strlen(cell) <= width) return;
  for (const char *unit = units; *unit != '\0'; unit++) {
    value /= 1024;
    if (snprintf(cell, FIELD_SIZE, "%.1f%c", value, *unit) <= width) return;
  }
}

static void pid_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample;
  decimal(cell, view->threads ? entry->task.tid : entry->task.tgid);
}

static void user_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  const char *name = proc_user_name(entry->task.uid);
  if (strlen(name) <= NAME_WIDTH) strcpy(cell, name);
  else snprintf(cell, FIELD_SIZE, "%.*s+", NAME_WIDTH - 1, name);
}

/** Real-time priorities are below zero; the highest is shown as rt. */
static void priority_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  if (entry->task.priority < -99) strcpy(cell, "rt");
  else decimal(cell, entry->task.priority);
}

static void nice_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  decimal(cell, entry->task.nice);
}

static void virtual_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  size_cell(entry->task.vsize / 1024, 7, cell);
}

static void resident_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  size_cell((unsigned long)entry->task.rss * PAGE_KIB, 6, cell);
}

/** Needs one more file of /proc, which is read for the lines on the screen only. */
static void shared_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  size_cell((unsigned long)proc_shared_pages(entry->task.tgid) * PAGE_KIB, 6, cell);
}

/** A count, in thousands or more when it does not fit. */
static void count_cell(long long count, int width, char cell[FIELD_SIZE]) {
  static const char units[] = "kMGT";
  decimal(cell, count);
  for (const char *unit = units; (int)strlen(cell) > width && *unit != '\0'; unit++) {
    count /= 1000;
    decimal(cell, count);
    size_t length = strlen(cell);
    cell[length] = *unit;
    cell[length + 1] = '\0';
  }
}

/** Needs one more file of /proc, as the shared pages do. */
static void voluntary_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample;
  count_cell(proc_switches(&entry->task, view->threads).voluntary, 7, cell);
}

static void involuntary_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample;
  count_cell(proc_switches(&entry->task, view->threads).involuntary, 6, cell);
}

/** Instructions of a cycle in user mode. Needs a file more as well, like the two below. */
static void ipc_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample;
  ProcCosts costs = proc_costs(&entry->task, view->threads);
  if (costs.cycles == 0) strcpy(cell, "-");
  else snprintf(cell, FIELD_SIZE, "%.2f", (double)costs.instructions / (double)costs.cycles);
}

static void misses_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample;
  count_cell(proc_costs(&entry->task, view->threads).misses, 8, cell);
}

static double reload_percent(ProcCosts costs) {
  long long cycles = costs.cycles + costs.system_cycles;
  return cycles == 0 ? 0 : 100 * (double)costs.reload_cycles / (double)cycles;
}

static void reload_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample;
  tenths(cell, reload_percent(proc_costs(&entry->task, view->threads)));
}

static void state_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  cell[0] = entry->task.state;
  cell[1] = '\0';
}

static void cpu_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  tenths(cell, entry->cpu_percent);
}

static void memory_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)view;
  double total = sample->memory.total > 0 ? (double)sample->memory.total : 1;
  tenths(cell, 100 * (double)entry->task.rss * PAGE_KIB / total);
}

/** Minutes, seconds and hundredths; minutes and seconds when that is too long. */
static void time_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample, (void)view;
  unsigned long long hundredths = (entry->task.utime + entry->task.stime) * 100 / (unsigned long long)sysconf(_SC_CLK_TCK);
  unsigned long long seconds = hundredths / 100;
  int length = snprintf(cell, FIELD_SIZE, "%llu:%02llu.%02llu", seconds / 60, seconds % 60, hundredths % 100);
  if (length > 9) snprintf(cell, FIELD_SIZE, "%llu:%02llu", seconds / 60, seconds % 60);
}

static void command_text(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]) {
  (void)sample;
  if (view->command_line) proc_command_line(&entry->task, cell, FIELD_SIZE);
  else strcpy(cell, entry->task.comm);
}

/** The view that entries are sorted for. */
static const View *sorting;

static double pid_number(const Entry *entry) { return entry->task.tid; }
static double priority_number(const Entry *entry) { return (double)entry->task.priority; }
static double nice_number(const Entry *entry) { return (double)entry->task.nice; }
static double virtual_number(const Entry *entry) { return (double)entry->task.vsize; }
static double resident_number(const Entry *entry) { return (double)entry->task.rss; }
static double cpu_number(const Entry *entry) { return entry->cpu_percent; }
static double time_number(const Entry *entry) { return (double)(entry->task.utime + entry->task.stime); }
static double shared_number(const Entry *entry) { return (double)proc_shared_pages(entry->task.tgid); }
static double state_number(const Entry *entry) { return entry->task.state; }

static double voluntary_number(const Entry *entry) { return (double)proc_switches(&entry->task, sorting->threads).voluntary; }
static double involuntary_number(const Entry *entry) { return (double)proc_switches(&entry->task, sorting->threads).involuntary; }

static double misses_number(const Entry *entry) { return (double)proc_costs(&entry->task, sorting->threads).misses; }
static double reload_number(const Entry *entry) { return reload_percent(proc_costs(&entry->task, sorting->threads)); }

static double ipc_number(const Entry *entry) {
  ProcCosts costs = proc_costs(&entry->task, sorting->threads);
  return costs.cycles == 0 ? 0 : (double)costs.instructions / (double)costs.cycles;
}

const Field fields[FIELD_COUNT] = {
  {"PID", 5, false, pid_text, pid_number},
  {"USER", NAME_WIDTH, true, user_text, NULL},
  {"PR", 3, false, priority_text, priority_number},
  {"NI", 3, false, nice_text, nice_number},
  {"VIRT", 7, false, virtual_text, virtual_number, SHOWN_WITH_MEMORY},
  {"RES", 6, false, resident_text, resident_number, .hidden_with = SHOWN_WITH_CACHES},
  {"SHR", 6, false, shared_text, shared_number, SHOWN_WITH_MEMORY},
  {"VCSW", 7, false, voluntary_text, voluntary_number, SHOWN_WITH_SWITCHES},
  {"NVCSW", 6, false, involuntary_text, involuntary_number, SHOWN_WITH_SWITCHES},
  {"IPC", 4, false, ipc_text, ipc_number, SHOWN_WITH_CACHES},
  {"MISSES", 8, false, misses_text, misses_number, SHOWN_WITH_CACHES},
  {"%RELOAD", 7, false, reload_text, reload_number, SHOWN_WITH_CACHES},
  {"S", 1, false, state_text, state_number},
  {"%CPU", 5, false, cpu_text, cpu_number},
  {"%MEM", 5, false, memory_text, resident_number},
  {"TIME+", 9, false, time_text, time_number},
  {"COMMAND", 0, true, command_text, NULL},
};

size_t find_field(const char *heading) {
  size_t index = 0;
  while (index < FIELD_COUNT && strcasecmp(fields[index].heading, heading) != 0) index++;
  return index;
}

bool field_shown(size_t index, const View *view) {
  const Field *field = &fields[index];
  bool hidden = field->hidden_with != SHOWN_ALWAYS && field->hidden_with == view->columns;
  return !hidden && (field->set == SHOWN_ALWAYS || field->set == view->columns);
}

void choose_sort(View *view, size_t index) {
  view->sort_field = index;
  if (!field_shown(index, view)) view->columns = fields[index].set == SHOWN_ALWAYS ? SHOWN_WITH_MEMORY : fields[index].set;
}

/** Entries with the keys that they are sorted by, computed once each. */
typedef struct {
  Entry entry;
  double number;
  char *text;
} Keyed;

static int compare(const void *left_keyed, const void *right_keyed) {
  const Keyed *left = left_keyed;
  const Keyed *right = right_keyed;
  int order = left->text != NULL && right->text != NULL ? strcmp(right->text, left->text) : 0;
  if (left->text == NULL) order = left->number > right->number ? -1 : left->number < right->number;
  if (order != 0) return sorting->ascending ? -order : order;
  return left->entry.task.tid < right->entry.task.tid ? -1 : left->entry.task.tid > right->entry.task.tid;
}

void sort_entries(Sample *sample, const View *view) {
  static char cell[FIELD_SIZE];
  const Field *field = &fields[view->sort_field];
  Keyed *keyed = malloc((sample->count + 1) * sizeof *keyed);
  if (keyed == NULL) return;
  sorting = view;
  for (size_t index = 0; index < sample->count; index++) {
    keyed[index] = (Keyed){.entry = sample->entries[index]};
    if (field->number != NULL) {
      keyed[index].number = field->number(&sample->entries[index]);
      continue;
    }
    field->text(&sample->entries[index], sample, view, cell);
    keyed[index].text = strdup(cell);
  }
  qsort(keyed, sample->count, sizeof *keyed, compare);
  for (size_t index = 0; index < sample->count; index++) {
    sample->entries[index] = keyed[index].entry;
    free(keyed[index].text);
  }
  free(keyed);
}

/** The process ids of a system with more than 99999 need more room. */
static int field_width(size_t index) {
  static int pid_width;
  if (index != 0) return fields[index].width;
  if (pid_width == 0) {
    FILE *file = fopen("/proc/sys/kernel/pid_max", "r");
    long largest = 0;
    if (file != NULL && fscanf(file, "%ld", &largest) == 1) pid_width = snprintf(NULL, 0, "%ld", largest - 1);
    if (file != NULL) fclose(file);
    if (pid_width < fields[0].width) pid_width = fields[0].width;
  }
  return pid_width;
}

/** Adds one cell, padded to its column, and the blank behind it. @returns the new length */
static size_t append(char *line, size_t size, size_t used, size_t index, const char *text) {
  size_t length = strlen(text);
  size_t width = (size_t)field_width(index);
  size_t pad = length < width ? width - length : 0;
  if (used + length + pad + 2 > size) return used;
  bool left = fields[index].left;
  if (!left) memset(line + used, ' ', pad);
  memcpy(line + used + (left ? 0 : pad), text, length);
  if (left) memset(line + used + length, ' ', pad);
  used += length + pad;
  if (index + 1 < FIELD_COUNT) line[used++] = ' ';
  line[used] = '\0';
  return used;
}

static void cut(char *line, int width) {
  size_t length = strlen(line);
  if (length > (size_t)width) line[utf8_fit(line, length, (size_t)width)] = '\0';
}

void format_entry(const Entry *entry, const Sample *sample, const View *view, char *line, size_t size, int width) {
  static char cell[FIELD_SIZE];
  size_t used = 0;
  for (size_t index = 0; index < FIELD_COUNT; index++) {
    if (!field_shown(index, view)) continue;
    fields[index].text(entry, sample, view, cell);
    used = append(line, size, used, index, cell);
  }
  cut(line, width);
}

void format_headings(const View *view, char *line, size_t size, int width) {
  size_t used = 0;
  for (size_t index = 0; index < FIELD_COUNT; index++) {
    if (field_shown(index, view)) used = append(line, size, used, index, fields[index].heading);
  }
  cut(line, width);
}
