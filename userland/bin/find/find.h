/* find's expression: tests and actions, parsed from the command line. */
#ifndef FIND_H
#define FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

typedef enum { AND, OR, NOT, TRUE, NAME, PATH, TYPE, SIZE, MTIME, NEWER, EMPTY, PERM, USER, LINKS, PRUNE, PRINT, DELETE, QUIT, EXEC } Kind;

typedef struct Test Test;

struct Test {
  Kind kind;
  Test *left, *right;
  const char *text;
  int flags;             /* of fnmatch() */
  char comparison;       /* + more, - less, 0 equal */
  uint64_t number, unit;
  struct timespec time;
  char **words;          /* of -exec, up to ; or + */
  bool batched;
  char **batch;
  size_t batch_count;
};

/** What is being tested. */
typedef struct {
  const char *path;
  struct stat status;
  bool pruned;
} Found;

typedef struct {
  bool acts;          /* it writes or does something by itself: no -print is added */
  bool depth_first;   /* a directory comes behind what is in it */
  uint64_t lowest, deepest;
} Walk;

/** Set by -mindepth, -maxdepth, -depth and the actions. */
extern Walk walk;

/** Parses the words up to their end; NULL when there are none. Ends the tool when they are wrong. */
Test *parse_expression(char **words);

/** Whether the expression holds; does its actions. */
bool evaluate(Test *test, Found *found);

/** Runs what -exec ... + has gathered. */
void run_batches(void);
/** parse.c tells of such a test. */
void batch_register(Test *test);

#endif
