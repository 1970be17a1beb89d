/* Reads commands and runs them until the input ends: scripts, strings and the prompt. Also the shell's messages and its end. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor.h"
#include "functions.h"
#include "jobs.h"
#include "parser.h"
#include "run.h"
#include "shell.h"
#include "traps.h"

enum { SYNTAX_STATUS = 2, DEEPEST_SCRIPT = 200 };

Shell shell = {.name = "sh"};

bool write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(fd, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes += count;
    length -= (size_t)count;
  }
  return true;
}

void shell_message_raw(const char *text) {
  fflush(stdout);
  write_all(STDERR_FILENO, text, strlen(text));
}

static void message(const char *format, va_list arguments) {
  char text[600];
  int before = snprintf(text, sizeof text, "%s: ", shell.name);
  if (before < 0 || (size_t)before >= sizeof text - 100) before = 0;
  int length = vsnprintf(text + before, sizeof text - (size_t)before - 1, format, arguments);
  if (length < 0) return;
  size_t end = strlen(text);
  text[end] = '\n';
  text[end + 1] = 0;
  shell_message_raw(text);
}

void shell_message(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  message(format, arguments);
  va_end(arguments);
}

void shell_abort_silently(int status) {
  shell.status = status;
  shell.flow = FLOW_ABORT;
}

void shell_abort(int status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  message(format, arguments);
  va_end(arguments);
  shell_abort_silently(status);
}

_Noreturn void shell_exit(int status) {
  shell.status = status;
  shell.flow = FLOW_NONE;
  traps_run_exit();
  fflush(stdout);
  if (shell.interactive) jobs_leave_terminal();
  _exit(shell.status & 0xff);
}

/** At the prompt: what a command left behind is forgotten, except the wish to exit. */
static void settle(Lexer *lexer, bool drop_line) {
  if (shell.flow != FLOW_EXIT) shell.flow = FLOW_NONE;
  shell.loops = 0;
  shell.conditions = 0;
  if (!drop_line) return;
  Input *input = lexer->input;
  Arena *arena = lexer->arena;
  text_clear(&input->text);
  input->position = 0;
  lexer_start(lexer, input, arena);
}

static void run_node(const Node *node, Arena *arena, bool final) {
  Arena *outer = current_arena;
  current_arena = arena;
  execute(node, final);
  current_arena = outer;
}

/** Ctrl-D at the prompt: once refused while there are stopped jobs. */
static bool may_leave(bool *warned) {
  if (*warned || !jobs_any_stopped()) return true;
  shell_message_raw("There are stopped jobs.\n");
  *warned = true;
  return false;
}

/** Reads and runs one command. @returns false at the end */
static bool run_one(Lexer *lexer, bool at_prompt, bool final, bool *warned) {
  Node *node = NULL;
  ParseOutcome outcome = parse_command(lexer, &node);
  bool interrupted = lexer->input->interrupted;
  lexer->input->interrupted = false;
  if (outcome == PARSED_COMMAND) {
    *warned = false;
    run_node(node, lexer->arena, final && input_is_spent(lexer->input));
  } else if (interrupted) {
    shell.status = 130;
  } else if (outcome == PARSED_ERROR) {
    shell_abort_silently(SYNTAX_STATUS);
  } else if (outcome == PARSED_END) {
    return at_prompt ? !may_leave(warned) : false;
  }
  if (at_prompt) settle(lexer, outcome == PARSED_ERROR || interrupted);
  return shell.flow == FLOW_NONE;
}

int run_input(Input *input, bool at_prompt, bool final) {
  if (shell.scripts >= DEEPEST_SCRIPT) {
    shell_abort(2, "scripts are nested too deeply");
    return shell.status;
  }
  Lexer lexer;
  lexer_start(&lexer, input, NULL);
  bool goes_on = true, warned = false;
  shell.scripts++;
  while (goes_on) {
    traps_run();
    if (at_prompt) jobs_notify();
    if (at_prompt && shell.flow == FLOW_ABORT) shell.flow = FLOW_NONE;
    lexer.arena = arena_new();
    goes_on = run_one(&lexer, at_prompt, final, &warned);
    arena_release(lexer.arena);
  }
  shell.scripts--;
  return shell.status;
}

int shell_run_string(const char *text, bool final) {
  Input input;
  input_from_string(&input, text);
  run_input(&input, false, final);
  input_free(&input);
  return shell.status;
}

int shell_run_file(int fd) {
  Input input;
  input_from_file(&input, fd);
  run_input(&input, false, false);
  input_free(&input);
  return shell.status;
}
