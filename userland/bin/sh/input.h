/* Where a script's characters come from: a string, a file, standard input or the line editor; always whole lines at a time. */
#ifndef SH_INPUT_H
#define SH_INPUT_H

#include <stdbool.h>

#include "text.h"

typedef struct Input Input;

enum { INPUT_END = -1 };

struct Input {
  /** Appends the next line to `text`; returns false at the end. `continued`: the line goes on with a command begun before. */
  bool (*refill)(Input *input, bool continued);
  Text text;        /* what has been read of the current lines */
  size_t position;  /* of the next character in `text` */
  unsigned line;    /* its line number */
  unsigned refills; /* how often a line was asked for */
  Text record;      /* the characters taken since the command began */
  int fd;
  Text ahead;       /* read from fd, but not yet in `text` */
  bool ended;
  bool interrupted; /* Ctrl-C ended the line */
};

void input_from_string(Input *input, const char *text);
/** Reads in blocks: nobody else reads this file. */
void input_from_file(Input *input, int fd);
/** Reads no further than the current line: commands of the script read the rest of the same file. */
void input_from_shared(Input *input, int fd);
/** Reads with the line editor and its prompts. */
void input_from_terminal(Input *input);
void input_free(Input *input);

/** Forgets what the last command left behind. */
void input_begin_command(Input *input);

/** The character `ahead` of the next one, or INPUT_END; asks for a new line only when `ahead` is 0. */
int input_peek(Input *input, size_t ahead);
/** Takes one character. */
int input_next(Input *input);
/** Puts text in front of the next character (the value of an alias). */
void input_insert(Input *input, const char *text);
/** How many characters of the current lines are left. */
size_t input_left(const Input *input);
/** Whether nothing but blanks and line ends is left of a string. */
bool input_is_spent(const Input *input);

#endif
