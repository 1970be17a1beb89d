/* The shell's options: see options.h. One row each. */
#include "options.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "shell.h"

static const struct {
  char letter; /* 0: only a name */
  const char *name;
  Option option;
} options[] = {
  {'a', "allexport", OPTION_ALL_EXPORT}, {'e', "errexit", OPTION_ERROR_EXIT}, {'f', "noglob", OPTION_NO_GLOB},
  {'i', "interactive", OPTION_INTERACTIVE}, {'m', "monitor", OPTION_MONITOR}, {'C', "noclobber", OPTION_NO_CLOBBER},
  {'n', "noexec", OPTION_NO_EXEC}, {'u', "nounset", OPTION_NO_UNSET}, {0, "pipefail", OPTION_PIPE_FAIL}, {'s', "stdin", OPTION_STDIN},
  {'v', "verbose", OPTION_VERBOSE}, {'x', "xtrace", OPTION_TRACE},
};

enum { OPTIONS = sizeof options / sizeof *options };

static void change(Option option, bool on) {
  if (on) shell.options |= option;
  else shell.options &= ~(unsigned)option;
}

char options_by_letters(const char *word) {
  for (const char *letter = word + 1; *letter; letter++) {
    size_t i = 0;
    while (i < OPTIONS && options[i].letter != *letter) i++;
    if (i == OPTIONS) return *letter;
    change(options[i].option, *word == '-');
  }
  return 0;
}

bool options_by_name(const char *name, bool on) {
  for (size_t i = 0; i < OPTIONS; i++) {
    if (strcmp(options[i].name, name) != 0) continue;
    change(options[i].option, on);
    return true;
  }
  return false;
}

void options_list(bool as_commands) {
  for (size_t i = 0; i < OPTIONS; i++) {
    bool on = (shell.options & options[i].option) != 0;
    if (as_commands) printf("set %co %s\n", on ? '-' : '+', options[i].name);
    else printf("%-15s %s\n", options[i].name, on ? "on" : "off");
  }
}

const char *options_letters(char buffer[static 24]) {
  size_t length = 0;
  for (size_t i = 0; i < OPTIONS; i++) {
    if (options[i].letter && (shell.options & options[i].option)) buffer[length++] = options[i].letter;
  }
  buffer[length] = 0;
  return buffer;
}
