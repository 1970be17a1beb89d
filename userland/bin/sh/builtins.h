/* The commands that are part of the shell: one row each in builtins.c. */
#ifndef SH_BUILTINS_H
#define SH_BUILTINS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *name;
  /** Runs it with words[0] as its name; returns $?. */
  int (*run)(int count, char **words);
  const char *usage;
  bool special;  /* POSIX: assignments in front of it last, and its errors end a script */
  bool declares; /* its words name=value are expanded like assignments */
} Builtin;

/** The builtin of this name, or NULL. */
const Builtin *builtin_find(const char *name);
/** All builtins, sorted by name. */
const Builtin *builtins_all(size_t *count);

/** Writes "name: message" and the usage, and returns 2; a special builtin also ends a script. */
int builtin_misuse(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** OPTIND was assigned: getopts begins anew. */
void getopts_restart(void);

/* builtins-flow.c */
int builtin_break(int count, char **words);
int builtin_continue(int count, char **words);
int builtin_dot(int count, char **words);
int builtin_eval(int count, char **words);
int builtin_exec(int count, char **words);
int builtin_exit(int count, char **words);
int builtin_false(int count, char **words);
int builtin_return(int count, char **words);
int builtin_shift(int count, char **words);
int builtin_trap(int count, char **words);
int builtin_true(int count, char **words);

/* builtins-variables.c */
int builtin_export(int count, char **words);
int builtin_let(int count, char **words);
int builtin_local(int count, char **words);
int builtin_readonly(int count, char **words);
int builtin_set(int count, char **words);
int builtin_unset(int count, char **words);

/* builtins-input.c */
int builtin_getopts(int count, char **words);
int builtin_read(int count, char **words);

/* builtins-jobs.c */
int builtin_bg(int count, char **words);
int builtin_fg(int count, char **words);
int builtin_jobs(int count, char **words);
int builtin_kill(int count, char **words);
int builtin_wait(int count, char **words);

/* builtins-names.c: names of commands */
int builtin_alias(int count, char **words);
int builtin_command(int count, char **words);
int builtin_hash(int count, char **words);
int builtin_help(int count, char **words);
int builtin_history(int count, char **words);
int builtin_type(int count, char **words);
int builtin_unalias(int count, char **words);

/* builtins-process.c: what the kernel keeps for the shell's process */
int builtin_cd(int count, char **words);
int builtin_pwd(int count, char **words);
int builtin_times(int count, char **words);
int builtin_ulimit(int count, char **words);
int builtin_umask(int count, char **words);

/* builtins-output.c */
int builtin_echo(int count, char **words);
int builtin_printf(int count, char **words);
int builtin_test(int count, char **words);

#endif
