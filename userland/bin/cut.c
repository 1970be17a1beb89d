/* cut: parts of each line. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"
#include "utf8.h"

static const char usage[] =
  "usage: cut -f LIST [-d C] [-s] [--output-delimiter=TEXT] [FILE]...\n"
  "       cut -c LIST | -b LIST [FILE]...\n"
  "Writes parts of each line of the FILEs, or of standard input for none or -. LIST is like 1,3-5,7- or -2.\n"
  "  -f  fields, which a tab or -d C separates; a line without C stays whole, or goes with -s\n"
  "  -c  characters (UTF-8)   -b  bytes\n";

enum { MOST_RANGES = 64 };

typedef struct {
  size_t from, to; /* counted from 1, both included */
} Range;

static Range ranges[MOST_RANGES];
static size_t range_count;

static void parse_list(const char *list) {
  for (;;) {
    char *end;
    if (range_count == MOST_RANGES) usage_error("%s: too many ranges", list);
    Range *range = &ranges[range_count++];
    range->from = *list == '-' ? 1 : strtoul(list, &end, 10);
    if (*list == '-') end = (char *)list;
    range->to = range->from;
    if (*end == '-') {
      const char *upper = end + 1;
      range->to = strtoul(upper, &end, 10);
      if (end == upper) range->to = (size_t)-1;
    }
    if (range->from == 0 || range->to < range->from || (*end && *end != ',') || end == list) usage_error("%s: bad list", list);
    if (*end == 0) return;
    list = end + 1;
  }
}

static bool chosen(size_t number) {
  for (size_t i = 0; i < range_count; i++) {
    if (number >= ranges[i].from && number <= ranges[i].to) return true;
  }
  return false;
}

static void cut_bytes(const char *line, size_t length, bool characters) {
  size_t number = 0;
  for (size_t at = 0; at < length;) {
    uint32_t code_point;
    size_t size = characters ? utf8_decode(line + at, length - at, &code_point) : 1;
    if (chosen(++number)) fwrite(line + at, 1, size, stdout);
    at += size;
  }
  putchar('\n');
}

static void cut_fields(const char *line, char delimiter, const char *joiner, bool only_delimited) {
  if (!strchr(line, delimiter)) {
    if (!only_delimited) puts(line);
    return;
  }
  bool first = true;
  for (size_t number = 1;; number++) {
    const char *end = strchr(line, delimiter);
    size_t length = end ? (size_t)(end - line) : strlen(line);
    if (chosen(number)) {
      if (!first) fputs(joiner, stdout);
      fwrite(line, 1, length, stdout);
      first = false;
    }
    if (!end) break;
    line = end + 1;
  }
  putchar('\n');
}

int main(int argc, char **argv) {
  enum { OUTPUT_DELIMITER = 256 };
  static const struct option longs[] = {{"output-delimiter", required_argument, NULL, OUTPUT_DELIMITER}, {0}};
  char kind = 0, delimiter[2] = "\t";
  const char *joiner = NULL;
  bool only_delimited = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "f:c:b:d:sn", longs)) != -1;) {
    if (option == OUTPUT_DELIMITER) joiner = optarg;
    else if (option == 's') only_delimited = true;
    else if (option == 'd' && strlen(optarg) != 1) usage_error("%s: the delimiter must be one character", optarg);
    else if (option == 'd') delimiter[0] = *optarg;
    else if (option != 'n') {
      if (kind) usage_error("only one of -f, -c and -b");
      kind = (char)option;
      parse_list(optarg);
    }
  }
  if (!kind) usage_error("needs -f, -c or -b");
  static char *standard_input[] = {"-", NULL};
  char *line = NULL;
  size_t size = 0;
  for (char **name = optind < argc ? argv + optind : standard_input; *name; name++) {
    bool standard = strcmp(*name, "-") == 0;
    FILE *file = standard ? stdin : fopen(*name, "re");
    if (!file) {
      complain(*name);
      continue;
    }
    for (ssize_t length; (length = getline(&line, &size, file)) > 0;) {
      if (line[length - 1] == '\n') line[--length] = 0;
      if (kind == 'f') cut_fields(line, delimiter[0], joiner ? joiner : delimiter, only_delimited);
      else cut_bytes(line, (size_t)length, kind == 'c');
    }
    if (!standard) fclose(file);
  }
  free(line);
  return tool_finish();
}
