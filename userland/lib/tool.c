/* The common part of every tool's main(): see tool.h. Knows no particular tool. */
#define _GNU_SOURCE
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *tool_name = "?";
int tool_status = 0;
int tool_usage_status = 1;

static const char *usage_text = "";

enum { OPTION_HELP = 0x7f00 };

void tool_begin(char **argv, const char *usage) {
  const char *slash = argv[0] ? strrchr(argv[0], '/') : NULL;
  tool_name = slash ? slash + 1 : argv[0] ? argv[0] : "?";
  usage_text = usage;
}

/** The words after getopt's "unknown option": it reports by optopt, which is 0 for a long option. */
static _Noreturn void bad_option(char **argv, bool needs_argument) {
  const char *problem = needs_argument ? "option needs an argument" : "unknown option";
  if (optopt > 0 && optopt < 256) usage_error("%s: -%c", problem, optopt);
  usage_error("%s: %s", problem, argv[optind - 1]);
}

int tool_option(int argc, char **argv, const char *letters, const struct option *longs) {
  static struct option table[24];
  static char spec[80];
  if (optind == 1 && spec[0] == 0) {
    size_t count = 0;
    for (; longs && longs[count].name; count++) table[count] = longs[count];
    table[count] = (struct option){"help", no_argument, NULL, OPTION_HELP};
    /* A leading ':' (after '+') makes getopt silent and tells a missing argument from an unknown option. */
    bool strict = letters[0] == '+';
    snprintf(spec, sizeof spec, "%s:%s", strict ? "+" : "", letters + strict);
    opterr = 0;
  }
  int option = getopt_long(argc, argv, spec, table, NULL);
  if (option == OPTION_HELP) {
    fputs(usage_text, stdout);
    exit(tool_finish());
  }
  if (option == '?' || option == ':') bad_option(argv, option == ':');
  return option;
}

int tool_finish(void) {
  bool earlier = ferror(stdout) != 0;
  if (fflush(stdout) != 0 || earlier) {
    if (earlier && errno == 0) errno = EIO;
    complain("standard output");
  }
  return tool_status;
}

static void message(const char *format, va_list arguments) {
  fflush(stdout);
  char *text = NULL;
  if (vasprintf(&text, format, arguments) < 0) return;
  fprintf(stderr, "%s: %s\n", tool_name, text);
  free(text);
}

void complain(const char *what) {
  int reason = errno;
  fflush(stdout);
  fprintf(stderr, "%s: %s: %s\n", tool_name, what, strerror(reason));
  tool_status = 1;
}

void complain_text(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  message(format, arguments);
  va_end(arguments);
  tool_status = 1;
}

_Noreturn void die(const char *what) {
  complain(what);
  exit(1);
}

_Noreturn void fail(int status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  message(format, arguments);
  va_end(arguments);
  exit(status);
}

_Noreturn void usage_error(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  message(format, arguments);
  va_end(arguments);
  fprintf(stderr, "Try '%s --help'.\n", tool_name);
  exit(tool_usage_status);
}

void *must_allocate(unsigned long bytes) {
  void *memory = calloc(1, bytes ? bytes : 1);
  if (!memory) die("memory");
  return memory;
}

void *must_reallocate(void *old, unsigned long bytes) {
  void *memory = realloc(old, bytes ? bytes : 1);
  if (!memory) die("memory");
  return memory;
}

char *must_copy(const char *text) {
  char *copy = strdup(text);
  if (!copy) die("memory");
  return copy;
}

char *must_format(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = NULL;
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (length < 0) die("memory");
  return text;
}
