/* Names of what /proc gives as numbers or raw bytes: users, terminals, command lines. Knows no table layout. */
#define _GNU_SOURCE
#include <ctype.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "proc-file.h"
#include "proc-task.h"

enum { NAME_SIZE = 33, PATH_SIZE = 64, STATUS_SIZE = 4096, FIRST_PTS_MAJOR = 136, LAST_PTS_MAJOR = 143, TTY_MAJOR = 4, CONSOLE_MAJOR = 5,
    FIRST_SERIAL_MINOR = 64 };

/** Words end in NUL bytes, the last one too. */
static void join_words(char *line, ssize_t length) {
  while (length > 0 && line[length - 1] == '\0') length--;
  for (ssize_t index = 0; index < length; index++) {
    if (line[index] == '\0') line[index] = ' ';
    else if (iscntrl((unsigned char)line[index])) line[index] = '?';
  }
  line[length] = '\0';
}

void proc_arguments(pid_t pid, char *line, size_t size) {
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
  ssize_t length = proc_read_at(AT_FDCWD, path, line, size);
  join_words(line, length < 0 ? 0 : length);
}

void proc_command_line(const ProcTask *task, char *line, size_t size) {
  proc_arguments(task->tgid, line, size);
  if (line[0] == '\0') snprintf(line, size, task->state == 'Z' ? "[%s] <defunct>" : "[%s]", task->comm);
}

long proc_shared_pages(pid_t pid) {
  char path[PATH_SIZE];
  char text[128];
  snprintf(path, sizeof path, "/proc/%d/statm", pid);
  if (proc_read_at(AT_FDCWD, path, text, sizeof text) <= 0) return 0;
  char *rest = text;
  for (int field = 0; field < 2; field++) strtol(rest, &rest, 10);
  return strtol(rest, NULL, 10);
}

static long long number_or_zero(const char *text, const char *name) {
  long long value = proc_named_number(text, name);
  return value < 0 ? 0 : value;
}

ProcSwitches proc_switches(const ProcTask *task, bool thread) {
  char path[PATH_SIZE];
  char text[STATUS_SIZE];
  if (thread) snprintf(path, sizeof path, "/proc/%d/task/%d/status", task->tgid, task->tid);
  else snprintf(path, sizeof path, "/proc/%d/status", task->tgid);
  if (proc_read_at(AT_FDCWD, path, text, sizeof text) <= 0) return (ProcSwitches){0, 0};
  return (ProcSwitches){number_or_zero(text, "voluntary_ctxt_switches"), number_or_zero(text, "nonvoluntary_ctxt_switches")};
}

ProcCosts proc_costs(const ProcTask *task, bool thread) {
  char path[PATH_SIZE];
  char text[STATUS_SIZE];
  if (thread) snprintf(path, sizeof path, "/proc/%d/task/%d/costs", task->tgid, task->tid);
  else snprintf(path, sizeof path, "/proc/%d/costs", task->tgid);
  if (proc_read_at(AT_FDCWD, path, text, sizeof text) <= 0) return (ProcCosts){0};
  return (ProcCosts){
      .instructions = number_or_zero(text, "instructions"),
      .cycles = number_or_zero(text, "user"),
      .system_cycles = number_or_zero(text, "system"),
      .misses = number_or_zero(text, "misses.l1i") + number_or_zero(text, "misses.l1d"),
      .reload_cycles = number_or_zero(text, "reloads"),
  };
}

/** Users seen so far; a system has few, so a list does. */
struct known_user {
  uid_t uid;
  char name[NAME_SIZE];
  struct known_user *next;
};

const char *proc_user_name(uid_t uid) {
  static struct known_user *known;
  for (const struct known_user *user = known; user != NULL; user = user->next) {
    if (user->uid == uid) return user->name;
  }
  struct known_user *user = malloc(sizeof *user);
  if (user == NULL) return "?";
  const struct passwd *entry = getpwuid(uid);
  if (entry != NULL) snprintf(user->name, sizeof user->name, "%s", entry->pw_name);
  else snprintf(user->name, sizeof user->name, "%u", uid);
  user->uid = uid;
  user->next = known;
  known = user;
  return user->name;
}

void proc_tty_name(int tty_nr, char *name, size_t size) {
  unsigned number = (unsigned)tty_nr;
  unsigned major = (number >> 8) & 0xfff;
  unsigned minor = (number & 0xff) | ((number >> 12) & 0xfff00);
  if (tty_nr == 0) snprintf(name, size, "?");
  else if (major >= FIRST_PTS_MAJOR && major <= LAST_PTS_MAJOR) snprintf(name, size, "pts/%u", (major - FIRST_PTS_MAJOR) * 256 + minor);
  else if (major == TTY_MAJOR && minor < FIRST_SERIAL_MINOR) snprintf(name, size, "tty%u", minor);
  else if (major == TTY_MAJOR) snprintf(name, size, "ttyS%u", minor - FIRST_SERIAL_MINOR);
  else if (major == CONSOLE_MAJOR && minor == 1) snprintf(name, size, "console");
  else if (major == CONSOLE_MAJOR && minor == 0) snprintf(name, size, "tty");
  else snprintf(name, size, "%u:%u", major, minor);
}
