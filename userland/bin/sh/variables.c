/* Variables and scopes: see variables.h. Knows no expansion. */
#include "variables.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtins.h"
#include "command-path.h"
#include "shell.h"
#include "syntax.h"
#include "tool.h"

enum { BUCKETS = 64 };

/** What a variable was before a scope made it local. */
typedef struct Saved Saved;

struct Saved {
  Saved *next;
  char *name, *value;
  unsigned flags;
  bool existed;
};

typedef struct Scope Scope;

struct Scope {
  Scope *outer;
  Saved *saved;
};

static Variable *buckets[BUCKETS];
static Scope *scope;
static Words environment;
static bool environment_is_stale = true;

static Variable **place(const char *name) {
  unsigned hash = 5381;
  for (const char *c = name; *c; c++) hash = hash * 33 + (unsigned char)*c;
  Variable **link = &buckets[hash % BUCKETS];
  while (*link && strcmp((*link)->name, name) != 0) link = &(*link)->next;
  return link;
}

static Variable *find_or_make(const char *name) {
  Variable **link = place(name);
  if (!*link) {
    *link = must_allocate(sizeof **link);
    (*link)->name = must_copy(name);
  }
  return *link;
}

/** What depends on a variable follows it. */
static void changed(const Variable *variable) {
  if (variable->flags & VARIABLE_EXPORTED) environment_is_stale = true;
  if (strcmp(variable->name, "PATH") == 0) command_path_forget();
  if (strcmp(variable->name, "OPTIND") == 0) getopts_restart();
}

const char *variable_get(const char *name) {
  const Variable *variable = *place(name);
  return variable ? variable->value : NULL;
}

const char *variable_get_or(const char *name, const char *fallback) {
  const char *value = variable_get(name);
  return value ? value : fallback;
}

bool variable_set(const char *name, const char *value) {
  Variable *variable = find_or_make(name);
  if (variable->flags & VARIABLE_READONLY) {
    shell_message("%s: readonly variable", name);
    return false;
  }
  char *copy = must_copy(value);
  free(variable->value);
  variable->value = copy;
  if (shell.options & OPTION_ALL_EXPORT) variable->flags |= VARIABLE_EXPORTED;
  changed(variable);
  return true;
}

bool variable_set_number(const char *name, long long value) {
  char digits[24];
  snprintf(digits, sizeof digits, "%lld", value);
  return variable_set(name, digits);
}

static void remove_at(Variable **link) {
  Variable *variable = *link;
  *link = variable->next;
  changed(variable);
  free(variable->name);
  free(variable->value);
  free(variable);
}

bool variable_unset(const char *name) {
  Variable **link = place(name);
  if (!*link) return true;
  if ((*link)->flags & VARIABLE_READONLY) {
    shell_message("%s: readonly variable", name);
    return false;
  }
  remove_at(link);
  return true;
}

void variable_change_flags(const char *name, unsigned add, unsigned remove) {
  Variable *variable = find_or_make(name);
  variable->flags = (variable->flags | add) & ~remove;
  environment_is_stale = true;
}

void scope_enter(void) {
  Scope *inner = must_allocate(sizeof *inner);
  inner->outer = scope;
  scope = inner;
}

bool scope_is_open(void) {
  return scope != NULL;
}

void variable_local(const char *name) {
  for (const Saved *saved = scope->saved; saved; saved = saved->next) {
    if (strcmp(saved->name, name) == 0) return;
  }
  const Variable *variable = *place(name);
  Saved *saved = must_allocate(sizeof *saved);
  *saved = (Saved){.next = scope->saved, .name = must_copy(name), .existed = variable != NULL};
  if (variable) {
    saved->value = variable->value ? must_copy(variable->value) : NULL;
    saved->flags = variable->flags;
  }
  scope->saved = saved;
}

static void restore(Saved *saved) {
  if (saved->existed) {
    Variable *variable = find_or_make(saved->name);
    free(variable->value);
    variable->value = saved->value;
    variable->flags = saved->flags;
    changed(variable);
  } else if (*place(saved->name)) {
    remove_at(place(saved->name));
  }
  environment_is_stale = true;
  free(saved->name);
  free(saved);
}

void scope_leave(void) {
  Scope *left = scope;
  scope = left->outer;
  while (left->saved) {
    Saved *saved = left->saved;
    left->saved = saved->next;
    restore(saved);
  }
  free(left);
}

char **variables_environment(void) {
  if (environment_is_stale) {
    words_free(&environment);
    for (size_t i = 0; i < BUCKETS; i++) {
      for (const Variable *variable = buckets[i]; variable; variable = variable->next) {
        if (!(variable->flags & VARIABLE_EXPORTED) || !variable->value) continue;
        words_take(&environment, must_format("%s=%s", variable->name, variable->value));
      }
    }
    words_sort(&environment);
    environment_is_stale = false;
  }
  static char *none[] = {NULL};
  return environment.items ? environment.items : none;
}

static int by_name(const void *left, const void *right) {
  return strcmp((*(Variable *const *)left)->name, (*(Variable *const *)right)->name);
}

Variable **variables_sorted(void) {
  size_t count = 0;
  for (size_t i = 0; i < BUCKETS; i++) {
    for (const Variable *variable = buckets[i]; variable; variable = variable->next) count++;
  }
  Variable **sorted = must_allocate((count + 1) * sizeof *sorted);
  count = 0;
  for (size_t i = 0; i < BUCKETS; i++) {
    for (Variable *variable = buckets[i]; variable; variable = variable->next) sorted[count++] = variable;
  }
  qsort(sorted, count, sizeof *sorted, by_name);
  return sorted;
}

char *quoted_value(const char *value) {
  Text text = {0};
  text_add(&text, '\'');
  for (; *value; value++) {
    if (*value == '\'') text_string(&text, "'\\''");
    else text_add(&text, *value);
  }
  text_add(&text, '\'');
  return text_take(&text);
}

/** $PWD is believed only when it names the working directory. */
static void start_directory(void) {
  const char *inherited = variable_get("PWD");
  struct stat there, here;
  if (inherited && *inherited == '/' && stat(inherited, &there) == 0 && stat(".", &here) == 0
      && there.st_ino == here.st_ino && there.st_dev == here.st_dev) return;
  char directory[PATH_MAX];
  if (getcwd(directory, sizeof directory)) variable_set("PWD", directory);
}

void variables_start(char **from) {
  for (; *from; from++) {
    size_t length = name_length(*from);
    if (length == 0 || (*from)[length] != '=') continue;
    char *name = strndup(*from, length);
    variable_set(name, *from + length + 1);
    variable_change_flags(name, VARIABLE_EXPORTED, 0);
    free(name);
  }
  variable_change_flags("IFS", 0, VARIABLE_EXPORTED);
  variable_set("IFS", " \t\n");
  if (!variable_get("PATH")) variable_set("PATH", "/bin");
  variable_set("OPTIND", "1");
  variable_set("PS4", variable_get_or("PS4", "+ "));
  variable_set_number("PPID", getppid());
  start_directory();
}
