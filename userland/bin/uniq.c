/* uniq: one of several equal lines that follow each other. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: uniq [-cdui] [-f FIELDS] [-s CHARS] [INPUT [OUTPUT]]\n"
  "Writes each line of INPUT (standard input) that differs from the one before it.\n"
  "  -c  with how often it stands there     -d  only lines that are repeated   -u  only lines that are not\n"
  "  -i  upper and lower case are the same  -f N  the first N fields do not count  -s N  nor the next N characters\n";

typedef struct {
  bool count, repeated, single, ignore_case;
  uint64_t fields, characters;
} Options;

static const char *compared_part(const char *line, const Options *options) {
  for (uint64_t i = 0; i < options->fields && *line; i++) {
    while (isblank((unsigned char)*line)) line++;
    while (*line && !isblank((unsigned char)*line)) line++;
  }
  for (uint64_t i = 0; i < options->characters && *line; i++) line++;
  return line;
}

static bool same(const char *left, const char *right, const Options *options) {
  left = compared_part(left, options);
  right = compared_part(right, options);
  return options->ignore_case ? strcasecmp(left, right) == 0 : strcmp(left, right) == 0;
}

static void write_group(const char *line, uint64_t times, const Options *options) {
  if (times == 0 || (times > 1 ? options->single : options->repeated)) return;
  if (options->count) printf("%7llu ", (unsigned long long)times);
  puts(line);
}

int main(int argc, char **argv) {
  Options options = {0};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "cduif:s:", NULL)) != -1;) {
    if (option == 'c') options.count = true;
    else if (option == 'd') options.repeated = true;
    else if (option == 'u') options.single = true;
    else if (option == 'i') options.ignore_case = true;
    else if (!parse_unsigned(optarg, option == 'f' ? &options.fields : &options.characters)) usage_error("%s: bad number", optarg);
  }
  if (argc - optind > 2) usage_error("too many files");
  if (optind < argc && strcmp(argv[optind], "-") != 0 && !freopen(argv[optind], "r", stdin)) die(argv[optind]);
  if (optind + 1 < argc && !freopen(argv[optind + 1], "w", stdout)) die(argv[optind + 1]);
  char *line = NULL, *previous = NULL;
  size_t size = 0, previous_size = 0;
  uint64_t times = 0;
  for (ssize_t length; (length = getline(&line, &size, stdin)) > 0;) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    if (times > 0 && same(previous, line, &options)) {
      times++;
      continue;
    }
    write_group(previous, times, &options);
    times = 1;
    char *swapped = previous;
    previous = line;
    line = swapped;
    size_t swapped_size = previous_size;
    previous_size = size;
    size = swapped_size;
  }
  write_group(previous, times, &options);
  free(line);
  free(previous);
  return tool_finish();
}
