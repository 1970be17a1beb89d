/* Compound commands: ( ) { } if while until for case. */
#include <string.h>

#include "parser.h"

/** Adds a child behind `last`. @returns the place for the next child */
static Node **append(Node **last, Node *child) {
  *last = child;
  return child ? &child->next : last;
}

static Node *parse_subshell(Lexer *lexer) {
  Node *node = parser_node(lexer, NODE_SUBSHELL);
  lexer_advance(lexer);
  node->children = parse_body(lexer);
  if (lexer->token.kind != TOKEN_CLOSE) return parser_unexpected(lexer, "')'");
  lexer_advance(lexer);
  return node;
}

static Node *parse_group(Lexer *lexer) {
  Node *node = parser_node(lexer, NODE_GROUP);
  lexer_advance(lexer);
  node->children = parse_body(lexer);
  return parser_expect(lexer, "}") ? node : NULL;
}

/** From the condition on; `if` or `elif` is the current token. */
static Node *parse_if(Lexer *lexer) {
  Node *node = parser_node(lexer, NODE_IF);
  if (!lexer_enter(lexer)) return NULL;
  lexer_advance(lexer);
  Node **last = append(&node->children, parse_body(lexer));
  if (!parser_expect(lexer, "then")) return NULL;
  last = append(last, parse_body(lexer));
  if (parser_at(lexer, "elif")) {
    append(last, parse_if(lexer));
    lexer_leave(lexer);
    return lexer->failed ? NULL : node;
  }
  if (parser_at(lexer, "else")) {
    lexer_advance(lexer);
    append(last, parse_body(lexer));
  }
  lexer_leave(lexer);
  return parser_expect(lexer, "fi") ? node : NULL;
}

static Node *parse_do_group(Lexer *lexer) {
  parser_skip_newlines(lexer);
  if (!parser_expect(lexer, "do")) return NULL;
  Node *body = parse_body(lexer);
  return parser_expect(lexer, "done") ? body : NULL;
}

static Node *parse_loop(Lexer *lexer, NodeKind kind) {
  Node *node = parser_node(lexer, kind);
  lexer_advance(lexer);
  Node **last = append(&node->children, parse_body(lexer));
  append(last, parse_do_group(lexer));
  return lexer->failed ? NULL : node;
}

/** Words up to the end of the line. */
static Word *parse_words(Lexer *lexer) {
  Word *first = NULL, **last = &first;
  for (; lexer->token.kind == TOKEN_WORD; lexer_advance(lexer)) {
    *last = lexer->token.word;
    last = &lexer->token.word->next;
  }
  return first;
}

static Node *parse_for(Lexer *lexer) {
  Node *node = parser_node(lexer, NODE_FOR);
  lexer_advance(lexer);
  node->name = lexer->token.kind == TOKEN_WORD ? word_literal(lexer->token.word) : NULL;
  if (!node->name || !is_name(node->name)) return parser_unexpected(lexer, "a variable's name");
  lexer_advance(lexer);
  bool separated = lexer->token.kind == TOKEN_SEMICOLON;
  if (separated) lexer_advance(lexer);
  parser_skip_newlines(lexer);
  node->positional = separated || !parser_at(lexer, "in");
  if (!node->positional) {
    lexer_advance(lexer);
    node->words = parse_words(lexer);
    if (lexer->token.kind == TOKEN_SEMICOLON) lexer_advance(lexer);
    else if (lexer->token.kind != TOKEN_NEWLINE) return parser_unexpected(lexer, "';'");
  }
  node->children = parse_do_group(lexer);
  return lexer->failed ? NULL : node;
}

static CaseItem *parse_case_item(Lexer *lexer) {
  CaseItem *item = arena_allocate(lexer->arena, sizeof *item);
  if (lexer->token.kind == TOKEN_OPEN) lexer_advance(lexer);
  Word **last = &item->patterns;
  for (;;) {
    if (lexer->token.kind != TOKEN_WORD) return parser_unexpected(lexer, "a pattern");
    *last = lexer->token.word;
    last = &lexer->token.word->next;
    lexer_advance(lexer);
    if (lexer->token.kind != TOKEN_PIPE) break;
    lexer_advance(lexer);
  }
  if (lexer->token.kind != TOKEN_CLOSE) return parser_unexpected(lexer, "')'");
  lexer_advance(lexer);
  item->body = parse_list(lexer);
  return item;
}

static Node *parse_case(Lexer *lexer) {
  Node *node = parser_node(lexer, NODE_CASE);
  lexer_advance(lexer);
  if (lexer->token.kind != TOKEN_WORD) return parser_unexpected(lexer, "a word");
  node->words = lexer->token.word;
  lexer_advance(lexer);
  parser_skip_newlines(lexer);
  if (!parser_expect(lexer, "in")) return NULL;
  parser_skip_newlines(lexer);
  CaseItem **last = &node->items;
  while (!lexer->failed && !parser_at(lexer, "esac")) {
    CaseItem *item = parse_case_item(lexer);
    if (!item) return NULL;
    *last = item;
    last = &item->next;
    if (lexer->token.kind != TOKEN_DOUBLE_SEMICOLON) break;
    lexer_advance(lexer);
    parser_skip_newlines(lexer);
  }
  return parser_expect(lexer, "esac") ? node : NULL;
}

Node *parse_compound(Lexer *lexer) {
  if (lexer->token.kind == TOKEN_OPEN) return parse_subshell(lexer);
  if (parser_at(lexer, "{")) return parse_group(lexer);
  if (parser_at(lexer, "if")) return parse_if(lexer);
  if (parser_at(lexer, "while")) return parse_loop(lexer, NODE_WHILE);
  if (parser_at(lexer, "until")) return parse_loop(lexer, NODE_UNTIL);
  if (parser_at(lexer, "for")) return parse_for(lexer);
  if (parser_at(lexer, "case")) return parse_case(lexer);
  return NULL;
}
