/* Jobs: the processes of one pipeline, their states, the terminal's foreground group, and waiting. */
#ifndef SH_JOBS_H
#define SH_JOBS_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct Job Job;

typedef enum { JOB_RUNNING, JOB_STOPPED, JOB_DONE } JobState;

typedef struct {
  pid_t pid;
  int status;     /* as waitpid() gives it */
  JobState state;
} JobProcess;

struct Job {
  Job *next;
  unsigned number;    /* 0: in the foreground, not listed */
  pid_t group;        /* 0 without job control */
  JobProcess *processes;
  size_t count;
  char *text;
  bool background;
  bool reported;      /* its present state has been told to the user */
  unsigned long used; /* larger: more recently the current job */
};

/** Takes the terminal for an interactive shell: own process group, foreground. @returns whether job control is possible */
bool jobs_take_terminal(void);
/** Gives the terminal back to whom it belonged before. */
void jobs_leave_terminal(void);

Job *job_new(const char *text, bool background);

/**
 * Forks a process of the job. The child is set up: process group, signals, and in the background without job control no
 * standard input. @returns 0 in the child, the pid in the parent, -1 after a message
 */
pid_t job_fork(Job *job);

/** Waits until a foreground job ends or stops. @returns its status as $?; frees it unless it stopped */
int job_finish(Job *job);

/** Lets the job go on beside the shell and tells its number. */
void job_release(Job *job);

/**
 * Waits for one job of the background, which is forgotten when it is done.
 * @param interrupted set when a signal with an action came first @returns the job's status as $?, or 128 + the signal
 */
int job_wait(Job *job, bool *interrupted);

/** Goes on with a stopped job, or brings one to the foreground. @returns $? */
int job_resume(Job *job, bool foreground);

/** The job that "%1", "%+", "%-", "%name", "%?text" or a pid means, or NULL. */
Job *job_find(const char *spec);
/** All jobs, in order of their numbers. */
Job *jobs_list(void);
bool jobs_any_stopped(void);
JobState job_state(const Job *job);
/** $? of a job that is done: that of its last process (or with pipefail, of the last that failed). */
int job_status(const Job *job);
void job_forget(Job *job);
/** Writes "[1]+  Running    text"; with `pids`, every process on a line. */
void job_print(Job *job, bool pids, int fd);

/** Looks for changes without waiting, tells the user about finished and stopped jobs, and forgets the finished ones. */
void jobs_notify(void);
/** Looks for changes without waiting. */
void jobs_update(void);
/** A subshell has no jobs of its own. */
void jobs_forget_all(void);

/** waitpid()'s status as $?. */
int exit_status(int status);

#endif
