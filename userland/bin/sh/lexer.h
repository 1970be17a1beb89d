/* From characters to tokens: operators, words with their quoting, here-documents, comments, aliases. Knows no command. */
#ifndef SH_LEXER_H
#define SH_LEXER_H

#include "input.h"
#include "syntax.h"

typedef enum {
  TOKEN_END,
  TOKEN_NEWLINE,
  TOKEN_WORD,
  TOKEN_IO_NUMBER,      /* digits right in front of < or > */
  TOKEN_SEMICOLON,      /* ; */
  TOKEN_DOUBLE_SEMICOLON, /* ;; */
  TOKEN_AMPERSAND,      /* & */
  TOKEN_AND,            /* && */
  TOKEN_PIPE,           /* | */
  TOKEN_OR,             /* || */
  TOKEN_OPEN,           /* ( */
  TOKEN_CLOSE,          /* ) */
  TOKEN_LESS,           /* < */
  TOKEN_GREATER,        /* > */
  TOKEN_CLOBBER,        /* >| */
  TOKEN_APPEND,         /* >> */
  TOKEN_LESS_GREATER,   /* <> */
  TOKEN_LESS_AND,       /* <& */
  TOKEN_GREATER_AND,    /* >& */
  TOKEN_HERE,           /* << */
  TOKEN_HERE_TABS,      /* <<- */
} TokenKind;

typedef struct {
  TokenKind kind;
  Word *word;        /* of TOKEN_WORD */
  int number;        /* of TOKEN_IO_NUMBER */
  unsigned line;
  size_t start, end; /* in the input's record */
} Token;

typedef struct HereDocument HereDocument;

struct HereDocument {
  HereDocument *next;
  Redirection *redirection;
  const char *delimiter;
  bool literal, strip_tabs;
};

enum { ACTIVE_ALIASES = 16 };

typedef struct {
  Input *input;
  Arena *arena;
  Token token;      /* the current one */
  HereDocument *here_documents; /* announced, their text not yet reached */
  bool failed;      /* a syntax error was reported: every further token is TOKEN_END */
  unsigned depth;   /* of nested words and commands */
  struct {
    const char *name;
    size_t left;    /* the alias's value ends where input_left() is this */
    unsigned refills;
  } aliases[ACTIVE_ALIASES]; /* being read, so not to be expanded again */
  size_t alias_count;
} Lexer;

/** How a word ends and which quotes work in it. */
typedef enum {
  WORD_PLAIN,
  WORD_QUOTED,       /* "..." */
  WORD_BRACE,        /* the word of ${v-...} */
  WORD_BRACE_QUOTED, /* the same inside "..." */
  WORD_HERE,         /* a here-document or prompt: the whole input */
  WORD_ARITHMETIC,   /* $((...)) */
} WordMode;

void lexer_start(Lexer *lexer, Input *input, Arena *arena);

/** Reads the next token into lexer->token. */
void lexer_advance(Lexer *lexer);

/** Takes one word with the rules of `mode`, without its end. */
Word *lexer_word(Lexer *lexer, WordMode mode);

/** When the current token is the name of an alias, puts its value in its place and reads that. @returns whether it did */
bool lexer_expand_alias(Lexer *lexer);

/** Reports "NAME: line N: syntax error: ..." once and ends the input. @returns NULL */
void *lexer_error(Lexer *lexer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The next character with line continuations removed. */
int lexer_peek(Lexer *lexer);
int lexer_next(Lexer *lexer);

/** Guards recursion: false, with an error, when a script nests too deeply. Every call needs a lexer_leave(). */
bool lexer_enter(Lexer *lexer);
void lexer_leave(Lexer *lexer);

/** Parses a text of its own with `parse` and the same arena (backquotes, here-documents). */
void *lexer_parse_text(Lexer *lexer, const char *text, void *(*parse)(Lexer *nested));

#endif
