/* What the test programs share: system calls shown as a tracer would. What they print must be the same on every Linux,
 * so it never depends on addresses, process ids, times, host names or users. They run as root with umask 022 in an empty folder. */
#ifndef SHOW_H
#define SHOW_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/** Makes a call and prints it with its result, or with the name of its error. */
#define SHOW(call) show_result(#call, (long)(call))

/** Prints a condition and whether it holds. */
#define CHECK(condition) printf("%s: %s\n", #condition, (condition) ? "yes" : "NO")

/** Line by line, so that a fork never copies half a line. */
static inline __attribute__((constructor)) void show_begin(void) {
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
}

static inline const char *error_name(int number) {
  static const struct { int number; const char *name; } names[] = {
    {EPERM, "EPERM"}, {ENOENT, "ENOENT"}, {ESRCH, "ESRCH"}, {EINTR, "EINTR"}, {EIO, "EIO"}, {ENXIO, "ENXIO"}, {E2BIG, "E2BIG"},
    {ENOEXEC, "ENOEXEC"}, {EBADF, "EBADF"}, {ECHILD, "ECHILD"}, {EAGAIN, "EAGAIN"}, {ENOMEM, "ENOMEM"}, {EACCES, "EACCES"},
    {EFAULT, "EFAULT"}, {EBUSY, "EBUSY"}, {EEXIST, "EEXIST"}, {EXDEV, "EXDEV"}, {ENODEV, "ENODEV"}, {ENOTDIR, "ENOTDIR"},
    {EISDIR, "EISDIR"}, {EINVAL, "EINVAL"}, {ENFILE, "ENFILE"}, {EMFILE, "EMFILE"}, {ENOTTY, "ENOTTY"}, {ETXTBSY, "ETXTBSY"},
    {EFBIG, "EFBIG"}, {ENOSPC, "ENOSPC"}, {ESPIPE, "ESPIPE"}, {EROFS, "EROFS"}, {EMLINK, "EMLINK"}, {EPIPE, "EPIPE"}, {EDOM, "EDOM"},
    {ERANGE, "ERANGE"}, {ENAMETOOLONG, "ENAMETOOLONG"}, {ENOSYS, "ENOSYS"}, {ENOTEMPTY, "ENOTEMPTY"}, {ELOOP, "ELOOP"},
    {EOVERFLOW, "EOVERFLOW"}, {EOPNOTSUPP, "EOPNOTSUPP"},
  };
  for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
    if (names[index].number == number) return names[index].name;
  }
  return strerror(number);
}

static inline long show_result(const char *call, long result) {
  int error = errno;
  if (result == -1) printf("%s = -1 %s\n", call, error_name(error));
  else printf("%s = %ld\n", call, result);
  return result;
}

/** Prints how a child ended. */
static inline void show_status(const char *what, int status) {
  if (WIFEXITED(status)) printf("%s: exited %d\n", what, WEXITSTATUS(status));
  else if (WIFSIGNALED(status)) printf("%s: killed by %s\n", what, strsignal(WTERMSIG(status)));
  else if (WIFSTOPPED(status)) printf("%s: stopped by %s\n", what, strsignal(WSTOPSIG(status)));
  else if (WIFCONTINUED(status)) printf("%s: continued\n", what);
}

/** Runs `body` in a child and prints how it ended. */
static inline void in_child(const char *what, void (*body)(void)) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    body();
    fflush(stdout);
    _exit(0);
  }
  waitpid(child, &status, 0);
  show_status(what, status);
}

/** Makes a file of that content. */
static inline void put_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  if (file == NULL) return;
  fputs(text, file);
  fclose(file);
}

/** Prints the content of a file. */
static inline void show_file(const char *path) {
  char text[512];
  FILE *file = fopen(path, "r");
  size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
  text[length] = '\0';
  printf("%s holds \"%s\"\n", path, file == NULL ? "(no such file)" : text);
  if (file != NULL) fclose(file);
}

#endif
