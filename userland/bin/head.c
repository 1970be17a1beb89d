/* head: writes the beginning of files. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: head [-n LINES | -c BYTES | -LINES] [-qv] [FILE]...\n"
  "Writes the first 10 lines of each FILE, or of standard input for none or -.\n"
  "  -n LINES  so many lines; -n -N: all but the last N\n"
  "  -c BYTES  so many bytes (K, M, G allowed); -c -N: all but the last N\n"
  "  -q        no headings   -v  always headings\n";

typedef struct {
  uint64_t count;
  bool bytes, except_last, headings;
} Options;

static void write_first(FILE *file, const Options *options) {
  uint64_t left = options->count;
  for (int c; left > 0 && (c = getc(file)) != EOF;) {
    putchar(c);
    if (options->bytes || c == '\n') left--;
  }
}

/** Keeps the last `count` bytes or lines back in a ring until it is known that more follows. */
static void write_all_but_last(FILE *file, const Options *options) {
  char *text = NULL;
  size_t length = 0, capacity = 0, begin = 0;
  uint64_t held = 0;
  for (int c; (c = getc(file)) != EOF;) {
    if (length == capacity) {
      if (begin > 0) memmove(text, text + begin, length - begin);
      length -= begin;
      begin = 0;
      capacity = length * 2 + 4096;
      text = must_reallocate(text, capacity);
    }
    text[length++] = (char)c;
    if (options->bytes || c == '\n') held++;
    for (; held > options->count; held--) {
      const char *end = options->bytes ? text + begin : memchr(text + begin, '\n', length - begin);
      size_t size = (size_t)(end - (text + begin)) + 1;
      fwrite(text + begin, 1, size, stdout);
      begin += size;
    }
  }
  /* A last line without its end counts as a line. */
  if (!options->bytes && length > begin && text[length - 1] != '\n' && held == options->count && options->count > 0) {
    const char *end = memchr(text + begin, '\n', length - begin);
    if (end) fwrite(text + begin, 1, (size_t)(end - (text + begin)) + 1, stdout);
  }
}

static bool parse_count(const char *text, Options *options) {
  options->except_last = *text == '-';
  return parse_size(text + (*text == '-' || *text == '+'), &options->count);
}

static void head(const char *name, const Options *options, bool first) {
  bool standard = strcmp(name, "-") == 0;
  FILE *file = standard ? stdin : fopen(name, "re");
  if (!file) {
    complain(name);
    return;
  }
  if (options->headings) printf("%s==> %s <==\n", first ? "" : "\n", standard ? "standard input" : name);
  if (options->except_last) write_all_but_last(file, options);
  else write_first(file, options);
  if (ferror(file)) complain(name);
  if (!standard) fclose(file);
}

int main(int argc, char **argv) {
  Options options = {.count = 10};
  int headings = -1;
  tool_begin(argv, usage);
  char old_form[24];
  for (int i = 1; i < argc && argv[i][0] == '-' && argv[i][1] >= '0' && argv[i][1] <= '9'; i++) {
    snprintf(old_form, sizeof old_form, "-n%s", argv[i] + 1);
    argv[i] = old_form;
    break;
  }
  for (int option; (option = tool_option(argc, argv, "n:c:qv", NULL)) != -1;) {
    if (option == 'q' || option == 'v') headings = option == 'v';
    else if (!parse_count(optarg, &options)) usage_error("%s: bad number", optarg);
    else options.bytes = option == 'c';
  }
  options.headings = headings < 0 ? argc - optind > 1 : headings;
  if (optind == argc) head("-", &options, true);
  for (int i = optind; i < argc; i++) head(argv[i], &options, i == optind);
  return tool_finish();
}
