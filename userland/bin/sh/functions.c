/* The shell's functions: see functions.h. */
#include "functions.h"

#include <stdlib.h>
#include <string.h>

#include "executor.h"
#include "shell.h"
#include "tool.h"
#include "variables.h"

enum { DEEPEST_CALL = 1000 };

typedef struct Function Function;

struct Function {
  Function *next;
  char *name;
  const Node *body;
  Arena *arena;
};

Arena *current_arena;
static Function *functions;

static Function **place(const char *name) {
  Function **link = &functions;
  while (*link && strcmp((*link)->name, name) != 0) link = &(*link)->next;
  return link;
}

bool function_exists(const char *name) {
  return *place(name) != NULL;
}

bool function_remove(const char *name) {
  Function **link = place(name);
  Function *function = *link;
  if (!function) return false;
  *link = function->next;
  arena_release(function->arena);
  free(function->name);
  free(function);
  return true;
}

void function_define(const char *name, const Node *body) {
  arena_hold(current_arena);
  function_remove(name);
  Function *function = must_allocate(sizeof *function);
  *function = (Function){.next = functions, .name = must_copy(name), .body = body, .arena = current_arena};
  functions = function;
}

void function_call(const Words *words) {
  if (shell.functions >= DEEPEST_CALL) {
    shell_abort(2, "%s: too many nested calls", words->items[0]);
    return;
  }
  const Function *function = *place(words->items[0]);
  const Node *body = function->body;
  Arena *arena = function->arena, *outer_arena = current_arena;
  Words outer = shell.parameters;
  unsigned loops = shell.loops;
  shell.parameters = (Words){0};
  for (size_t i = 1; i < words->count; i++) words_add(&shell.parameters, words->items[i]);
  shell.loops = 0;
  shell.functions++;
  scope_enter();
  arena_hold(arena);
  current_arena = arena;
  execute(body, false);
  current_arena = outer_arena;
  arena_release(arena);
  scope_leave();
  if (shell.flow == FLOW_RETURN) shell.flow = FLOW_NONE;
  shell.functions--;
  shell.loops = loops;
  words_free(&shell.parameters);
  shell.parameters = outer;
}

void function_each(void (*each)(const char *name, void *context), void *context) {
  for (const Function *function = functions; function; function = function->next) each(function->name, context);
}
