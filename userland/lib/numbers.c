/* Numbers as people type and read them: see numbers.h. Knows no locale. */
#include "numbers.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool parse_unsigned(const char *text, uint64_t *value) {
  if (!isdigit((unsigned char)*text)) return false;
  char *end;
  errno = 0;
  *value = strtoull(text, &end, 10);
  return errno == 0 && *end == 0;
}

bool parse_integer(const char *text, int64_t *value) {
  const char *digits = *text == '-' || *text == '+' ? text + 1 : text;
  if (!isdigit((unsigned char)*digits)) return false;
  char *end;
  errno = 0;
  *value = strtoll(text, &end, 10);
  return errno == 0 && *end == 0;
}

/** Reads digits with an optional fraction; no sign, exponent, hexadecimal or name of an infinity. */
static bool parse_decimal(const char *text, double *value, const char **rest) {
  size_t digits = strspn(text, "0123456789");
  size_t fraction = text[digits] == '.' ? 1 + strspn(text + digits + 1, "0123456789") : 0;
  if (digits == 0 && fraction < 2) return false;
  *value = strtod(text, NULL);
  *rest = text + digits + fraction;
  return true;
}

bool parse_size(const char *text, uint64_t *bytes) {
  static const char units[] = "KMGTPE";
  double value;
  const char *rest;
  if (!parse_decimal(text, &value, &rest)) return false;
  const char *unit = *rest ? strchr(units, toupper((unsigned char)*rest)) : NULL;
  if (unit) {
    rest++;
    double base = strcmp(rest, "B") == 0 ? 1000 : 1024;
    for (const char *step = units; step <= unit; step++) value *= base;
    if (strcmp(rest, "iB") == 0) rest += 2;
  }
  if (*rest == 'B') rest++;
  if (*rest != 0 || value >= 18446744073709551616.0) return false;
  *bytes = (uint64_t)value;
  return true;
}

bool parse_duration(const char *text, struct timespec *duration) {
  if (strcmp(text, "infinity") == 0 || strcmp(text, "inf") == 0) {
    *duration = (struct timespec){.tv_sec = INT32_MAX};
    return true;
  }
  double value;
  const char *rest;
  if (!parse_decimal(text, &value, &rest)) return false;
  if (*rest == 'm') value *= 60;
  else if (*rest == 'h') value *= 3600;
  else if (*rest == 'd') value *= 86400;
  else if (*rest != 's' && *rest != 0) return false;
  if (*rest != 0 && rest[1] != 0) return false;
  if (value > INT32_MAX) value = INT32_MAX;
  duration->tv_sec = (time_t)value;
  duration->tv_nsec = (long)((value - floor(value)) * 1e9);
  return true;
}

char *human_size(uint64_t bytes, char buffer[static HUMAN_SIZE_BYTES]) {
  static const char units[] = "KMGTPE";
  if (bytes < 1024) {
    snprintf(buffer, HUMAN_SIZE_BYTES, "%u", (unsigned)bytes);
    return buffer;
  }
  double value = (double)bytes / 1024;
  size_t unit = 0;
  for (; ceil(value) >= 1024 && unit < sizeof units - 2; unit++) value /= 1024;
  double tenths = ceil(value * 10) / 10;
  if (tenths < 10) snprintf(buffer, HUMAN_SIZE_BYTES, "%.1f%c", tenths, units[unit]);
  else snprintf(buffer, HUMAN_SIZE_BYTES, "%u%c", (unsigned)ceil(value), units[unit]);
  return buffer;
}
