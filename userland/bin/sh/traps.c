/* Signals and their actions: see traps.h. */
#include "traps.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"
#include "tool.h"

enum { SIGNALS = 65 };

static char *actions[SIGNALS];
static bool inherited_ignored[SIGNALS], asked[SIGNALS];
static volatile sig_atomic_t came[SIGNALS], any_came;
static bool catches_children;

static const int ignored_at_prompt[] = {SIGTERM, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
enum { IGNORED_AT_PROMPT = sizeof ignored_at_prompt / sizeof *ignored_at_prompt };

static void note(int signal) {
  came[signal] = 1;
  any_came = 1;
}

static void set_handler(int signal, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler};
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

static void do_nothing(int signal) {
  (void)signal;
}

/** How a signal without an action is handled by this shell. */
static void (*usual_handler(int signal))(int) {
  if (signal == SIGCHLD && catches_children) return do_nothing;
  if (!shell.interactive) return SIG_DFL;
  if (signal == SIGINT) return note;
  if (signal == SIGWINCH) return do_nothing;
  for (int i = 0; i < IGNORED_AT_PROMPT; i++) {
    if (ignored_at_prompt[i] == signal) return SIG_IGN;
  }
  return SIG_DFL;
}

void traps_start_interactive(void) {
  set_handler(SIGINT, note);
  set_handler(SIGWINCH, do_nothing);
  for (int i = 0; i < IGNORED_AT_PROMPT; i++) set_handler(ignored_at_prompt[i], SIG_IGN);
}

/** A signal that was ignored when the shell began stays so, as POSIX wants it for scripts. */
static bool stays_ignored(int signal) {
  if (!asked[signal]) {
    struct sigaction before;
    asked[signal] = true;
    inherited_ignored[signal] = !shell.interactive && sigaction(signal, NULL, &before) == 0 && before.sa_handler == SIG_IGN;
  }
  return inherited_ignored[signal];
}

void trap_set(int signal, const char *action) {
  bool fixed = signal > 0 && stays_ignored(signal);
  free(actions[signal]);
  actions[signal] = action ? must_copy(action) : NULL;
  if (signal == 0 || fixed) return;
  set_handler(signal, !action ? usual_handler(signal) : *action ? note : SIG_IGN);
}

const char *trap_action(int signal) {
  return actions[signal];
}

void traps_reset(bool asynchronous) {
  for (int signal = 0; signal < SIGNALS; signal++) {
    came[signal] = 0;
    if (!actions[signal] || *actions[signal] == 0) continue;
    free(actions[signal]);
    actions[signal] = NULL;
    if (signal > 0) set_handler(signal, SIG_DFL);
  }
  any_came = 0;
  if (shell.interactive) {
    if (!actions[SIGINT]) set_handler(SIGINT, SIG_DFL);
    set_handler(SIGWINCH, SIG_DFL);
    for (int i = 0; i < IGNORED_AT_PROMPT; i++) {
      if (!actions[ignored_at_prompt[i]]) set_handler(ignored_at_prompt[i], SIG_DFL);
    }
  }
  if (catches_children) set_handler(SIGCHLD, SIG_DFL);
  catches_children = false;
  if (!asynchronous) return;
  set_handler(SIGINT, SIG_IGN);
  set_handler(SIGQUIT, SIG_IGN);
}

void traps_catch_children(void) {
  if (catches_children || actions[SIGCHLD]) return;
  catches_children = true;
  set_handler(SIGCHLD, do_nothing);
}

int traps_pending(void) {
  if (!any_came) return 0;
  for (int signal = 1; signal < SIGNALS; signal++) {
    if (came[signal]) return signal;
  }
  return 0;
}

void traps_clear_interrupt(void) {
  came[SIGINT] = 0;
}

static void run_action(const char *action) {
  int status = shell.status;
  Flow flow = shell.flow;
  shell.flow = FLOW_NONE;
  char *copy = must_copy(action);
  shell_run_string(copy, false);
  free(copy);
  if (shell.flow == FLOW_EXIT) return;
  if (shell.flow == FLOW_NONE) shell.flow = flow;
  shell.status = status;
}

void traps_run(void) {
  if (!any_came) return;
  any_came = 0;
  for (int signal = 1; signal < SIGNALS; signal++) {
    if (!came[signal]) continue;
    came[signal] = 0;
    if (actions[signal]) {
      run_action(actions[signal]);
    } else if (signal == SIGINT) {
      shell.status = 128 + SIGINT;
      shell.flow = FLOW_ABORT;
    }
  }
}

void traps_run_exit(void) {
  char *action = actions[0];
  if (!action) return;
  actions[0] = NULL;
  if (*action) run_action(action);
  free(action);
}

bool traps_are_set(void) {
  for (int signal = 0; signal < SIGNALS; signal++) {
    if (actions[signal] && *actions[signal]) return true;
  }
  return false;
}
