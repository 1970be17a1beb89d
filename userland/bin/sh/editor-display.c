/* Where prompt and line stand on the screen, and drawing them: see editor.h. Uses ECMA-48 sequences that every terminal knows. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "editor.h"
#include "shell.h"
#include "utf8.h"

typedef struct {
  int row, column; /* from the prompt's first row; a full row ends at column == columns */
} Place;

static void advance(Place *place, int width, int columns) {
  if (place->column + width > columns) {
    place->row++;
    place->column = 0;
  }
  place->column += width;
}

/** Moves over a text of the prompt, in which escape sequences take no place. */
static void pass_prompt(Place *place, const char *text, int columns) {
  while (*text) {
    if (*text == '\033') {
      text++;
      if (*text == '[') {
        text += 1 + strcspn(text + 1, "ABCDEFGHJKSTfhlmnsu");
        if (*text) text++;
      }
      continue;
    }
    uint32_t code_point;
    text += utf8_decode(text, strlen(text), &code_point);
    if (code_point == '\n') *place = (Place){place->row + 1, 0};
    else if (code_point >= ' ') advance(place, utf8_width(code_point), columns);
  }
}

/** Moves over the line's bytes and adds them as they are shown (control characters as ^X) to `shown`, which may be NULL. */
static void pass_line(Place *place, const char *bytes, size_t length, int columns, Text *shown) {
  for (size_t i = 0; i < length;) {
    uint32_t code_point;
    size_t size = utf8_decode(bytes + i, length - i, &code_point);
    if (code_point < ' ' || code_point == 127) {
      advance(place, 1, columns);
      advance(place, 1, columns);
      if (shown) text_append(shown, (char[]){'^', (char)(code_point ^ 64)}, 2);
    } else if (code_point == 0xfffd && size == 1) {
      advance(place, 1, columns);
      if (shown) text_string(shown, "\357\277\275");
    } else {
      advance(place, utf8_width(code_point), columns);
      if (shown) text_append(shown, bytes + i, size);
    }
    i += size;
  }
}

static void move(Text *output, int count, char direction) {
  char sequence[16];
  if (count <= 0) return;
  snprintf(sequence, sizeof sequence, "\033[%d%c", count, direction);
  text_string(output, sequence);
}

/** A place behind a full row is the beginning of the next one. */
static Place normal(Place place, int columns) {
  return place.column >= columns ? (Place){place.row + 1, 0} : place;
}

static void add_prompt(Text *output, const char *prompt) {
  for (; *prompt; prompt++) {
    if (*prompt == '\n') text_add(output, '\r');
    text_add(output, *prompt);
  }
}

void display_draw(Editor *editor) {
  editor->size = terminal_size(STDERR_FILENO);
  int columns = editor->size.columns;
  Text output = {0};
  move(&output, editor->cursor_row, 'A');
  text_string(&output, "\r\033[J");
  add_prompt(&output, editor->prompt);
  Place end = {0, 0};
  pass_prompt(&end, editor->prompt, columns);
  const char *line = text_view(&editor->line);
  pass_line(&end, line, editor->cursor, columns, &output);
  Place cursor = normal(end, columns);
  pass_line(&end, line + editor->cursor, editor->line.length - editor->cursor, columns, &output);
  if (end.column >= columns) text_string(&output, "\r\n");
  end = normal(end, columns);
  move(&output, end.row - cursor.row, 'A');
  text_add(&output, '\r');
  move(&output, cursor.column, 'C');
  editor->cursor_row = cursor.row;
  write_all(STDERR_FILENO, output.bytes, output.length);
  text_free(&output);
}

bool display_append(Editor *editor, const char *bytes, size_t length) {
  Place place = {0, 0};
  int columns = editor->size.columns;
  pass_prompt(&place, editor->prompt, columns);
  pass_line(&place, text_view(&editor->line), editor->line.length, columns, NULL);
  if (editor->cursor != editor->line.length || (unsigned char)bytes[0] < ' ' || bytes[0] == 127) return false;
  if (place.row != editor->cursor_row || place.column >= columns) return false;
  write_all(STDERR_FILENO, bytes, length);
  return true;
}

void display_leave(Editor *editor, const char *mark) {
  editor->cursor = editor->line.length;
  display_draw(editor);
  Text output = {0};
  text_string(&output, mark);
  text_string(&output, "\r\n");
  write_all(STDERR_FILENO, output.bytes, output.length);
  text_free(&output);
  editor->cursor_row = 0;
}

void display_clear_screen(Editor *editor) {
  write_all(STDERR_FILENO, "\033[H\033[2J", 7);
  editor->cursor_row = 0;
  display_draw(editor);
}

void display_bell(void) {
  write_all(STDERR_FILENO, "\a", 1);
}
