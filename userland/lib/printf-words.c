/* printf: see words.h. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"
#include "words.h"

typedef struct {
  const char *name;
  char **next;   /* the words not yet used; the last is NULL */
  bool stopped;  /* \c ended the output */
  int status;
} Printer;

/** One conversion: "%-8.3d" as flags, width, precision and letter. */
typedef struct {
  char flags[8];
  int width, precision; /* precision -1: none */
  char letter;
} Conversion;

static const char *next_word(Printer *printer) {
  return *printer->next ? *printer->next++ : NULL;
}

static void report(Printer *printer, const char *word, const char *problem) {
  fflush(stdout);
  fprintf(stderr, "%s: %s: %s\n", printer->name, word, problem);
  printer->status = 1;
}

/** 'c is the character's code; else a number as in C. */
static bool is_character(const char *word, int64_t *code) {
  if (word[0] != '\'' && word[0] != '"') return false;
  uint32_t code_point = 0;
  utf8_decode(word + 1, strlen(word + 1), &code_point);
  *code = word[1] ? code_point : 0;
  return true;
}

static int64_t take_integer(Printer *printer) {
  const char *word = next_word(printer);
  int64_t value;
  if (!word || is_character(word, &value)) return word ? value : 0;
  char *end;
  errno = 0;
  bool negative = word[strspn(word, " \t")] == '-';
  value = negative ? strtoll(word, &end, 0) : (int64_t)strtoull(word, &end, 0);
  if (errno == ERANGE) report(printer, word, strerror(errno));
  else if (end == word || *end) report(printer, word, end == word ? "expected a number" : "not completely converted");
  return value;
}

static double take_real(Printer *printer) {
  const char *word = next_word(printer);
  int64_t code;
  if (!word) return 0;
  if (is_character(word, &code)) return (double)code;
  char *end;
  double value = strtod(word, &end);
  if (end == word || *end) report(printer, word, end == word ? "expected a number" : "not completely converted");
  return value;
}

/** Reads digits or a star. */
static int take_count(Printer *printer, const char **at, int fallback) {
  if (**at == '*') {
    ++*at;
    int64_t value = take_integer(printer);
    return value > -10000 && value < 10000 ? (int)value : 0;
  }
  int value = fallback;
  for (; isdigit((unsigned char)**at); ++*at) {
    if (value < 0) value = 0;
    if (value < 10000) value = value * 10 + (**at - '0');
  }
  return value;
}

static Conversion read_conversion(Printer *printer, const char **at) {
  Conversion conversion = {.precision = -1};
  size_t flags = strspn(*at, "-+ #0");
  snprintf(conversion.flags, sizeof conversion.flags, "%.*s", (int)flags, *at);
  *at += flags;
  conversion.width = take_count(printer, at, 0);
  if (**at == '.') {
    ++*at;
    conversion.precision = take_count(printer, at, 0);
  }
  *at += strspn(*at, "hlLjzt");
  conversion.letter = **at;
  if (**at) ++*at;
  return conversion;
}

static void print_escaped(Printer *printer, const char *word) {
  while (*word && !printer->stopped) {
    if (*word != '\\') {
      putchar(*word++);
      continue;
    }
    word++;
    printer->stopped = !write_escape(&word, 1);
  }
}

/** Text by columns of bytes, as printf(1) does. */
static void print_text(const Conversion *conversion, const char *text, size_t length) {
  if (conversion->precision >= 0 && (size_t)conversion->precision < length) length = (size_t)conversion->precision;
  int width = abs(conversion->width);
  bool left = conversion->width < 0 || strchr(conversion->flags, '-');
  int padding = (size_t)width > length ? width - (int)length : 0;
  if (!left) printf("%*s", padding, "");
  fwrite(text, 1, length, stdout);
  if (left) printf("%*s", padding, "");
}

static void print_number(Printer *printer, const Conversion *conversion) {
  char format[32];
  bool real = strchr("eEfFgGaA", conversion->letter) != NULL;
  bool precise = conversion->precision >= 0;
  snprintf(format, sizeof format, "%%%s*%s%s%c", conversion->flags, precise ? ".*" : "", real ? "" : "ll", conversion->letter);
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
  if (real) {
    double value = take_real(printer);
    if (precise) printf(format, conversion->width, conversion->precision, value);
    else printf(format, conversion->width, value);
    return;
  }
  long long value = take_integer(printer);
  if (precise) printf(format, conversion->width, conversion->precision, value);
  else printf(format, conversion->width, value);
#pragma clang diagnostic pop
}

static void convert(Printer *printer, const char **at) {
  const char *begin = *at;
  Conversion conversion = read_conversion(printer, at);
  if (conversion.letter == '%') {
    putchar('%');
  } else if (conversion.letter == 's' || conversion.letter == 'c') {
    const char *word = next_word(printer);
    if (!word) word = "";
    print_text(&conversion, word, conversion.letter == 's' ? strlen(word) : *word != 0);
  } else if (conversion.letter == 'b') {
    const char *word = next_word(printer);
    if (word) print_escaped(printer, word);
  } else if (conversion.letter && strchr("diouxXeEfFgGaA", conversion.letter)) {
    print_number(printer, &conversion);
  } else {
    char directive[24];
    snprintf(directive, sizeof directive, "%%%.*s", (int)(*at - begin), begin);
    report(printer, directive, "unknown conversion");
    printer->stopped = true;
  }
}

static void print_once(Printer *printer, const char *format) {
  while (*format && !printer->stopped) {
    char c = *format++;
    if (c == '\\') printer->stopped = !write_escape(&format, 0);
    else if (c == '%') convert(printer, &format);
    else putchar(c);
  }
}

int printf_words(int count, char **words) {
  int first = count > 1 && strcmp(words[1], "--") == 0 ? 2 : 1;
  if (first >= count) {
    fprintf(stderr, "%s: needs a format, e.g. printf '%%s\\n' WORD...\n", words[0]);
    return 2;
  }
  Printer printer = {.name = words[0], .next = words + first + 1};
  for (;;) {
    char **before = printer.next;
    print_once(&printer, words[first]);
    if (printer.stopped || !*printer.next || printer.next == before) break;
  }
  return printer.status;
}
