/* What the command line asks of ps: see options.h. UNIX (-ef), BSD (aux) and long options mix freely. */
#define _GNU_SOURCE
#include "options.h"

#include <ctype.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "numbers.h"
#include "tool.h"

static void choose(Options *options, Choice choice) {
  if (options->choice_count == MAX_CHOSEN) usage_error("too many processes are asked for");
  options->choices[options->choice_count++] = choice;
}

static Choice must_choice(int kind, const char *word) {
  Choice choice = {.kind = kind, .text = word};
  const struct passwd *user = kind == CHOOSE_USER ? getpwnam(word) : NULL;
  uint64_t number;
  if (kind == CHOOSE_TERMINAL || kind == CHOOSE_COMMAND) return choice;
  if (user != NULL) choice.number = (long)user->pw_uid;
  else if (parse_unsigned(word, &number) && number <= INT32_MAX) choice.number = (long)number;
  else usage_error(kind == CHOOSE_USER ? "no such user: %s" : "not a process id: %s", word);
  return choice;
}

/** A list of words between commas or blanks. */
static void choose_list(Options *options, int kind, const char *list) {
  char *rest = must_copy(list);
  for (char *word; (word = strsep(&rest, ", ")) != NULL;) {
    if (*word != '\0') choose(options, must_choice(kind, word));
  }
}

static void sort_by(Options *options, const char *list) {
  char *rest = must_copy(list);
  for (char *word; (word = strsep(&rest, ", ")) != NULL;) {
    bool signed_word = *word == '-' || *word == '+';
    if (*word == '\0') continue;
    if (options->key_count == MAX_KEYS) usage_error("too many sort keys");
    SortKey *key = &options->keys[options->key_count++];
    key->descending = *word == '-';
    key->column = find_column(word + signed_word);
    if (key->column == NULL) usage_error("unknown sort key: %s", word + signed_word);
  }
}

/** The words of the command line still to be read, and the rest of a bundle such as "ef" of "-ef". */
typedef struct {
  char **words;
  const char *letters;
} Reader;

/** The argument of an option: the rest of its word, or the next word. */
static const char *argument(Reader *reader, char letter) {
  const char *rest = reader->letters;
  reader->letters = "";
  if (*rest != '\0') return rest;
  if (*reader->words == NULL) usage_error("option needs an argument: %c", letter);
  return *reader->words++;
}

static void unix_option(Reader *reader, char letter, Options *options, FormatChoice *format) {
  switch (letter) {
    case 'e': case 'A': options->all = true; break;
    case 'a': options->with_terminal = options->bsd = options->skip_leaders = true; break;
    case 'd': options->all = options->skip_leaders = true; break;
    case 'N': options->negate = true; break;
    case 'p': choose_list(options, CHOOSE_PID, argument(reader, letter)); break;
    case 'u': case 'U': choose_list(options, CHOOSE_USER, argument(reader, letter)); break;
    case 'C': choose_list(options, CHOOSE_COMMAND, argument(reader, letter)); break;
    case 't': choose_list(options, CHOOSE_TERMINAL, argument(reader, letter)); break;
    case 's': case 'g': choose_list(options, CHOOSE_SESSION, argument(reader, letter)); break;
    case 'o': format_add(options, argument(reader, letter)); break;
    case 'f': format->full = true; break;
    case 'F': format->full = format->extra = true; break;
    case 'l': format->unix_long = true; break;
    case 'j': format->unix_jobs = true; break;
    case 'L': format->threads = options->threads = true; break;
    case 'T': format->spid = options->threads = true; break;
    case 'H': options->hierarchy = true; break;
    case 'y': format->no_flags = true; break;
    case 'w': options->width = -1; break;
    default: usage_error("unknown option: -%c", letter);
  }
}

static void bsd_option(Reader *reader, char letter, Options *options, FormatChoice *format) {
  format->bsd = true;
  switch (letter) {
    case 'a': options->with_terminal = options->bsd = true; break;
    case 'x': options->without_terminal = options->bsd = true; break;
    case 'u': format->user = true; break;
    case 'l': format->bsd_long = true; break;
    case 'j': format->bsd_jobs = true; break;
    case 'f': options->forest = true; break;
    case 'r': options->running_only = true; break;
    case 'p': choose_list(options, CHOOSE_PID, argument(reader, letter)); break;
    case 'U': choose_list(options, CHOOSE_USER, argument(reader, letter)); break;
    case 't': choose_list(options, CHOOSE_TERMINAL, argument(reader, letter)); break;
    case 'o': format_add(options, argument(reader, letter)); break;
    case 'k': sort_by(options, argument(reader, letter)); break;
    case 'h': options->no_headings = true; break;
    case 'H': options->threads = true; break;
    case 'w': options->width = -1; break;
    case 'c': case 'e': case 'n': break;
    default: usage_error("unknown option: %c", letter);
  }
}

typedef struct {
  const char *name;
  char letter;
  bool takes_argument;
} LongOption;

static const LongOption long_options[] = {
  {"--sort", 'k', true}, {"--pid", 'p', true}, {"--ppid", 'P', true}, {"--user", 'u', true}, {"--tty", 't', true}, {"--sid", 's', true},
  {"--format", 'o', true}, {"--columns", 'c', true}, {"--cols", 'c', true}, {"--width", 'c', true}, {"--forest", 'f', false},
  {"--no-headers", 'h', false}, {"--no-headings", 'h', false}, {"--deselect", 'N', false},
};

static void set_width(Options *options, const char *text) {
  uint64_t width;
  if (!parse_unsigned(text, &width) || width == 0 || width > CELL_SIZE) usage_error("not a width: %s", text);
  options->width = (int)width;
}

static void long_option(Reader *reader, const char *word, Options *options) {
  size_t length = strcspn(word, "=");
  const LongOption *found = NULL;
  for (size_t index = 0; index < sizeof long_options / sizeof long_options[0]; index++) {
    if (strlen(long_options[index].name) == length && strncmp(long_options[index].name, word, length) == 0) found = &long_options[index];
  }
  if (found == NULL) usage_error("unknown option: %s", word);
  reader->letters = word[length] == '=' ? word + length + 1 : "";
  const char *value = found->takes_argument ? argument(reader, found->letter) : NULL;
  switch (found->letter) {
    case 'k': sort_by(options, value); break;
    case 'p': choose_list(options, CHOOSE_PID, value); break;
    case 'P': choose_list(options, CHOOSE_PPID, value); break;
    case 'u': choose_list(options, CHOOSE_USER, value); break;
    case 't': choose_list(options, CHOOSE_TERMINAL, value); break;
    case 's': choose_list(options, CHOOSE_SESSION, value); break;
    case 'o': format_add(options, value); break;
    case 'c': set_width(options, value); break;
    case 'f': options->forest = true; break;
    case 'h': options->no_headings = true; break;
    case 'N': options->negate = true; break;
  }
}

void read_options(char **argv, Options *options) {
  FormatChoice format = {0};
  Reader reader = {argv + 1, ""};
  for (const char *word; (word = *reader.words) != NULL;) {
    reader.words++;
    /* People type -aux and mean aux; as UNIX options it would ask for a user called x. */
    bool dashed = word[0] == '-' && strncmp(word, "-au", 3) != 0;
    if (strncmp(word, "--", 2) == 0) {
      long_option(&reader, word, options);
      continue;
    }
    if (isdigit((unsigned char)word[0])) {
      choose_list(options, CHOOSE_PID, word);
      format.bsd = true;
      continue;
    }
    reader.letters = word + (word[0] == '-');
    while (*reader.letters != '\0') {
      char letter = *reader.letters++;
      if (dashed) unix_option(&reader, letter, options, &format);
      else bsd_option(&reader, letter, options, &format);
    }
  }
  if (options->shown_count == 0) format_choose(options, &format);
}
