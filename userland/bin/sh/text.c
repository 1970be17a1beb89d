/* Growing strings and lists of strings: see text.h. */
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "tool.h"

static void reserve(Text *text, size_t more) {
  size_t needed = text->length + more + 1;
  if (needed <= text->capacity) return;
  size_t capacity = text->capacity ? text->capacity * 2 : 32;
  if (capacity < needed) capacity = needed;
  text->bytes = must_reallocate(text->bytes, capacity);
  text->capacity = capacity;
}

void text_add(Text *text, char byte) {
  reserve(text, 1);
  text->bytes[text->length++] = byte;
  text->bytes[text->length] = 0;
}

void text_append(Text *text, const char *bytes, size_t length) {
  reserve(text, length);
  if (length > 0) memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = 0;
}

void text_string(Text *text, const char *string) {
  text_append(text, string, strlen(string));
}

void text_insert(Text *text, size_t position, const char *bytes, size_t length) {
  reserve(text, length);
  memmove(text->bytes + position + length, text->bytes + position, text->length - position);
  memcpy(text->bytes + position, bytes, length);
  text->length += length;
  text->bytes[text->length] = 0;
}

void text_remove(Text *text, size_t from, size_t to) {
  if (from >= to) return;
  memmove(text->bytes + from, text->bytes + to, text->length - to + 1);
  text->length -= to - from;
}

void text_set(Text *text, const char *string) {
  text_clear(text);
  text_string(text, string);
}

void text_clear(Text *text) {
  text->length = 0;
  if (text->bytes) text->bytes[0] = 0;
}

void text_free(Text *text) {
  free(text->bytes);
  *text = (Text){0};
}

char *text_take(Text *text) {
  reserve(text, 0);
  text->bytes[text->length] = 0;
  char *bytes = text->bytes;
  *text = (Text){0};
  return bytes;
}

const char *text_view(const Text *text) {
  return text->bytes ? text->bytes : "";
}

void words_take(Words *words, char *owned) {
  if (words->count + 2 > words->capacity) {
    words->capacity = words->capacity ? words->capacity * 2 : 8;
    words->items = must_reallocate(words->items, words->capacity * sizeof *words->items);
  }
  words->items[words->count++] = owned;
  words->items[words->count] = NULL;
}

void words_add(Words *words, const char *string) {
  words_take(words, must_copy(string));
}

void words_remove(Words *words, size_t index) {
  free(words->items[index]);
  memmove(words->items + index, words->items + index + 1, (words->count - index) * sizeof *words->items);
  words->count--;
}

void words_free(Words *words) {
  for (size_t i = 0; i < words->count; i++) free(words->items[i]);
  free(words->items);
  *words = (Words){0};
}

static int by_bytes(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

void words_sort(Words *words) {
  if (words->count > 1) qsort(words->items, words->count, sizeof *words->items, by_bytes);
}
