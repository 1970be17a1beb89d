/* Builtins about names and lines: alias, unalias, command, type, hash, help, history. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aliases.h"
#include "builtins.h"
#include "command-path.h"
#include "executor.h"
#include "functions.h"
#include "history.h"
#include "numbers.h"
#include "shell.h"
#include "tool.h"
#include "variables.h"

static bool is_reserved(const char *name) {
  static const char *const words[] = {
    "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while",
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcmp(words[i], name) == 0) return true;
  }
  return false;
}

/** What a name is, in words or only as `command -v` writes it. @returns false when it is nothing */
static bool describe(const char *name, bool briefly) {
  const char *alias = alias_value(name), *path;
  const Builtin *builtin = builtin_find(name);
  if (alias && briefly) printf("alias %s='%s'\n", name, alias);
  else if (alias) printf("%s is an alias for %s\n", name, alias);
  else if (is_reserved(name)) printf(briefly ? "%s\n" : "%s is a shell keyword\n", name);
  else if (builtin && builtin->special) printf(briefly ? "%s\n" : "%s is a special shell builtin\n", name);
  else if (function_exists(name)) printf(briefly ? "%s\n" : "%s is a function\n", name);
  else if (builtin) printf(briefly ? "%s\n" : "%s is a shell builtin\n", name);
  else if (!(path = command_path(name)) || access(path, X_OK) != 0) return false;
  else if (briefly) printf("%s\n", path);
  else printf("%s is %s\n", name, path);
  return true;
}

int builtin_command(int count, char **words) {
  int first = 1;
  bool describes = false, briefly = false;
  for (; first < count && words[first][0] == '-' && words[first][1]; first++) {
    bool means_nothing = strcmp(words[first], "--") == 0 || strcmp(words[first], "-p") == 0;
    if (strcmp(words[first], "-v") == 0) describes = briefly = true;
    else if (strcmp(words[first], "-V") == 0) describes = true;
    else if (!means_nothing) return builtin_misuse(words[0], "unknown option %s", words[first]);
  }
  if (first == count) return 0;
  if (describes) {
    int status = 0;
    for (; first < count; first++) {
      if (describe(words[first], briefly)) continue;
      status = 127;
      if (!briefly) shell_message("%s: not found", words[first]);
    }
    return status;
  }
  Words command = {0};
  for (; first < count; first++) words_add(&command, words[first]);
  execute_words(&command);
  words_free(&command);
  return shell.status;
}

int builtin_type(int count, char **words) {
  int status = 0;
  for (int i = 1; i < count; i++) {
    if (describe(words[i], false)) continue;
    shell_message("%s: not found", words[i]);
    status = 127;
  }
  return status;
}

int builtin_alias(int count, char **words) {
  int status = 0;
  if (count == 1) alias_list();
  for (int i = 1; i < count; i++) {
    char *equals = strchr(words[i] + (*words[i] != 0), '=');
    const char *value = equals ? NULL : alias_value(words[i]);
    if (equals) {
      char *name = strndup(words[i], (size_t)(equals - words[i]));
      alias_set(name, equals + 1);
      free(name);
    } else if (value) {
      char *quoted = quoted_value(value);
      printf("%s=%s\n", words[i], quoted);
      free(quoted);
    } else {
      shell_message("alias: %s: not found", words[i]);
      status = 1;
    }
  }
  return status;
}

int builtin_unalias(int count, char **words) {
  int status = 0;
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "-a") == 0) {
      alias_remove_all();
    } else if (!alias_remove(words[i])) {
      shell_message("unalias: %s: not found", words[i]);
      status = 1;
    }
  }
  return status;
}

int builtin_hash(int count, char **words) {
  int status = 0;
  if (count == 1) command_path_list();
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "-r") == 0) {
      command_path_forget();
    } else if (!builtin_find(words[i]) && !function_exists(words[i]) && !command_path(words[i])) {
      shell_message("hash: %s: not found", words[i]);
      status = 1;
    }
  }
  return status;
}

int builtin_help(int count, char **words) {
  size_t number;
  const Builtin *all = builtins_all(&number);
  int status = 0;
  for (int i = 1; i < count; i++) {
    const Builtin *builtin = builtin_find(words[i]);
    if (builtin) puts(builtin->usage);
    else printf("%s is no builtin; try '%s --help'\n", words[i], words[i]);
    status |= !builtin;
  }
  if (count > 1) return status;
  puts("Built into the shell (every other command is a program in /bin; NAME --help tells its usage):");
  for (size_t i = 0; i < number; i++) printf("  %s\n", all[i].usage);
  return 0;
}

int builtin_history(int count, char **words) {
  uint64_t last = history_count();
  if (count > 1 && strcmp(words[1], "-c") == 0) {
    history_clear();
    return 0;
  }
  if (count > 1 && !parse_unsigned(words[1], &last)) return builtin_misuse(words[0], "%s: bad number", words[1]);
  size_t total = history_count();
  for (size_t i = last < total ? total - last : 0; i < total; i++) printf("%5zu  %s\n", i + 1, history_line(i));
  return 0;
}
