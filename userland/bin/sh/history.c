/* The lines that were typed: see history.h. */
#include "history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shell.h"
#include "tool.h"
#include "variables.h"

enum { MOST_LINES = 1000 };

static Words lines;

/** The file's path, to be freed, or NULL. */
static char *file_path(void) {
  const char *file = variable_get("HISTFILE"), *home = variable_get("HOME");
  if (file) return *file ? must_copy(file) : NULL;
  return home && *home ? must_format("%s/.sh_history", strcmp(home, "/") == 0 ? "" : home) : NULL;
}

static void remember(const char *line) {
  words_add(&lines, line);
  if (lines.count > MOST_LINES) words_remove(&lines, 0);
}

void history_load(void) {
  char *path = file_path();
  FILE *file = path ? fopen(path, "re") : NULL;
  char *line = NULL;
  size_t size = 0;
  for (ssize_t length; file && (length = getline(&line, &size, file)) > 0;) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    if (*line) remember(line);
  }
  free(line);
  if (file) fclose(file);
  free(path);
}

void history_add(const char *line) {
  if (*line == ' ' || line[strspn(line, " \t")] == 0) return;
  if (lines.count > 0 && strcmp(lines.items[lines.count - 1], line) == 0) return;
  remember(line);
  char *path = file_path();
  int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  if (fd >= 0) {
    char *whole = must_format("%s\n", line);
    write_all(fd, whole, strlen(whole));
    free(whole);
    close(fd);
  }
  free(path);
}

void history_clear(void) {
  words_free(&lines);
  char *path = file_path();
  if (path) truncate(path, 0);
  free(path);
}

size_t history_count(void) {
  return lines.count;
}

const char *history_line(size_t index) {
  return lines.items[index];
}
