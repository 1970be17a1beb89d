/* Lists, pipelines, simple commands and redirections: see parser.h. Compound commands stand in parser-compound.c. */
#include "parser.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_LENGTH = 160 };

static const char *const closing_words[] = {"then", "else", "elif", "fi", "do", "done", "esac", "}"};

Node *parser_node(Lexer *lexer, NodeKind kind) {
  Node *node = arena_allocate(lexer->arena, sizeof *node);
  node->kind = kind;
  node->line = lexer->token.line;
  return node;
}

bool parser_at(const Lexer *lexer, const char *reserved) {
  const char *literal = lexer->token.kind == TOKEN_WORD ? word_literal(lexer->token.word) : NULL;
  return literal && strcmp(literal, reserved) == 0;
}

static bool at_closing_word(const Lexer *lexer) {
  for (size_t i = 0; i < sizeof closing_words / sizeof *closing_words; i++) {
    if (parser_at(lexer, closing_words[i])) return true;
  }
  return false;
}

void *parser_unexpected(Lexer *lexer, const char *wanted) {
  const Token *token = &lexer->token;
  const char *hint = wanted ? wanted : "", *opening = wanted ? ", expected " : "";
  if (token->kind == TOKEN_END) return lexer_error(lexer, "unexpected end of file%s%s", opening, hint);
  if (token->kind == TOKEN_NEWLINE) return lexer_error(lexer, "unexpected end of line%s%s", opening, hint);
  const Text *record = &lexer->input->record;
  size_t length = token->end > token->start ? token->end - token->start : 0;
  if (length > 40) length = 40;
  return lexer_error(lexer, "unexpected '%.*s'%s%s", (int)length, text_view(record) + token->start, opening, hint);
}

bool parser_expect(Lexer *lexer, const char *reserved) {
  if (!parser_at(lexer, reserved)) {
    char quoted[20];
    snprintf(quoted, sizeof quoted, "'%s'", reserved);
    return parser_unexpected(lexer, quoted) != NULL;
  }
  lexer_advance(lexer);
  return true;
}

void parser_skip_newlines(Lexer *lexer) {
  while (lexer->token.kind == TOKEN_NEWLINE) lexer_advance(lexer);
}

/** The text since `start` on one line, for `jobs`. */
static const char *source_since(Lexer *lexer, size_t start, size_t end) {
  const char *text = text_view(&lexer->input->record) + start;
  size_t length = end > start ? end - start : 0;
  while (length > 0 && isspace((unsigned char)text[length - 1])) length--;
  bool shortened = length > SOURCE_LENGTH;
  if (shortened) length = SOURCE_LENGTH;
  char *copy = arena_copy(lexer->arena, text, length + (shortened ? 3 : 0));
  for (size_t i = 0; i < length; i++) {
    if (copy[i] == '\n' || copy[i] == '\t') copy[i] = ' ';
  }
  if (shortened) memcpy(copy + length, "...", 4);
  else copy[length] = 0;
  return copy;
}

static bool redirection_kind(TokenKind token, RedirectionKind *kind, int *fd) {
  *fd = token == TOKEN_GREATER || token == TOKEN_CLOBBER || token == TOKEN_APPEND || token == TOKEN_GREATER_AND ? 1 : 0;
  switch (token) {
    case TOKEN_LESS: *kind = REDIRECT_IN; return true;
    case TOKEN_GREATER: *kind = REDIRECT_OUT; return true;
    case TOKEN_CLOBBER: *kind = REDIRECT_CLOBBER; return true;
    case TOKEN_APPEND: *kind = REDIRECT_APPEND; return true;
    case TOKEN_LESS_GREATER: *kind = REDIRECT_IN_OUT; return true;
    case TOKEN_LESS_AND: case TOKEN_GREATER_AND: *kind = REDIRECT_DUPLICATE; return true;
    case TOKEN_HERE: case TOKEN_HERE_TABS: *kind = REDIRECT_HERE; return true;
    default: return false;
  }
}

/** The text of a here-document comes later, after this line: the lexer fills in the word. */
static void announce_here_document(Lexer *lexer, Redirection *redirection, bool strip_tabs) {
  HereDocument *document = arena_allocate(lexer->arena, sizeof *document);
  *document = (HereDocument){.redirection = redirection, .strip_tabs = strip_tabs};
  Text delimiter = {0};
  for (const Part *part = redirection->word->parts; part; part = part->next) {
    document->literal |= part->quoted;
    if (part->kind == PART_TEXT) text_string(&delimiter, part->text);
  }
  document->delimiter = arena_copy(lexer->arena, text_view(&delimiter), delimiter.length);
  text_free(&delimiter);
  HereDocument **last = &lexer->here_documents;
  while (*last) last = &(*last)->next;
  *last = document;
}

Redirection **parse_redirections(Lexer *lexer, Redirection **last) {
  for (;;) {
    int number = lexer->token.kind == TOKEN_IO_NUMBER ? lexer->token.number : -1;
    if (number >= 0) lexer_advance(lexer);
    TokenKind token = lexer->token.kind;
    RedirectionKind kind;
    int fd;
    if (!redirection_kind(token, &kind, &fd)) return last;
    lexer_advance(lexer);
    if (lexer->token.kind != TOKEN_WORD) {
      parser_unexpected(lexer, "a file name");
      return last;
    }
    Redirection *redirection = arena_allocate(lexer->arena, sizeof *redirection);
    *redirection = (Redirection){.kind = kind, .fd = number >= 0 ? number : fd, .word = lexer->token.word};
    if (kind == REDIRECT_HERE) announce_here_document(lexer, redirection, token == TOKEN_HERE_TABS);
    *last = redirection;
    last = &redirection->next;
    lexer_advance(lexer);
  }
}

static Node *parse_function(Lexer *lexer, const char *name) {
  Node *node = parser_node(lexer, NODE_FUNCTION);
  node->name = name;
  lexer_advance(lexer);
  if (lexer->token.kind != TOKEN_CLOSE) return parser_unexpected(lexer, "')'");
  if (!is_name(name)) return lexer_error(lexer, "bad function name '%s'", name);
  lexer_advance(lexer);
  parser_skip_newlines(lexer);
  node->children = parse_compound(lexer);
  if (!node->children) return parser_unexpected(lexer, "the function's body");
  parse_redirections(lexer, &node->children->redirections);
  return node;
}

static Node *parse_simple(Lexer *lexer) {
  Node *node = parser_node(lexer, NODE_SIMPLE);
  Redirection **redirection = parse_redirections(lexer, &node->redirections);
  Word **assignment = &node->assignments, **word = &node->words;
  while (lexer->token.kind == TOKEN_WORD) {
    if (!node->words && lexer_expand_alias(lexer)) {
      redirection = parse_redirections(lexer, redirection);
      continue;
    }
    Word *current = lexer->token.word;
    bool assigns = !node->words && word_assignment(current) > 0;
    Word ***end = assigns ? &assignment : &word;
    **end = current;
    *end = &current->next;
    lexer_advance(lexer);
    bool only = current == node->words && !current->next && !node->assignments && !node->redirections;
    if (lexer->token.kind == TOKEN_OPEN && only && word_literal(current)) return parse_function(lexer, word_literal(current));
    redirection = parse_redirections(lexer, redirection);
  }
  if (!node->assignments && !node->words && !node->redirections) return parser_unexpected(lexer, "a command");
  return node;
}

static Node *parse_one(Lexer *lexer) {
  while (lexer_expand_alias(lexer)) continue;
  Node *node = parse_compound(lexer);
  if (!node) return at_closing_word(lexer) ? parser_unexpected(lexer, NULL) : parse_simple(lexer);
  parse_redirections(lexer, &node->redirections);
  return node;
}

static Node *parse_pipeline(Lexer *lexer) {
  if (!lexer_enter(lexer)) return NULL;
  size_t start = lexer->token.start;
  unsigned negations = 0;
  for (; parser_at(lexer, "!"); negations++) lexer_advance(lexer);
  Node *pipeline = NULL, *first = parse_one(lexer), *last = first;
  size_t end = lexer->token.start;
  while (last && lexer->token.kind == TOKEN_PIPE) {
    lexer_advance(lexer);
    parser_skip_newlines(lexer);
    if (!pipeline) pipeline = parser_node(lexer, NODE_PIPELINE);
    pipeline->children = first;
    last->next = parse_one(lexer);
    last = last->next;
    end = lexer->token.start;
  }
  lexer_leave(lexer);
  if (lexer->failed) return NULL;
  Node *node = pipeline ? pipeline : first;
  node->source = source_since(lexer, start, end);
  for (; negations > 0; negations--) {
    Node *inverted = parser_node(lexer, NODE_NOT);
    inverted->children = node;
    node = inverted;
  }
  return node;
}

static Node *parse_and_or(Lexer *lexer) {
  Node *left = parse_pipeline(lexer);
  while (left && (lexer->token.kind == TOKEN_AND || lexer->token.kind == TOKEN_OR)) {
    Node *node = parser_node(lexer, lexer->token.kind == TOKEN_AND ? NODE_AND : NODE_OR);
    lexer_advance(lexer);
    parser_skip_newlines(lexer);
    node->children = left;
    left->next = parse_pipeline(lexer);
    if (!left->next) return NULL;
    left = node;
  }
  return left;
}

/** One and-or with its separator; the separator is taken. @returns NULL after an error */
static Node *parse_item(Lexer *lexer, bool *more) {
  size_t start = lexer->token.start;
  Node *node = parse_and_or(lexer);
  size_t end = lexer->token.start;
  TokenKind separator = lexer->token.kind;
  *more = separator == TOKEN_SEMICOLON || separator == TOKEN_AMPERSAND;
  if (*more) lexer_advance(lexer);
  if (!node || lexer->failed) return NULL;
  if (separator != TOKEN_AMPERSAND) return node;
  Node *background = parser_node(lexer, NODE_BACKGROUND);
  background->line = node->line;
  background->children = node;
  background->source = source_since(lexer, start, end);
  return background;
}

static bool at_list_end(const Lexer *lexer) {
  TokenKind kind = lexer->token.kind;
  return kind == TOKEN_END || kind == TOKEN_CLOSE || kind == TOKEN_DOUBLE_SEMICOLON || at_closing_word(lexer);
}

static Node *finish_list(Lexer *lexer, Node *first) {
  if (lexer->failed || !first || !first->next) return lexer->failed ? NULL : first;
  Node *sequence = parser_node(lexer, NODE_SEQUENCE);
  sequence->line = first->line;
  sequence->children = first;
  return sequence;
}

Node *parse_list(Lexer *lexer) {
  Node *first = NULL, **last = &first;
  parser_skip_newlines(lexer);
  while (!at_list_end(lexer)) {
    bool more;
    Node *node = parse_item(lexer, &more);
    if (!node) return NULL;
    *last = node;
    last = &node->next;
    if (lexer->token.kind == TOKEN_NEWLINE) more = true;
    parser_skip_newlines(lexer);
    if (!more) break;
  }
  return finish_list(lexer, first);
}

Node *parse_body(Lexer *lexer) {
  Node *body = parse_list(lexer);
  return body ? body : parser_unexpected(lexer, "a command");
}

ParseOutcome parse_command(Lexer *lexer, Node **node) {
  input_begin_command(lexer->input);
  lexer->depth = 0;
  lexer->alias_count = 0;
  lexer_advance(lexer);
  if (lexer->token.kind == TOKEN_NEWLINE) return PARSED_NOTHING;
  if (lexer->token.kind == TOKEN_END) return lexer->failed ? PARSED_ERROR : PARSED_END;
  Node *first = NULL, **last = &first;
  bool more = true;
  while (more && lexer->token.kind != TOKEN_NEWLINE && lexer->token.kind != TOKEN_END) {
    Node *item = parse_item(lexer, &more);
    if (!item) return PARSED_ERROR;
    *last = item;
    last = &item->next;
  }
  if (lexer->token.kind != TOKEN_NEWLINE && lexer->token.kind != TOKEN_END) parser_unexpected(lexer, NULL);
  *node = finish_list(lexer, first);
  return *node ? PARSED_COMMAND : PARSED_ERROR;
}

Node *parse_whole(Lexer *lexer) {
  lexer_advance(lexer);
  Node *list = parse_list(lexer);
  if (lexer->token.kind != TOKEN_END) parser_unexpected(lexer, NULL);
  return lexer->failed ? NULL : list;
}

Node *parse_substitution(Lexer *lexer) {
  Token outer = lexer->token;
  lexer_advance(lexer);
  Node *list = parse_list(lexer);
  if (lexer->token.kind != TOKEN_CLOSE) parser_unexpected(lexer, "')'");
  if (!lexer->failed) lexer->token = outer;
  return list;
}
