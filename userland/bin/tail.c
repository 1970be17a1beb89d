/* tail: writes the end of files, and what is added to them. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: tail [-n LINES | -c BYTES | -LINES] [-f] [-s SECONDS] [-qv] [FILE]...\n"
  "Writes the last 10 lines of each FILE, or of standard input for none or -.\n"
  "  -n LINES    so many lines; -n +N: from line N on\n"
  "  -c BYTES    so many bytes (K, M, G allowed); -c +N: from byte N on\n"
  "  -f          go on writing what is added to the files\n"
  "  -s SECONDS  with -f, look so often (1)\n"
  "  -q          no headings   -v  always headings\n";

typedef struct {
  uint64_t count;
  bool bytes, from_start, follow, headings;
  struct timespec pause;
} Options;

typedef struct {
  char *bytes;
  size_t length, capacity;
} Buffer;

/** Keeps only what the end may need, so that an endless input takes no endless memory. */
static void trim(Buffer *buffer, const Options *options) {
  size_t keep = buffer->length;
  uint64_t found = 0;
  while (keep > 0 && found <= options->count) {
    keep--;
    if (options->bytes || buffer->bytes[keep] == '\n') found++;
  }
  if (found <= options->count) return;
  memmove(buffer->bytes, buffer->bytes + keep, buffer->length - keep);
  buffer->length -= keep;
}

static size_t last_part(const Buffer *buffer, const Options *options) {
  if (options->bytes) return buffer->length > options->count ? buffer->length - options->count : 0;
  uint64_t lines = 0;
  size_t begin = buffer->length;
  while (begin > 0) {
    if (buffer->bytes[begin - 1] == '\n' && begin < buffer->length && ++lines == options->count) break;
    begin--;
  }
  return options->count == 0 ? buffer->length : begin;
}

static void write_last(int fd, const char *name, const Options *options) {
  Buffer buffer = {0};
  size_t trim_at = 1 << 17;
  for (;;) {
    if (buffer.capacity - buffer.length < 16384) {
      buffer.capacity = buffer.capacity * 2 + 32768;
      buffer.bytes = must_reallocate(buffer.bytes, buffer.capacity);
    }
    ssize_t count = read(fd, buffer.bytes + buffer.length, buffer.capacity - buffer.length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) complain(name);
    if (count <= 0) break;
    buffer.length += (size_t)count;
    if (buffer.length < trim_at) continue;
    trim(&buffer, options);
    trim_at = buffer.length * 2 + (1 << 17);
  }
  size_t begin = last_part(&buffer, options);
  fwrite(buffer.bytes + begin, 1, buffer.length - begin, stdout);
}

static void write_from(int fd, const char *name, const Options *options) {
  char block[16384];
  uint64_t skip = options->count > 0 ? options->count - 1 : 0;
  for (ssize_t count; (count = read(fd, block, sizeof block)) != 0;) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      complain(name);
      return;
    }
    ssize_t begin = 0;
    for (; skip > 0 && begin < count; begin++) {
      if (options->bytes || block[begin] == '\n') skip--;
    }
    fwrite(block + begin, 1, (size_t)(count - begin), stdout);
  }
}

/** Reads what was added; a file that became shorter is read from its beginning. */
static ssize_t read_added(int fd, char *block, size_t size) {
  struct stat status;
  off_t place = lseek(fd, 0, SEEK_CUR);
  if (place > 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < place) lseek(fd, 0, SEEK_SET);
  return read(fd, block, size);
}

static void heading(const char *name, bool first) {
  printf("%s==> %s <==\n", first ? "" : "\n", strcmp(name, "-") == 0 ? "standard input" : name);
}

static _Noreturn void follow(const int *fds, char **names, int count, const Options *options) {
  for (int shown = count - 1;;) {
    bool any = false;
    for (int i = 0; i < count; i++) {
      char block[16384];
      ssize_t length;
      while (fds[i] >= 0 && (length = read_added(fds[i], block, sizeof block)) > 0) {
        if (options->headings && i != shown) heading(names[i], false);
        fwrite(block, 1, (size_t)length, stdout);
        shown = i;
        any = true;
      }
    }
    if (fflush(stdout) != 0) die("standard output");
    if (!any) nanosleep(&options->pause, NULL);
  }
}

static void read_options(int argc, char **argv, Options *options) {
  int headings = -1;
  static char old_form[24];
  if (argc > 1 && (argv[1][0] == '-' || argv[1][0] == '+') && argv[1][1] >= '0' && argv[1][1] <= '9') {
    snprintf(old_form, sizeof old_form, "-n%s", argv[1][0] == '+' ? argv[1] : argv[1] + 1);
    argv[1] = old_form;
  }
  for (int option; (option = tool_option(argc, argv, "n:c:fFs:qv", NULL)) != -1;) {
    if (option == 'q' || option == 'v') headings = option == 'v';
    else if (option == 'f' || option == 'F') options->follow = true;
    else if (option == 's' && !parse_duration(optarg, &options->pause)) usage_error("%s: bad duration", optarg);
    else if (option == 'n' || option == 'c') {
      options->bytes = option == 'c';
      options->from_start = *optarg == '+';
      if (!parse_size(optarg + (*optarg == '+' || *optarg == '-'), &options->count)) usage_error("%s: bad number", optarg);
    }
  }
  options->headings = headings < 0 ? argc - optind > 1 : headings;
}

int main(int argc, char **argv) {
  Options options = {.count = 10, .pause = {.tv_sec = 1}};
  tool_begin(argv, usage);
  read_options(argc, argv, &options);
  static char *standard_input[] = {"-", NULL};
  char **names = optind < argc ? argv + optind : standard_input;
  int count = optind < argc ? argc - optind : 1;
  int *fds = must_allocate((size_t)count * sizeof *fds);
  for (int i = 0; i < count; i++) {
    fds[i] = strcmp(names[i], "-") == 0 ? STDIN_FILENO : open(names[i], O_RDONLY | O_CLOEXEC);
    if (fds[i] < 0) {
      complain(names[i]);
      continue;
    }
    if (options.headings) heading(names[i], i == 0);
    if (options.from_start) write_from(fds[i], names[i], &options);
    else write_last(fds[i], names[i], &options);
    if (!options.follow && fds[i] != STDIN_FILENO) close(fds[i]);
  }
  if (options.follow) {
    fflush(stdout);
    follow(fds, names, count, &options);
  }
  return tool_finish();
}
