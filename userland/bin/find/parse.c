/* The grammar of find's expression: see find.h. */
#define _GNU_SOURCE
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "find.h"
#include "numbers.h"
#include "tool.h"

Walk walk = {.deepest = UINT64_MAX};

static char **at;

static Test *parse_or(void);

static Test *new_test(Kind kind) {
  Test *test = must_allocate(sizeof *test);
  test->kind = kind;
  return test;
}

static char *argument(const char *option) {
  if (!*at) usage_error("%s needs an argument", option);
  return *at++;
}

static void parse_number(Test *test, const char *text) {
  char copy[40];
  test->comparison = *text == '+' || *text == '-' ? *text++ : 0;
  size_t digits = strspn(text, "0123456789");
  snprintf(copy, sizeof copy, "%.*s", (int)digits, text);
  switch (text[digits]) {
    case 'c': test->unit = 1; break;
    case 'k': test->unit = 1024; break;
    case 'M': test->unit = 1024 * 1024; break;
    case 'G': test->unit = 1024 * 1024 * 1024; break;
    default: test->unit = 512; break;
  }
  if (!parse_unsigned(copy, &test->number)) usage_error("%s: bad number", text);
}

static Test *parse_exec(void) {
  Test *test = new_test(EXEC);
  test->words = at;
  while (*at && strcmp(*at, ";") != 0 && !(strcmp(*at, "+") == 0 && at > test->words && strcmp(at[-1], "{}") == 0)) at++;
  if (!*at || at == test->words) usage_error("-exec needs a program and ; or {} +");
  test->batched = strcmp(*at, "+") == 0;
  *(test->batched ? at - 1 : at) = NULL;
  at++;
  walk.acts = true;
  if (test->batched) batch_register(test);
  return test;
}

static Test *parse_pattern(Kind kind, const char *option, int flags) {
  Test *test = new_test(kind);
  test->flags = flags;
  test->text = argument(option);
  return test;
}

static Test *parse_global(uint64_t *number, const char *option) {
  if (!parse_unsigned(argument(option), number)) usage_error("%s: bad number", at[-1]);
  return new_test(TRUE);
}

static Test *parse_action(Kind kind, bool zero) {
  Test *test = new_test(kind);
  test->number = zero;
  walk.acts |= kind != PRUNE;
  walk.depth_first |= kind == DELETE;
  return test;
}

static Test *parse_numeric(Kind kind, const char *option) {
  Test *test = new_test(kind);
  parse_number(test, argument(option));
  return test;
}

static Test *parse_newer(void) {
  struct stat status;
  Test *test = new_test(NEWER);
  if (stat(argument("-newer"), &status) != 0) die(at[-1]);
  test->time = status.st_mtim;
  return test;
}

/** The tests with their arguments. @returns NULL when the word is none */
static Test *parse_test(const char *word) {
  if (strcmp(word, "-name") == 0) return parse_pattern(NAME, word, 0);
  if (strcmp(word, "-iname") == 0) return parse_pattern(NAME, word, FNM_CASEFOLD);
  if (strcmp(word, "-path") == 0) return parse_pattern(PATH, word, 0);
  if (strcmp(word, "-type") == 0) return parse_pattern(TYPE, word, 0);
  if (strcmp(word, "-perm") == 0) return parse_pattern(PERM, word, 0);
  if (strcmp(word, "-user") == 0) return parse_pattern(USER, word, 0);
  if (strcmp(word, "-size") == 0) return parse_numeric(SIZE, word);
  if (strcmp(word, "-mtime") == 0) return parse_numeric(MTIME, word);
  if (strcmp(word, "-links") == 0) return parse_numeric(LINKS, word);
  if (strcmp(word, "-newer") == 0) return parse_newer();
  if (strcmp(word, "-empty") == 0) return new_test(EMPTY);
  if (strcmp(word, "-true") == 0) return new_test(TRUE);
  if (strcmp(word, "-mindepth") == 0) return parse_global(&walk.lowest, word);
  if (strcmp(word, "-maxdepth") == 0) return parse_global(&walk.deepest, word);
  if (strcmp(word, "-depth") != 0) return NULL;
  walk.depth_first = true;
  return new_test(TRUE);
}

/** The actions. @returns NULL when the word is none */
static Test *parse_any_action(const char *word) {
  if (strcmp(word, "-prune") == 0) return parse_action(PRUNE, false);
  if (strcmp(word, "-print") == 0) return parse_action(PRINT, false);
  if (strcmp(word, "-print0") == 0) return parse_action(PRINT, true);
  if (strcmp(word, "-delete") == 0) return parse_action(DELETE, false);
  if (strcmp(word, "-quit") == 0) return parse_action(QUIT, false);
  return strcmp(word, "-exec") == 0 ? parse_exec() : NULL;
}

static Test *parse_primary(void) {
  const char *word = *at ? *at++ : NULL;
  if (!word) usage_error("the expression is not complete");
  if (strcmp(word, "(") == 0) {
    Test *inner = parse_or();
    if (!*at || strcmp(*at++, ")") != 0) usage_error("missing )");
    return inner;
  }
  if (strcmp(word, "!") == 0 || strcmp(word, "-not") == 0) {
    Test *test = new_test(NOT);
    test->left = parse_primary();
    return test;
  }
  Test *test = parse_test(word);
  if (!test) test = parse_any_action(word);
  if (!test) usage_error("unknown test: %s", word);
  return test;
}

static Test *pair(Kind kind, Test *left, Test *right) {
  Test *test = new_test(kind);
  test->left = left;
  test->right = right;
  return test;
}

static bool take(const char *word, const char *other) {
  if (!*at || (strcmp(*at, word) != 0 && strcmp(*at, other) != 0)) return false;
  at++;
  return true;
}

static Test *parse_and(void) {
  Test *left = parse_primary();
  while (*at && strcmp(*at, ")") != 0 && strcmp(*at, "-o") != 0 && strcmp(*at, "-or") != 0) {
    take("-a", "-and");
    left = pair(AND, left, parse_primary());
  }
  return left;
}

static Test *parse_or(void) {
  Test *left = parse_and();
  while (take("-o", "-or")) left = pair(OR, left, parse_and());
  return left;
}

Test *parse_expression(char **words) {
  at = words;
  if (!*at) return NULL;
  Test *test = parse_or();
  if (*at) usage_error("%s: unexpected word", *at);
  return test;
}
