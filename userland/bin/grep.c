/* grep: finds lines that match a pattern. */
#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: grep [-EFivwxnclLoqsHhr] [-m N] [-A N] [-B N] [-C N] [--color[=WHEN]] PATTERN [FILE]...\n"
  "       grep [options] -e PATTERN... [-f FILE] [FILE]...\n"
  "Writes the lines of each FILE (standard input for none or -) that match PATTERN, a basic regular expression.\n"
  "  -E  extended regular expression  -F  plain text          -i  upper and lower case are the same\n"
  "  -w  whole words only             -x  whole lines only    -v  lines that do not match\n"
  "  -n  line numbers                 -c  only count          -l  only names of files that match, -L that do not\n"
  "  -o  only the matching parts      -q  write nothing       -s  no messages about files\n"
  "  -H  always file names            -h  never file names    -r  all files below directories\n"
  "  -m N  stop after N lines         -A N -B N -C N  so many lines after, before, around\n"
  "  --color=always|auto|never        mark what matches\n"
  "Exit status 0 when a line matched, 1 when none did, 2 after an error.\n";

typedef struct {
  bool extended, fixed, ignore_case, invert, words, lines, numbers, count, names, names_without, only, quiet, silent, recursive, color;
  int file_names; /* -1: when there are several files */
  uint64_t most, after, before;
} Options;

typedef struct {
  char *text;
  regex_t regex;
} Pattern;

static Options options = {.file_names = -1, .most = UINT64_MAX};
static Pattern *patterns;
static size_t pattern_count;
static bool any_match, any_error;

/** Adds the lines of `text` as patterns. */
static void add_patterns(const char *text) {
  for (;;) {
    size_t length = strcspn(text, "\n");
    patterns = must_reallocate(patterns, (pattern_count + 1) * sizeof *patterns);
    patterns[pattern_count++] = (Pattern){.text = must_format("%.*s", (int)length, text)};
    if (text[length] == 0) return;
    text += length + 1;
  }
}

static void add_pattern_file(const char *name) {
  FILE *file = fopen(name, "re");
  if (!file) fail(2, "%s: %s", name, strerror(errno));
  char *line = NULL;
  size_t size = 0;
  for (ssize_t length; (length = getline(&line, &size, file)) > 0;) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    add_patterns(line);
  }
  free(line);
  fclose(file);
}

static void compile_patterns(void) {
  for (size_t i = 0; i < pattern_count && !options.fixed; i++) {
    int flags = (options.extended ? REG_EXTENDED : 0) | (options.ignore_case ? REG_ICASE : 0);
    int error = regcomp(&patterns[i].regex, patterns[i].text, flags);
    char message[100];
    if (error == 0) continue;
    regerror(error, &patterns[i].regex, message, sizeof message);
    fail(2, "%s: %s", patterns[i].text, message);
  }
}

static const char *find_text(const char *line, const char *text) {
  if (!options.ignore_case) return strstr(line, text);
  size_t length = strlen(text);
  for (; strlen(line) >= length; line++) {
    if (strncasecmp(line, text, length) == 0) return line;
  }
  return NULL;
}

/** The first place at or behind `from` where one pattern matches. */
static bool find_one(const Pattern *pattern, const char *line, size_t from, size_t *begin, size_t *end) {
  if (options.fixed) {
    const char *found = find_text(line + from, pattern->text);
    if (!found) return false;
    *begin = (size_t)(found - line);
    *end = *begin + strlen(pattern->text);
    return true;
  }
  regmatch_t match;
  if (regexec(&pattern->regex, line + from, 1, &match, from > 0 ? REG_NOTBOL : 0) != 0) return false;
  *begin = from + (size_t)match.rm_so;
  *end = from + (size_t)match.rm_eo;
  return true;
}

static bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_whole(const char *line, size_t begin, size_t end) {
  if (options.lines && (begin > 0 || line[end])) return false;
  if (!options.words) return true;
  return (begin == 0 || !is_word(line[begin - 1])) && !is_word(line[end]);
}

/** The leftmost, then longest match of all patterns at or behind `from`. */
static bool find(const char *line, size_t from, size_t *begin, size_t *end) {
  bool found = false;
  for (size_t i = 0; i < pattern_count; i++) {
    size_t start = from, b, e;
    bool matches;
    while ((matches = find_one(&patterns[i], line, start, &b, &e)) && !is_whole(line, b, e) && line[b]) start = b + 1;
    if (!matches || !is_whole(line, b, e)) continue;
    if (found && (b > *begin || (b == *begin && e <= *end))) continue;
    *begin = b;
    *end = e;
    found = true;
  }
  return found;
}

static void write_prefix(const char *name, uint64_t number, char separator) {
  const char *name_color = options.color ? "\033[35m\033[K" : "", *number_color = options.color ? "\033[32m\033[K" : "";
  const char *separator_color = options.color ? "\033[36m\033[K" : "", *plain = options.color ? "\033[m\033[K" : "";
  if (options.file_names) printf("%s%s%s%s%c%s", name_color, name, plain, separator_color, separator, plain);
  if (options.numbers) printf("%s%llu%s%s%c%s", number_color, (unsigned long long)number, plain, separator_color, separator, plain);
}

static void write_matches(const char *name, uint64_t number, const char *line) {
  size_t from = 0, begin, end;
  while (find(line, from, &begin, &end)) {
    if (options.only && end > begin) {
      write_prefix(name, number, ':');
      printf("%s%.*s%s\n", options.color ? "\033[01;31m\033[K" : "", (int)(end - begin), line + begin, options.color ? "\033[m\033[K" : "");
    } else if (!options.only) {
      printf("%.*s", (int)(begin - from), line + from);
      if (end > begin) printf("\033[01;31m\033[K%.*s\033[m\033[K", (int)(end - begin), line + begin);
    }
    if (end == begin) {
      if (!line[end]) break;
      if (!options.only) putchar(line[end]);
      end++;
    }
    from = end;
  }
  if (!options.only) puts(line + from);
}

static void write_line(const char *name, uint64_t number, const char *line, bool selected) {
  if (options.only) {
    if (selected && !options.invert) write_matches(name, number, line);
    return;
  }
  write_prefix(name, number, selected ? ':' : '-');
  if (options.color && selected && !options.invert) write_matches(name, number, line);
  else puts(line);
}

/** Lines before a match, kept until it is known whether they are wanted. */
typedef struct {
  char **lines;
  uint64_t count;
} Before;

static void remember(Before *before, const char *line) {
  if (options.before == 0) return;
  if (!before->lines) before->lines = must_allocate(options.before * sizeof *before->lines);
  char **place = &before->lines[before->count++ % options.before];
  free(*place);
  *place = must_copy(line);
}

static void write_remembered(Before *before, const char *name, uint64_t number) {
  uint64_t kept = before->count < options.before ? before->count : options.before;
  for (uint64_t i = kept; i > 0; i--) write_line(name, number - i, before->lines[(before->count - i) % options.before], false);
  before->count = 0;
}

/** @returns how many lines were selected */
static uint64_t search_lines(FILE *file, const char *name) {
  bool writes = !options.quiet && !options.count && !options.names && !options.names_without;
  uint64_t number = 0, selected = 0, last_written = 0, after = 0;
  Before before = {0};
  char *line = NULL;
  size_t size = 0;
  for (ssize_t length; selected < options.most && (length = getline(&line, &size, file)) > 0;) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    number++;
    size_t begin, end;
    if (find(line, 0, &begin, &end) != options.invert) {
      selected++;
      if (!options.count && !writes) break;
      if (!writes) continue;
      uint64_t kept = before.count < options.before ? before.count : options.before;
      if ((options.before || options.after) && last_written > 0 && last_written + kept + 1 < number) puts("--");
      write_remembered(&before, name, number);
      write_line(name, number, line, true);
      last_written = number;
      after = options.after;
    } else if (after > 0) {
      after--;
      write_line(name, number, line, false);
      last_written = number;
    } else {
      remember(&before, line);
    }
  }
  for (uint64_t i = 0; before.lines && i < options.before; i++) free(before.lines[i]);
  free(before.lines);
  free(line);
  return selected;
}

static void trouble(const char *name) {
  if (!options.silent) complain(name);
  any_error = true;
}

static void search_stream(FILE *file, const char *name) {
  uint64_t selected = search_lines(file, name);
  if (ferror(file)) trouble(name);
  if (selected > 0) any_match = true;
  if (options.quiet && selected > 0) exit(0);
  if (options.count) {
    if (options.file_names) printf("%s:", name);
    printf("%llu\n", (unsigned long long)selected);
  } else if (options.names_without ? selected == 0 : options.names && selected > 0) {
    puts(name);
  }
}

static void search(const char *path, bool named);

static void search_directory(const char *path) {
  DIR *directory = opendir(path);
  if (!directory) {
    trouble(path);
    return;
  }
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    size_t length = strlen(path);
    char *inner = must_format("%s%s%s", path, length > 0 && path[length - 1] == '/' ? "" : "/", entry->d_name);
    search(inner, false);
    free(inner);
  }
  closedir(directory);
}

/** Searches one file; below directories, links and devices are passed over. */
static void search(const char *path, bool named) {
  struct stat status;
  bool directory = false;
  if (!named && (lstat(path, &status) != 0 || (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))) return;
  if (stat(path, &status) == 0) directory = S_ISDIR(status.st_mode);
  if (directory && options.recursive) {
    search_directory(path);
    return;
  }
  FILE *file = fopen(path, "re");
  if (!file || directory) {
    if (directory) errno = EISDIR;
    trouble(path);
    if (file) fclose(file);
    return;
  }
  search_stream(file, path);
  fclose(file);
}

static uint64_t number_argument(void) {
  uint64_t value;
  if (!parse_unsigned(optarg, &value) || value > 1000000) usage_error("%s: bad number", optarg);
  return value;
}

static void set_option(int option) {
  switch (option) {
    case 'E': options.extended = true; break;
    case 'F': options.fixed = true; break;
    case 'G': options.extended = options.fixed = false; break;
    case 'i': case 'y': options.ignore_case = true; break;
    case 'v': options.invert = true; break;
    case 'w': options.words = true; break;
    case 'x': options.lines = true; break;
    case 'n': options.numbers = true; break;
    case 'c': options.count = true; break;
    case 'l': options.names = true; break;
    case 'L': options.names_without = true; break;
    case 'o': options.only = true; break;
    case 'q': options.quiet = true; break;
    case 's': options.silent = true; break;
    case 'r': case 'R': options.recursive = true; break;
    case 'H': case 'h': options.file_names = option == 'H'; break;
    case 'm': options.most = number_argument(); break;
    case 'A': options.after = number_argument(); break;
    case 'B': options.before = number_argument(); break;
    case 'C': options.before = options.after = number_argument(); break;
    case 'e': add_patterns(optarg); break;
    case 'f': add_pattern_file(optarg); break;
    default: options.color = !optarg || strcmp(optarg, "always") == 0 || (strcmp(optarg, "auto") == 0 && isatty(STDOUT_FILENO)); break;
  }
}

int main(int argc, char **argv) {
  enum { COLOR = 256 };
  static const struct option longs[] = {{"color", optional_argument, NULL, COLOR}, {"colour", optional_argument, NULL, COLOR}, {0}};
  tool_begin(argv, usage);
  tool_usage_status = 2;
  setlocale(LC_CTYPE, "C.UTF-8");
  bool explicit_pattern = false;
  for (int option; (option = tool_option(argc, argv, "EFGiyvwxnclLoqsrRHhm:A:B:C:e:f:", longs)) != -1;) {
    explicit_pattern |= option == 'e' || option == 'f';
    set_option(option);
  }
  if (!explicit_pattern) {
    if (optind == argc) usage_error("needs a pattern");
    add_patterns(argv[optind++]);
  }
  compile_patterns();
  if (options.file_names < 0) options.file_names = options.recursive || argc - optind > 1;
  if (optind == argc && options.recursive) search(".", true);
  else if (optind == argc) search_stream(stdin, "(standard input)");
  for (; optind < argc; optind++) {
    if (strcmp(argv[optind], "-") == 0) search_stream(stdin, "(standard input)");
    else search(argv[optind], true);
  }
  if (tool_finish() != 0 && !any_error) return 2;
  return any_error ? 2 : any_match ? 0 : 1;
}
