/* Redirections: see redirect.h. */
#include "redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "expand.h"
#include "numbers.h"
#include "shell.h"
#include "tool.h"

enum { FIRST_PRIVATE = 10, CERTAIN_PIPE_BYTES = 4096 };

struct Undo {
  Undo *next;
  int fd, kept; /* kept -1: it was closed */
};

int private_descriptor(int fd) {
  int moved = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_PRIVATE);
  if (moved >= 0) close(fd);
  return moved;
}

/** A pipe that holds the text; a child writes what may not fit at once. */
static int here_document(const char *text) {
  int ends[2];
  size_t length = strlen(text);
  if (pipe(ends) != 0) return -1;
  pid_t writer = length > CERTAIN_PIPE_BYTES ? fork() : 0;
  if (length <= CERTAIN_PIPE_BYTES || writer == 0) {
    write_all(ends[1], text, length);
    if (length > CERTAIN_PIPE_BYTES) _exit(0);
  }
  close(ends[1]);
  return ends[0];
}

static int open_without_clobber(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (fd >= 0 || errno != EEXIST) return fd;
  struct stat status;
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) return open(path, O_WRONLY);
  errno = EEXIST;
  return -1;
}

static int open_target(RedirectionKind kind, const char *path) {
  switch (kind) {
    case REDIRECT_IN: return open(path, O_RDONLY);
    case REDIRECT_OUT:
      if (shell.options & OPTION_NO_CLOBBER) return open_without_clobber(path);
      return open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    case REDIRECT_CLOBBER: return open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    case REDIRECT_APPEND: return open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    case REDIRECT_IN_OUT: return open(path, O_RDWR | O_CREAT, 0666);
    default: return here_document(path);
  }
}

static void keep(int fd, Undo **undo) {
  for (const Undo *earlier = *undo; earlier; earlier = earlier->next) {
    if (earlier->fd == fd) return;
  }
  Undo *entry = must_allocate(sizeof *entry);
  *entry = (Undo){.next = *undo, .fd = fd, .kept = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_PRIVATE)};
  *undo = entry;
}

/** n>&m and n>&-. @returns false with errno */
static bool duplicate(int fd, const char *word) {
  if (strcmp(word, "-") == 0) {
    close(fd);
    return true;
  }
  uint64_t source;
  if (!parse_unsigned(word, &source) || source > 1023) {
    errno = EBADF;
    return false;
  }
  if ((int)source == fd) return fcntl(fd, F_GETFD) >= 0;
  return dup2((int)source, fd) >= 0;
}

static bool apply(const Redirection *redirection, const char *word, Undo **undo) {
  int opened = -1;
  if (redirection->kind != REDIRECT_DUPLICATE) {
    opened = open_target(redirection->kind, word);
    if (opened < 0) return false;
  }
  if (undo) keep(redirection->fd, undo);
  if (redirection->kind == REDIRECT_DUPLICATE) return duplicate(redirection->fd, word);
  if (opened == redirection->fd) return true;
  bool good = dup2(opened, redirection->fd) >= 0;
  close(opened);
  return good;
}

bool redirections_apply(const Redirection *list, Undo **undo) {
  for (; list; list = list->next) {
    char *word = expand_string(list->word);
    if (!word) return false;
    fflush(stdout);
    bool good = apply(list, word, undo);
    if (!good) shell_message("%s: %s", list->kind == REDIRECT_HERE ? "here-document" : word, strerror(errno));
    free(word);
    if (!good) return false;
  }
  return true;
}

void redirections_undo(Undo *undo) {
  fflush(stdout);
  while (undo) {
    Undo *entry = undo;
    undo = entry->next;
    if (entry->kept >= 0) {
      dup2(entry->kept, entry->fd);
      close(entry->kept);
    } else {
      close(entry->fd);
    }
    free(entry);
  }
}
