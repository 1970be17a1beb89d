/* From words to strings: tilde, parameters, commands, arithmetic, then field splitting, paths and removal of quotes. */
#ifndef SH_EXPAND_H
#define SH_EXPAND_H

#include <stdbool.h>

#include "syntax.h"
#include "text.h"

/** Expands a list of words into fields. @returns false, with shell.flow set, after an error */
bool expand_words(const Word *words, Words *into);

/** Expands one word into one string without splitting and paths. The caller frees it; NULL after an error. */
char *expand_string(const Word *word);

/** The same for an assignment's whole word: a tilde also counts behind = and :. */
char *expand_assignment(const Word *word);

/** The same, with quoted characters of patterns behind a backslash. */
char *expand_pattern(const Word *word);

/* Between expand.c and expand-parameter.c: */

/** What every character of an expansion is; the marks run beside the text. */
typedef enum {
  MARK_LITERAL = 'l', /* written unquoted */
  MARK_QUOTED = 'q',
  MARK_RESULT = 'r',  /* from an unquoted expansion: to be split */
  MARK_BREAK = 'b',   /* no character: a field ends here ("$@") */
  MARK_EMPTY = 'e',   /* no character: a field stands here even if nothing else does ("") */
} Mark;

typedef struct {
  Text text, marks;
  bool failed;
  bool splits;   /* into fields; else "$@" is joined by spaces */
} Expansion;

void expansion_add(Expansion *into, const char *bytes, size_t length, Mark mark);
void expansion_parts(Expansion *into, const Part *parts, Mark literal, bool assignment);
void expansion_parameter(Expansion *into, const Part *part);

/** The value of $name as one string, NULL when it is not set; `buffer` has room for a number. */
const char *parameter_value(const char *name, char buffer[static 24], Text *joined);

#endif
