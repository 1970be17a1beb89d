/* The terminal as full-screen and line-editing programs need it: its size, raw mode and keys. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

typedef struct {
  int rows, columns;
} TerminalSize;

/** The window's size; COLUMNS and LINES of the environment, then 24 x 80, when the terminal does not say. */
TerminalSize terminal_size(int fd);

/** Switches to raw mode: no echo, no lines; signals by keys only when `signals`. @returns false when fd is no terminal */
bool terminal_raw(int fd, bool signals, struct termios *saved);

/** Puts back what terminal_raw() saved, after the output has been written. */
void terminal_restore(int fd, const struct termios *saved);

/** Keys beyond Unicode, as key_read() returns them; every other key is its code point (Ctrl-A 1, Enter and Ctrl-J 13, Backspace 127). */
enum {
  KEY_NONE = -1,        /* nothing typed within the time */
  KEY_END_OF_FILE = -2, /* the terminal is gone */
  KEY_INTERRUPTED = -3, /* a signal came: look at its flag and at the window's size */
  KEY_UP = 0x110000,
  KEY_DOWN,
  KEY_LEFT,
  KEY_RIGHT,
  KEY_HOME,
  KEY_END,
  KEY_DELETE,
  KEY_INSERT,
  KEY_PAGE_UP,
  KEY_PAGE_DOWN,
  KEY_WORD_LEFT,
  KEY_WORD_RIGHT,
  KEY_ESCAPE,
  KEY_UNKNOWN,
  KEY_ALT = 0x200000, /* added to the key that Alt (or Escape just before it) modifies */
};

/** Reads one key byte by byte, so that nothing typed ahead is taken from the next reader. @param timeout_ms -1 waits for ever */
int32_t key_read(int fd, int timeout_ms);

#endif
