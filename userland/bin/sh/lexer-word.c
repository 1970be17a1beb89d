/* Words: quotes, backslashes and everything that begins with a dollar sign. */
#include <ctype.h>
#include <string.h>

#include "lexer.h"
#include "parser.h"

/** Collects the parts of one word; characters of the same quoting run together. */
typedef struct {
  Lexer *lexer;
  Part *first, **last;
  Text run;
  bool run_quoted, run_open;
} Builder;

static void lex_parts(Builder *builder, WordMode mode);

static Part *add_part(Builder *builder, PartKind kind, bool quoted) {
  Part *part = arena_allocate(builder->lexer->arena, sizeof *part);
  part->kind = kind;
  part->quoted = quoted;
  *builder->last = part;
  builder->last = &part->next;
  return part;
}

static void flush(Builder *builder) {
  if (!builder->run_open) return;
  Part *part = add_part(builder, PART_TEXT, builder->run_quoted);
  part->text = arena_copy(builder->lexer->arena, text_view(&builder->run), builder->run.length);
  part->length = builder->run.length;
  text_clear(&builder->run);
  builder->run_open = false;
}

/** Makes sure that a text part of this quoting is open, even if it stays empty. */
static void open_run(Builder *builder, bool quoted) {
  if (builder->run_open && builder->run_quoted != quoted) flush(builder);
  builder->run_open = true;
  builder->run_quoted = quoted;
}

static void add(Builder *builder, int c, bool quoted) {
  open_run(builder, quoted);
  text_add(&builder->run, (char)c);
}

static Part *add_expansion(Builder *builder, PartKind kind, bool quoted) {
  flush(builder);
  return add_part(builder, kind, quoted);
}

static bool is_quoted_mode(WordMode mode) {
  return mode != WORD_PLAIN && mode != WORD_BRACE;
}

static void single_quotes(Builder *builder) {
  Lexer *lexer = builder->lexer;
  open_run(builder, true);
  for (int c; (c = input_next(lexer->input)) != '\'';) {
    if (c == INPUT_END) {
      lexer_error(lexer, "unterminated quote '");
      return;
    }
    add(builder, c, true);
  }
}

static int hexadecimal(Lexer *lexer) {
  int value = 0;
  for (int digits = 0; digits < 2 && isxdigit(input_peek(lexer->input, 0)); digits++) {
    int c = input_next(lexer->input);
    value = value * 16 + (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
  }
  return value;
}

static int escaped(Lexer *lexer) {
  static const char letters[] = "abefnrtv\\'\"", values[] = "\a\b\033\f\n\r\t\v\\'\"";
  int c = input_next(lexer->input);
  const char *letter = c > 0 ? strchr(letters, c) : NULL;
  if (letter) return values[letter - letters];
  if (c == 'x') return hexadecimal(lexer);
  if (c < '0' || c > '7') return c;
  int value = c - '0';
  for (int digits = 1; digits < 3 && (c = input_peek(lexer->input, 0)) >= '0' && c <= '7'; digits++) {
    value = value * 8 + (input_next(lexer->input) - '0');
  }
  return value & 0xff;
}

/** $'...' with the escapes of C. */
static void dollar_quotes(Builder *builder) {
  open_run(builder, true);
  for (int c; (c = input_next(builder->lexer->input)) != '\'';) {
    if (c == '\\') c = escaped(builder->lexer);
    if (c == INPUT_END) {
      lexer_error(builder->lexer, "unterminated quote $'");
      return;
    }
    add(builder, c, true);
  }
}

static void double_quotes(Builder *builder) {
  Lexer *lexer = builder->lexer;
  flush(builder);
  Part **before = builder->last;
  if (!lexer_enter(lexer)) return;
  lex_parts(builder, WORD_QUOTED);
  lexer_leave(lexer);
  if (lexer_next(lexer) != '"') lexer_error(lexer, "unterminated quote \"");
  flush(builder);
  if (builder->last == before) open_run(builder, true);
}

static void backslash(Builder *builder, WordMode mode) {
  static const char *const special[] = {
    [WORD_QUOTED] = "$`\"\\", [WORD_BRACE_QUOTED] = "$`\"\\}", [WORD_HERE] = "$`\\", [WORD_ARITHMETIC] = "$`\\",
  };
  Lexer *lexer = builder->lexer;
  int c = input_peek(lexer->input, 0);
  if (c == INPUT_END || (is_quoted_mode(mode) && !strchr(special[mode], c))) add(builder, '\\', true);
  else add(builder, input_next(lexer->input), true);
}

static void *parse_script(Lexer *nested) {
  return parse_whole(nested);
}

static void backquotes(Builder *builder, bool quoted) {
  Lexer *lexer = builder->lexer;
  Text script = {0};
  for (int c; (c = input_next(lexer->input)) != '`';) {
    if (c == '\\') {
      int next = input_peek(lexer->input, 0);
      if (next != INPUT_END && strchr(quoted ? "$`\\\"" : "$`\\", next)) c = input_next(lexer->input);
    }
    if (c == INPUT_END) {
      lexer_error(lexer, "unterminated quote `");
      break;
    }
    text_add(&script, (char)c);
  }
  Part *part = add_expansion(builder, PART_COMMAND, quoted);
  if (!lexer->failed && lexer_enter(lexer)) {
    part->body = lexer_parse_text(lexer, text_view(&script), parse_script);
    lexer_leave(lexer);
  }
  text_free(&script);
}

/** Takes "expression))" when the text is that; else leaves the input as it was, because $((a);(b)) is a command. */
static bool arithmetic(Builder *builder, bool quoted) {
  Lexer *lexer = builder->lexer;
  Input *input = lexer->input;
  size_t position = input->position, recorded = input->record.length;
  unsigned line = input->line, refills = input->refills;
  input_next(input);
  Word *expression = lexer_word(lexer, WORD_ARITHMETIC);
  if (lexer->failed) return true;
  lexer_next(lexer);
  if (lexer_peek(lexer) == ')') {
    lexer_next(lexer);
    add_expansion(builder, PART_ARITHMETIC, quoted)->word = expression;
    return true;
  }
  if (input->refills != refills) {
    lexer_error(lexer, "$(( without ))");
    return true;
  }
  text_remove(&input->record, recorded, input->record.length);
  input->position = position;
  input->line = line;
  return false;
}

static void parentheses(Builder *builder, bool quoted) {
  Lexer *lexer = builder->lexer;
  if (lexer_peek(lexer) == '(' && arithmetic(builder, quoted)) return;
  Part *part = add_expansion(builder, PART_COMMAND, quoted);
  if (lexer_enter(lexer)) part->body = parse_substitution(lexer);
  lexer_leave(lexer);
}

static bool is_special(int c) {
  return c > 0 && strchr("@*#?-$!", c) != NULL;
}

/** Takes a parameter's name: a name, digits (only one when not in braces) or a special character. */
static const char *parameter_name(Lexer *lexer, bool braces) {
  Text name = {0};
  int c = lexer_peek(lexer);
  if (is_special(c)) {
    text_add(&name, (char)lexer_next(lexer));
  } else if (isdigit(c)) {
    do text_add(&name, (char)lexer_next(lexer));
    while (braces && isdigit(lexer_peek(lexer)));
  } else {
    while ((c = lexer_peek(lexer)) == '_' || (c < 0x80 && isalnum(c))) text_add(&name, (char)lexer_next(lexer));
  }
  const char *copy = name.length > 0 ? arena_copy(lexer->arena, name.bytes, name.length) : NULL;
  text_free(&name);
  return copy;
}

static bool take_operation(Lexer *lexer, Part *part) {
  if (lexer_peek(lexer) == ':') {
    lexer_next(lexer);
    part->colon = true;
  }
  int c = lexer_next(lexer);
  switch (c) {
    case '-': part->operation = PARAMETER_DEFAULT; return true;
    case '=': part->operation = PARAMETER_ASSIGN; return true;
    case '?': part->operation = PARAMETER_ERROR; return true;
    case '+': part->operation = PARAMETER_ALTERNATIVE; return true;
    case '%': part->operation = PARAMETER_CUT_SUFFIX; break;
    case '#': part->operation = PARAMETER_CUT_PREFIX; break;
    default: return false;
  }
  if (lexer_peek(lexer) == c) {
    lexer_next(lexer);
    part->operation++;
  }
  return !part->colon;
}

/** Whether "${#" begins a length: ${#v} is one, ${#}, ${#-word} and ${#%p} are operations on $#. */
static bool begins_length(Lexer *lexer) {
  int after = input_peek(lexer->input, 1), then = input_peek(lexer->input, 2);
  if (lexer_peek(lexer) != '#' || after == '}') return false;
  return after == '_' || (after > 0 && after < 0x80 && isalnum(after)) || (is_special(after) && then == '}');
}

static void braces(Builder *builder, WordMode mode) {
  Lexer *lexer = builder->lexer;
  bool quoted = is_quoted_mode(mode);
  Part *part = add_expansion(builder, PART_PARAMETER, quoted);
  bool length = begins_length(lexer);
  if (length) lexer_next(lexer);
  part->text = parameter_name(lexer, true);
  if (length) part->operation = PARAMETER_LENGTH;
  bool good = part->text != NULL;
  if (good && lexer_peek(lexer) != '}') {
    good = !length && take_operation(lexer, part) && lexer_enter(lexer);
    bool pattern = part->operation >= PARAMETER_CUT_SUFFIX;
    if (good) {
      part->word = lexer_word(lexer, quoted && !pattern ? WORD_BRACE_QUOTED : WORD_BRACE);
      lexer_leave(lexer);
    }
  }
  if (!good || lexer_next(lexer) != '}') lexer_error(lexer, "bad substitution");
}

static void dollar(Builder *builder, WordMode mode) {
  Lexer *lexer = builder->lexer;
  bool quoted = is_quoted_mode(mode);
  int c = lexer_peek(lexer);
  if (c == '(' || c == '{' || (c == '\'' && !quoted)) {
    lexer_next(lexer);
    if (c == '(') parentheses(builder, quoted);
    else if (c == '{') braces(builder, mode);
    else dollar_quotes(builder);
    return;
  }
  const char *name = c == INPUT_END ? NULL : parameter_name(lexer, false);
  if (name) add_expansion(builder, PART_PARAMETER, quoted)->text = name;
  else add(builder, '$', quoted);
}

static bool ends(WordMode mode, int c) {
  switch (mode) {
    case WORD_PLAIN: return strchr(" \t\n;&|<>()", c) != NULL;
    case WORD_QUOTED: return c == '"';
    case WORD_BRACE: case WORD_BRACE_QUOTED: return c == '}';
    default: return false;
  }
}

static void lex_parts(Builder *builder, WordMode mode) {
  Lexer *lexer = builder->lexer;
  bool quoted = is_quoted_mode(mode);
  int parentheses_open = 0;
  for (int c; (c = lexer_peek(lexer)) != INPUT_END && !ends(mode, c);) {
    if (mode == WORD_ARITHMETIC && c == ')' && parentheses_open-- == 0) return;
    if (mode == WORD_ARITHMETIC && c == '(') parentheses_open++;
    lexer_next(lexer);
    if (c == '\\') backslash(builder, mode);
    else if (c == '$') dollar(builder, mode);
    else if (c == '`') backquotes(builder, quoted);
    else if (c == '\'' && !quoted) single_quotes(builder);
    else if (c == '"' && mode == WORD_ARITHMETIC) continue; /* quotes mean nothing in arithmetic */
    else if (c == '"' && mode != WORD_HERE) double_quotes(builder);
    else add(builder, c, quoted);
  }
  if (mode == WORD_ARITHMETIC) lexer_error(lexer, "$(( without ))");
}

Word *lexer_word(Lexer *lexer, WordMode mode) {
  Builder builder = {.lexer = lexer};
  builder.last = &builder.first;
  lex_parts(&builder, mode);
  flush(&builder);
  text_free(&builder.run);
  Word *word = arena_allocate(lexer->arena, sizeof *word);
  word->parts = builder.first;
  return word;
}
