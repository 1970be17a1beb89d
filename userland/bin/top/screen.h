/* The terminal as lines: only what changed is written. Knows nothing of processes. */
#ifndef TOP_SCREEN_H
#define TOP_SCREEN_H

#include <stdbool.h>

typedef enum { STYLE_PLAIN, STYLE_BOLD, STYLE_REVERSE } Style;

/** Takes the terminal over. @returns false when there is none */
bool screen_open(void);

/** Gives it back as it was; may be called at any time, also twice. */
void screen_close(void);

/** Begins a new picture; reads the terminal's size and forgets the old picture when it changed. */
void screen_begin(void);

/** Forgets the old picture: all is written again. */
void screen_forget(void);

int screen_rows(void);
int screen_columns(void);

/** Adds a line below the last one. @returns false when the screen is full */
bool screen_line(const char *text, Style style);

/** How many lines the new picture has so far. */
int screen_used(void);

/** Writes what differs from the old picture. */
void screen_end(void);

/** Asks a question in a line and reads the answer. @returns false when the user gave up with Escape or Ctrl-C */
bool screen_ask(int row, const char *question, char *answer, int size);

#endif
