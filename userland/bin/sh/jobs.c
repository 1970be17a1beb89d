/* The table of jobs, waiting and the terminal: see jobs.h. How jobs are named and told stands in jobs-report.c. */
#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "redirect.h"
#include "shell.h"
#include "terminal.h"
#include "tool.h"
#include "traps.h"

static Job *jobs;
static unsigned long uses;
static int terminal = -1;
static pid_t original_group;
static struct termios modes;

int exit_status(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  return 128 + (WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status));
}

Job *jobs_list(void) {
  return jobs;
}

JobState job_state(const Job *job) {
  JobState state = JOB_DONE;
  for (size_t i = 0; i < job->count; i++) {
    if (job->processes[i].state == JOB_RUNNING) return JOB_RUNNING;
    if (job->processes[i].state == JOB_STOPPED) state = JOB_STOPPED;
  }
  return state;
}

int job_status(const Job *job) {
  if (job->count == 0) return 0;
  size_t last = job->count - 1;
  if (shell.options & OPTION_PIPE_FAIL) {
    while (last > 0 && exit_status(job->processes[last].status) == 0) last--;
    if (exit_status(job->processes[last].status) == 0) last = job->count - 1;
  }
  return exit_status(job->processes[last].status);
}

bool jobs_take_terminal(void) {
  int fd = open("/dev/tty", O_RDWR);
  if (fd < 0) fd = dup(STDERR_FILENO);
  if (fd >= 0) terminal = private_descriptor(fd);
  if (terminal < 0) return false;
  pid_t owner;
  while ((owner = tcgetpgrp(terminal)) >= 0 && owner != getpgrp()) kill(0, SIGTTIN);
  if (owner < 0) {
    close(terminal);
    terminal = -1;
    return false;
  }
  original_group = owner;
  if (getpgrp() != getpid()) setpgid(0, 0);
  tcsetpgrp(terminal, getpgrp());
  tcgetattr(terminal, &modes);
  return true;
}

void jobs_leave_terminal(void) {
  if (terminal >= 0 && original_group != getpgrp()) tcsetpgrp(terminal, original_group);
}

Job *job_new(const char *text, bool background) {
  Job *job = must_allocate(sizeof *job);
  job->text = must_copy(text ? text : "");
  job->background = background;
  Job **last = &jobs;
  while (*last) last = &(*last)->next;
  *last = job;
  return job;
}

void job_forget(Job *job) {
  Job **link = &jobs;
  while (*link && *link != job) link = &(*link)->next;
  if (*link) *link = job->next;
  free(job->processes);
  free(job->text);
  free(job);
}

void jobs_forget_all(void) {
  while (jobs) job_forget(jobs);
}

static void no_input(void) {
  int null = open("/dev/null", O_RDONLY);
  if (null > 0) {
    dup2(null, STDIN_FILENO);
    close(null);
  }
}

static void enter_child(pid_t group, bool background) {
  bool job_control = shell.job_control;
  if (job_control) {
    setpgid(0, group);
    if (!background) tcsetpgrp(terminal, getpgrp());
  }
  traps_reset(background && !job_control);
  if (background && !job_control) no_input();
  shell.subshell = true;
  shell.interactive = shell.job_control = false;
  jobs_forget_all();
}

pid_t job_fork(Job *job) {
  fflush(stdout);
  pid_t group = job->group;
  bool background = job->background;
  pid_t pid = fork();
  if (pid == 0) {
    enter_child(group, background);
    return 0;
  }
  if (pid < 0) {
    shell_message("cannot fork: %s", strerror(errno));
    return pid;
  }
  if (shell.job_control) {
    if (job->group == 0) job->group = pid;
    setpgid(pid, job->group);
    if (!background) tcsetpgrp(terminal, job->group);
  }
  job->processes = must_reallocate(job->processes, (job->count + 1) * sizeof *job->processes);
  job->processes[job->count++] = (JobProcess){.pid = pid, .state = JOB_RUNNING};
  return pid;
}

static void record(pid_t pid, int status) {
  for (Job *job = jobs; job; job = job->next) {
    for (size_t i = 0; i < job->count; i++) {
      JobProcess *process = &job->processes[i];
      if (process->pid != pid || process->state == JOB_DONE) continue;
      process->status = status;
      process->state = WIFSTOPPED(status) ? JOB_STOPPED : WIFCONTINUED(status) ? JOB_RUNNING : JOB_DONE;
      job->reported = false;
      return;
    }
  }
}

/** Takes one change of a child. @returns false when there is none (or a signal came) */
static bool take_change(bool wait) {
  int status;
  pid_t pid = waitpid(-1, &status, (wait ? 0 : WNOHANG) | (shell.job_control ? WUNTRACED | WCONTINUED : 0));
  if (pid > 0) record(pid, status);
  return pid > 0;
}

void jobs_update(void) {
  if (!jobs) return;
  while (take_change(false)) continue;
}

static void number_job(Job *job) {
  if (job->number == 0) {
    for (const Job *other = jobs; other; other = other->next) {
      if (other->number >= job->number) job->number = other->number;
    }
    job->number++;
  }
  job->used = ++uses;
}

/** What a signal that ended a foreground job means to the user. */
static void tell_signal(const Job *job) {
  int status = job->processes[job->count - 1].status;
  if (!WIFSIGNALED(status)) return;
  int signal = WTERMSIG(status);
  if (signal == SIGINT && shell.interactive) {
    shell_message_raw("\n");
    shell.flow = FLOW_ABORT;
  } else if (signal != SIGINT && signal != SIGPIPE) {
    char text[80];
    snprintf(text, sizeof text, "%s%s\n", strsignal(signal), WCOREDUMP(status) ? " (core dumped)" : "");
    shell_message_raw(text);
  }
}

/** The shell is in the foreground again; a job that was stopped or killed may have left strange modes. */
static void take_back_terminal(bool restore_modes) {
  if (terminal < 0 || !shell.job_control) return;
  tcsetpgrp(terminal, getpgrp());
  if (restore_modes) terminal_restore(terminal, &modes);
  else tcgetattr(terminal, &modes);
}

int job_finish(Job *job) {
  while (job_state(job) == JOB_RUNNING) {
    if (!take_change(true) && errno == ECHILD) break;
  }
  int last = job->count > 0 ? job->processes[job->count - 1].status : 0;
  bool stopped = job_state(job) == JOB_STOPPED;
  take_back_terminal(stopped || WIFSIGNALED(last));
  int status = job->count > 0 ? job_status(job) : 1;
  if (stopped) {
    number_job(job);
    job->background = true;
    shell_message_raw("\n");
    job_print(job, false, STDERR_FILENO);
    job->reported = true;
    return status;
  }
  if (job->count > 0) tell_signal(job);
  job_forget(job);
  return status;
}

void job_release(Job *job) {
  if (job->count == 0) {
    job_forget(job);
    return;
  }
  number_job(job);
  shell.background = job->processes[job->count - 1].pid;
  if (!shell.interactive) return;
  char text[40];
  snprintf(text, sizeof text, "[%u] %d\n", job->number, (int)shell.background);
  shell_message_raw(text);
}

int job_wait(Job *job, bool *interrupted) {
  sigset_t all, before;
  sigfillset(&all);
  traps_catch_children();
  sigprocmask(SIG_BLOCK, &all, &before);
  int status = -1;
  *interrupted = false;
  while (status < 0) {
    jobs_update();
    int signal = traps_pending();
    if (job_state(job) == JOB_DONE) status = job_status(job);
    else if (job_state(job) == JOB_STOPPED) status = exit_status(job->processes[job->count - 1].status);
    else if (signal > 0) status = 128 + signal, *interrupted = true;
    else sigsuspend(&before);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (job_state(job) == JOB_DONE) job_forget(job);
  return status;
}

int job_resume(Job *job, bool foreground) {
  for (size_t i = 0; i < job->count; i++) {
    if (job->processes[i].state == JOB_STOPPED) job->processes[i].state = JOB_RUNNING;
  }
  job->background = !foreground;
  job->used = ++uses;
  if (foreground && shell.job_control) tcsetpgrp(terminal, job->group);
  if (job->group > 0) kill(-job->group, SIGCONT);
  return foreground ? job_finish(job) : 0;
}
