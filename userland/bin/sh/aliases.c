/* Aliases: see aliases.h. */
#include "aliases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"
#include "variables.h"

typedef struct Alias Alias;

struct Alias {
  Alias *next;
  char *name, *value;
};

static Alias *aliases; /* sorted by name */

static Alias **place(const char *name) {
  Alias **link = &aliases;
  while (*link && strcmp((*link)->name, name) < 0) link = &(*link)->next;
  return link;
}

static Alias *find(const char *name) {
  Alias *alias = *place(name);
  return alias && strcmp(alias->name, name) == 0 ? alias : NULL;
}

const char *alias_value(const char *name) {
  const Alias *alias = aliases ? find(name) : NULL;
  return alias ? alias->value : NULL;
}

void alias_set(const char *name, const char *value) {
  alias_remove(name);
  Alias **link = place(name), *alias = must_allocate(sizeof *alias);
  *alias = (Alias){.next = *link, .name = must_copy(name), .value = must_copy(value)};
  *link = alias;
}

bool alias_remove(const char *name) {
  Alias *alias = find(name);
  if (!alias) return false;
  *place(name) = alias->next;
  free(alias->name);
  free(alias->value);
  free(alias);
  return true;
}

void alias_remove_all(void) {
  while (aliases) alias_remove(aliases->name);
}

void alias_list(void) {
  for (const Alias *alias = aliases; alias; alias = alias->next) {
    char *value = quoted_value(alias->value);
    printf("%s=%s\n", alias->name, value);
    free(value);
  }
}
