/* UTF-8 without a locale: see utf8.h. */
#define _XOPEN_SOURCE 700
#include "utf8.h"

#include <wchar.h>

enum { REPLACEMENT = 0xfffd };

size_t utf8_decode(const char *text, size_t length, uint32_t *code_point) {
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *bytes = (const unsigned char *)text;
  *code_point = REPLACEMENT;
  if (length == 0) return 0;
  unsigned char first = bytes[0];
  if (first < 0x80) {
    *code_point = first;
    return 1;
  }
  size_t size = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first >= 0xf8 || size > length) return 1;
  uint32_t value = first & (0x7fu >> size);
  for (size_t i = 1; i < size; i++) {
    if ((bytes[i] & 0xc0) != 0x80) return 1;
    value = value << 6 | (bytes[i] & 0x3f);
  }
  if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return 1;
  *code_point = value;
  return size;
}

size_t utf8_encode(uint32_t code_point, char into[static 4]) {
  if (code_point < 0x80) {
    into[0] = (char)code_point;
    return 1;
  }
  size_t size = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  for (size_t i = size - 1; i > 0; i--) {
    into[i] = (char)(0x80 | (code_point & 0x3f));
    code_point >>= 6;
  }
  into[0] = (char)((0xf00u >> size & 0xf0) | code_point);
  return size;
}

int utf8_width(uint32_t code_point) {
  int width = code_point < 0x7f ? 1 : wcwidth((wchar_t)code_point);
  return width < 0 ? 1 : width;
}

size_t utf8_columns(const char *text, size_t length) {
  size_t columns = 0;
  for (size_t i = 0; i < length;) {
    uint32_t code_point;
    i += utf8_decode(text + i, length - i, &code_point);
    columns += (size_t)utf8_width(code_point);
  }
  return columns;
}

size_t utf8_fit(const char *text, size_t length, size_t columns) {
  size_t i = 0;
  while (i < length) {
    uint32_t code_point;
    size_t size = utf8_decode(text + i, length - i, &code_point);
    size_t width = (size_t)utf8_width(code_point);
    if (width > columns) break;
    columns -= width;
    i += size;
  }
  return i;
}
