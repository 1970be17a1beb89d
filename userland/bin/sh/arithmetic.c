/* Integer expressions: see arithmetic.h. Precedence climbing over the text; skipped operands are parsed, but change nothing. */
#include "arithmetic.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"
#include "syntax.h"
#include "tool.h"
#include "variables.h"

enum { DEEPEST = 200 };

typedef struct {
  const char *text, *at;
  unsigned skip;     /* > 0: in an operand that is not evaluated */
  unsigned depth;
  const char *error; /* the first one */
} Parser;

/** A value, and the variable it came from while it can still be assigned to. */
typedef struct {
  int64_t number;
  const char *name;
  size_t name_length;
} Operand;

typedef struct {
  const char *symbol;
  int precedence;
  char code;
} Operator;

/* Longer symbols first. 'a' is &&, 'o' is ||, 'l' <<, 'r' >>, 'e' ==, 'n' !=, 'L' <=, 'G' >=. */
static const Operator operators[] = {
  {"&&", 2, 'a'}, {"||", 1, 'o'}, {"<<", 8, 'l'}, {">>", 8, 'r'}, {"==", 6, 'e'}, {"!=", 6, 'n'}, {"<=", 7, 'L'}, {">=", 7, 'G'},
  {"<", 7, '<'}, {">", 7, '>'}, {"|", 3, '|'}, {"^", 4, '^'}, {"&", 5, '&'},
  {"+", 9, '+'}, {"-", 9, '-'}, {"*", 10, '*'}, {"/", 10, '/'}, {"%", 10, '%'},
};

static bool evaluate(const char *text, unsigned depth, int64_t *value);
static Operand assignment(Parser *parser);

static Operand plain(int64_t number) {
  return (Operand){.number = number};
}

static void fail_with(Parser *parser, const char *error) {
  if (!parser->error) parser->error = error;
}

static char skip_spaces(Parser *parser) {
  while (isspace((unsigned char)*parser->at)) parser->at++;
  return *parser->at;
}

static bool take(Parser *parser, const char *symbol) {
  skip_spaces(parser);
  size_t length = strlen(symbol);
  if (strncmp(parser->at, symbol, length) != 0) return false;
  parser->at += length;
  return true;
}

static int64_t divide(Parser *parser, int64_t left, int64_t right, bool remainder) {
  if (right == 0) {
    if (parser->skip == 0) fail_with(parser, "division by zero");
    return 0;
  }
  if (right == -1) return remainder ? 0 : (int64_t)(0 - (uint64_t)left);
  return remainder ? left % right : left / right;
}

static int64_t apply(Parser *parser, char code, int64_t left, int64_t right) {
  uint64_t a = (uint64_t)left, b = (uint64_t)right;
  switch (code) {
    case '|': return left | right;
    case '^': return left ^ right;
    case '&': return left & right;
    case 'e': return left == right;
    case 'n': return left != right;
    case '<': return left < right;
    case '>': return left > right;
    case 'L': return left <= right;
    case 'G': return left >= right;
    case 'l': return (int64_t)(a << (b & 63));
    case 'r': return left >> (b & 63);
    case '+': return (int64_t)(a + b);
    case '-': return (int64_t)(a - b);
    case '*': return (int64_t)(a * b);
    default: return divide(parser, left, right, code == '%');
  }
}

static void assign(Parser *parser, Operand target, int64_t value) {
  if (!target.name) {
    fail_with(parser, "assignment to something that is no variable");
    return;
  }
  if (parser->skip > 0 || parser->error) return;
  char *name = strndup(target.name, target.name_length);
  if (!name || !variable_set_number(name, value)) fail_with(parser, "readonly variable");
  free(name);
}

static Operand variable(Parser *parser, size_t length) {
  Operand operand = {.name = parser->at, .name_length = length};
  char *name = strndup(parser->at, length);
  parser->at += length;
  const char *value = name ? variable_get(name) : NULL;
  bool line = name && strcmp(name, "LINENO") == 0;
  if (line) operand.number = shell.line;
  else if (!value && (shell.options & OPTION_NO_UNSET) && parser->skip == 0) fail_with(parser, "parameter not set");
  free(name);
  if (value && !line && parser->skip == 0) {
    char *copy = must_copy(value);
    if (!evaluate(copy, parser->depth + 1, &operand.number)) fail_with(parser, "");
    free(copy);
  }
  return operand;
}

static int digit_value(char c) {
  if (isdigit((unsigned char)c)) return c - '0';
  return isalpha((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : 99;
}

static Operand number(Parser *parser) {
  char *end;
  uint64_t value = strtoull(parser->at, &end, 0);
  if (*end == '#' && value >= 2 && value <= 36) {
    int base = (int)value;
    value = 0;
    for (end++; digit_value(*end) < base; end++) value = value * (uint64_t)base + (uint64_t)digit_value(*end);
  }
  if (isalnum((unsigned char)*end) || *end == '_') fail_with(parser, "bad number");
  parser->at = end;
  return plain((int64_t)value);
}

static Operand comma(Parser *parser) {
  Operand operand = assignment(parser);
  while (!parser->error && take(parser, ",")) operand = assignment(parser);
  return operand;
}

static Operand primary(Parser *parser) {
  if (take(parser, "(")) {
    Operand operand = comma(parser);
    if (!take(parser, ")")) fail_with(parser, "missing )");
    return plain(operand.number);
  }
  if (isdigit((unsigned char)*parser->at)) return number(parser);
  size_t length = name_length(parser->at);
  if (length == 0) {
    fail_with(parser, "missing operand");
    return plain(0);
  }
  Operand operand = variable(parser, length);
  bool up = take(parser, "++");
  if (!up && !take(parser, "--")) return operand;
  assign(parser, operand, apply(parser, up ? '+' : '-', operand.number, 1));
  return plain(operand.number);
}

static Operand unary(Parser *parser) {
  if (++parser->depth > DEEPEST) fail_with(parser, "nested too deeply");
  char c = parser->error ? 0 : skip_spaces(parser);
  Operand operand;
  if ((c == '+' || c == '-') && parser->at[1] == c && name_length(parser->at + 2) > 0) {
    parser->at += 2;
    operand = unary(parser);
    int64_t value = apply(parser, c, operand.number, 1);
    assign(parser, operand, value);
    operand = plain(value);
  } else if (c && strchr("+-!~", c)) {
    parser->at++;
    int64_t value = unary(parser).number;
    operand = plain(c == '-' ? (int64_t)(0 - (uint64_t)value) : c == '!' ? !value : c == '~' ? ~value : value);
  } else {
    operand = parser->error ? plain(0) : primary(parser);
  }
  parser->depth--;
  return operand;
}

/** The binary operator at this place, unless it is an assignment such as += or <<=. */
static const Operator *peek_operator(Parser *parser) {
  skip_spaces(parser);
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
    const Operator *candidate = &operators[i];
    size_t length = strlen(candidate->symbol);
    if (strncmp(parser->at, candidate->symbol, length) != 0) continue;
    bool comparison = strchr("enLGao", candidate->code) != NULL;
    return parser->at[length] == '=' && !comparison ? NULL : candidate;
  }
  return NULL;
}

static Operand binary(Parser *parser, int lowest) {
  Operand left = unary(parser);
  for (const Operator *found; !parser->error && (found = peek_operator(parser)) && found->precedence >= lowest;) {
    parser->at += strlen(found->symbol);
    bool decided = (found->code == 'a' && !left.number) || (found->code == 'o' && left.number);
    parser->skip += decided;
    int64_t right = binary(parser, found->precedence + 1).number;
    parser->skip -= decided;
    if (found->code == 'a') left = plain(left.number && right);
    else if (found->code == 'o') left = plain(left.number || right);
    else left = plain(apply(parser, found->code, left.number, right));
  }
  return left;
}

static Operand conditional(Parser *parser) {
  Operand condition = binary(parser, 1);
  if (parser->error || !take(parser, "?")) return condition;
  bool holds = condition.number != 0;
  parser->skip += !holds;
  int64_t yes = comma(parser).number;
  parser->skip -= !holds;
  if (!take(parser, ":")) fail_with(parser, "? without :");
  parser->skip += holds;
  int64_t no = assignment(parser).number;
  parser->skip -= holds;
  return plain(holds ? yes : no);
}

static Operand assignment(Parser *parser) {
  static const struct {
    const char *symbol;
    char code;
  } assignments[] = {
    {"<<=", 'l'}, {">>=", 'r'}, {"+=", '+'}, {"-=", '-'}, {"*=", '*'}, {"/=", '/'}, {"%=", '%'}, {"&=", '&'}, {"^=", '^'}, {"|=", '|'},
  };
  if (++parser->depth > DEEPEST) fail_with(parser, "nested too deeply");
  Operand left = conditional(parser);
  char code = 0;
  for (size_t i = 0; !parser->error && !code && i < sizeof assignments / sizeof *assignments; i++) {
    if (take(parser, assignments[i].symbol)) code = assignments[i].code;
  }
  bool simple = !code && !parser->error && skip_spaces(parser) == '=' && parser->at[1] != '=' && take(parser, "=");
  if (code || simple) {
    int64_t right = assignment(parser).number;
    int64_t value = simple ? right : apply(parser, code, left.number, right);
    assign(parser, left, value);
    left = plain(value);
  }
  parser->depth--;
  return left;
}

static bool evaluate(const char *text, unsigned depth, int64_t *value) {
  Parser parser = {.text = text, .at = text, .depth = depth};
  *value = 0;
  if (skip_spaces(&parser) == 0) return true;
  *value = comma(&parser).number;
  if (!parser.error && skip_spaces(&parser) != 0) fail_with(&parser, "unexpected text");
  if (!parser.error) return true;
  if (*parser.error) shell_message("arithmetic: %s: %s", text, parser.error);
  return false;
}

bool arithmetic_evaluate(const char *expression, int64_t *value) {
  return evaluate(expression, 0, value);
}
