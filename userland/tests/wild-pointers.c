/* Every call that takes a pointer, with pointers that lead nowhere: EFAULT, and the program goes on. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <termios.h>

#include "show.h"

static int file, folder, reader, writer;

/** A call by number, with `wild` where W stands. */
typedef struct {
  const char *name;
  long number;
  long arguments[6];
} Call;

#define W 0x77777777

static void try_calls(const char *what, uintptr_t wild) {
  const Call calls[] = {
    {"getcwd", SYS_getcwd, {W, 100}},
    {"openat", SYS_openat, {AT_FDCWD, W, O_RDONLY}},
    {"mkdirat", SYS_mkdirat, {AT_FDCWD, W, 0755}},
    {"mknodat", SYS_mknodat, {AT_FDCWD, W, 0644}},
    {"unlinkat", SYS_unlinkat, {AT_FDCWD, W, 0}},
    {"symlinkat", SYS_symlinkat, {W, AT_FDCWD, W}},
    {"linkat", SYS_linkat, {AT_FDCWD, W, AT_FDCWD, W, 0}},
    {"renameat2", SYS_renameat2, {AT_FDCWD, W, AT_FDCWD, W, 0}},
    {"truncate", SYS_truncate, {W, 0}},
    {"faccessat", SYS_faccessat, {AT_FDCWD, W, F_OK}},
    {"chdir", SYS_chdir, {W}},
    {"fchmodat", SYS_fchmodat, {AT_FDCWD, W, 0644}},
    {"fchownat", SYS_fchownat, {AT_FDCWD, W, 0, 0, 0}},
    {"readlinkat", SYS_readlinkat, {AT_FDCWD, W, W, 10}},
    {"newfstatat", SYS_newfstatat, {AT_FDCWD, W, W, 0}},
    {"fstat", SYS_fstat, {file, W}},
    {"statfs", SYS_statfs, {W, W}},
    {"fstatfs", SYS_fstatfs, {file, W}},
    {"read", SYS_read, {file, W, 10}},
    {"write", SYS_write, {file, W, 10}},
    {"pread64", SYS_pread64, {file, W, 10, 0}},
    {"pwrite64", SYS_pwrite64, {file, W, 10, 0}},
    {"readv", SYS_readv, {file, W, 1}},
    {"writev", SYS_writev, {file, W, 1}},
    {"write to a pipe", SYS_write, {writer, W, 10}},
    {"getdents64", SYS_getdents64, {folder, W, 1000}},
    {"pipe2", SYS_pipe2, {W, 0}},
    {"ppoll", SYS_ppoll, {W, 1, 0, 0}},
    {"sendfile", SYS_sendfile, {writer, file, W, 1}},
    {"ioctl FIONREAD", SYS_ioctl, {reader, FIONREAD, W}},
    {"execve", SYS_execve, {W, W, W}},
    {"wait4", SYS_wait4, {-1, W, 0, 0}},
    {"clock_gettime", SYS_clock_gettime, {0, W}},
    {"clock_nanosleep", SYS_clock_nanosleep, {0, 0, W, 0}},
    {"gettimeofday", SYS_gettimeofday, {W, 0}},
    {"setitimer", SYS_setitimer, {0, W, 0}},
    {"getitimer", SYS_getitimer, {0, W}},
    {"times", SYS_times, {W}},
    {"uname", SYS_uname, {W}},
    {"sysinfo", SYS_sysinfo, {W}},
    {"getrusage", SYS_getrusage, {0, W}},
    {"prlimit64", SYS_prlimit64, {0, RLIMIT_NOFILE, W, 0}},
    {"rt_sigaction", SYS_rt_sigaction, {SIGUSR1, W, 0, 8}},
    {"rt_sigprocmask", SYS_rt_sigprocmask, {SIG_BLOCK, W, 0, 8}},
    {"rt_sigpending", SYS_rt_sigpending, {W, 8}},
    {"rt_sigsuspend", SYS_rt_sigsuspend, {W, 8}},
    {"sigaltstack", SYS_sigaltstack, {W, 0}},
    {"getgroups", SYS_getgroups, {8, W}},
    {"setgroups", SYS_setgroups, {2, W}},
    {"getresuid", SYS_getresuid, {W, W, W}},
    {"getrandom", SYS_getrandom, {W, 10, 0}},
    {"sched_getaffinity", SYS_sched_getaffinity, {0, 128, W}},
    {"utimensat", SYS_utimensat, {AT_FDCWD, W, 0, 0}},
  };
  int lucky = 0;
  for (size_t index = 0; index < sizeof calls / sizeof calls[0]; index++) {
    long a[6];
    for (int position = 0; position < 6; position++) a[position] = calls[index].arguments[position] == W ? (long)wild
        : calls[index].arguments[position];
    long result = syscall(calls[index].number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (result == -1 && errno == EFAULT) lucky++;
    else printf("%s, %s: %ld %s\n", what, calls[index].name, result, result == -1 ? error_name(errno) : "");
  }
  printf("%s: %d calls gave EFAULT\n", what, lucky);
}

/** A text that begins in good memory and runs into none. */
static void try_edge(void) {
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(page + 4096, 4096);
  memset(page, 'x', 4096);
  SHOW(open(page + 4090, O_RDONLY));
  memcpy(page + 4091, "file", 5);
  SHOW(access(page + 4091, F_OK));
  SHOW(write(file, page + 4093, 3));
  SHOW(pipe((int *)(page + 4092)));
}

int main(void) {
  file = open("file", O_CREAT | O_RDWR, 0644);
  folder = open(".", O_RDONLY);
  write(file, "0123456789", 10);
  lseek(file, 0, SEEK_SET);
  int ends[2];
  setgroups(2, (gid_t[]){1, 2});
  pipe(ends);
  reader = ends[0];
  writer = ends[1];
  for (int child = 0; child < 4; child++) {
    if (fork() == 0) _exit(0);
  }
  void *hole = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(hole, 4096);
  try_calls("unmapped", (uintptr_t)hole);
  try_calls("small number", 16);
  try_calls("kernel half", 0xffffffc000000000);
  try_edge();
  while (wait(NULL) > 0) continue;
  puts("still running");
  return 0;
}
