/* echo and the escape sequences that it shares with printf: see words.h. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"
#include "words.h"

static unsigned take_digits(const char **at, int base, int most) {
  static const char digits[] = "0123456789abcdef0123456789ABCDEF";
  unsigned value = 0;
  for (int i = 0; i < most && **at; i++) {
    const char *digit = strchr(digits, **at);
    int number = digit ? (int)((digit - digits) & 15) : 16;
    if (number >= base) break;
    value = value * (unsigned)base + (unsigned)number;
    ++*at;
  }
  return value;
}

static void write_code_point(const char **at, int most) {
  char bytes[4];
  fwrite(bytes, 1, utf8_encode(take_digits(at, 16, most), bytes), stdout);
}

int write_escape(const char **at, int in_argument) {
  static const char letters[] = "abefnrtv\\\"'", values[] = "\a\b\033\f\n\r\t\v\\\"'";
  char c = **at;
  const char *letter = c ? strchr(letters, c) : NULL;
  if (c) ++*at;
  if (c == 'c') return 0;
  if (letter) putchar(values[letter - letters]);
  else if (c == 'x') putchar((int)(take_digits(at, 16, 2) & 0xff));
  else if (c == 'u') write_code_point(at, 4);
  else if (c == 'U') write_code_point(at, 8);
  else if (c == '0' && in_argument) putchar((int)(take_digits(at, 8, 3) & 0xff));
  else if (c >= '0' && c <= '7') {
    --*at;
    putchar((int)(take_digits(at, 8, 3) & 0xff));
  } else {
    putchar('\\');
    if (c) putchar(c);
  }
  return 1;
}

/** Whether the word is made of the option letters n, e and E only. */
static bool is_option(const char *word) {
  return word[0] == '-' && word[1] && word[1 + strspn(word + 1, "neE")] == 0;
}

int echo_words(int count, char **words) {
  bool line_end = true, escapes = false;
  int i = 1;
  for (; i < count && is_option(words[i]); i++) {
    for (const char *letter = words[i] + 1; *letter; letter++) {
      if (*letter == 'n') line_end = false;
      else escapes = *letter == 'e';
    }
  }
  for (; i < count; i++) {
    for (const char *c = words[i]; *c;) {
      if (*c != '\\' || !escapes) {
        putchar(*c++);
        continue;
      }
      c++;
      if (!write_escape(&c, 1)) return 0;
    }
    if (i + 1 < count) putchar(' ');
  }
  if (line_end) putchar('\n');
  return 0;
}
