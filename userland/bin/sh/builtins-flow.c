/* Builtins that change what is run next: break, continue, return, exit, eval, exec, dot, shift, trap, true, false. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtins.h"
#include "command-path.h"
#include "executor.h"
#include "numbers.h"
#include "redirect.h"
#include "shell.h"
#include "signal-names.h"
#include "tool.h"
#include "traps.h"
#include "variables.h"

int builtin_true(int count, char **words) {
  (void)count;
  (void)words;
  return 0;
}

int builtin_false(int count, char **words) {
  (void)count;
  (void)words;
  return 1;
}

static int leave_loops(int count, char **words, Flow flow) {
  uint64_t levels = 1;
  if (count > 1 && (!parse_unsigned(words[1], &levels) || levels == 0)) return builtin_misuse(words[0], "%s: bad number", words[1]);
  if (shell.loops == 0) return 0;
  shell.flow_levels = levels > shell.loops ? shell.loops : (unsigned)levels;
  shell.flow = flow;
  return 0;
}

int builtin_break(int count, char **words) {
  return leave_loops(count, words, FLOW_BREAK);
}

int builtin_continue(int count, char **words) {
  return leave_loops(count, words, FLOW_CONTINUE);
}

/** The status in words[1], or $?. @returns false after a message */
static bool status_word(int count, char **words, int *status) {
  int64_t number;
  *status = shell.status;
  if (count < 2) return true;
  if (!parse_integer(words[1], &number)) {
    *status = builtin_misuse(words[0], "%s: bad number", words[1]);
    return false;
  }
  *status = (int)(number & 0xff);
  return true;
}

int builtin_return(int count, char **words) {
  int status;
  if (status_word(count, words, &status)) shell.flow = FLOW_RETURN;
  return status;
}

int builtin_exit(int count, char **words) {
  int status;
  if (status_word(count, words, &status)) shell.flow = FLOW_EXIT;
  return status;
}

int builtin_eval(int count, char **words) {
  Text script = {0};
  for (int i = 1; i < count; i++) {
    if (i > 1) text_add(&script, ' ');
    text_string(&script, words[i]);
  }
  shell.status = 0;
  int status = shell_run_string(text_view(&script), false);
  text_free(&script);
  return status;
}

/** A program that cannot be run ends a script, but not an interactive shell. */
int builtin_exec(int count, char **words) {
  char **command = words + 1 + (count > 1 && strcmp(words[1], "--") == 0);
  if (!*command) return 0;
  traps_reset(false);
  int status = replace_by_program(command);
  if (shell.interactive) traps_start_interactive();
  else shell.flow = FLOW_EXIT;
  return status;
}

/** A dot script is searched in $PATH, readable is enough, then in the working directory. */
static int open_dot_script(const char *name) {
  const char *path = command_path(name);
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) fd = open(name, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? fd : private_descriptor(fd);
}

int builtin_dot(int count, char **words) {
  if (count < 2) return builtin_misuse(words[0], "needs a file");
  int fd = open_dot_script(words[1]);
  if (fd < 0) return builtin_misuse(words[0], "%s: %s", words[1], strerror(errno));
  Words outer = shell.parameters;
  if (count > 2) {
    shell.parameters = (Words){0};
    for (int i = 2; i < count; i++) words_add(&shell.parameters, words[i]);
  }
  shell.status = 0;
  int status = shell_run_file(fd);
  if (shell.flow == FLOW_RETURN) shell.flow = FLOW_NONE;
  close(fd);
  if (count > 2) {
    words_free(&shell.parameters);
    shell.parameters = outer;
  }
  return status;
}

int builtin_shift(int count, char **words) {
  uint64_t steps = 1;
  if (count > 1 && !parse_unsigned(words[1], &steps)) return builtin_misuse(words[0], "%s: bad number", words[1]);
  if (steps > shell.parameters.count) return builtin_misuse(words[0], "there are only %zu parameters", shell.parameters.count);
  while (steps-- > 0) words_remove(&shell.parameters, 0);
  return 0;
}

static void list_traps(void) {
  for (int signal = 0; signal <= 64; signal++) {
    if (!trap_action(signal)) continue;
    char *action = quoted_value(trap_action(signal));
    printf("trap -- %s %s\n", action, signal_name(signal));
    free(action);
  }
}

static int list_signals(void) {
  for (int signal = 1; signal <= 64; signal++) printf("%2d %-10s%s", signal, signal_name(signal), signal % 5 && signal < 64 ? " " : "\n");
  return 0;
}

int builtin_trap(int count, char **words) {
  int first = 1 + (count > 1 && strcmp(words[1], "--") == 0);
  if (first < count && strcmp(words[first], "-l") == 0) return list_signals();
  if (first >= count) {
    list_traps();
    return 0;
  }
  uint64_t number;
  bool resets = strcmp(words[first], "-") == 0 || parse_unsigned(words[first], &number);
  const char *action = resets ? NULL : words[first];
  int status = 0, signal = first + (strcmp(words[first], "-") == 0 || !resets);
  if (signal >= count) return builtin_misuse(words[0], "needs a signal");
  for (; signal < count; signal++) {
    int which = signal_number(words[signal]);
    if (which < 0) {
      shell_message("trap: %s: no such signal", words[signal]);
      status = 1;
    } else {
      trap_set(which, action);
    }
  }
  return status;
}
