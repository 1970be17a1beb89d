/* The line editor: one line typed on the terminal, with history, search and completion. */
#ifndef SH_EDITOR_H
#define SH_EDITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terminal.h"
#include "text.h"

typedef enum { EDIT_LINE, EDIT_END, EDIT_INTERRUPTED } EditOutcome;

/** Reads one line in raw mode and puts the terminal back. `line` (to be freed, without its end) is set only for EDIT_LINE. */
EditOutcome editor_read(const char *prompt, char **line);

/* Between the files of the editor: */

/** The line being edited and where it stands on the screen. */
typedef struct {
  Text line;
  size_t cursor;      /* byte position in `line` */
  const char *prompt;
  TerminalSize size;
  int cursor_row;     /* below the prompt's first row */
  char *killed;       /* what Ctrl-Y puts back; kept from line to line */
  size_t history;     /* the line of the history that is shown; history_count(): the new one */
  char *new_line;     /* the new line, while another is shown */
  bool listed;        /* the last key was a Tab that could not complete */
} Editor;

/* edit-line.c: changes of the line; they do not draw */
void edit_insert(Editor *editor, const char *bytes, size_t length);
void edit_replace(Editor *editor, const char *text);
/** Removes [from, to), keeps it for Ctrl-Y and puts the cursor there. */
void edit_kill(Editor *editor, size_t from, size_t to);
void edit_delete(Editor *editor, size_t from, size_t to);
size_t edit_left(const Editor *editor);
size_t edit_right(const Editor *editor);
size_t edit_word_left(const Editor *editor);
size_t edit_word_right(const Editor *editor);
/** The beginning of the blank-separated word before the cursor. */
size_t edit_blank_left(const Editor *editor);
void edit_swap(Editor *editor);
/** Shows an older (-1) or newer (+1) line of the history. */
void edit_history(Editor *editor, int step);

/* editor-display.c */
/** Draws prompt and line anew, from the prompt's row downwards. */
void display_draw(Editor *editor);
/** The cheap case: the character just typed stands at the end of the row. @returns false when everything must be drawn */
bool display_append(Editor *editor, const char *bytes, size_t length);
/** Leaves the line: the cursor goes below it. */
void display_leave(Editor *editor, const char *mark);
void display_clear_screen(Editor *editor);
void display_bell(void);

/* editor-search.c */
/** Ctrl-R: searches the history. @returns the key that ended the search and still has to be obeyed, or KEY_NONE */
int32_t editor_search(Editor *editor);

/* completion.c */
/** Tab: completes the word before the cursor, or lists what it could be. */
void editor_complete(Editor *editor);

#endif
