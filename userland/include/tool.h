/*
 * What every tool does the same way: its name in messages, --help, options, errors and the exit status.
 *
 *   int main(int argc, char **argv) {
 *     tool_begin(argv, "usage: cat [-nA] [FILE]...\n...");
 *     for (int o; (o = tool_option(argc, argv, "nA", NULL)) != -1;) ...
 *     return tool_finish();
 *   }
 */
#ifndef TOOL_H
#define TOOL_H

#include <getopt.h>

/** The name in front of every message: the last part of argv[0]. */
extern const char *tool_name;

/** What tool_finish() returns; complain() sets it to 1. */
extern int tool_status;

/** The exit status of a wrong command line: 1 as in most tools unless a tool (ls, grep, sort, test) sets another before its options. */
extern int tool_usage_status;

/** Remembers the tool's name and its usage text (one screen, ends with a newline). */
void tool_begin(char **argv, const char *usage);

/**
 * The next option as in getopt_long(3), or -1. Prints the usage text for --help and exits 0; an unknown one exits with tool_usage_status.
 * Options may stand after operands unless `letters` begins with '+'. `longs` may be NULL; it need not list --help.
 */
int tool_option(int argc, char **argv, const char *letters, const struct option *longs);

/** Flushes standard output. @returns the exit status: tool_status, or 1 with a message when the output could not be written */
int tool_finish(void);

/** Writes "tool: what: why" with the reason of errno, and makes the exit status 1. */
void complain(const char *what);

/** Writes "tool: message" and makes the exit status 1. */
void complain_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** complain() and exit with status 1. */
_Noreturn void die(const char *what);

/** Writes "tool: message" and exits with `status`. */
_Noreturn void fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Writes "tool: message" and where to find help, and exits with tool_usage_status. */
_Noreturn void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** malloc, realloc and strdup that end the tool when memory is short, so that their result is never NULL. */
void *must_allocate(unsigned long bytes);
void *must_reallocate(void *old, unsigned long bytes);
char *must_copy(const char *text);

/** sprintf into memory of the right size, to be freed. */
char *must_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
