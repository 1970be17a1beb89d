/* Ctrl-R: incremental search in the history, from the newest line back. */
#include <stdlib.h>
#include <string.h>

#include "editor.h"
#include "history.h"
#include "tool.h"
#include "utf8.h"

enum { CONTROL_C = 3, CONTROL_G = 7, CONTROL_H = 8, CONTROL_R = 18, BACKSPACE = 127 };

/** The newest line before `before` that contains the query, or `before` itself when there is none. */
static size_t find(const char *query, size_t before) {
  for (size_t i = before; i > 0; i--) {
    if (strstr(history_line(i - 1), query)) return i - 1;
  }
  return before;
}

static void show(Editor *editor, const char *query, size_t found) {
  char *prompt = must_format("(reverse-i-search)`%s': ", query);
  const char *usual = editor->prompt;
  const char *match = found < history_count() ? history_line(found) : "";
  const char *at = strstr(match, query);
  edit_replace(editor, match);
  if (at) editor->cursor = (size_t)(at - match);
  editor->prompt = prompt;
  display_draw(editor);
  editor->prompt = usual;
  free(prompt);
}

static void drop_last(Text *query) {
  while (query->length > 0 && ((unsigned char)query->bytes[query->length - 1] & 0xc0) == 0x80) query->length--;
  if (query->length > 0) query->length--;
  if (query->bytes) query->bytes[query->length] = 0;
}

int32_t editor_search(Editor *editor) {
  char *before = must_copy(text_view(&editor->line));
  Text query = {0};
  size_t found = history_count();
  int32_t key;
  for (;;) {
    show(editor, text_view(&query), found);
    key = key_read(0, -1);
    if (key == KEY_INTERRUPTED) continue;
    size_t previous = found;
    if (key == CONTROL_R) {
      found = find(text_view(&query), found);
      if (found == previous) display_bell();
    } else if (key == BACKSPACE || key == CONTROL_H) {
      drop_last(&query);
      found = query.length > 0 ? find(text_view(&query), history_count()) : history_count();
    } else if (key >= ' ' && key < KEY_UP) {
      char bytes[4];
      text_append(&query, bytes, utf8_encode((uint32_t)key, bytes));
      bool still = found < history_count() && strstr(history_line(found), query.bytes);
      if (!still) found = find(query.bytes, found);
      if (!still && found == previous) display_bell();
    } else {
      break;
    }
  }
  if (found < history_count()) editor->history = found;
  bool cancelled = key == CONTROL_G || key == CONTROL_C;
  if (cancelled || found == history_count()) edit_replace(editor, before);
  free(before);
  text_free(&query);
  display_draw(editor);
  return key == CONTROL_G || key == KEY_ESCAPE ? KEY_NONE : key;
}
