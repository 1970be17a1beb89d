/* sort: puts lines in order. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: sort [-nhrufbsc] [-t C] [-k FROM[.CHAR][LETTERS][,TO[.CHAR][LETTERS]]]... [-o FILE] [FILE]...\n"
  "Writes the lines of the FILEs, or of standard input for none or -, in order of their bytes.\n"
  "  -n  by number                 -h  by number with K M G\n"
  "  -r  backwards                 -f  upper and lower case are the same   -b  leading blanks do not count\n"
  "  -k  by the fields from FROM to TO (1 is the first), with nrfbh of its own; several: the next one decides among equals\n"
  "  -t C  fields are separated by C, else by blanks\n"
  "  -u  one of several equal lines   -s  equal lines stay as they were   -c  only check   -o FILE  write to FILE\n";

typedef struct {
  bool numeric, human, reverse, fold, blanks;
} Order;

typedef struct {
  size_t from_field, from_char, to_field, to_char; /* counted from 1; to_field 0: the end of the line; to_char 0: the end of the field */
  Order order;
  bool own_order;
} Key;

typedef struct {
  char *text;
  size_t number; /* where it stood */
} Line;

static Order general;
static Key keys[16];
static size_t key_count;
static char separator; /* 0: blanks */
static bool unique, stable;
static Line *lines;
static size_t line_count, line_capacity;

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/** The end of the field that begins at `at`. */
static const char *field_end(const char *at) {
  if (separator) {
    while (*at && *at != separator) at++;
    return at;
  }
  while (is_blank(*at)) at++;
  while (*at && !is_blank(*at)) at++;
  return at;
}

static const char *field_start(const char *line, size_t field) {
  while (--field > 0 && *line) {
    line = field_end(line);
    if (separator && *line) line++;
  }
  return line;
}

static const char *skip_blanks(const char *at) {
  while (is_blank(*at)) at++;
  return at;
}

/** The part of the line that a key compares, as [*begin, end). */
static const char *key_part(const Key *key, const char *line, const char **begin) {
  const char *at = field_start(line, key->from_field);
  if (key->order.blanks) at = skip_blanks(at);
  for (size_t i = 1; i < key->from_char && *at; i++) at++;
  *begin = at;
  const char *end = line + strlen(line);
  if (key->to_field > 0) {
    end = field_start(line, key->to_field);
    if (key->to_char == 0) end = field_end(end);
    else {
      if (key->order.blanks) end = skip_blanks(end);
      for (size_t i = 0; i < key->to_char && *end; i++) end++;
    }
  }
  return end < at ? at : end;
}

static double number_value(const char *begin, const char *end, bool human) {
  static const char units[] = "KMGTPE";
  char digits[64];
  begin = skip_blanks(begin);
  size_t length = 0;
  if (*begin == '-') digits[length++] = *begin++;
  while (begin < end && length < sizeof digits - 1 && (isdigit((unsigned char)*begin) || *begin == '.')) digits[length++] = *begin++;
  digits[length] = 0;
  double value = strtod(digits, NULL);
  const char *unit = human && begin < end && *begin ? strchr(units, toupper((unsigned char)*begin)) : NULL;
  if (!unit) return value;
  for (const char *step = units; step <= unit; step++) value *= 1024;
  return value;
}

static int compare_text(const char *left, const char *left_end, const char *right, const char *right_end, bool fold) {
  for (; left < left_end && right < right_end; left++, right++) {
    int a = (unsigned char)*left, b = (unsigned char)*right;
    if (fold) {
      a = toupper(a);
      b = toupper(b);
    }
    if (a != b) return a < b ? -1 : 1;
  }
  return (left < left_end) - (right < right_end);
}

static int compare_by(const Key *key, const char *left, const char *right) {
  const char *left_begin, *right_begin;
  const char *left_end = key_part(key, left, &left_begin), *right_end = key_part(key, right, &right_begin);
  int order;
  if (key->order.numeric || key->order.human) {
    double a = number_value(left_begin, left_end, key->order.human), b = number_value(right_begin, right_end, key->order.human);
    order = (a > b) - (a < b);
  } else {
    order = compare_text(left_begin, left_end, right_begin, right_end, key->order.fold);
  }
  return key->order.reverse ? -order : order;
}

static int compare_keys(const char *left, const char *right) {
  for (size_t i = 0; i < key_count; i++) {
    int order = compare_by(&keys[i], left, right);
    if (order != 0) return order;
  }
  return 0;
}

static int compare_lines(const void *left, const void *right) {
  const Line *a = left, *b = right;
  int order = compare_keys(a->text, b->text);
  if (order == 0 && !stable && !unique) {
    order = strcmp(a->text, b->text);
    if (general.reverse) order = -order;
  }
  return order ? order : a->number < b->number ? -1 : 1;
}

static bool set_order(Order *order, char letter) {
  switch (letter) {
    case 'n': order->numeric = true; return true;
    case 'h': order->human = true; return true;
    case 'r': order->reverse = true; return true;
    case 'f': order->fold = true; return true;
    case 'b': order->blanks = true; return true;
    default: return false;
  }
}

/** Reads "FIELD[.CHAR][LETTERS]". */
static const char *parse_place(const char *text, size_t *field, size_t *character, Key *key) {
  char *end;
  *field = strtoul(text, &end, 10);
  if (end == text) return NULL;
  if (*end == '.') *character = strtoul(end + 1, &end, 10);
  for (; *end && *end != ','; end++) {
    if (!set_order(&key->order, *end)) return NULL;
    key->own_order = true;
  }
  return end;
}

static void add_key(const char *text) {
  if (key_count == sizeof keys / sizeof *keys) usage_error("too many keys");
  Key *key = &keys[key_count++];
  const char *rest = parse_place(text, &key->from_field, &key->from_char, key);
  if (rest && *rest == ',') rest = parse_place(rest + 1, &key->to_field, &key->to_char, key);
  if (!rest || *rest || key->from_field == 0) usage_error("%s: bad key", text);
}

static void read_lines(const char *name) {
  bool standard = strcmp(name, "-") == 0;
  FILE *file = standard ? stdin : fopen(name, "re");
  if (!file) fail(2, "%s: %s", name, strerror(errno));
  char *line = NULL;
  size_t size = 0;
  for (ssize_t length; (length = getline(&line, &size, file)) > 0;) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    if (line_count == line_capacity) {
      line_capacity = line_capacity * 2 + 256;
      lines = must_reallocate(lines, line_capacity * sizeof *lines);
    }
    lines[line_count] = (Line){.text = must_copy(line), .number = line_count};
    line_count++;
  }
  if (ferror(file)) fail(2, "%s: %s", name, strerror(errno));
  free(line);
  if (!standard) fclose(file);
}

static int check_order(void) {
  for (size_t i = 1; i < line_count; i++) {
    int order = compare_keys(lines[i - 1].text, lines[i].text);
    if (order == 0 && !unique && !stable) order = strcmp(lines[i - 1].text, lines[i].text) * (general.reverse ? -1 : 1);
    if (order > 0 || (unique && order == 0)) fail(1, "line %zu is out of order: %s", i + 1, lines[i].text);
  }
  return 0;
}

int main(int argc, char **argv) {
  bool check = false;
  const char *output = NULL;
  tool_begin(argv, usage);
  tool_usage_status = 2;
  for (int option; (option = tool_option(argc, argv, "nhrfbusct:k:o:", NULL)) != -1;) {
    if (option == 'k') add_key(optarg);
    else if (option == 't') separator = strcmp(optarg, "\\t") == 0 ? '\t' : optarg[0];
    else if (option == 'o') output = optarg;
    else if (option == 'u') unique = true;
    else if (option == 's') stable = true;
    else if (option == 'c') check = true;
    else set_order(&general, (char)option);
  }
  for (size_t i = 0; i < key_count; i++) {
    if (!keys[i].own_order) keys[i].order = general;
  }
  if (key_count == 0) keys[key_count++] = (Key){.from_field = 1, .order = general};
  if (optind == argc) read_lines("-");
  for (; optind < argc; optind++) read_lines(argv[optind]);
  if (check) return check_order();
  if (line_count > 1) qsort(lines, line_count, sizeof *lines, compare_lines);
  if (output && !freopen(output, "w", stdout)) fail(2, "%s: %s", output, strerror(errno));
  for (size_t i = 0; i < line_count; i++) {
    if (!unique || i == 0 || compare_keys(lines[i - 1].text, lines[i].text) != 0) puts(lines[i].text);
  }
  return tool_finish() ? 2 : 0;
}
