/* seq: writes a sequence of numbers. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

static const char usage[] =
  "usage: seq [-w] [-s TEXT] [-f FORMAT] [FIRST [STEP]] LAST\n"
  "Writes the numbers from FIRST (1) to LAST, one a line; all may have fractions.\n"
  "  -s TEXT    between the numbers   -w  all of the same width   -f FORMAT  as printf's %g %e %f\n";

static double number(const char *text, int *decimals) {
  char *end;
  double value = strtod(text, &end);
  if (end == text || *end || !isfinite(value)) usage_error("%s: not a number", text);
  const char *point = strchr(text, '.');
  int length = point ? (int)strlen(point + 1) : 0;
  if (length > *decimals) *decimals = length;
  return value;
}

/** Whether a format has exactly one conversion, of a floating-point number. */
static bool is_good_format(const char *format) {
  int conversions = 0;
  for (; *format; format++) {
    if (*format != '%') continue;
    if (*++format == '%') continue;
    format += strspn(format, "-+ #0123456789.");
    if (!*format || !strchr("eEfFgGaA", *format)) return false;
    conversions++;
  }
  return conversions == 1;
}

int main(int argc, char **argv) {
  bool equal_width = false;
  const char *separator = "\n", *format = NULL;
  int decimals = 0;
  tool_begin(argv, usage);
  /* A negative number is no option. */
  int first_word = 1;
  while (first_word < argc && argv[first_word][0] == '-' && !strchr(".0123456789", argv[first_word][1])) {
    first_word += strchr("sf", argv[first_word][1]) && !argv[first_word][2] ? 2 : 1;
  }
  int options_end = first_word < argc ? first_word : argc;
  for (int option; optind < options_end && (option = tool_option(options_end, argv, "+ws:f:", NULL)) != -1;) {
    if (option == 'w') equal_width = true;
    else if (option == 's') separator = optarg;
    else format = optarg;
  }
  int count = argc - options_end;
  char **words = argv + options_end;
  if (count < 1 || count > 3) usage_error(count < 1 ? "needs the last number" : "too many numbers");
  double first = count > 1 ? number(words[0], &decimals) : 1, step = count > 2 ? number(words[1], &decimals) : 1;
  int ignored = 0;
  double last = number(words[count - 1], &ignored);
  if (step == 0) usage_error("the step is 0");
  if (format && !is_good_format(format)) usage_error("%s: needs one %%g, %%e or %%f", format);
  int width = 0;
  if (equal_width) {
    double end = first + floor((last - first) / step + 1e-9) * step;
    int a = snprintf(NULL, 0, "%.*f", decimals, first), b = snprintf(NULL, 0, "%.*f", decimals, end);
    width = a > b ? a : b;
  }
  double steps = floor((last - first) / step + 1e-9);
  for (double i = 0; i <= steps; i++) {
    if (i > 0) fputs(separator, stdout);
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    if (format) printf(format, first + i * step);
#pragma clang diagnostic pop
    else printf("%0*.*f", width, decimals, first + i * step);
    if (ferror(stdout)) break;
  }
  if (steps >= 0) putchar('\n');
  return tool_finish();
}
