/* Simple commands: assignments, redirections, and the choice between builtin, function and program. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtins.h"
#include "command-path.h"
#include "executor.h"
#include "expand.h"
#include "functions.h"
#include "jobs.h"
#include "redirect.h"
#include "shell.h"
#include "traps.h"
#include "variables.h"

enum { STATUS_NOT_EXECUTABLE = 126, STATUS_NOT_FOUND = 127 };

/** How long the assignments in front of a command last. */
typedef enum { LASTING, FOR_THE_COMMAND } Lifetime;

static void trace(const char *word, bool first) {
  if (first) shell_message_raw(variable_get_or("PS4", "+ "));
  else shell_message_raw(" ");
  shell_message_raw(word);
}

static bool assign(const Word *assignments, Lifetime lifetime) {
  for (const Word *word = assignments; word; word = word->next) {
    char *text = expand_assignment(word);
    if (!text) return false;
    size_t length = name_length(text);
    text[length] = 0;
    if (lifetime == FOR_THE_COMMAND) variable_local(text);
    bool good = variable_set(text, text + length + 1);
    if (good && lifetime == FOR_THE_COMMAND) variable_change_flags(text, VARIABLE_EXPORTED, 0);
    if (good && lifetime == LASTING && (shell.options & OPTION_TRACE)) {
      text[length] = '=';
      trace(text, true);
      shell_message_raw("\n");
    }
    free(text);
    if (!good) {
      shell_abort_silently(2);
      return false;
    }
  }
  return true;
}

/** Words of declaring builtins: "export a=$b" is expanded like an assignment. */
static bool expand_declaration(const Word *words, Words *into) {
  for (const Word *word = words; word; word = word->next) {
    if (word_assignment(word) == 0) {
      Word alone = {.parts = word->parts};
      if (!expand_words(&alone, into)) return false;
      continue;
    }
    char *text = expand_assignment(word);
    if (!text) return false;
    words_take(into, text);
  }
  return true;
}

static bool expand_command(const Node *node, Words *into) {
  const char *name = node->words ? word_literal(node->words) : NULL;
  const Builtin *builtin = name ? builtin_find(name) : NULL;
  if (builtin && builtin->declares) return expand_declaration(node->words, into);
  return expand_words(node->words, into);
}

static int not_found(const char *name) {
  shell_message("%s: not found", name);
  return STATUS_NOT_FOUND;
}

/** A file that is no program the kernel knows is a script of this shell. */
static void run_as_script(const char *path, char **words) {
  size_t count = 0;
  while (words[count]) count++;
  Words script = {0};
  words_add(&script, "sh");
  words_add(&script, path);
  for (size_t i = 1; i < count; i++) words_add(&script, words[i]);
  execve("/bin/sh", script.items, variables_environment());
  words_free(&script);
}

int replace_by_program(char **words) {
  const char *path = command_path(words[0]);
  if (!path) return not_found(words[0]);
  fflush(stdout);
  execve(path, words, variables_environment());
  if (errno == ENOEXEC) run_as_script(path, words);
  int reason = errno;
  shell_message("%s: %s", words[0], reason == ENOENT && !strchr(words[0], '/') ? "not found" : strerror(reason));
  return reason == ENOENT || reason == ENOTDIR ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
}

static _Noreturn void become_program(const Node *node, Words *words) {
  scope_enter();
  int status = 1;
  if (redirections_apply(node->redirections, NULL) && assign(node->assignments, FOR_THE_COMMAND)) {
    status = replace_by_program(words->items);
  }
  fflush(stdout);
  _exit(shell.flow == FLOW_NONE ? status : shell.status);
}

static void run_program(const Node *node, Words *words, bool final) {
  if (!node->assignments && !command_path(words->items[0])) {
    Undo *undo = NULL;
    shell.status = redirections_apply(node->redirections, &undo) ? not_found(words->items[0]) : 1;
    redirections_undo(undo);
    return;
  }
  if (final && !traps_are_set() && !shell.interactive) become_program(node, words);
  Job *job = job_new(node->source, false);
  if (job_fork(job) == 0) become_program(node, words);
  shell.status = job_finish(job);
}

static int run_builtin(const Builtin *builtin, Words *words) {
  errno = 0;
  int status = builtin->run((int)words->count, words->items);
  bool failed = fflush(stdout) != 0 || ferror(stdout);
  if (failed) shell_message("%s: write: %s", builtin->name, strerror(errno));
  clearerr(stdout);
  return failed && status == 0 ? 1 : status;
}

/** Runs a builtin or function with its redirections and assignments. */
static void run_inside(const Node *node, const Builtin *builtin, Words *words) {
  bool special = builtin && builtin->special;
  bool lasting = builtin && builtin->run == builtin_exec;
  Undo *undo = NULL;
  if (!redirections_apply(node->redirections, lasting ? NULL : &undo)) {
    shell.status = 1;
    if (special && shell.flow == FLOW_NONE) shell_abort_silently(2);
    redirections_undo(undo);
    return;
  }
  bool scoped = node->assignments && (!special || lasting);
  if (scoped) scope_enter();
  if (assign(node->assignments, scoped ? FOR_THE_COMMAND : LASTING)) {
    if (builtin) shell.status = run_builtin(builtin, words);
    else function_call(words);
  }
  if (scoped) scope_leave();
  redirections_undo(undo);
}

static void trace_command(const Words *words) {
  for (size_t i = 0; i < words->count; i++) trace(words->items[i], i == 0);
  shell_message_raw("\n");
}

/** Assignments and redirections without a command. */
static void run_nothing(const Node *node) {
  Undo *undo = NULL;
  bool good = redirections_apply(node->redirections, &undo);
  redirections_undo(undo);
  if (good && assign(node->assignments, LASTING)) shell.status = substitution_status >= 0 ? substitution_status : 0;
  else if (shell.flow == FLOW_NONE) shell.status = 1;
}

void execute_simple(const Node *node, bool final) {
  Words words = {0};
  substitution_status = -1;
  if (!expand_command(node, &words)) {
    words_free(&words);
    return;
  }
  if (words.count == 0) {
    run_nothing(node);
    return;
  }
  if (shell.options & OPTION_TRACE) trace_command(&words);
  const Builtin *builtin = builtin_find(words.items[0]);
  bool special = builtin && builtin->special;
  if (!special && function_exists(words.items[0])) run_inside(node, NULL, &words);
  else if (builtin) run_inside(node, builtin, &words);
  else run_program(node, &words, final);
  words_free(&words);
}

void execute_words(Words *words) {
  static const Node plain = {.kind = NODE_SIMPLE};
  const Builtin *builtin = builtin_find(words->items[0]);
  if (builtin) run_inside(&plain, builtin, words);
  else run_program(&plain, words, false);
}
