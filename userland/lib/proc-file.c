/* Reading one file of /proc whole: open, read, close and nothing else. Knows no format. */
#define _GNU_SOURCE
#include "proc-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_CHUNK = 4096 };

/** A read that is shorter than asked for was the last one: /proc gives a snapshot, so no second read is spent on learning of its end. */
static ssize_t read_until_short(int fd, char *buffer, size_t size) {
  size_t have = 0;
  while (have + 1 < size) {
    size_t want = size - 1 - have;
    ssize_t got = read(fd, buffer + have, want);
    if (got < 0) return -1;
    have += (size_t)got;
    if ((size_t)got < want) break;
  }
  buffer[have] = '\0';
  return (ssize_t)have;
}

ssize_t proc_read_owned(int directory, const char *path, char *buffer, size_t size, uid_t *owner) {
  int fd = openat(directory, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  struct stat status;
  ssize_t length = owner != NULL && fstat(fd, &status) < 0 ? -1 : read_until_short(fd, buffer, size);
  if (owner != NULL && length >= 0) *owner = status.st_uid;
  int problem = errno;
  close(fd);
  errno = problem;
  return length;
}

ssize_t proc_read_at(int directory, const char *path, char *buffer, size_t size) {
  return proc_read_owned(directory, path, buffer, size, NULL);
}

/** Linux gives large files page by page, so here only a read of 0 bytes is the end. */
static char *read_to_end(int fd, size_t *length) {
  size_t capacity = FIRST_CHUNK;
  size_t have = 0;
  char *text = malloc(capacity);
  while (text != NULL) {
    ssize_t got = read(fd, text + have, capacity - have - 1);
    if (got < 0) break;
    have += (size_t)got;
    text[have] = '\0';
    if (length != NULL) *length = have;
    if (got == 0) return text;
    if (capacity - have > FIRST_CHUNK / 2) continue;
    capacity *= 2;
    char *larger = realloc(text, capacity);
    if (larger == NULL) break;
    text = larger;
  }
  free(text);
  return NULL;
}

char *proc_read_all(const char *path, size_t *length) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return NULL;
  char *text = read_to_end(fd, length);
  int problem = errno;
  close(fd);
  errno = problem;
  return text;
}

long long proc_named_number(const char *text, const char *name) {
  size_t length = strlen(name);
  for (const char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, name, length) == 0 && strchr(": \t", line[length]) != NULL && line[length] != '\0') {
      return strtoll(line + length + (line[length] == ':'), NULL, 10);
    }
  }
  return -1;
}
