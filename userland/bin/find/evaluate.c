/* What find's tests and actions do: see find.h. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file-mode.h"
#include "find.h"
#include "path.h"
#include "tool.h"

static Test *batches[16];
static size_t batch_tests;

void batch_register(Test *test) {
  if (batch_tests == sizeof batches / sizeof *batches) usage_error("too many -exec ... +");
  batches[batch_tests++] = test;
}

static bool compare(const Test *test, uint64_t value) {
  return test->comparison == '+' ? value > test->number : test->comparison == '-' ? value < test->number : value == test->number;
}

static bool run(char **words) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    execvp(words[0], words);
    complain(words[0]);
    _exit(127);
  }
  int status;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return status == 0;
}

static bool exec_one(const Test *test, const char *path) {
  size_t count = 0;
  while (test->words[count]) count++;
  char **words = must_allocate((count + 1) * sizeof *words);
  for (size_t i = 0; i < count; i++) {
    const char *place = strstr(test->words[i], "{}");
    words[i] = place ? must_format("%.*s%s%s", (int)(place - test->words[i]), test->words[i], path, place + 2) : must_copy(test->words[i]);
  }
  bool good = run(words);
  for (size_t i = 0; i < count; i++) free(words[i]);
  free(words);
  return good;
}

static void run_batch(Test *test) {
  if (test->batch_count == 0) return;
  size_t count = 0;
  while (test->words[count]) count++;
  char **words = must_allocate((count + test->batch_count + 1) * sizeof *words);
  memcpy(words, test->words, count * sizeof *words);
  memcpy(words + count, test->batch, test->batch_count * sizeof *words);
  if (!run(words)) tool_status = 1;
  while (test->batch_count > 0) free(test->batch[--test->batch_count]);
  free(words);
}

static bool add_to_batch(Test *test, const char *path) {
  enum { MOST = 500 };
  if (!test->batch) test->batch = must_allocate(MOST * sizeof *test->batch);
  test->batch[test->batch_count++] = must_copy(path);
  if (test->batch_count == MOST) run_batch(test);
  return true;
}

static bool is_empty(const Found *found) {
  if (!S_ISDIR(found->status.st_mode)) return S_ISREG(found->status.st_mode) && found->status.st_size == 0;
  DIR *directory = opendir(found->path);
  if (!directory) return false;
  size_t entries = 0;
  while (entries < 3 && readdir(directory)) entries++;
  closedir(directory);
  return entries <= 2;
}

static char kind_letter_of(mode_t mode) {
  char text[MODE_TEXT_BYTES];
  char letter = mode_text(mode, text)[0];
  return letter == '-' ? 'f' : letter;
}

static bool matches_name(const Test *test, const Found *found) {
  char *base = path_base(found->path);
  bool matches = fnmatch(test->text, base, test->flags) == 0;
  free(base);
  return matches;
}

static bool is_newer(const Test *test, const struct stat *status) {
  if (status->st_mtim.tv_sec != test->time.tv_sec) return status->st_mtim.tv_sec > test->time.tv_sec;
  return status->st_mtim.tv_nsec > test->time.tv_nsec;
}

void run_batches(void) {
  for (size_t i = 0; i < batch_tests; i++) run_batch(batches[i]);
}

static bool delete_found(const Found *found) {
  bool directory = S_ISDIR(found->status.st_mode);
  if (directory && strcmp(found->path, ".") == 0) return true;
  if ((directory ? rmdir(found->path) : unlink(found->path)) == 0) return true;
  complain(found->path);
  return false;
}

/** "644" exactly, "-644" all of these bits, "/222" one of them. */
static bool has_mode(const char *text, mode_t mode) {
  mode_t wanted;
  if (!mode_apply(text + (*text == '-' || *text == '/'), 0, false, 0, &wanted)) usage_error("%s: bad mode", text);
  if (*text == '-') return (mode & wanted) == wanted;
  return *text == '/' ? (mode & wanted) != 0 : (mode & 07777) == wanted;
}

static bool act(Test *test, Found *found) {
  switch (test->kind) {
    case PRUNE: found->pruned = true; return true;
    case PRINT:
      fputs(found->path, stdout);
      putchar(test->number ? 0 : '\n');
      return true;
    case DELETE: return delete_found(found);
    case QUIT:
      run_batches();
      exit(tool_finish());
    default: return test->batched ? add_to_batch(test, found->path) : exec_one(test, found->path);
  }
}

bool evaluate(Test *test, Found *found) {
  const struct stat *status = &found->status;
  switch (test->kind) {
    case AND: return evaluate(test->left, found) && evaluate(test->right, found);
    case OR: return evaluate(test->left, found) || evaluate(test->right, found);
    case NOT: return !evaluate(test->left, found);
    case TRUE: return true;
    case NAME: return matches_name(test, found);
    case PATH: return fnmatch(test->text, found->path, test->flags) == 0;
    case TYPE: return strchr(test->text, kind_letter_of(status->st_mode)) != NULL;
    case SIZE: return compare(test, ((uint64_t)status->st_size + test->unit - 1) / test->unit);
    case MTIME: return compare(test, (uint64_t)(time(NULL) - status->st_mtim.tv_sec) / 86400);
    case NEWER: return is_newer(test, status);
    case EMPTY: return is_empty(found);
    case PERM: return has_mode(test->text, status->st_mode);
    case USER: return strcmp(owner_name(status->st_uid), test->text) == 0;
    case LINKS: return compare(test, status->st_nlink);
    default: return act(test, found);
  }
}
