/* How jobs are named by the user and told to the user: see jobs.h. Only reads the table. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jobs.h"
#include "numbers.h"
#include "shell.h"

/** The job used last, other than `except`. */
static Job *latest(const Job *except) {
  Job *found = NULL;
  for (Job *job = jobs_list(); job; job = job->next) {
    if (job == except || job->number == 0) continue;
    bool better = !found || (job_state(job) == JOB_STOPPED) > (job_state(found) == JOB_STOPPED)
      || ((job_state(job) == JOB_STOPPED) == (job_state(found) == JOB_STOPPED) && job->used > found->used);
    if (better) found = job;
  }
  return found;
}

static Job *by_text(const char *text, bool anywhere) {
  for (Job *job = jobs_list(); job; job = job->next) {
    if (job->number == 0) continue;
    if (anywhere ? strstr(job->text, text) != NULL : strncmp(job->text, text, strlen(text)) == 0) return job;
  }
  return NULL;
}

static Job *by_pid(uint64_t pid) {
  for (Job *job = jobs_list(); job; job = job->next) {
    for (size_t i = 0; i < job->count; i++) {
      if ((uint64_t)job->processes[i].pid == pid) return job;
    }
  }
  return NULL;
}

Job *job_find(const char *spec) {
  uint64_t number;
  if (*spec != '%') return parse_unsigned(spec, &number) ? by_pid(number) : NULL;
  const char *name = spec + 1;
  if (strcmp(name, "") == 0 || strcmp(name, "+") == 0 || strcmp(name, "%") == 0) return latest(NULL);
  if (strcmp(name, "-") == 0) {
    const Job *current = latest(NULL);
    Job *previous = latest(current);
    return previous ? previous : latest(NULL);
  }
  if (*name == '?') return by_text(name + 1, true);
  if (!parse_unsigned(name, &number)) return by_text(name, false);
  for (Job *job = jobs_list(); job; job = job->next) {
    if (job->number == number) return job;
  }
  return NULL;
}

bool jobs_any_stopped(void) {
  for (const Job *job = jobs_list(); job; job = job->next) {
    if (job_state(job) == JOB_STOPPED) return true;
  }
  return false;
}

static const char *state_text(JobState state, int status, char buffer[static 48]) {
  if (state == JOB_RUNNING) return "Running";
  if (state == JOB_STOPPED) {
    int signal = WSTOPSIG(status);
    if (signal == SIGTSTP) return "Stopped";
    snprintf(buffer, 48, "%s", strsignal(signal));
  } else if (WIFSIGNALED(status)) {
    snprintf(buffer, 48, "%s", strsignal(WTERMSIG(status)));
  } else if (WEXITSTATUS(status) == 0) {
    return "Done";
  } else {
    snprintf(buffer, 48, "Exit %d", WEXITSTATUS(status));
  }
  return buffer;
}

void job_print(Job *job, bool pids, int fd) {
  const Job *current = latest(NULL), *previous = latest(current);
  char mark = job == current ? '+' : job == previous ? '-' : ' ';
  char buffer[48], line[400];
  const JobProcess *last = &job->processes[job->count - 1];
  JobState state = job_state(job);
  const char *tail = state == JOB_RUNNING && job->background ? " &" : "";
  if (pids) {
    for (size_t i = 0; i < job->count; i++) {
      const JobProcess *process = &job->processes[i];
      const char *what = state_text(process->state, process->status, buffer);
      if (i == 0) snprintf(line, sizeof line, "[%u]%c %5d %-22s  %s%s\n", job->number, mark, (int)process->pid, what, job->text, tail);
      else snprintf(line, sizeof line, "     %5d %s\n", (int)process->pid, what);
      write_all(fd, line, strlen(line));
    }
  } else {
    snprintf(line, sizeof line, "[%u]%c  %-22s  %s%s\n", job->number, mark, state_text(state, last->status, buffer), job->text, tail);
    write_all(fd, line, strlen(line));
  }
  job->reported = true;
}

void jobs_notify(void) {
  jobs_update();
  for (Job *job = jobs_list(), *next; job; job = next) {
    next = job->next;
    JobState state = job_state(job);
    if (job->number == 0 || state == JOB_RUNNING) continue;
    if (!job->reported && shell.interactive) job_print(job, false, STDERR_FILENO);
    if (state == JOB_DONE && shell.interactive) job_forget(job);
  }
}
