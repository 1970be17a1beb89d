/* Compound commands, lists, pipelines and subshells: see executor.h. Simple commands stand in executor-simple.c. */
#include "executor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expand.h"
#include "functions.h"
#include "jobs.h"
#include "pattern.h"
#include "redirect.h"
#include "shell.h"
#include "traps.h"
#include "variables.h"

int substitution_status = -1;

/** Runs a command in this process, which is a fresh child, and ends. */
static _Noreturn void run_in_child(const Node *node) {
  shell.flow = FLOW_NONE;
  shell.loops = 0;
  execute(node, true);
  shell_exit(shell.status);
}

static void execute_pipeline(const Node *node, bool background) {
  Job *job = job_new(node->source, background);
  int input = -1;
  for (const Node *child = node->children; child; child = child->next) {
    int ends[2] = {-1, -1};
    if (child->next && pipe(ends) != 0) {
      shell_message("cannot make a pipe: %s", strerror(errno));
      break;
    }
    pid_t pid = job_fork(job);
    if (pid == 0) {
      if (input >= 0) dup2(input, STDIN_FILENO), close(input);
      if (ends[1] >= 0) dup2(ends[1], STDOUT_FILENO), close(ends[1]), close(ends[0]);
      run_in_child(child);
    }
    if (input >= 0) close(input);
    if (ends[1] >= 0) close(ends[1]);
    input = ends[0];
    if (pid < 0) break;
  }
  if (input >= 0) close(input);
  if (background) job_release(job);
  else shell.status = job_finish(job);
}

static void execute_background(const Node *node) {
  const Node *command = node->children;
  shell.status = 0;
  if (command->kind == NODE_PIPELINE && !command->redirections) {
    execute_pipeline(command, true);
    return;
  }
  Job *job = job_new(node->source, true);
  if (job_fork(job) == 0) run_in_child(command);
  job_release(job);
}

static void execute_subshell(const Node *node, bool final) {
  if (final && !traps_are_set()) {
    execute(node->children, true);
    return;
  }
  Job *job = job_new(node->source, false);
  if (job_fork(job) == 0) run_in_child(node->children);
  shell.status = job_finish(job);
}

bool command_output(const Node *body, Text *output) {
  substitution_status = 0;
  if (!body) return true;
  int ends[2];
  if (pipe(ends) != 0) {
    shell_abort(2, "cannot make a pipe: %s", strerror(errno));
    return false;
  }
  bool job_control = shell.job_control;
  shell.job_control = false; /* the substitution stays in the shell's own process group */
  Job *job = job_new(NULL, false);
  pid_t pid = job_fork(job);
  if (pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    run_in_child(body);
  }
  close(ends[1]);
  char block[4096];
  for (ssize_t count; (count = read(ends[0], block, sizeof block)) != 0;) {
    if (count < 0 && errno != EINTR) break;
    for (ssize_t i = 0; i < count; i++) {
      if (block[i]) text_add(output, block[i]);
    }
  }
  close(ends[0]);
  shell.status = substitution_status = job_finish(job);
  shell.job_control = job_control;
  return shell.flow == FLOW_NONE;
}

/** Runs a command whose failure is an answer, not an error. */
static bool holds(const Node *condition) {
  shell.conditions++;
  execute(condition, false);
  shell.conditions--;
  return shell.status == 0;
}

static void execute_if(const Node *node, bool final) {
  const Node *body = node->children->next;
  bool yes = holds(node->children);
  if (shell.flow != FLOW_NONE) return;
  if (!yes) body = body->next;
  shell.status = 0;
  if (body) execute(body, final);
}

/** Whether the loop ends because of break, continue or something that leaves more than this loop. */
static bool loop_ends(void) {
  if (shell.flow != FLOW_BREAK && shell.flow != FLOW_CONTINUE) return shell.flow != FLOW_NONE;
  if (--shell.flow_levels > 0) return true;
  bool ends = shell.flow == FLOW_BREAK;
  shell.flow = FLOW_NONE;
  return ends;
}

static void execute_loop(const Node *node) {
  int status = 0;
  shell.loops++;
  for (;;) {
    bool goes_on = holds(node->children) == (node->kind == NODE_WHILE);
    if (shell.flow != FLOW_NONE) {
      if (loop_ends()) break;
      continue;
    }
    if (!goes_on) break;
    execute(node->children->next, false);
    status = shell.status;
    if (loop_ends()) break;
  }
  shell.loops--;
  if (shell.flow == FLOW_NONE) shell.status = status;
}

static void execute_for(const Node *node) {
  Words items = {0};
  if (node->positional) {
    for (size_t i = 0; i < shell.parameters.count; i++) words_add(&items, shell.parameters.items[i]);
  } else if (!expand_words(node->words, &items)) {
    words_free(&items);
    return;
  }
  shell.loops++;
  shell.status = 0;
  for (size_t i = 0; i < items.count; i++) {
    if (!variable_set(node->name, items.items[i])) {
      shell_abort_silently(2);
      break;
    }
    execute(node->children, false);
    if (loop_ends()) break;
  }
  shell.loops--;
  words_free(&items);
}

/** Whether one of the patterns matches; nothing does after an error. */
static bool case_matches(const CaseItem *item, const char *subject) {
  for (const Word *word = item->patterns; word; word = word->next) {
    char *pattern = expand_pattern(word);
    bool matches = pattern && pattern_match(pattern, subject, strlen(subject));
    free(pattern);
    if (matches || shell.flow != FLOW_NONE) return matches;
  }
  return false;
}

static void execute_case(const Node *node, bool final) {
  char *subject = expand_string(node->words);
  if (!subject) return;
  const CaseItem *item = node->items;
  while (item && shell.flow == FLOW_NONE && !case_matches(item, subject)) item = item->next;
  free(subject);
  if (shell.flow != FLOW_NONE) return;
  shell.status = 0;
  if (item && item->body) execute(item->body, final);
}

static void execute_not(const Node *node) {
  shell.conditions++;
  execute(node->children, false);
  shell.conditions--;
  shell.status = !shell.status;
}

static void execute_and_or(const Node *node, bool final) {
  bool yes = holds(node->children);
  if (shell.flow == FLOW_NONE && yes == (node->kind == NODE_AND)) execute(node->children->next, final);
}

static void execute_sequence(const Node *node, bool final) {
  for (const Node *child = node->children; child && shell.flow == FLOW_NONE; child = child->next) {
    execute(child, final && !child->next);
  }
}

static void execute_inner(const Node *node, bool final) {
  switch (node->kind) {
    case NODE_SIMPLE: execute_simple(node, final); break;
    case NODE_PIPELINE: execute_pipeline(node, false); break;
    case NODE_NOT: execute_not(node); break;
    case NODE_AND: case NODE_OR: execute_and_or(node, final); break;
    case NODE_SEQUENCE: execute_sequence(node, final); break;
    case NODE_BACKGROUND: execute_background(node); break;
    case NODE_SUBSHELL: execute_subshell(node, final); break;
    case NODE_GROUP: execute(node->children, final); break;
    case NODE_IF: execute_if(node, final); break;
    case NODE_WHILE: case NODE_UNTIL: execute_loop(node); break;
    case NODE_FOR: execute_for(node); break;
    case NODE_CASE: execute_case(node, final); break;
    case NODE_FUNCTION:
      function_define(node->name, node->children);
      shell.status = 0;
      break;
  }
}

/** set -e: a failed command ends the shell, unless its failure is being asked for. */
static void check_failure(const Node *node) {
  bool fails = node->kind == NODE_SIMPLE || node->kind == NODE_PIPELINE || node->kind == NODE_SUBSHELL;
  if (!fails || shell.status == 0 || shell.conditions > 0 || shell.flow != FLOW_NONE) return;
  if (shell.options & OPTION_ERROR_EXIT) shell.flow = FLOW_EXIT;
}

void execute(const Node *node, bool final) {
  traps_run();
  if (shell.flow != FLOW_NONE || (shell.options & OPTION_NO_EXEC)) return;
  shell.line = node->line;
  bool redirects = node->redirections && node->kind != NODE_SIMPLE, for_good = final && !traps_are_set();
  Undo *undo = NULL;
  if (redirects && !redirections_apply(node->redirections, for_good ? NULL : &undo)) {
    shell.status = 1;
  } else {
    execute_inner(node, redirects ? for_good : final);
  }
  if (redirects) redirections_undo(undo);
  check_failure(node);
  traps_run();
}
