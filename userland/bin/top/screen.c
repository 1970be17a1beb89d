/* The terminal as lines: see screen.h. Escape sequences are those of ECMA-48, so no terminal database is needed. */
#define _GNU_SOURCE
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"
#include "tool.h"
#include "utf8.h"

/** What a line shows now; NULL text when that is not known. */
typedef struct {
  char *text;
  Style style;
} ShownLine;

static ShownLine *lines;
static int line_count; /* rows of `lines` */
static int used;       /* lines of the new picture */
static TerminalSize size;
static bool is_open;
static struct termios saved;

bool screen_open(void) {
  if (!isatty(STDOUT_FILENO) || !terminal_raw(STDIN_FILENO, false, &saved)) return false;
  is_open = true;
  fputs("\033[?1049h\033[?25l", stdout);
  screen_forget();
  return true;
}

void screen_close(void) {
  if (!is_open) return;
  is_open = false;
  fputs("\033[0m\033[?25h\033[?1049l", stdout);
  fflush(stdout);
  terminal_restore(STDIN_FILENO, &saved);
}

void screen_forget(void) {
  for (int row = 0; row < line_count; row++) {
    free(lines[row].text);
    lines[row].text = NULL;
  }
  fputs("\033[2J", stdout);
}

void screen_begin(void) {
  TerminalSize now = terminal_size(STDOUT_FILENO);
  used = 0;
  if (now.rows == size.rows && now.columns == size.columns && lines != NULL) return;
  screen_forget();
  size = now;
  lines = must_reallocate(lines, (unsigned long)size.rows * sizeof *lines);
  memset(lines, 0, (size_t)size.rows * sizeof *lines);
  line_count = size.rows;
}

int screen_rows(void) {
  return size.rows;
}

int screen_columns(void) {
  return size.columns;
}

int screen_used(void) {
  return used;
}

static void write_line(int row, const char *text, Style style) {
  static const char *const on[] = {"", "\033[1m", "\033[7m"};
  size_t length = utf8_fit(text, strlen(text), (size_t)size.columns);
  size_t columns = utf8_columns(text, length);
  printf("\033[%d;1H%s%.*s", row + 1, on[style], (int)length, text);
  if (style == STYLE_REVERSE) printf("%*s", size.columns - (int)columns, "");
  if (style != STYLE_PLAIN) fputs("\033[0m", stdout);
  if ((int)columns < size.columns && style != STYLE_REVERSE) fputs("\033[K", stdout);
}

static void set_line(int row, const char *text, Style style) {
  ShownLine *line = &lines[row];
  if (line->text != NULL && line->style == style && strcmp(line->text, text) == 0) return;
  write_line(row, text, style);
  free(line->text);
  *line = (ShownLine){must_copy(text), style};
}

bool screen_line(const char *text, Style style) {
  if (used >= line_count) return false;
  set_line(used++, text, style);
  return used < line_count;
}

void screen_end(void) {
  for (int row = used; row < line_count; row++) set_line(row, "", STYLE_PLAIN);
  fflush(stdout);
}

static bool is_printable(int32_t key) {
  return key >= ' ' && key < 127;
}

bool screen_ask(int row, const char *question, char *answer, int answer_size) {
  int length = 0;
  char text[256];
  if (row >= line_count) row = line_count - 1;
  answer[0] = '\0';
  for (;;) {
    snprintf(text, sizeof text, "%.180s %s", question, answer);
    set_line(row, text, STYLE_BOLD);
    printf("\033[%d;%dH\033[?25h", row + 1, (int)strlen(text) + 1 > size.columns ? size.columns : (int)strlen(text) + 1);
    fflush(stdout);
    int32_t key = key_read(STDIN_FILENO, -1);
    fputs("\033[?25l", stdout);
    if (key == '\r' || key == '\n') return true;
    if (key == KEY_ESCAPE || key == 3 || key == KEY_END_OF_FILE || key == KEY_INTERRUPTED) return false;
    if ((key == 127 || key == '\b') && length > 0) length--;
    if (key == 21) length = 0;
    if (is_printable(key) && length + 1 < answer_size) answer[length++] = (char)key;
    answer[length] = '\0';
  }
}
