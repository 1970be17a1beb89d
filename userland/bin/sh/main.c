/* sh: the command line, the start-up files and the choice of the input. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history.h"
#include "jobs.h"
#include "options.h"
#include "redirect.h"
#include "run.h"
#include "shell.h"
#include "tool.h"
#include "traps.h"
#include "variables.h"

extern char **environ;

static const char usage[] =
  "usage: sh [-aefimnsuvxC] [-o NAME] [SCRIPT [ARG]...]\n"
  "       sh [options] -c COMMANDS [NAME [ARG]...]\n"
  "The shell: runs commands from a terminal, a script, a string or its standard input.\n"
  "  -c   run COMMANDS; $0 is NAME and $1... are the ARGs\n"
  "  -s   read standard input; the ARGs are $1...\n"
  "  -i   interactive: prompt, line editing, history, job control\n"
  "  -l   login shell: reads /etc/profile first\n"
  "  -e   end when a command fails      -u   an unset variable is an error\n"
  "  -x   show commands as they run     -v   show lines as they are read\n"
  "  -f   no file name patterns         -n   only check the syntax\n"
  "  -a   export all variables          -C   > does not overwrite files\n"
  "'help' lists the commands that are built in.\n";

typedef struct {
  const char *commands; /* of -c */
  bool login;
  int next;             /* the first word that is no option */
} CommandLine;

static _Noreturn void misuse(const char *what, const char *detail) {
  fprintf(stderr, "sh: %s: %s\nTry 'sh --help'.\n", what, detail);
  exit(2);
}

/** Splits what `set` does not know (-c, -l) from a word of options. */
static void read_letters(char *word, CommandLine *line, bool *command) {
  size_t kept = 1;
  for (size_t i = 1; word[i]; i++) {
    if (word[i] == 'c') *command = true;
    else if (word[i] == 'l') line->login = true;
    else word[kept++] = word[i];
  }
  word[kept] = 0;
  char unknown = options_by_letters(word);
  if (unknown) misuse("unknown option", (char[]){*word, unknown, 0});
}

static CommandLine read_command_line(int argc, char **argv) {
  CommandLine line = {.login = argv[0] && *argv[0] == '-', .next = 1};
  bool command = false;
  for (; line.next < argc; line.next++) {
    char *word = argv[line.next];
    if (strcmp(word, "--help") == 0) {
      fputs(usage, stdout);
      exit(0);
    }
    if ((*word != '-' && *word != '+') || word[1] == 0) break;
    if (strcmp(word, "--") == 0) {
      line.next++;
      break;
    }
    if (strcmp(word, "--login") == 0) {
      line.login = true;
    } else if (strcmp(word + 1, "o") == 0) {
      const char *name = argv[++line.next];
      if (!name || !options_by_name(name, *word == '-')) misuse("unknown option", name ? name : word);
    } else if (word[1] == '-') {
      misuse("unknown option", word);
    } else {
      read_letters(word, &line, &command);
    }
  }
  if (command && line.next >= argc) misuse("-c", "needs the commands");
  if (command) line.commands = argv[line.next++];
  return line;
}

static void run_start_file(const char *path) {
  if (!path || !*path) return;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  fd = private_descriptor(fd);
  shell_run_file(fd);
  close(fd);
  if (shell.flow == FLOW_EXIT) shell_exit(shell.status);
  shell.flow = FLOW_NONE;
}

static void start_interactive(void) {
  shell.interactive = true;
  shell.options |= OPTION_INTERACTIVE;
  shell.job_control = jobs_take_terminal();
  if (shell.job_control) shell.options |= OPTION_MONITOR;
  traps_start_interactive();
  if (!variable_get("PS1")) variable_set("PS1", "vivarium:\\w# ");
  if (!variable_get("PS2")) variable_set("PS2", "> ");
}

static int open_script(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  int reason = errno;
  struct stat status;
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(fd);
    fd = -1;
    reason = EISDIR;
  }
  if (fd >= 0) return private_descriptor(fd);
  fprintf(stderr, "sh: %s: %s\n", path, strerror(reason));
  exit(reason == ENOENT ? 127 : 126);
}

/** What is left of the command line: $0 and the parameters. */
static void take_parameters(const CommandLine *line, char **argv, bool first_is_name) {
  char **rest = argv + line->next;
  if (first_is_name && *rest) shell.name = *rest++;
  for (; *rest; rest++) words_add(&shell.parameters, *rest);
}

static int run_terminal(void) {
  Input input;
  if (isatty(STDIN_FILENO)) input_from_terminal(&input);
  else input_from_shared(&input, STDIN_FILENO);
  history_load();
  run_input(&input, true, false);
  if (shell.flow == FLOW_NONE && isatty(STDIN_FILENO)) shell_message_raw("exit\n");
  input_free(&input);
  return shell.status;
}

int main(int argc, char **argv) {
  tool_begin((char *[]){"sh", NULL}, usage);
  CommandLine line = read_command_line(argc, argv);
  bool script = !line.commands && !(shell.options & OPTION_STDIN) && line.next < argc;
  if (argv[0] && !line.commands) shell.name = *argv[0] == '-' ? argv[0] + 1 : argv[0];
  shell.pid = getpid();
  variables_start(environ);
  int fd = script ? open_script(argv[line.next]) : -1;
  take_parameters(&line, argv, script || line.commands);
  bool terminal = !script && !line.commands && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
  if (terminal || (shell.options & OPTION_INTERACTIVE)) start_interactive();
  if (line.login) run_start_file("/etc/profile");
  if (shell.interactive) run_start_file(variable_get("ENV"));
  if (line.commands) {
    shell_run_string(line.commands, true);
  } else if (script) {
    shell_run_file(fd);
  } else if (shell.interactive) {
    run_terminal();
  } else {
    Input input;
    input_from_shared(&input, STDIN_FILENO);
    run_input(&input, false, false);
  }
  shell_exit(shell.status);
}
