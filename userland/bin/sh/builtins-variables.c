/* Builtins about variables: export, readonly, local, set, unset, let. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic.h"
#include "builtins.h"
#include "functions.h"
#include "options.h"
#include "shell.h"
#include "syntax.h"
#include "tool.h"
#include "variables.h"

/** Writes every variable that has all of `flags` behind `prefix`. */
static void list_variables(unsigned flags, const char *prefix) {
  Variable **all = variables_sorted();
  for (Variable **variable = all; *variable; variable++) {
    if (((*variable)->flags & flags) != flags) continue;
    if (!(*variable)->value) {
      if (*prefix) printf("%s%s\n", prefix, (*variable)->name);
      continue;
    }
    char *value = quoted_value((*variable)->value);
    printf("%s%s=%s\n", prefix, (*variable)->name, value);
    free(value);
  }
  free(all);
}

/** Splits "name=value"; `prepare` runs between. @returns false after a message */
static bool declare(const char *command, const char *word, void (*prepare)(const char *name)) {
  size_t length = name_length(word);
  if (length == 0 || (word[length] && word[length] != '=')) {
    builtin_misuse(command, "%s: not a name", word);
    return false;
  }
  char *name = strndup(word, length);
  if (prepare) prepare(name);
  bool good = word[length] == 0 || variable_set(name, word + length + 1);
  free(name);
  return good;
}

static int attribute(int count, char **words, VariableFlag flag) {
  int first = 1;
  bool list = false, remove = false;
  for (; first < count && words[first][0] == '-' && words[first][1]; first++) {
    if (strcmp(words[first], "-p") == 0) list = true;
    else if (strcmp(words[first], "-n") == 0 && flag == VARIABLE_EXPORTED) remove = true;
    else if (strcmp(words[first], "--") != 0) return builtin_misuse(words[0], "unknown option %s", words[first]);
  }
  if (list || first == count) list_variables(flag, flag == VARIABLE_EXPORTED ? "export " : "readonly ");
  for (; first < count; first++) {
    if (!declare(words[0], words[first], NULL)) return 2;
    char *name = strndup(words[first], name_length(words[first]));
    variable_change_flags(name, remove ? 0 : flag, remove ? flag : 0);
    free(name);
  }
  return 0;
}

int builtin_export(int count, char **words) {
  return attribute(count, words, VARIABLE_EXPORTED);
}

int builtin_readonly(int count, char **words) {
  return attribute(count, words, VARIABLE_READONLY);
}

int builtin_local(int count, char **words) {
  if (shell.functions == 0) return builtin_misuse(words[0], "not in a function");
  for (int i = 1; i < count; i++) {
    if (!declare(words[0], words[i], variable_local)) return 1;
  }
  return 0;
}

static void set_parameters(char **words) {
  words_free(&shell.parameters);
  for (; *words; words++) words_add(&shell.parameters, *words);
}

int builtin_set(int count, char **words) {
  if (count == 1) list_variables(0, "");
  int i = 1;
  for (; i < count && (words[i][0] == '-' || words[i][0] == '+') && words[i][1]; i++) {
    bool on = words[i][0] == '-';
    if (strcmp(words[i], "--") == 0) {
      set_parameters(words + i + 1);
      return 0;
    }
    if (strcmp(words[i] + 1, "o") == 0) {
      if (i + 1 == count) options_list(!on);
      else if (!options_by_name(words[++i], on)) return builtin_misuse(words[0], "%s: no such option", words[i]);
      continue;
    }
    char unknown = options_by_letters(words[i]);
    if (unknown) return builtin_misuse(words[0], "unknown option -%c", unknown);
  }
  if (i < count) set_parameters(words + i + (strcmp(words[i], "-") == 0));
  return 0;
}

int builtin_unset(int count, char **words) {
  bool functions = false, both = true;
  int i = 1;
  for (; i < count && words[i][0] == '-'; i++) {
    functions = strcmp(words[i], "-f") == 0;
    both = false;
    bool variables = strcmp(words[i], "-v") == 0 || strcmp(words[i], "--") == 0;
    if (!functions && !variables) return builtin_misuse(words[0], "unknown option %s", words[i]);
  }
  for (; i < count; i++) {
    if (functions) {
      function_remove(words[i]);
    } else if (!is_name(words[i])) {
      return builtin_misuse(words[0], "%s: not a name", words[i]);
    } else if (both && !variable_get(words[i]) && function_remove(words[i])) {
      continue;
    } else if (!variable_unset(words[i])) {
      if (!shell.interactive) shell_abort_silently(2);
      return 1;
    }
  }
  return 0;
}

int builtin_let(int count, char **words) {
  int64_t value = 0;
  if (count < 2) return builtin_misuse(words[0], "needs an expression");
  for (int i = 1; i < count; i++) {
    if (!arithmetic_evaluate(words[i], &value)) return 2;
  }
  return value == 0;
}
