/* From tokens to commands: the grammar of POSIX XCU 2.10, with `function`-less functions, `time`-less pipelines and $'...'. */
#ifndef SH_PARSER_H
#define SH_PARSER_H

#include "lexer.h"

typedef enum { PARSED_COMMAND, PARSED_NOTHING, PARSED_END, PARSED_ERROR } ParseOutcome;

/** Reads one complete command (up to the end of its line). `node` is set only for PARSED_COMMAND; PARSED_NOTHING is an empty line. */
ParseOutcome parse_command(Lexer *lexer, Node **node);

/** Parses the rest of the input as one list; NULL when it is empty. */
Node *parse_whole(Lexer *lexer);

/** Parses the command of $( up to and with its ")", in the middle of a word. */
Node *parse_substitution(Lexer *lexer);

/* Between parser.c and parser-compound.c: */

Node *parser_node(Lexer *lexer, NodeKind kind);
/** Puts a list in the way of `and-or [; &] ...`, as long as its commands do not begin with a closing word; NULL when it is empty. */
Node *parse_list(Lexer *lexer);
/** The same; an empty list is a syntax error. */
Node *parse_body(Lexer *lexer);
void parser_skip_newlines(Lexer *lexer);
/** Whether the current token is this reserved word. */
bool parser_at(const Lexer *lexer, const char *reserved);
/** Takes the reserved word, or reports that it is missing. */
bool parser_expect(Lexer *lexer, const char *reserved);
void *parser_unexpected(Lexer *lexer, const char *wanted);
/** A compound command when the current token begins one, else NULL. */
Node *parse_compound(Lexer *lexer);
/** Redirections in front of the current token. @returns the place for the next one */
Redirection **parse_redirections(Lexer *lexer, Redirection **last);

#endif
