/* Builtins that read: a line (read) and the options of a script (getopts). */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtins.h"
#include "numbers.h"
#include "shell.h"
#include "syntax.h"
#include "tool.h"
#include "traps.h"
#include "variables.h"

typedef struct {
  bool raw;          /* -r: a backslash is no quote */
  const char *prompt;
  int timeout_ms;    /* -1: none */
} ReadOptions;

/** A line, and for each of its characters whether a backslash protects it from splitting. */
typedef struct {
  Text text, marks;
} Line;

typedef enum { LINE_COMPLETE, LINE_ENDED, LINE_TIMED_OUT, LINE_INTERRUPTED } LineOutcome;

static LineOutcome read_byte(const ReadOptions *options, char *byte) {
  struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
  if (options->timeout_ms >= 0 && poll(&wait, 1, options->timeout_ms) == 0) return LINE_TIMED_OUT;
  for (;;) {
    ssize_t count = read(STDIN_FILENO, byte, 1);
    if (count == 1) return LINE_COMPLETE;
    if (count == 0 || errno != EINTR) return LINE_ENDED;
    if (traps_pending()) return LINE_INTERRUPTED;
  }
}

/** Reads byte by byte: the rest of the input belongs to the next reader. */
static LineOutcome read_line(const ReadOptions *options, Line *line) {
  bool escaped = false;
  for (;;) {
    char byte;
    LineOutcome outcome = read_byte(options, &byte);
    if (outcome != LINE_COMPLETE) return outcome;
    if (byte == 0) continue;
    if (!options->raw && !escaped && byte == '\\') {
      escaped = true;
      continue;
    }
    if (byte == '\n') {
      if (!escaped) return LINE_COMPLETE;
    } else {
      text_add(&line->text, byte);
      text_add(&line->marks, escaped ? 'q' : 'l');
    }
    escaped = false;
  }
}

static bool separates(const Line *line, size_t i, const char *set) {
  return i < line->text.length && line->marks.bytes[i] == 'l' && strchr(set, line->text.bytes[i]);
}

static size_t skip_spaces(const Line *line, size_t i, const char *spaces) {
  while (separates(line, i, spaces)) i++;
  return i;
}

/** The field at `*at`, which moves behind it and its separator. */
static char *take_field(const Line *line, size_t *at, const char *separators, const char *spaces) {
  size_t begin = *at, end = begin;
  while (end < line->text.length && !separates(line, end, separators)) end++;
  *at = skip_spaces(line, end, spaces);
  if (separates(line, *at, separators)) *at = skip_spaces(line, *at + 1, spaces);
  Text field = {0};
  text_append(&field, text_view(&line->text) + begin, end - begin);
  return text_take(&field);
}

/** All that is left, without spaces at its end; one field with its separator loses that as well. */
static char *take_rest(const Line *line, size_t at, const char *separators, const char *spaces) {
  size_t end = line->text.length, after = at;
  free(take_field(line, &after, separators, spaces));
  if (after == end) {
    after = at;
    return take_field(line, &after, separators, spaces);
  }
  while (end > at && separates(line, end - 1, spaces)) end--;
  Text rest = {0};
  text_append(&rest, text_view(&line->text) + at, end - at);
  return text_take(&rest);
}

static int assign_fields(const Line *line, char **names) {
  const char *separators = variable_get_or("IFS", " \t\n");
  char spaces[4] = "";
  for (const char *c = " \t\n"; *c; c++) {
    if (strchr(separators, *c)) strncat(spaces, c, 1);
  }
  size_t at = skip_spaces(line, 0, spaces);
  for (; *names; names++) {
    char *value = names[1] ? take_field(line, &at, separators, spaces) : take_rest(line, at, separators, spaces);
    bool good = variable_set(*names, value);
    free(value);
    if (!good) return 2;
  }
  return 0;
}

static int read_options(int count, char **words, ReadOptions *options) {
  int i = 1;
  for (; i < count && words[i][0] == '-' && words[i][1]; i++) {
    struct timespec time;
    if (strcmp(words[i], "--") == 0) return i + 1;
    if (strcmp(words[i], "-r") == 0) {
      options->raw = true;
    } else if (strcmp(words[i], "-p") == 0 && i + 1 < count) {
      options->prompt = words[++i];
    } else if (strcmp(words[i], "-t") == 0 && i + 1 < count && parse_duration(words[i + 1], &time)) {
      options->timeout_ms = time.tv_sec > 1000000 ? -1 : (int)(time.tv_sec * 1000 + time.tv_nsec / 1000000);
      i++;
    } else {
      builtin_misuse(words[0], "unknown option %s", words[i]);
      return -1;
    }
  }
  return i;
}

int builtin_read(int count, char **words) {
  ReadOptions options = {.timeout_ms = -1};
  int first = read_options(count, words, &options);
  if (first < 0) return 2;
  for (int i = first; i < count; i++) {
    if (!is_name(words[i])) return builtin_misuse(words[0], "%s: not a name", words[i]);
  }
  if (options.prompt && isatty(STDIN_FILENO)) shell_message_raw(options.prompt);
  Line line = {0};
  LineOutcome outcome = read_line(&options, &line);
  char *reply[] = {"REPLY", NULL};
  int status = outcome == LINE_COMPLETE ? 0 : outcome == LINE_ENDED ? 1 : outcome == LINE_TIMED_OUT ? 142 : 128 + traps_pending();
  if (outcome != LINE_INTERRUPTED && assign_fields(&line, first < count ? words + first : reply) != 0) status = 2;
  text_free(&line.text);
  text_free(&line.marks);
  return status;
}

static size_t option_place; /* in the word $OPTIND: 0 before its first letter */

void getopts_restart(void) {
  option_place = 0;
}

/** Sets OPTIND without beginning anew. */
static void set_option_index(uint64_t index, size_t place) {
  variable_set_number("OPTIND", (long long)index);
  option_place = place;
}

static int no_more_options(const char *name, uint64_t index) {
  set_option_index(index, 0);
  variable_unset("OPTARG");
  variable_set(name, "?");
  return 1;
}

/** A letter that is unknown (`found` '?') or lacks its argument (':'); ":" at the beginning of the letters makes it silent. */
static void report_option(const char *name, bool silent, char found, char letter) {
  if (silent) {
    variable_set("OPTARG", (char[]){letter, 0});
  } else {
    shell_message(found == '?' ? "unknown option -%c" : "option -%c needs an argument", letter);
    variable_unset("OPTARG");
  }
  variable_set(name, (char[]){silent ? found : '?', 0});
}

int builtin_getopts(int count, char **words) {
  if (count < 3) return builtin_misuse(words[0], "needs the letters and a name");
  const char *letters = words[1], *name = words[2];
  bool silent = *letters == ':';
  char **from = count > 3 ? words + 3 : shell.parameters.items;
  size_t available = count > 3 ? (size_t)count - 3 : shell.parameters.count;
  uint64_t index = 1;
  if (!parse_unsigned(variable_get_or("OPTIND", "1"), &index) || index == 0) index = 1;
  const char *word = index <= available ? from[index - 1] : NULL;
  if (option_place == 0 || !word || option_place >= strlen(word)) {
    if (!word || word[0] != '-' || word[1] == 0) return no_more_options(name, index);
    if (strcmp(word, "--") == 0) return no_more_options(name, index + 1);
    option_place = 1;
  }
  char letter = word[option_place];
  const char *known = letter == ':' ? NULL : strchr(letters + silent, letter);
  bool last = word[option_place + 1] == 0;
  if (!known || known[1] != ':') {
    set_option_index(last ? index + 1 : index, last ? 0 : option_place + 1);
    if (!known) {
      report_option(name, silent, '?', letter);
      return 0;
    }
    variable_unset("OPTARG");
  } else if (!last) {
    variable_set("OPTARG", word + option_place + 1);
    set_option_index(index + 1, 0);
  } else if (index < available) {
    variable_set("OPTARG", from[index]);
    set_option_index(index + 2, 0);
  } else {
    set_option_index(index + 1, 0);
    report_option(name, silent, ':', letter);
    return 0;
  }
  variable_set(name, (char[]){letter, 0});
  return 0;
}
