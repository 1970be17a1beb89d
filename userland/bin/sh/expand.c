/* Expansion of words and what follows it: see expand.h. Parameters stand in expand-parameter.c. */
#include "expand.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic.h"
#include "executor.h"
#include "pattern.h"
#include "shell.h"
#include "tool.h"
#include "variables.h"

void expansion_add(Expansion *into, const char *bytes, size_t length, Mark mark) {
  text_append(&into->text, bytes, length);
  for (size_t i = 0; i < length; i++) text_add(&into->marks, (char)mark);
}

static Expansion expansion(bool splits) {
  return (Expansion){.splits = splits};
}

static void expansion_free(Expansion *done) {
  text_free(&done->text);
  text_free(&done->marks);
}

static const char *home_of(const char *name, size_t length) {
  if (length == 0) return variable_get("HOME");
  char *user = strndup(name, length);
  const struct passwd *entry = user ? getpwnam(user) : NULL;
  free(user);
  return entry ? entry->pw_dir : NULL;
}

/** Expands a tilde at the beginning of `text`. @returns how many characters it took */
static size_t expand_tilde(Expansion *into, const char *text, bool last_part, bool assignment) {
  size_t length = strcspn(text, assignment ? "/:" : "/");
  if (text[0] != '~' || (text[length] == 0 && !last_part)) return 0;
  const char *home = home_of(text + 1, length - 1);
  if (!home) return 0;
  expansion_add(into, home, strlen(home), MARK_QUOTED);
  return length;
}

static void add_literal(Expansion *into, const Part *part, Mark literal, bool first, bool assignment) {
  const char *text = part->text, *end = text + part->length;
  bool last_part = part->next == NULL, may_begin = first;
  while (text < end) {
    if (may_begin) text += expand_tilde(into, text, last_part, assignment);
    size_t run = assignment ? strcspn(text, ":=") : (size_t)(end - text);
    if (run < (size_t)(end - text)) run++;
    expansion_add(into, text, run, literal);
    text += run;
    may_begin = assignment;
  }
}

static void add_command(Expansion *into, const Part *part) {
  Text output = {0};
  if (!command_output(part->body, &output)) into->failed = true;
  while (output.length > 0 && output.bytes[output.length - 1] == '\n') output.length--;
  if (part->quoted) expansion_add(into, "", 1, MARK_EMPTY);
  expansion_add(into, text_view(&output), output.length, part->quoted ? MARK_QUOTED : MARK_RESULT);
  text_free(&output);
}

static void add_arithmetic(Expansion *into, const Part *part) {
  char *expression = expand_string(part->word);
  int64_t value = 0;
  if (!expression || !arithmetic_evaluate(expression, &value)) {
    into->failed = true;
    if (expression) shell_abort_silently(2);
  }
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%lld", (long long)value);
  expansion_add(into, digits, (size_t)length, part->quoted ? MARK_QUOTED : MARK_RESULT);
  free(expression);
}

void expansion_parts(Expansion *into, const Part *parts, Mark literal, bool assignment) {
  for (const Part *part = parts; part && !into->failed; part = part->next) {
    switch (part->kind) {
      case PART_TEXT:
        if (part->quoted && part->length == 0) expansion_add(into, "", 1, MARK_EMPTY);
        else if (part->quoted) expansion_add(into, part->text, part->length, MARK_QUOTED);
        else add_literal(into, part, literal, part == parts, assignment);
        break;
      case PART_PARAMETER: expansion_parameter(into, part); break;
      case PART_COMMAND: add_command(into, part); break;
      case PART_ARITHMETIC: add_arithmetic(into, part); break;
    }
  }
}

/** Turns one expansion into a string; with `pattern`, quoted characters get a backslash. */
static char *to_string(const Expansion *from, size_t begin, size_t end, bool pattern) {
  Text result = {0};
  for (size_t i = begin; i < end; i++) {
    char c = from->text.bytes[i], mark = from->marks.bytes[i];
    if (mark == MARK_EMPTY || mark == MARK_BREAK) continue;
    if (pattern && mark == MARK_QUOTED && strchr("*?[]\\-!^", c)) text_add(&result, '\\');
    text_add(&result, c);
  }
  return text_take(&result);
}

static char *expand_one(const Word *word, bool assignment, bool pattern) {
  Expansion done = expansion(false);
  expansion_parts(&done, word->parts, MARK_LITERAL, assignment);
  char *string = done.failed ? NULL : to_string(&done, 0, done.text.length, pattern);
  expansion_free(&done);
  return string;
}

char *expand_string(const Word *word) {
  return expand_one(word, false, false);
}

char *expand_assignment(const Word *word) {
  return expand_one(word, true, false);
}

char *expand_pattern(const Word *word) {
  return expand_one(word, false, true);
}

/** Adds the field [begin, end), or the paths it matches. */
static void add_field(const Expansion *from, size_t begin, size_t end, Words *into) {
  bool globs = false;
  for (size_t i = begin; i < end && !globs; i++) {
    char mark = from->marks.bytes[i];
    globs = (mark == MARK_LITERAL || mark == MARK_RESULT) && strchr("*?[", from->text.bytes[i]);
  }
  if (globs && !(shell.options & OPTION_NO_GLOB)) {
    char *pattern = to_string(from, begin, end, true);
    size_t before = into->count;
    if (pattern_is_special(pattern)) pattern_paths(pattern, into);
    free(pattern);
    if (into->count > before) return;
  }
  words_take(into, to_string(from, begin, end, false));
}

/** Field splitting (XCU 2.6.5): white space of IFS separates; any other character of IFS ends a field, even an empty one. */
static void split(const Expansion *from, Words *into) {
  const char *separators = variable_get_or("IFS", " \t\n");
  size_t begin = 0;
  bool open = false, after_space = false;
  for (size_t i = 0; i < from->text.length; i++) {
    char c = from->text.bytes[i], mark = from->marks.bytes[i];
    bool separates = mark == MARK_RESULT && c != 0 && strchr(separators, c);
    bool space = separates && strchr(" \t\n", c);
    if (!separates && mark != MARK_BREAK) {
      if (!open) begin = i;
      open = true;
      after_space = false;
      continue;
    }
    bool ends_empty = separates && !space && !after_space;
    if (open || ends_empty) add_field(from, open ? begin : i, i, into);
    after_space = space && (open || after_space);
    open = false;
  }
  if (open) add_field(from, begin, from->text.length, into);
}

bool expand_words(const Word *words, Words *into) {
  for (; words; words = words->next) {
    Expansion done = expansion(true);
    expansion_parts(&done, words->parts, MARK_LITERAL, false);
    bool good = !done.failed;
    if (good) split(&done, into);
    expansion_free(&done);
    if (!good) return false;
  }
  return true;
}
