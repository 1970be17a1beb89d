/* Growing strings and lists of strings; memory that runs out ends the shell. */
#ifndef SH_TEXT_H
#define SH_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** A growing string. `bytes` is NULL until something is added; it may hold NUL bytes; it ends with one that `length` does not count. */
typedef struct {
  char *bytes;
  size_t length, capacity;
} Text;

void text_add(Text *text, char byte);
void text_append(Text *text, const char *bytes, size_t length);
void text_string(Text *text, const char *string);
/** Puts bytes at `position` <= length. */
void text_insert(Text *text, size_t position, const char *bytes, size_t length);
/** Removes bytes [from, to). */
void text_remove(Text *text, size_t from, size_t to);
/** Makes the text a copy of `string`. */
void text_set(Text *text, const char *string);
void text_clear(Text *text);
void text_free(Text *text);
/** The string itself, which the caller frees; the text is empty afterwards. Never NULL. */
char *text_take(Text *text);
/** The string as it stands, "" when empty; valid until the next change. */
const char *text_view(const Text *text);

/** A list of strings that it owns, with a NULL behind the last whenever `items` is not NULL. */
typedef struct {
  char **items;
  size_t count, capacity;
} Words;

/** Adds a string, which the list owns from then on. */
void words_take(Words *words, char *owned);
/** Adds a copy. */
void words_add(Words *words, const char *string);
void words_remove(Words *words, size_t index);
void words_free(Words *words);
void words_sort(Words *words);

#endif
