/* What each key of the full-screen top does to the view: see keys.h. One row per key. */
#define _GNU_SOURCE
#include "keys.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fields.h"
#include "numbers.h"
#include "screen.h"
#include "signal-names.h"
#include "terminal.h"

enum { ANSWER_SIZE = 48, CONTROL_C = 3, CONTROL_L = 12, CONTROL_Z = 26, SMALLEST_DELAY_MS = 100 };

static const char *const help_lines[] = {
  "P M T N      sort by CPU, memory, time, pid      < >  sort by the column to the left, right      R  reverse",
  "k            send a signal to a process          r    change its nice value",
  "H            threads      1  one line per CPU    c    whole command lines      i  hide idle tasks",
  "w            context switches (VCSW voluntary, NVCSW not) in place of VIRT and SHR",
  "x            caches: instructions a cycle, misses of L1, share of its time for reloads, in place of VIRT, RES, SHR",
  "u            tasks of one user                   n    at most so many tasks    =  all tasks again",
  "d s          seconds between refreshes           Space refresh now",
  "l t m        show or hide load, tasks and CPUs, memory",
  "arrows PgUp PgDn Home End   scroll",
  "q            quit                                Any key leaves this page.",
};

static void say(Keyboard *keyboard, const char *text) {
  snprintf(keyboard->message, sizeof keyboard->message, "%s", text);
}

static bool ask(Keyboard *keyboard, const char *question, char answer[ANSWER_SIZE]) {
  return screen_ask(keyboard->message_row, question, answer, ANSWER_SIZE);
}

/** Asks for a pid, the first of the table unless told. @returns 0 when the user gave up */
static pid_t ask_pid(Keyboard *keyboard, const char *purpose) {
  char question[96];
  char answer[ANSWER_SIZE];
  uint64_t pid;
  const Sample *sample = keyboard->sample;
  size_t first = keyboard->view->first_row;
  int offered = first < sample->count ? sample->entries[first].task.tgid : 0;
  snprintf(question, sizeof question, "PID to %s [default pid = %d]", purpose, offered);
  if (!ask(keyboard, question, answer)) return 0;
  if (answer[0] == '\0') return offered;
  if (parse_unsigned(answer, &pid) && pid > 0 && pid <= INT32_MAX) return (pid_t)pid;
  say(keyboard, "not a process id");
  return 0;
}

static KeyEffect send_signal(Keyboard *keyboard) {
  char question[96];
  char answer[ANSWER_SIZE];
  pid_t pid = ask_pid(keyboard, "signal/kill");
  if (pid == 0) return KEYS_REDRAW;
  snprintf(question, sizeof question, "Send pid %d signal [15/sigterm]", pid);
  if (!ask(keyboard, question, answer)) return KEYS_REDRAW;
  int number = answer[0] == '\0' ? SIGTERM : signal_number(answer);
  if (number < 0) say(keyboard, "no such signal");
  else if (kill(pid, number) != 0) snprintf(keyboard->message, sizeof keyboard->message, "cannot signal pid %d: %s", pid, strerror(errno));
  return KEYS_SAMPLE;
}

static KeyEffect renice(Keyboard *keyboard) {
  char question[96];
  char answer[ANSWER_SIZE];
  int64_t value;
  pid_t pid = ask_pid(keyboard, "renice");
  if (pid == 0) return KEYS_REDRAW;
  snprintf(question, sizeof question, "Renice PID %d to value", pid);
  if (!ask(keyboard, question, answer) || answer[0] == '\0') return KEYS_REDRAW;
  if (!parse_integer(answer, &value) || value < -20 || value > 19) say(keyboard, "a nice value is -20 to 19");
  else if (setpriority(PRIO_PROCESS, (id_t)pid, (int)value) != 0) {
    snprintf(keyboard->message, sizeof keyboard->message, "cannot renice pid %d: %s", pid, strerror(errno));
  }
  return KEYS_SAMPLE;
}

static KeyEffect set_delay(Keyboard *keyboard) {
  char question[96];
  char answer[ANSWER_SIZE];
  struct timespec delay;
  View *view = keyboard->view;
  snprintf(question, sizeof question, "Change delay from %d.%d to", view->delay_ms / 1000, view->delay_ms / 100 % 10);
  if (!ask(keyboard, question, answer) || answer[0] == '\0') return KEYS_REDRAW;
  if (!parse_duration(answer, &delay) || delay.tv_sec > 100000) say(keyboard, "not a number of seconds");
  else view->delay_ms = (int)(delay.tv_sec * 1000 + delay.tv_nsec / 1000000);
  if (view->delay_ms < SMALLEST_DELAY_MS) view->delay_ms = SMALLEST_DELAY_MS;
  return KEYS_REDRAW;
}

static KeyEffect set_user(Keyboard *keyboard) {
  char answer[ANSWER_SIZE];
  uint64_t number;
  View *view = keyboard->view;
  if (!ask(keyboard, "Which user (blank for all)", answer)) return KEYS_REDRAW;
  const struct passwd *user = answer[0] != '\0' ? getpwnam(answer) : NULL;
  view->has_user = false;
  if (user == NULL && answer[0] != '\0' && !parse_unsigned(answer, &number)) {
    say(keyboard, "no such user");
  } else if (answer[0] != '\0') {
    view->has_user = true;
    view->user = user != NULL ? user->pw_uid : (uid_t)number;
  }
  view->first_row = 0;
  return KEYS_SAMPLE;
}

static KeyEffect set_most_tasks(Keyboard *keyboard) {
  char answer[ANSWER_SIZE];
  uint64_t number;
  if (!ask(keyboard, "Maximum tasks (0 is unlimited)", answer) || answer[0] == '\0') return KEYS_REDRAW;
  if (!parse_unsigned(answer, &number)) say(keyboard, "not a number");
  else keyboard->view->most_tasks = number;
  return KEYS_REDRAW;
}

static KeyEffect show_help(Keyboard *keyboard) {
  (void)keyboard;
  screen_begin();
  screen_line("Keys of top", STYLE_BOLD);
  for (size_t index = 0; index < sizeof help_lines / sizeof help_lines[0]; index++) screen_line(help_lines[index], STYLE_PLAIN);
  screen_end();
  key_read(STDIN_FILENO, -1);
  return KEYS_REDRAW;
}

static KeyEffect sort_by(Keyboard *keyboard, const char *heading) {
  choose_sort(keyboard->view, find_field(heading));
  keyboard->view->ascending = false;
  return KEYS_REDRAW;
}

static KeyEffect shift_sort(Keyboard *keyboard, int step) {
  View *view = keyboard->view;
  size_t field = view->sort_field;
  do field += (size_t)step;
  while (field < FIELD_COUNT && !field_shown(field, view));
  if (field < FIELD_COUNT) view->sort_field = field;
  snprintf(keyboard->message, sizeof keyboard->message, "sorted by %s", fields[view->sort_field].heading);
  return KEYS_REDRAW;
}

static KeyEffect toggle(bool *flag, KeyEffect effect) {
  *flag = !*flag;
  return effect;
}

/** A column that is hidden sorts nothing. */
static KeyEffect toggle_columns(View *view, FieldSet columns) {
  view->columns = view->columns == columns ? SHOWN_WITH_MEMORY : columns;
  if (!field_shown(view->sort_field, view)) view->sort_field = find_field("%CPU");
  return KEYS_REDRAW;
}

static KeyEffect show_all(Keyboard *keyboard) {
  View *view = keyboard->view;
  view->has_user = view->hide_idle = false;
  view->most_tasks = view->first_row = 0;
  view->watched_count = 0;
  return KEYS_SAMPLE;
}

static KeyEffect scroll(Keyboard *keyboard, long step) {
  long row = (long)keyboard->view->first_row + step;
  long last = (long)keyboard->sample->count - 1;
  if (row > last) row = last;
  keyboard->view->first_row = row < 0 ? 0 : (size_t)row;
  return KEYS_REDRAW;
}

static KeyEffect handle_motion(Keyboard *keyboard, int32_t key) {
  switch (key) {
    case KEY_UP: return scroll(keyboard, -1);
    case KEY_DOWN: return scroll(keyboard, 1);
    case KEY_PAGE_UP: return scroll(keyboard, -keyboard->page);
    case KEY_PAGE_DOWN: return scroll(keyboard, keyboard->page);
    case KEY_HOME: return scroll(keyboard, -(long)keyboard->view->first_row);
    case KEY_END: return scroll(keyboard, (long)keyboard->sample->count);
    default: return KEYS_NOTHING;
  }
}

KeyEffect handle_key(Keyboard *keyboard, int32_t key) {
  View *view = keyboard->view;
  switch (key) {
    case 'q': case CONTROL_C: case KEY_END_OF_FILE: return KEYS_QUIT;
    case CONTROL_Z: return KEYS_SUSPEND;
    case CONTROL_L: screen_forget(); return KEYS_REDRAW;
    case 'P': return sort_by(keyboard, "%CPU");
    case 'M': return sort_by(keyboard, "%MEM");
    case 'T': return sort_by(keyboard, "TIME+");
    case 'N': return sort_by(keyboard, "PID");
    case '<': return shift_sort(keyboard, -1);
    case '>': return shift_sort(keyboard, 1);
    case 'R': return toggle(&view->ascending, KEYS_REDRAW);
    case 'H': return toggle(&view->threads, KEYS_SAMPLE);
    case '1': return toggle(&view->per_cpu, KEYS_REDRAW);
    case 'c': return toggle(&view->command_line, KEYS_REDRAW);
    case 'i': return toggle(&view->hide_idle, KEYS_SAMPLE);
    case 'w': return toggle_columns(view, SHOWN_WITH_SWITCHES);
    case 'x': return toggle_columns(view, SHOWN_WITH_CACHES);
    case 'l': return toggle(&view->show_load, KEYS_REDRAW);
    case 't': return toggle(&view->show_tasks, KEYS_REDRAW);
    case 'm': return toggle(&view->show_memory, KEYS_REDRAW);
    case 'k': return send_signal(keyboard);
    case 'r': return renice(keyboard);
    case 'd': case 's': return set_delay(keyboard);
    case 'u': case 'U': return set_user(keyboard);
    case 'n': case '#': return set_most_tasks(keyboard);
    case '=': return show_all(keyboard);
    case 'h': case '?': return show_help(keyboard);
    case ' ': case '\r': return KEYS_SAMPLE;
    case 'W': say(keyboard, "top keeps no configuration file"); return KEYS_REDRAW;
    default: return handle_motion(keyboard, key);
  }
}
