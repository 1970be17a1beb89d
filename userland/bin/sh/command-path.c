/* Where the programs are: see command-path.h. */
#include "command-path.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"
#include "tool.h"
#include "variables.h"

typedef struct Found Found;

struct Found {
  Found *next;
  char *name, *path;
};

static Found *found_programs;

/** The next directory of $PATH, "." for an empty one. @returns false behind the last */
static bool next_directory(const char **rest, Text *directory) {
  if (!*rest) return false;
  size_t length = strcspn(*rest, ":");
  text_clear(directory);
  text_append(directory, length > 0 ? *rest : ".", length > 0 ? length : 1);
  *rest = (*rest)[length] ? *rest + length + 1 : NULL;
  return true;
}

static bool is_program(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

static char *search(const char *name) {
  const char *rest = variable_get_or("PATH", "/bin");
  Text path = {0};
  while (next_directory(&rest, &path)) {
    text_add(&path, '/');
    text_string(&path, name);
    if (is_program(path.bytes)) return text_take(&path);
  }
  text_free(&path);
  return NULL;
}

const char *command_path(const char *name) {
  if (strchr(name, '/')) return name;
  for (const Found *found = found_programs; found; found = found->next) {
    if (strcmp(found->name, name) == 0 && access(found->path, X_OK) == 0) return found->path;
  }
  char *path = *name ? search(name) : NULL;
  if (!path) return NULL;
  Found *found = must_allocate(sizeof *found);
  *found = (Found){.next = found_programs, .name = must_copy(name), .path = path};
  found_programs = found;
  return path;
}

void command_path_forget(void) {
  while (found_programs) {
    Found *found = found_programs;
    found_programs = found->next;
    free(found->name);
    free(found->path);
    free(found);
  }
}

void command_path_list(void) {
  for (const Found *found = found_programs; found; found = found->next) puts(found->path);
}

void command_path_each(const char *prefix, void (*each)(const char *name, void *context), void *context) {
  const char *rest = variable_get_or("PATH", "/bin");
  Text path = {0};
  while (next_directory(&rest, &path)) {
    DIR *directory = opendir(path.bytes);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
      if (entry->d_name[0] != '.' && strncmp(entry->d_name, prefix, strlen(prefix)) == 0) each(entry->d_name, context);
    }
    if (directory) closedir(directory);
  }
  text_free(&path);
}
