/* The line editor's loop: keys and what they do. See editor.h. */
#include "editor.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "history.h"
#include "shell.h"
#include "tool.h"
#include "traps.h"
#include "utf8.h"

static char *killed; /* from line to line */

#define CONTROL(letter) ((letter) & 31)

/** Keys that only move the cursor. @returns whether this is one */
static bool move_cursor(Editor *editor, int32_t key) {
  switch (key) {
    case KEY_LEFT: case CONTROL('B'): editor->cursor = edit_left(editor); return true;
    case KEY_RIGHT: case CONTROL('F'): editor->cursor = edit_right(editor); return true;
    case KEY_HOME: case CONTROL('A'): editor->cursor = 0; return true;
    case KEY_END: case CONTROL('E'): editor->cursor = editor->line.length; return true;
    case KEY_WORD_LEFT: case KEY_ALT + 'b': editor->cursor = edit_word_left(editor); return true;
    case KEY_WORD_RIGHT: case KEY_ALT + 'f': editor->cursor = edit_word_right(editor); return true;
    default: return false;
  }
}

/** Keys that change the line. @returns whether this is one */
static bool change_line(Editor *editor, int32_t key) {
  size_t length = editor->line.length, cursor = editor->cursor;
  switch (key) {
    case 127: case CONTROL('H'): edit_delete(editor, edit_left(editor), cursor); return true;
    case KEY_DELETE: case CONTROL('D'):
      edit_delete(editor, cursor, edit_right(editor));
      return true;
    case CONTROL('U'): edit_kill(editor, 0, cursor); return true;
    case CONTROL('K'): edit_kill(editor, cursor, length); return true;
    case CONTROL('W'): edit_kill(editor, edit_blank_left(editor), cursor); return true;
    case KEY_ALT + 127: edit_kill(editor, edit_word_left(editor), cursor); return true;
    case KEY_ALT + 'd': edit_kill(editor, cursor, edit_word_right(editor)); return true;
    case CONTROL('Y'):
      if (editor->killed) edit_insert(editor, editor->killed, strlen(editor->killed));
      return true;
    case CONTROL('T'): edit_swap(editor); return true;
    case KEY_UP: case CONTROL('P'): edit_history(editor, -1); return true;
    case KEY_DOWN: case CONTROL('N'): edit_history(editor, 1); return true;
    default: return false;
  }
}

static void type(Editor *editor, int32_t key) {
  char bytes[4];
  size_t length = utf8_encode((uint32_t)key, bytes);
  edit_insert(editor, bytes, length);
  if (!display_append(editor, bytes, length)) display_draw(editor);
}

/** A signal came: Ctrl-C from elsewhere ends the line; the window may have a new size. */
static bool handle_signal(Editor *editor) {
  if (traps_pending()) return true;
  editor->cursor_row = 0;
  write_all(STDERR_FILENO, "\r\033[J", 4);
  display_draw(editor);
  return false;
}

static void obey(Editor *editor, int32_t key) {
  if (key == '\t') {
    editor_complete(editor);
    return;
  }
  editor->listed = false;
  if (key == CONTROL('L')) display_clear_screen(editor);
  else if (move_cursor(editor, key) || change_line(editor, key)) display_draw(editor);
  else if (key >= ' ' && key < KEY_UP) type(editor, key);
}

/** Reads keys until one ends the line. */
static EditOutcome edit(Editor *editor) {
  for (;;) {
    int32_t key = key_read(STDIN_FILENO, -1);
    if (key == CONTROL('R')) key = editor_search(editor);
    if (key == '\r') return EDIT_LINE;
    if (key == CONTROL('C')) return EDIT_INTERRUPTED;
    if (key == KEY_END_OF_FILE || (key == CONTROL('D') && editor->line.length == 0)) return EDIT_END;
    if (key == KEY_INTERRUPTED) {
      if (handle_signal(editor)) return EDIT_INTERRUPTED;
    } else if (key != KEY_NONE) {
      obey(editor, key);
    }
  }
}

/** Without a terminal that can be edited on, the line comes as it is. */
static EditOutcome read_plain(const char *prompt, char **line) {
  shell_message_raw(prompt);
  Text text = {0};
  char byte = 0;
  ssize_t count = 0;
  while (byte != '\n' && (count = read(STDIN_FILENO, &byte, 1)) == 1) {
    if (byte != '\n') text_add(&text, byte);
  }
  bool interrupted = count < 0 && traps_pending();
  if (interrupted || (count <= 0 && text.length == 0)) {
    text_free(&text);
    return interrupted ? EDIT_INTERRUPTED : EDIT_END;
  }
  *line = text_take(&text);
  return EDIT_LINE;
}

EditOutcome editor_read(const char *prompt, char **line) {
  const char *kind = getenv("TERM");
  struct termios saved;
  if ((kind && strcmp(kind, "dumb") == 0) || !terminal_raw(STDIN_FILENO, false, &saved)) return read_plain(prompt, line);
  Editor editor = {.prompt = prompt, .killed = killed, .history = history_count()};
  display_draw(&editor);
  EditOutcome outcome = edit(&editor);
  killed = editor.killed;
  free(editor.new_line);
  if (outcome == EDIT_END) write_all(STDERR_FILENO, "\r\n", 2);
  else display_leave(&editor, outcome == EDIT_INTERRUPTED ? "^C" : "");
  terminal_restore(STDIN_FILENO, &saved);
  if (outcome == EDIT_INTERRUPTED) traps_clear_interrupt();
  if (outcome == EDIT_LINE) {
    history_add(text_view(&editor.line));
    *line = text_take(&editor.line);
  }
  text_free(&editor.line);
  return outcome;
}
