/* Tokens: see lexer.h. Words stand in lexer-word.c. */
#include "lexer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aliases.h"
#include "shell.h"

enum { DEEPEST = 500 };

void lexer_start(Lexer *lexer, Input *input, Arena *arena) {
  *lexer = (Lexer){.input = input, .arena = arena};
}

void *lexer_error(Lexer *lexer, const char *format, ...) {
  if (!lexer->failed && !lexer->input->interrupted) {
    va_list arguments;
    va_start(arguments, format);
    char text[200];
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (shell.interactive) shell_message("syntax error: %s", text);
    else shell_message("line %u: syntax error: %s", lexer->token.line, text);
  }
  lexer->failed = true;
  lexer->token.kind = TOKEN_END;
  return NULL;
}

bool lexer_enter(Lexer *lexer) {
  if (++lexer->depth <= DEEPEST) return true;
  lexer_error(lexer, "nested too deeply");
  return false;
}

void lexer_leave(Lexer *lexer) {
  lexer->depth--;
}

void *lexer_parse_text(Lexer *lexer, const char *text, void *(*parse)(Lexer *nested)) {
  Input input;
  input_from_string(&input, text);
  input.line = lexer->token.line;
  Lexer nested;
  lexer_start(&nested, &input, lexer->arena);
  nested.depth = lexer->depth;
  nested.token.line = lexer->token.line;
  void *result = parse(&nested);
  lexer->failed |= nested.failed;
  input_free(&input);
  return result;
}

int lexer_peek(Lexer *lexer) {
  if (lexer->failed) return INPUT_END;
  int c;
  while ((c = input_peek(lexer->input, 0)) == '\\' && input_peek(lexer->input, 1) == '\n') {
    input_next(lexer->input);
    input_next(lexer->input);
  }
  return c;
}

int lexer_next(Lexer *lexer) {
  int c = lexer_peek(lexer);
  return c == INPUT_END ? c : input_next(lexer->input);
}

/** Takes the next character when it is `wanted`. */
static bool take(Lexer *lexer, int wanted) {
  if (lexer_peek(lexer) != wanted) return false;
  lexer_next(lexer);
  return true;
}

static void skip_blanks(Lexer *lexer) {
  int c;
  while ((c = lexer_peek(lexer)) == ' ' || c == '\t') lexer_next(lexer);
  if (c != '#') return;
  while ((c = input_peek(lexer->input, 0)) != '\n' && c != INPUT_END) input_next(lexer->input);
}

static void *parse_here_text(Lexer *nested) {
  return lexer_word(nested, WORD_HERE);
}

static Word *literal_word(Arena *arena, const Text *text) {
  Word *word = arena_allocate(arena, sizeof *word);
  word->parts = arena_allocate(arena, sizeof *word->parts);
  *word->parts = (Part){.kind = PART_TEXT, .quoted = true, .length = text->length};
  word->parts->text = arena_copy(arena, text_view(text), text->length);
  return word;
}

/** Takes one raw line without its end. @returns false at the end of the input */
static bool take_line(Input *input, Text *line) {
  text_clear(line);
  int c = input_next(input);
  if (c == INPUT_END) return false;
  for (; c != '\n' && c != INPUT_END; c = input_next(input)) text_add(line, (char)c);
  return true;
}

static void read_here_document(Lexer *lexer, const HereDocument *document) {
  Text body = {0}, line = {0};
  while (take_line(lexer->input, &line)) {
    const char *text = text_view(&line);
    if (document->strip_tabs) text += strspn(text, "\t");
    if (strcmp(text, document->delimiter) == 0) break;
    text_string(&body, text);
    text_add(&body, '\n');
  }
  document->redirection->word = document->literal
    ? literal_word(lexer->arena, &body) : lexer_parse_text(lexer, text_view(&body), parse_here_text);
  text_free(&body);
  text_free(&line);
}

static TokenKind newline(Lexer *lexer) {
  HereDocument *document = lexer->here_documents;
  lexer->here_documents = NULL;
  for (; document; document = document->next) read_here_document(lexer, document);
  return TOKEN_NEWLINE;
}

static TokenKind less(Lexer *lexer) {
  if (take(lexer, '<')) return take(lexer, '-') ? TOKEN_HERE_TABS : TOKEN_HERE;
  if (take(lexer, '>')) return TOKEN_LESS_GREATER;
  return take(lexer, '&') ? TOKEN_LESS_AND : TOKEN_LESS;
}

static TokenKind greater(Lexer *lexer) {
  if (take(lexer, '>')) return TOKEN_APPEND;
  if (take(lexer, '|')) return TOKEN_CLOBBER;
  return take(lexer, '&') ? TOKEN_GREATER_AND : TOKEN_GREATER;
}

static bool at_io_number(Lexer *lexer) {
  size_t digits = 0;
  while (isdigit(input_peek(lexer->input, digits))) digits++;
  int after = digits > 0 && digits < 5 ? input_peek(lexer->input, digits) : 0;
  return after == '<' || after == '>';
}

static TokenKind word_or_number(Lexer *lexer) {
  Token *token = &lexer->token;
  if (at_io_number(lexer)) {
    token->number = 0;
    while (isdigit(lexer_peek(lexer))) token->number = token->number * 10 + (lexer_next(lexer) - '0');
    return TOKEN_IO_NUMBER;
  }
  token->word = lexer_word(lexer, WORD_PLAIN);
  return TOKEN_WORD;
}

static TokenKind read_token(Lexer *lexer) {
  int c = lexer_peek(lexer);
  if (c == INPUT_END) return TOKEN_END;
  if (!strchr("\n;&|()<>", c)) return word_or_number(lexer);
  lexer_next(lexer);
  switch (c) {
    case '\n': return newline(lexer);
    case ';': return take(lexer, ';') ? TOKEN_DOUBLE_SEMICOLON : TOKEN_SEMICOLON;
    case '&': return take(lexer, '&') ? TOKEN_AND : TOKEN_AMPERSAND;
    case '|': return take(lexer, '|') ? TOKEN_OR : TOKEN_PIPE;
    case '(': return TOKEN_OPEN;
    case ')': return TOKEN_CLOSE;
    case '<': return less(lexer);
    default: return greater(lexer);
  }
}

void lexer_advance(Lexer *lexer) {
  Token *token = &lexer->token;
  if (!lexer->failed) skip_blanks(lexer);
  token->word = NULL;
  if (!lexer->failed) token->line = lexer->input->line;
  token->start = lexer->input->record.length;
  TokenKind kind = lexer->failed ? TOKEN_END : read_token(lexer);
  token->kind = lexer->failed ? TOKEN_END : kind;
  token->end = lexer->input->record.length;
}

static bool is_active(Lexer *lexer, const char *name) {
  size_t kept = 0;
  bool found = false;
  for (size_t i = 0; i < lexer->alias_count; i++) {
    if (lexer->aliases[i].refills != lexer->input->refills || input_left(lexer->input) < lexer->aliases[i].left) continue;
    found |= strcmp(lexer->aliases[i].name, name) == 0;
    lexer->aliases[kept++] = lexer->aliases[i];
  }
  lexer->alias_count = kept;
  return found;
}

bool lexer_expand_alias(Lexer *lexer) {
  const char *name = lexer->token.kind == TOKEN_WORD ? word_literal(lexer->token.word) : NULL;
  const char *value = name ? alias_value(name) : NULL;
  if (!value || is_active(lexer, name) || lexer->alias_count == ACTIVE_ALIASES) return false;
  lexer->aliases[lexer->alias_count].name = name;
  lexer->aliases[lexer->alias_count].refills = lexer->input->refills;
  lexer->aliases[lexer->alias_count++].left = input_left(lexer->input);
  input_insert(lexer->input, value);
  lexer_advance(lexer);
  return true;
}
