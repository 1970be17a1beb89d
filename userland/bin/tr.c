/* tr: replaces, removes or squeezes characters (bytes). */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

static const char usage[] =
  "usage: tr [-cs] SET1 SET2      replace characters of SET1 by those of SET2\n"
  "       tr [-c] -d SET1         remove them\n"
  "       tr [-c] -s SET1         write one of several equal ones\n"
  "       tr [-c] -ds SET1 SET2   remove SET1, then squeeze SET2\n"
  "From standard input to standard output.\n"
  "  -c  the characters that are not in SET1\n"
  "A SET has characters, ranges a-z, classes [:alpha:] [:digit:] [:space:] ..., repeats [x*] [x*N], and \\n \\t \\\\ \\NNN.\n";

enum { BYTES = 256, MOST = 4096 };

typedef struct {
  unsigned char bytes[MOST];
  size_t count;
} Set;

static void add(Set *set, int c) {
  if (set->count < MOST) set->bytes[set->count++] = (unsigned char)c;
}

static int take_character(const char **at) {
  static const char letters[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
  int c = (unsigned char)*(*at)++;
  if (c != '\\' || **at == 0) return c;
  const char *letter = strchr(letters, **at);
  if (letter) {
    ++*at;
    return (unsigned char)values[letter - letters];
  }
  if (**at < '0' || **at > '7') return (unsigned char)*(*at)++;
  int value = 0;
  for (int digits = 0; digits < 3 && **at >= '0' && **at <= '7'; digits++) value = value * 8 + (*(*at)++ - '0');
  return value & 0xff;
}

/** [:class:]. @returns whether there was one */
static bool take_class(const char **at, Set *set) {
  static const struct {
    const char *name;
    int (*test)(int);
  } classes[] = {
    {"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank}, {"[:cntrl:]", iscntrl},
    {"[:digit:]", isdigit}, {"[:graph:]", isgraph}, {"[:lower:]", islower}, {"[:print:]", isprint},
    {"[:punct:]", ispunct}, {"[:space:]", isspace}, {"[:upper:]", isupper}, {"[:xdigit:]", isxdigit},
  };
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    size_t length = strlen(classes[i].name);
    if (strncmp(*at, classes[i].name, length) != 0) continue;
    for (int c = 0; c < BYTES; c++) {
      if (c < 0x80 && classes[i].test(c)) add(set, c);
    }
    *at += length;
    return true;
  }
  return false;
}

/** [x*N] and [x*], which fills SET2 up to the length of SET1. @returns whether there was one */
static bool take_repeat(const char **at, Set *set, size_t wanted) {
  const char *look = *at + 1;
  if (**at != '[' || *look == 0) return false;
  int c = take_character(&look);
  if (*look != '*') return false;
  char *end;
  size_t times = strtoul(look + 1, &end, look[1] == '0' ? 8 : 10);
  if (*end != ']') return false;
  if (times == 0) times = wanted > set->count ? wanted - set->count : 0;
  for (size_t i = 0; i < times && i < MOST; i++) add(set, c);
  *at = end + 1;
  return true;
}

static void read_set(Set *set, const char *text, size_t wanted) {
  while (*text) {
    if (take_class(&text, set) || take_repeat(&text, set, wanted)) continue;
    int low = take_character(&text);
    if (*text != '-' || text[1] == 0) {
      add(set, low);
      continue;
    }
    text++;
    int high = take_character(&text);
    if (high < low) usage_error("%c-%c: the range is backwards", low, high);
    for (int c = low; c <= high; c++) add(set, c);
  }
}

static void complement(Set *set) {
  bool in[BYTES] = {false};
  for (size_t i = 0; i < set->count; i++) in[set->bytes[i]] = true;
  set->count = 0;
  for (int c = 0; c < BYTES; c++) {
    if (!in[c]) add(set, c);
  }
}

static void mark(const Set *set, bool marks[BYTES]) {
  for (size_t i = 0; i < set->count; i++) marks[set->bytes[i]] = true;
}

int main(int argc, char **argv) {
  bool inverted = false, removes = false, squeezes = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+cCds", NULL)) != -1;) {
    if (option == 'd') removes = true;
    else if (option == 's') squeezes = true;
    else inverted = true;
  }
  int sets = argc - optind;
  if (sets < 1) usage_error("needs a set");
  if (sets > 2) usage_error("%s: too many words", argv[optind + 2]);
  if (sets == 1 && !removes && !squeezes) usage_error("needs a second set");
  if (sets == 2 && removes && !squeezes) usage_error("%s: -d needs only one set", argv[optind + 1]);
  static Set first, second;
  read_set(&first, argv[optind], 0);
  if (inverted) complement(&first);
  if (sets == 2) read_set(&second, argv[optind + 1], first.count);
  bool translates = sets == 2 && !removes;
  if (translates && second.count == 0) usage_error("the second set is empty");
  unsigned char to[BYTES];
  bool removed[BYTES] = {false}, squeezed[BYTES] = {false};
  for (int c = 0; c < BYTES; c++) to[c] = (unsigned char)c;
  for (size_t i = first.count; translates && i-- > 0;) to[first.bytes[i]] = second.bytes[i < second.count ? i : second.count - 1];
  if (removes) mark(&first, removed);
  if (squeezes) mark(sets == 2 ? &second : &first, squeezed);
  int last = EOF;
  for (int c; (c = getchar()) != EOF;) {
    if (removed[c]) continue;
    c = to[c];
    if (squeezed[c] && c == last) continue;
    putchar(c);
    last = c;
  }
  return tool_finish();
}
