/* watch: runs a command again and again and shows its output on the whole screen. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "numbers.h"
#include "terminal.h"
#include "tool.h"
#include "utf8.h"

static const char usage[] =
    "usage: watch [-n SECONDS] [-gtx] [-q COUNT] COMMAND...\n"
    "Run a command every two seconds and show the top of its output; Ctrl-C or q ends it. Without a terminal the output is printed as "
    "it is.\n"
    "  -n, --interval SECONDS  how long to wait between runs (at least 0.1)\n"
    "  -t, --no-title          no line with the interval, the command and the time\n"
    "  -g, --chgexit           end when the output changes\n"
    "  -q, --equexit COUNT     end when the output has been the same COUNT times\n"
    "  -x, --exec              run the words as they are, not by sh -c\n"
    "example: watch -n 1 'ps -e | grep spin'\n";

enum { OUTPUT_SIZE = 65536, SMALLEST_MS = 100 };

typedef struct {
  char **words;
  char *command;
  bool direct, no_title, on_screen;
  int interval_ms;
  bool exit_on_change;
  uint64_t exit_on_equal;
} Watch;

static volatile sig_atomic_t ended;

static void end(int number) {
  (void)number;
  ended = 1;
}

static _Noreturn void run_child(const Watch *watch, const int pipe_ends[2]) {
  dup2(pipe_ends[1], STDOUT_FILENO);
  dup2(pipe_ends[1], STDERR_FILENO);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  if (watch->direct) execvp(watch->words[0], watch->words);
  else execl("/bin/sh", "sh", "-c", watch->command, (char *)NULL);
  complain(watch->direct ? watch->words[0] : "/bin/sh");
  _exit(127);
}

/** Runs the command; what does not fit into `output` is read and dropped. */
static size_t run(const Watch *watch, char *output) {
  int ends[2];
  char rest[512];
  size_t have = 0;
  if (pipe(ends) != 0) die("pipe");
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) run_child(watch, ends);
  close(ends[1]);
  for (;;) {
    bool full = have == OUTPUT_SIZE;
    ssize_t got = read(ends[0], full ? rest : output + have, full ? sizeof rest : OUTPUT_SIZE - have);
    if (got == 0 || (got < 0 && (errno != EINTR || ended))) break;
    if (!full && got > 0) have += (size_t)got;
  }
  close(ends[0]);
  waitpid(child, NULL, 0);
  return have;
}

static int print_title(const Watch *watch, int columns) {
  if (watch->no_title) return 0;
  time_t now = time(NULL);
  char date[40], left[160];
  strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", localtime(&now));
  snprintf(left, sizeof left, "Every %d.%ds: %.120s", watch->interval_ms / 1000, watch->interval_ms / 100 % 10, watch->command);
  int room = columns - (int)strlen(date) - 1;
  if (room > 0) printf("%-*.*s %s\033[K\r\n\033[K\r\n", room, room, left, date);
  else printf("%.*s\033[K\r\n\033[K\r\n", columns, left);
  return 2;
}

static void draw(const Watch *watch, const char *output, size_t length) {
  TerminalSize size = terminal_size(STDOUT_FILENO);
  fputs("\033[H", stdout);
  int row = print_title(watch, size.columns);
  for (; row < size.rows && length > 0; row++) {
    const char *newline = memchr(output, '\n', length);
    size_t line = newline ? (size_t)(newline - output) : length;
    fwrite(output, 1, utf8_fit(output, line, (size_t)size.columns), stdout);
    fputs(row + 1 < size.rows ? "\033[K\r\n" : "\033[K", stdout);
    size_t used = newline ? line + 1 : line;
    output += used;
    length -= used;
  }
  if (row < size.rows) fputs("\033[J", stdout);
  fflush(stdout);
}

/** @returns false when the user has had enough */
static bool pause_between(const Watch *watch) {
  if (!watch->on_screen) {
    struct timespec interval = {watch->interval_ms / 1000, watch->interval_ms % 1000 * 1000000L};
    return nanosleep(&interval, NULL) == 0 || !ended;
  }
  int32_t key = key_read(STDIN_FILENO, watch->interval_ms);
  return !ended && key != 'q' && key != 3 && key != KEY_END_OF_FILE;
}

static void loop(const Watch *watch) {
  static char outputs[2][OUTPUT_SIZE];
  size_t lengths[2] = {0, 0};
  uint64_t equal = 0;
  for (unsigned round = 0; !ended; round++) {
    unsigned now = round % 2;
    unsigned before = 1 - now;
    lengths[now] = run(watch, outputs[now]);
    if (watch->on_screen) draw(watch, outputs[now], lengths[now]);
    else fwrite(outputs[now], 1, lengths[now], stdout);
    fflush(stdout);
    bool same = round > 0 && lengths[now] == lengths[before] && memcmp(outputs[now], outputs[before], lengths[now]) == 0;
    equal = same ? equal + 1 : 0;
    if (watch->exit_on_change && round > 0 && !same) return;
    if (watch->exit_on_equal > 0 && equal >= watch->exit_on_equal) return;
    if (!pause_between(watch)) return;
  }
}

static char *join(char **words) {
  char *command = must_copy(words[0]);
  for (words++; *words != NULL; words++) {
    char *longer = must_format("%s %s", command, *words);
    free(command);
    command = longer;
  }
  return command;
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"interval", required_argument, NULL, 'n'}, {"no-title", no_argument, NULL, 't'},
                                        {"chgexit", no_argument, NULL, 'g'}, {"equexit", required_argument, NULL, 'q'},
                                        {"exec", no_argument, NULL, 'x'}, {NULL, 0, NULL, 0}};
  Watch watch = {.interval_ms = 2000};
  struct timespec interval;
  struct termios saved;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "+n:tgq:x", longs)) != -1;) switch (option) {
    case 'n':
      if (!parse_duration(optarg, &interval) || interval.tv_sec > 1000000) usage_error("not an interval: %s", optarg);
      watch.interval_ms = (int)(interval.tv_sec * 1000 + interval.tv_nsec / 1000000);
      if (watch.interval_ms < SMALLEST_MS) watch.interval_ms = SMALLEST_MS;
      break;
    case 't': watch.no_title = true; break;
    case 'g': watch.exit_on_change = true; break;
    case 'x': watch.direct = true; break;
    case 'q':
      if (!parse_unsigned(optarg, &watch.exit_on_equal) || watch.exit_on_equal == 0) usage_error("not a count: %s", optarg);
      break;
  }
  if (optind == argc) usage_error("which command?");
  watch.words = argv + optind;
  watch.command = join(watch.words);
  struct sigaction action = {.sa_handler = end};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  watch.on_screen = isatty(STDOUT_FILENO) && terminal_raw(STDIN_FILENO, true, &saved);
  if (watch.on_screen) fputs("\033[?1049h\033[?25l\033[2J", stdout);
  loop(&watch);
  if (watch.on_screen) {
    fputs("\033[?25h\033[?1049l", stdout);
    fflush(stdout);
    terminal_restore(STDIN_FILENO, &saved);
  }
  return tool_finish();
}
