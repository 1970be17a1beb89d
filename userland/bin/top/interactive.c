/* The full-screen top: see interactive.h. */
#define _GNU_SOURCE
#include "interactive.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fields.h"
#include "keys.h"
#include "sample.h"
#include "screen.h"
#include "summary.h"
#include "terminal.h"

static volatile sig_atomic_t ended_by;
static volatile sig_atomic_t stopped;
static volatile sig_atomic_t resized;

static void on_signal(int number) {
  if (number == SIGWINCH) resized = 1;
  else if (number == SIGTSTP) stopped = 1;
  else if (number != SIGCONT) ended_by = number;
}

/** Without SA_RESTART, so that waiting for a key is interrupted. */
static void catch_signals(void) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
  struct sigaction action = {.sa_handler = on_signal};
  for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++) sigaction(numbers[index], &action, NULL);
}

/** Stops as a program without a handler would, with the terminal given back meanwhile. */
static void suspend(void) {
  stopped = 0;
  screen_close();
  signal(SIGTSTP, SIG_DFL);
  kill(getpid(), SIGTSTP);
  catch_signals();
  screen_open();
}

static bool draw_line(const char *line, void *context) {
  (void)context;
  return screen_line(line, STYLE_PLAIN);
}

static void draw_table(const Sample *sample, const View *view) {
  char line[FIELD_SIZE * 2];
  size_t end = view->first_row + view->most_tasks;
  if (view->most_tasks == 0 || end > sample->count) end = sample->count;
  format_headings(view, line, sizeof line, screen_columns());
  bool room = screen_line(line, STYLE_REVERSE);
  for (size_t index = view->first_row; room && index < end; index++) {
    const Entry *entry = &sample->entries[index];
    format_entry(entry, sample, view, line, sizeof line, screen_columns());
    room = screen_line(line, entry->task.state == 'R' ? STYLE_BOLD : STYLE_PLAIN);
  }
}

static void draw(Sample *sample, View *view, Keyboard *keyboard) {
  sort_entries(sample, view);
  if (view->first_row >= sample->count) view->first_row = sample->count > 0 ? sample->count - 1 : 0;
  screen_begin();
  summary_lines(sample, view, draw_line, NULL);
  keyboard->message_row = screen_used();
  keyboard->page = screen_rows() - screen_used() - 2;
  if (keyboard->page < 1) keyboard->page = 1;
  if (screen_line(keyboard->message, STYLE_BOLD)) draw_table(sample, view);
  screen_end();
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** Waits for keys until the next sample is due. @returns false when top shall end */
static bool until_next_sample(Sample *sample, View *view, Keyboard *keyboard) {
  int64_t begun = now_ms();
  for (;;) {
    int64_t left = begun + view->delay_ms - now_ms();
    if (left <= 0) return true;
    int32_t key = key_read(STDIN_FILENO, (int)left);
    if (ended_by != 0) return false;
    KeyEffect effect = KEYS_SUSPEND;
    if (!stopped) effect = key == KEY_INTERRUPTED ? KEYS_REDRAW : key == KEY_NONE ? KEYS_SAMPLE : handle_key(keyboard, key);
    if (effect == KEYS_QUIT || ended_by != 0) return false;
    if (effect == KEYS_SUSPEND) suspend();
    if (effect == KEYS_SAMPLE || effect == KEYS_SUSPEND) return true;
    if (effect == KEYS_REDRAW || resized) draw(sample, view, keyboard);
    resized = 0;
  }
}

bool run_interactive(View *view, uint64_t iterations) {
  static Sample sample;
  Keyboard keyboard = {.view = view, .sample = &sample};
  if (!screen_open()) return false;
  catch_signals();
  for (uint64_t done = 0; done < iterations; done++) {
    take_sample(&sample, view);
    draw(&sample, view, &keyboard);
    keyboard.message[0] = '\0';
    if (!until_next_sample(&sample, view, &keyboard)) break;
  }
  screen_close();
  if (ended_by != 0) {
    signal(ended_by, SIG_DFL);
    raise(ended_by);
  }
  return true;
}
