/* The shell's state that every room may read, and its messages. Who writes a field stands behind it. */
#ifndef SH_SHELL_H
#define SH_SHELL_H

#include <stdbool.h>
#include <sys/types.h>

#include "text.h"

/** Why commands are being left; checked after every command. */
typedef enum {
  FLOW_NONE,
  FLOW_BREAK,    /* `flow_levels` loops */
  FLOW_CONTINUE, /* the same */
  FLOW_RETURN,   /* the function or dot script */
  FLOW_ABORT,    /* an error or Ctrl-C: back to the prompt, or end of the script */
  FLOW_EXIT,     /* exit */
} Flow;

typedef enum {
  OPTION_ALL_EXPORT = 1 << 0,  /* -a */
  OPTION_ERROR_EXIT = 1 << 1,  /* -e */
  OPTION_NO_GLOB = 1 << 2,     /* -f */
  OPTION_INTERACTIVE = 1 << 3, /* -i */
  OPTION_MONITOR = 1 << 4,     /* -m */
  OPTION_NO_EXEC = 1 << 5,     /* -n */
  OPTION_NO_UNSET = 1 << 6,    /* -u */
  OPTION_VERBOSE = 1 << 7,     /* -v */
  OPTION_TRACE = 1 << 8,       /* -x */
  OPTION_NO_CLOBBER = 1 << 9,  /* -C */
  OPTION_PIPE_FAIL = 1 << 10,  /* -o pipefail */
  OPTION_STDIN = 1 << 11,      /* -s */
} Option;

typedef struct {
  const char *name;      /* $0; main */
  Words parameters;      /* $1 ...; functions, set, shift */
  int status;            /* $?; executor */
  pid_t pid;             /* $$: also of subshells */
  pid_t background;      /* $!, 0 when none */
  unsigned options;      /* set */
  bool interactive;      /* reads commands from a terminal; false in its subshells */
  bool job_control;      /* jobs get process groups; false in subshells */
  bool subshell;
  Flow flow;             /* executor and builtins */
  unsigned flow_levels;
  unsigned loops, functions, scripts; /* nesting */
  unsigned conditions;   /* nesting of tested commands, in which -e does nothing */
  unsigned line;         /* $LINENO */
} Shell;

extern Shell shell;

/** Writes "name: message" to standard error. */
void shell_message(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** Writes to standard error as it is. */
void shell_message_raw(const char *text);
/** A message that ends the command: sets $? and FLOW_ABORT. */
void shell_abort(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The same when the message has been written already. */
void shell_abort_silently(int status);
/** Writes to a file descriptor whole, past signals. @returns false with errno */
bool write_all(int fd, const char *bytes, size_t length);

/** Runs a script text, a file or a shared descriptor to its end in this shell; @returns $? */
int shell_run_string(const char *text, bool final);
int shell_run_file(int fd);
/** Ends the shell: runs the EXIT trap, saves nothing else. */
_Noreturn void shell_exit(int status);

#endif
