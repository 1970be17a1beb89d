/* Changes of the line being edited: see editor.h. Knows nothing of the screen. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "editor.h"
#include "history.h"
#include "tool.h"
#include "utf8.h"

void edit_insert(Editor *editor, const char *bytes, size_t length) {
  text_insert(&editor->line, editor->cursor, bytes, length);
  editor->cursor += length;
}

void edit_replace(Editor *editor, const char *text) {
  text_set(&editor->line, text);
  editor->cursor = editor->line.length;
}

void edit_delete(Editor *editor, size_t from, size_t to) {
  text_remove(&editor->line, from, to);
  editor->cursor = from;
}

void edit_kill(Editor *editor, size_t from, size_t to) {
  if (from == to) return;
  free(editor->killed);
  editor->killed = strndup(editor->line.bytes + from, to - from);
  edit_delete(editor, from, to);
}

static bool continues(char byte) {
  return ((unsigned char)byte & 0xc0) == 0x80;
}

static bool is_mark(const Editor *editor, size_t at) {
  uint32_t code_point;
  utf8_decode(editor->line.bytes + at, editor->line.length - at, &code_point);
  return utf8_width(code_point) == 0;
}

size_t edit_left(const Editor *editor) {
  size_t at = editor->cursor;
  while (at > 0) {
    at--;
    if (!continues(editor->line.bytes[at]) && !is_mark(editor, at)) break;
  }
  return at;
}

size_t edit_right(const Editor *editor) {
  size_t at = editor->cursor;
  while (at < editor->line.length) {
    at++;
    if (at == editor->line.length || (!continues(editor->line.bytes[at]) && !is_mark(editor, at))) break;
  }
  return at;
}

static bool in_word(char byte) {
  return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

size_t edit_word_left(const Editor *editor) {
  size_t at = editor->cursor;
  while (at > 0 && !in_word(editor->line.bytes[at - 1])) at--;
  while (at > 0 && in_word(editor->line.bytes[at - 1])) at--;
  return at;
}

size_t edit_word_right(const Editor *editor) {
  size_t at = editor->cursor;
  while (at < editor->line.length && !in_word(editor->line.bytes[at])) at++;
  while (at < editor->line.length && in_word(editor->line.bytes[at])) at++;
  return at;
}

size_t edit_blank_left(const Editor *editor) {
  size_t at = editor->cursor;
  while (at > 0 && editor->line.bytes[at - 1] == ' ') at--;
  while (at > 0 && editor->line.bytes[at - 1] != ' ') at--;
  return at;
}

void edit_swap(Editor *editor) {
  if (editor->line.length == 0) return;
  if (editor->cursor == editor->line.length) editor->cursor = edit_left(editor);
  size_t middle = editor->cursor, begin = edit_left(editor), end = edit_right(editor);
  if (begin == middle) return;
  char *before = strndup(editor->line.bytes + begin, middle - begin);
  text_remove(&editor->line, begin, middle);
  text_insert(&editor->line, begin + (end - middle), before, middle - begin);
  free(before);
  editor->cursor = end;
}

void edit_history(Editor *editor, int step) {
  size_t count = history_count();
  if ((step < 0 && editor->history == 0) || (step > 0 && editor->history >= count)) {
    display_bell();
    return;
  }
  if (editor->history == count) {
    free(editor->new_line);
    editor->new_line = must_copy(text_view(&editor->line));
  }
  editor->history = step < 0 ? editor->history - 1 : editor->history + 1;
  edit_replace(editor, editor->history == count ? editor->new_line : history_line(editor->history));
}
