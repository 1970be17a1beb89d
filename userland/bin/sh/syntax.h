/*
 * What the parser makes of a script: commands (Node) of words (Word) of parts (Part). Nothing here is changed after parsing.
 * All of it lies in the arena of the command that was read; a function that outlives its command holds the arena.
 */
#ifndef SH_SYNTAX_H
#define SH_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;
typedef struct Part Part;
typedef struct Word Word;
typedef struct Redirection Redirection;
typedef struct CaseItem CaseItem;
typedef struct Node Node;

/** Memory that is released as a whole when its last holder lets go. A new arena has one holder. */
Arena *arena_new(void);
void arena_hold(Arena *arena);
void arena_release(Arena *arena);
/** Zeroed memory. */
void *arena_allocate(Arena *arena, size_t bytes);
char *arena_copy(Arena *arena, const char *bytes, size_t length);

typedef enum { PART_TEXT, PART_PARAMETER, PART_COMMAND, PART_ARITHMETIC } PartKind;

typedef enum {
  PARAMETER_PLAIN,          /* $v */
  PARAMETER_LENGTH,         /* ${#v} */
  PARAMETER_DEFAULT,        /* ${v-w} */
  PARAMETER_ASSIGN,         /* ${v=w} */
  PARAMETER_ERROR,          /* ${v?w} */
  PARAMETER_ALTERNATIVE,    /* ${v+w} */
  PARAMETER_CUT_SUFFIX,     /* ${v%p} */
  PARAMETER_CUT_LONG_SUFFIX, /* ${v%%p} */
  PARAMETER_CUT_PREFIX,     /* ${v#p} */
  PARAMETER_CUT_LONG_PREFIX, /* ${v##p} */
} ParameterOperation;

/** A piece of a word that is expanded in one way. */
struct Part {
  Part *next;
  PartKind kind;
  bool quoted;     /* by "", '' or \ */
  const char *text; /* TEXT: the characters; PARAMETER: the name */
  size_t length;
  ParameterOperation operation;
  bool colon;      /* the operation treats an empty value as unset */
  Word *word;      /* the operation's word; the expression of $((...)) */
  Node *body;      /* the command of $(...), NULL when it is empty */
};

struct Word {
  Word *next;
  Part *parts;
};

typedef enum {
  REDIRECT_IN,        /* < */
  REDIRECT_OUT,       /* > */
  REDIRECT_CLOBBER,   /* >| */
  REDIRECT_APPEND,    /* >> */
  REDIRECT_IN_OUT,    /* <> */
  REDIRECT_DUPLICATE, /* <& and >&, the word is a number or - */
  REDIRECT_HERE,      /* << and <<-, the word is the text */
} RedirectionKind;

struct Redirection {
  Redirection *next;
  RedirectionKind kind;
  int fd;
  Word *word;
};

struct CaseItem {
  CaseItem *next;
  Word *patterns;
  Node *body; /* NULL when empty */
};

typedef enum {
  NODE_SIMPLE,     /* assignments, words */
  NODE_PIPELINE,   /* children: two or more commands */
  NODE_NOT,        /* children: one pipeline */
  NODE_AND,        /* children: left, right */
  NODE_OR,         /* children: left, right */
  NODE_SEQUENCE,   /* children: run one after the other */
  NODE_BACKGROUND, /* children: one command */
  NODE_SUBSHELL,   /* children: body */
  NODE_GROUP,      /* children: body */
  NODE_IF,         /* children: condition, body [, else branch] */
  NODE_WHILE,      /* children: condition, body */
  NODE_UNTIL,      /* children: condition, body */
  NODE_FOR,        /* name, words (NULL with positional: "$@"), children: body */
  NODE_CASE,       /* words: the subject, items */
  NODE_FUNCTION,   /* name, children: body */
} NodeKind;

struct Node {
  NodeKind kind;
  unsigned line;
  Node *next;         /* the next child of the same parent */
  Node *children;
  Redirection *redirections;
  Word *assignments;  /* name=value words in front of a simple command */
  Word *words;
  const char *name;
  bool positional;    /* NODE_FOR without "in" */
  CaseItem *items;
  const char *source; /* a pipeline or background command as it was typed, on one line, shortened when long; else NULL */
};

/** The characters of a word that is one unquoted text, else NULL: only those can be reserved words, aliases or names. */
const char *word_literal(const Word *word);

/** The length of the name in front of '=' when the word is an assignment, else 0. */
size_t word_assignment(const Word *word);

/** The length of the name at the beginning of `text`: letters, digits and _, not beginning with a digit. */
size_t name_length(const char *text);

/** Whether all of `text` is a name. */
bool is_name(const char *text);

#endif
