/* tee: copies standard input to standard output and to files. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: tee [-ai] [FILE]...\n"
  "Copies standard input to standard output and to the FILEs.\n"
  "  -a  add to the end of the files   -i  go on when Ctrl-C is typed\n";

static bool write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(fd, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes += count;
    length -= (size_t)count;
  }
  return true;
}

int main(int argc, char **argv) {
  int mode = O_TRUNC;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "ai", NULL)) != -1;) {
    if (option == 'a') mode = O_APPEND;
    else signal(SIGINT, SIG_IGN);
  }
  int count = argc - optind + 1;
  int *fds = must_allocate((size_t)count * sizeof *fds);
  fds[0] = STDOUT_FILENO;
  for (int i = 1; i < count; i++) {
    fds[i] = open(argv[optind + i - 1], O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0666);
    if (fds[i] < 0) complain(argv[optind + i - 1]);
  }
  static char block[65536];
  for (ssize_t length; (length = read(STDIN_FILENO, block, sizeof block)) != 0;) {
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) die("standard input");
    for (int i = 0; i < count; i++) {
      if (fds[i] < 0 || write_all(fds[i], block, (size_t)length)) continue;
      complain(i == 0 ? "standard output" : argv[optind + i - 1]);
      fds[i] = -1;
    }
  }
  return tool_status;
}
