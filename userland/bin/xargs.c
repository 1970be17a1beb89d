/* xargs: runs a program with words from standard input. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: xargs [-0rt] [-n WORDS] [-P PROCESSES] [-I TEXT] [-d C] [PROGRAM [ARG]...]\n"
  "Reads words from standard input and runs PROGRAM (echo) with them behind its ARGs, as often as needed.\n"
  "  -n N     at most N words each time     -P N     so many at the same time   -r  not at all when there are none\n"
  "  -I TEXT  one line each time, in the place of TEXT in the ARGs\n"
  "  -0       words end with a NUL          -d C     words are separated by C (else by blanks; ' \" and \\ quote)\n"
  "  -t       show each command\n"
  "Exit status: 123 when one failed, 124 when one ended with 255, 126 and 127 when PROGRAM cannot be run.\n";

enum { MOST_BYTES = 100000 };

static struct {
  uint64_t words, processes;
  const char *place;
  int separator; /* -1: blanks with quotes */
  bool skip_empty, trace;
} options = {.words = UINT64_MAX, .processes = 1, .separator = -1};

static uint64_t running;
static int result;
static bool stopped;

static void wait_for_one(void) {
  int status;
  if (wait(&status) < 0) return;
  running--;
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 125;
  if (code == 126 || code == 127) result = code;
  else if (code == 255) result = 124;
  else if (code != 0 && result == 0) result = WIFEXITED(status) ? 123 : 125;
  stopped |= code == 126 || code == 127 || code == 255;
}

static void run(char **words) {
  if (options.trace) {
    for (char **word = words; *word; word++) fprintf(stderr, "%s%c", *word, word[1] ? ' ' : '\n');
  }
  while (running >= options.processes) wait_for_one();
  if (stopped) return;
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    execvp(words[0], words);
    int reason = errno;
    complain(words[0]);
    _exit(reason == ENOENT ? 127 : 126);
  }
  running++;
}

/** The next word, to be freed, or NULL at the end. */
static char *next_word(void) {
  size_t length = 0, capacity = 64;
  char *word = must_allocate(capacity);
  int c, quote = 0;
  bool any = false;
  bool lines = options.separator < 0 && options.place;
  while ((c = getchar()) != EOF && options.separator < 0 && isspace(c)) continue;
  for (; c != EOF; c = getchar()) {
    if (options.separator >= 0 ? c == options.separator : !quote && (lines ? c == '\n' : isspace(c))) break;
    any = true;
    if (options.separator < 0) {
      if (quote && c == quote) {
        quote = 0;
        continue;
      }
      if (!quote && (c == '\'' || c == '"')) {
        quote = c;
        continue;
      }
      if (!quote && c == '\\' && (c = getchar()) == EOF) break;
    }
    if (length + 2 > capacity) word = must_reallocate(word, capacity *= 2);
    word[length++] = (char)c;
  }
  if (quote) fail(1, "a quote %c has no end", quote);
  word[length] = 0;
  if (c != EOF || any) return word;
  free(word);
  return NULL;
}

/** Runs the command once with `word` in every place of options.place. */
static void run_with(char **command, int count, const char *word) {
  char **words = must_allocate(((size_t)count + 1) * sizeof *words);
  size_t place = strlen(options.place);
  for (int i = 0; i < count; i++) {
    char *built = must_copy("");
    for (const char *rest = command[i]; *rest;) {
      const char *found = place > 0 ? strstr(rest, options.place) : NULL;
      int before = found ? (int)(found - rest) : (int)strlen(rest);
      char *longer = must_format("%s%.*s%s", built, before, rest, found ? word : "");
      free(built);
      built = longer;
      rest += before + (found ? (int)place : 0);
    }
    words[i] = built;
  }
  run(words);
  for (int i = 0; i < count; i++) free(words[i]);
  free(words);
}

static void run_batches(char **command, int count) {
  size_t capacity = (size_t)count + 64, used = (size_t)count, bytes = 0;
  char **words = must_allocate(capacity * sizeof *words);
  memcpy(words, command, (size_t)count * sizeof *words);
  bool ran = options.skip_empty;
  char *word = next_word();
  while (!stopped && (word || !ran)) {
    for (; word && used - (size_t)count < options.words && bytes < MOST_BYTES; word = next_word()) {
      if (used + 2 > capacity) words = must_reallocate(words, (capacity *= 2) * sizeof *words);
      words[used++] = word;
      bytes += strlen(word) + 1;
    }
    words[used] = NULL;
    run(words);
    ran = true;
    while (used > (size_t)count) free(words[--used]);
    bytes = 0;
  }
  free(words);
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+0rtn:P:I:d:", NULL)) != -1;) {
    uint64_t *number = option == 'P' ? &options.processes : &options.words;
    if (option == '0') options.separator = 0;
    else if (option == 'r') options.skip_empty = true;
    else if (option == 't') options.trace = true;
    else if (option == 'I') options.place = optarg;
    else if (option == 'd') options.separator = strcmp(optarg, "\\n") == 0 ? '\n' : (unsigned char)*optarg;
    else if (!parse_unsigned(optarg, number) || *number == 0) usage_error("%s: bad number", optarg);
  }
  static char *echo[] = {"echo", NULL};
  char **command = optind < argc ? argv + optind : echo;
  int count = optind < argc ? argc - optind : 1;
  if (options.place) {
    for (char *word; !stopped && (word = next_word());) {
      run_with(command, count, word);
      free(word);
    }
  } else {
    run_batches(command, count);
  }
  while (running > 0) wait_for_one();
  return result;
}
