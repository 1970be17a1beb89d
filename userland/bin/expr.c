/* expr: evaluates an expression of words. */
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "tool.h"
#include "utf8.h"

static const char usage[] =
  "usage: expr EXPRESSION\n"
  "Writes the value of the EXPRESSION, each part of which is a word of its own, from the weakest to the strongest operator:\n"
  "  A | B   A, or B when A is empty or 0        A & B   A when both are not empty or 0, else 0\n"
  "  A < B  <= = != >= >   compare numbers or texts\n"
  "  A + B  A - B  A * B  A / B  A % B           integers\n"
  "  A : PATTERN   the length of the match, or what \\( \\) matched    match A PATTERN   the same\n"
  "  substr A PLACE LENGTH   index A CHARACTERS   length A   ( A )\n"
  "Exit status: 0, 1 when the value is empty or 0, 2 when the expression is wrong.\n";

static char **at;

static char *parse(int level);

static _Noreturn void wrong(const char *what) {
  fail(2, "syntax error: %s", what);
}

static bool is_null(const char *value) {
  int64_t number;
  return *value == 0 || (parse_integer(value, &number) && number == 0);
}

static int64_t integer(const char *value) {
  int64_t number;
  if (!parse_integer(value, &number)) fail(2, "%s: expected an integer", value);
  return number;
}

static char *number_text(int64_t number) {
  return must_format("%lld", (long long)number);
}

static size_t characters(const char *text) {
  size_t count = 0;
  for (size_t left = strlen(text); left > 0; count++) {
    uint32_t code_point;
    size_t size = utf8_decode(text, left, &code_point);
    text += size;
    left -= size;
  }
  return count;
}

static char *match(const char *text, const char *pattern) {
  char *anchored = must_format("^%s", pattern + (*pattern == '^'));
  regex_t regex;
  if (regcomp(&regex, anchored, 0) != 0) fail(2, "%s: bad pattern", pattern);
  regmatch_t found[2];
  bool matches = regexec(&regex, text, 2, found, 0) == 0;
  bool group = regex.re_nsub > 0;
  regfree(&regex);
  free(anchored);
  if (!group) return number_text(matches ? found[0].rm_eo : 0);
  if (!matches || found[1].rm_so < 0) return must_copy("");
  return must_format("%.*s", (int)(found[1].rm_eo - found[1].rm_so), text + found[1].rm_so);
}

static char *operand(void) {
  if (!*at) wrong("an operand is missing");
  return parse(5);
}

static char *substring(const char *text, int64_t place, int64_t length) {
  int64_t size = (int64_t)strlen(text);
  if (place < 1 || length < 1 || place > size) return must_copy("");
  if (length > size - place + 1) length = size - place + 1;
  return must_format("%.*s", (int)length, text + place - 1);
}

static char *primary(void) {
  const char *word = *at;
  if (!word) wrong("an operand is missing");
  at++;
  if (strcmp(word, "(") == 0) {
    char *value = parse(0);
    if (!*at || strcmp(*at++, ")") != 0) wrong("missing )");
    return value;
  }
  if (!*at) return must_copy(word);
  if (strcmp(word, "length") == 0) return number_text((int64_t)characters(operand()));
  if (strcmp(word, "match") == 0) {
    char *text = operand();
    return match(text, operand());
  }
  if (strcmp(word, "index") == 0) {
    char *text = operand();
    size_t place = strcspn(text, operand());
    return number_text(text[place] ? (int64_t)place + 1 : 0);
  }
  if (strcmp(word, "substr") == 0) {
    char *text = operand();
    int64_t place = integer(operand());
    return substring(text, place, integer(operand()));
  }
  return must_copy(word);
}

static const struct {
  const char *symbol;
  int level;
} operators[] = {
  {"|", 0}, {"&", 1}, {"<", 2}, {"<=", 2}, {"=", 2}, {"==", 2}, {"!=", 2}, {">=", 2}, {">", 2},
  {"+", 3}, {"-", 3}, {"*", 4}, {"/", 4}, {"%", 4}, {":", 5},
};

static char *compare(const char *left, const char *operator, const char *right) {
  int64_t a, b;
  bool numeric = parse_integer(left, &a) && parse_integer(right, &b);
  int order = numeric ? (a > b) - (a < b) : strcmp(left, right);
  bool holds = operator[0] == '<' ? (operator[1] ? order <= 0 : order < 0)
    : operator[0] == '>' ? (operator[1] ? order >= 0 : order > 0) : (operator[0] == '!') != (order == 0);
  return must_copy(holds ? "1" : "0");
}

static char *calculate(int64_t left, char operator, int64_t right) {
  uint64_t a = (uint64_t)left, b = (uint64_t)right;
  if (operator == '+') return number_text((int64_t)(a + b));
  if (operator == '-') return number_text((int64_t)(a - b));
  if (operator == '*') return number_text((int64_t)(a * b));
  if (right == 0) fail(2, "division by zero");
  if (right == -1) return number_text(operator == '/' ? (int64_t)(0 - a) : 0);
  return number_text(operator == '/' ? left / right : left % right);
}

static char *apply(const char *left, const char *operator, int level, const char *right) {
  switch (level) {
    case 0: return must_copy(!is_null(left) ? left : is_null(right) ? "0" : right);
    case 1: return must_copy(is_null(left) || is_null(right) ? "0" : left);
    case 2: return compare(left, operator, right);
    case 5: return match(left, right);
    default: return calculate(integer(left), *operator, integer(right));
  }
}

/** Operands joined by operators of this level. */
static char *parse(int level) {
  if (level > 5) return primary();
  char *left = parse(level + 1);
  while (*at) {
    size_t i = 0, count = sizeof operators / sizeof *operators;
    while (i < count && (operators[i].level != level || strcmp(operators[i].symbol, *at) != 0)) i++;
    if (i == count) break;
    at++;
    char *right = parse(level + 1), *value = apply(left, operators[i].symbol, level, right);
    free(left);
    free(right);
    left = value;
  }
  return left;
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  tool_usage_status = 2;
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    fputs(usage, stdout);
    return tool_finish();
  }
  if (argc < 2) usage_error("needs an expression");
  at = argv + 1 + (strcmp(argv[1], "--") == 0);
  char *value = parse(0);
  if (*at) wrong(*at);
  puts(value);
  int status = is_null(value);
  free(value);
  return tool_finish() ? 3 : status;
}
