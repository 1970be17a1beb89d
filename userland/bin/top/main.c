/* top: the processes that use the CPU most, again and again; here its options and its batch mode. */
#define _GNU_SOURCE
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fields.h"
#include "interactive.h"
#include "numbers.h"
#include "sample.h"
#include "summary.h"
#include "tool.h"

static const char usage[] =
    "usage: top [-bcHi1] [-d SECONDS] [-n COUNT] [-o [+|-]FIELD] [-p PID,...] [-u USER] [-w [COLUMNS]]\n"
    "Show the system's load and its processes, those that use the CPU most first. %CPU is of one CPU since the last refresh, the first "
    "time\n"
    "since the process began.\n"
    "  -b  batch: print, without keys          -n  end after so many refreshes        -d  seconds between them (3)\n"
    "  -H  threads   -1  a line per CPU        -c  command lines   -i  no idle tasks  -u  one user's   -p  only these processes\n"
    "  -o  sort by PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND; - in front sorts from low to high; by VCSW or NVCSW (voluntary\n"
    "      and involuntary context switches), or by IPC (instructions a cycle), MISSES (of L1) or %RELOAD (of its time, for what others had\n"
    "      pushed out of the caches): these columns take the place of VIRT, RES and SHR\n"
    "  -w  width of batch output\n"
    "In the full-screen form h shows the keys and q quits.\n"
    "example: top -b -n 1; top -o %MEM\n";

/** One write for a whole picture, so that it does not flicker and costs few system calls. */
static char output_buffer[1 << 16];

enum { DEFAULT_DELAY_MS = 3000, BATCH_COLUMNS = 512, LONGEST_DELAY_S = 100000 };

static bool print_line(const char *line, void *context) {
  const int *columns = context;
  printf("%.*s\n", *columns, line);
  return true;
}

static void print_table(const Sample *sample, const View *view, int columns) {
  char line[FIELD_SIZE * 2];
  size_t count = view->most_tasks > 0 && view->most_tasks < sample->count ? view->most_tasks : sample->count;
  format_headings(view, line, sizeof line, columns);
  printf("\n%s\n", line);
  for (size_t index = 0; index < count; index++) {
    format_entry(&sample->entries[index], sample, view, line, sizeof line, columns);
    puts(line);
  }
}

static void run_batch(const View *view, uint64_t iterations, int columns) {
  static Sample sample;
  const struct timespec delay = {view->delay_ms / 1000, view->delay_ms % 1000 * 1000000L};
  for (uint64_t done = 0; done < iterations; done++) {
    if (done > 0) {
      nanosleep(&delay, NULL);
      putchar('\n');
    }
    take_sample(&sample, view);
    sort_entries(&sample, view);
    summary_lines(&sample, view, print_line, &columns);
    print_table(&sample, view, columns);
    if (fflush(stdout) != 0) return;
  }
}

static void watch_pids(View *view, const char *list) {
  char *rest = must_copy(list);
  for (char *word; (word = strsep(&rest, ", ")) != NULL;) {
    uint64_t pid;
    if (!parse_unsigned(word, &pid) || pid > INT32_MAX) usage_error("not a process id: %s", word);
    if (view->watched_count == MAX_WATCHED) usage_error("at most %d processes can be watched", MAX_WATCHED);
    view->watched[view->watched_count++] = pid == 0 ? getpid() : (pid_t)pid;
  }
}

static void set_user(View *view, const char *word) {
  uint64_t number;
  const struct passwd *user = getpwnam(word);
  if (user == NULL && !parse_unsigned(word, &number)) usage_error("no such user: %s", word);
  view->user = user != NULL ? user->pw_uid : (uid_t)number;
  view->has_user = true;
}

static void set_sort(View *view, const char *word) {
  view->ascending = word[0] == '-';
  size_t field = find_field(word + (word[0] == '-' || word[0] == '+'));
  if (field == FIELD_COUNT) usage_error("no such field: %s", word);
  choose_sort(view, field);
}

static void set_delay(View *view, const char *word) {
  struct timespec delay;
  if (!parse_duration(word, &delay) || delay.tv_sec > LONGEST_DELAY_S) usage_error("not a delay in seconds: %s", word);
  view->delay_ms = (int)(delay.tv_sec * 1000 + delay.tv_nsec / 1000000);
}

int main(int argc, char **argv) {
  View view = {.columns = SHOWN_WITH_MEMORY, .sort_field = find_field("%CPU"), .delay_ms = DEFAULT_DELAY_MS, .show_load = true, .show_tasks = true, .show_memory = true};
  uint64_t iterations = UINT64_MAX;
  uint64_t columns = BATCH_COLUMNS;
  bool batch = false;
  tool_begin(argv, usage);
  setvbuf(stdout, output_buffer, _IOFBF, sizeof output_buffer);
  for (int option; (option = tool_option(argc, argv, "bcHi1d:n:o:p:u:U:w::", NULL)) != -1;) switch (option) {
    case 'b': batch = true; break;
    case 'c': view.command_line = true; break;
    case 'H': view.threads = true; break;
    case 'i': view.hide_idle = true; break;
    case '1': view.per_cpu = true; break;
    case 'd': set_delay(&view, optarg); break;
    case 'o': set_sort(&view, optarg); break;
    case 'p': watch_pids(&view, optarg); break;
    case 'u': case 'U': set_user(&view, optarg); break;
    case 'n':
      if (!parse_unsigned(optarg, &iterations) || iterations == 0) usage_error("not a count: %s", optarg);
      break;
    case 'w':
      if (optarg == NULL && optind < argc && argv[optind][0] >= '0' && argv[optind][0] <= '9') optarg = argv[optind++];
      if (optarg != NULL && (!parse_unsigned(optarg, &columns) || columns < 3 || columns > BATCH_COLUMNS))
        usage_error("not a width: %s", optarg);
      break;
  }
  if (optind < argc) usage_error("unexpected word: %s", argv[optind]);
  if (batch) run_batch(&view, iterations, (int)columns);
  else if (!run_interactive(&view, iterations)) usage_error("no terminal; use top -b");
  return tool_finish();
}
