/* Builtins about jobs: jobs, fg, bg, wait, kill. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtins.h"
#include "jobs.h"
#include "numbers.h"
#include "shell.h"
#include "signal-names.h"
#include "tool.h"

static int no_such_job(const char *command, const char *spec) {
  shell_message("%s: %s: no such job", command, spec);
  return 1;
}

static void print_job(Job *job, bool pids, bool only_pids) {
  if (only_pids) printf("%d\n", (int)(job->group ? job->group : job->processes[0].pid));
  else job_print(job, pids, STDOUT_FILENO);
}

int builtin_jobs(int count, char **words) {
  bool pids = false, only_pids = false;
  int first = 1, status = 0;
  for (; first < count && words[first][0] == '-'; first++) {
    pids |= strchr(words[first], 'l') != NULL;
    only_pids |= strchr(words[first], 'p') != NULL;
  }
  jobs_update();
  for (int i = first; i < count; i++) {
    Job *job = job_find(words[i]);
    if (job) print_job(job, pids, only_pids);
    else status = no_such_job(words[0], words[i]);
  }
  for (Job *job = first == count ? jobs_list() : NULL, *next; job; job = next) {
    next = job->next;
    if (job->number == 0) continue;
    print_job(job, pids, only_pids);
    if (job_state(job) == JOB_DONE && shell.interactive) job_forget(job);
  }
  return status;
}

static int resume(int count, char **words, bool foreground) {
  static char *current[] = {"%+", NULL};
  if (!shell.job_control) {
    shell_message("%s: no job control", words[0]);
    return 1;
  }
  int status = 0;
  for (char **spec = count > 1 ? words + 1 : current; *spec; spec++) {
    Job *job = job_find(*spec);
    if (!job || job->number == 0) return no_such_job(words[0], count > 1 ? *spec : "current");
    if (foreground) printf("%s\n", job->text);
    else printf("[%u] %s &\n", job->number, job->text);
    fflush(stdout);
    status = job_resume(job, foreground);
    if (foreground) break;
  }
  return status;
}

int builtin_fg(int count, char **words) {
  return resume(count, words, true);
}

int builtin_bg(int count, char **words) {
  return resume(count, words, false);
}

static int wait_for_all(void) {
  for (;;) {
    Job *job = jobs_list();
    while (job && (job->number == 0 || job_state(job) == JOB_STOPPED)) job = job->next;
    if (!job) return 0;
    bool interrupted;
    int status = job_wait(job, &interrupted);
    if (interrupted) return status;
  }
}

int builtin_wait(int count, char **words) {
  if (count == 1) return wait_for_all();
  int status = 0;
  bool interrupted = false;
  for (int i = 1; i < count && !interrupted; i++) {
    Job *job = job_find(words[i]);
    status = job ? job_wait(job, &interrupted) : 127;
  }
  return status;
}

static int list_signals(int count, char **words) {
  for (int i = 2; i < count; i++) {
    uint64_t number;
    bool numeric = parse_unsigned(words[i], &number);
    int signal = numeric ? (int)(number > 128 ? number - 128 : number) : signal_number(words[i]);
    const char *name = signal_name(signal);
    if (!name) return builtin_misuse(words[0], "%s: no such signal", words[i]);
    if (numeric) puts(name);
    else printf("%d\n", signal);
  }
  for (int i = 1; count == 2 && i < 32; i++) printf("%s%c", signal_name(i), i % 8 && i < 31 ? ' ' : '\n');
  return 0;
}

static int send(const char *command, const char *target, int signal) {
  int64_t pid;
  const Job *job = *target == '%' ? job_find(target) : NULL;
  if (*target == '%' && !job) return no_such_job(command, target);
  if (job) {
    pid = job->group ? -job->group : job->processes[0].pid;
  } else if (!parse_integer(target, &pid)) {
    shell_message("%s: %s: expected a pid or %%JOB", command, target);
    return 1;
  }
  if (kill((pid_t)pid, signal) != 0) {
    shell_message("%s: %s: %s", command, target, strerror(errno));
    return 1;
  }
  if (job && job_state(job) == JOB_STOPPED && (signal == SIGTERM || signal == SIGHUP)) kill((pid_t)pid, SIGCONT);
  return 0;
}

int builtin_kill(int count, char **words) {
  int signal = SIGTERM, first = 1, status = 0;
  if (count > 1 && strcmp(words[1], "-l") == 0) return list_signals(count, words);
  if (first < count && words[first][0] == '-' && words[first][1]) {
    const char *name = words[first] + 1;
    if (strcmp(name, "s") == 0 || strcmp(name, "n") == 0) name = ++first < count ? words[first] : "";
    first++;
    if (strcmp(name, "-") != 0) signal = signal_number(name);
    if (signal < 0) return builtin_misuse(words[0], "%s: no such signal", name);
  }
  if (first < count && strcmp(words[first], "--") == 0) first++;
  if (first >= count) return builtin_misuse(words[0], "needs a pid or %%JOB");
  for (; first < count; first++) {
    if (send(words[0], words[first], signal) != 0) status = 1;
  }
  return status;
}
