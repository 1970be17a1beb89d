/* The errors of calls with wrong arguments, topic by topic. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "show.h"

int main(void) {
  struct stat status;
  int file = open("file", O_CREAT | O_RDWR, 0644);
  int ends[2];
  pipe(ends);
  SHOW(syscall(9999));
  SHOW(syscall(-1));
  SHOW(read(77, NULL, 0));
  SHOW(fstat(77, &status));
  SHOW(fstat(-1, &status));
  SHOW(ftruncate(ends[1], 0));
  SHOW(ftruncate(77, 0));
  SHOW(fchmod(77, 0));
  SHOW(fchown(77, 0, 0));
  SHOW(ioctl(file, TIOCGWINSZ, &status));
  SHOW(ioctl(77, TIOCGWINSZ, &status));
  SHOW(pread(ends[0], &status, 1, 0));
  SHOW(pwrite(ends[1], "x", 1, 0));
  SHOW(readlink("file", (char *)&status, 0));
  SHOW(access("file", 99));
  SHOW(faccessat(AT_FDCWD, "file", F_OK, 0x8000));
  SHOW(fstatat(AT_FDCWD, "file", &status, 0x1));
  SHOW(unlinkat(AT_FDCWD, "file", 0x1));
  SHOW(linkat(AT_FDCWD, "file", AT_FDCWD, "b", 0x1));
  SHOW(mknod("node", 0xf000, 0));
  SHOW(mkdir("", 0755));
  SHOW(chdir(""));
  SHOW(rmdir(""));
  SHOW(unlink(""));
  SHOW(unlink("/"));
  SHOW(rmdir("/"));
  SHOW(mkdir("/", 0755));
  SHOW(mkdir(".", 0755));
  SHOW(sched_getaffinity(1 << 30, sizeof(cpu_set_t), &(cpu_set_t){0}));
  SHOW(getpriority(PRIO_PROCESS, 1 << 30));
  SHOW(getpriority(99, 0));
  SHOW(setpriority(PRIO_PROCESS, 1 << 30, 0));
  SHOW(clock_gettime(-1, &(struct timespec){0, 0}));
  SHOW(poll(NULL, 0, 0));
  SHOW(wait4(-1, NULL, 0x100, NULL));
  SHOW(kill(1 << 30, SIGTERM));
  SHOW(syscall(SYS_tgkill, 0, 0, 0));
  SHOW(syscall(SYS_tgkill, getpid(), 1 << 30, 0));
  SHOW(syscall(SYS_tgkill, getpid(), getpid(), 65));
  SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4));
  SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, NULL, 4));
  SHOW(utimensat(77, "file", NULL, 0));
  SHOW(fchdir(file));
  SHOW(openat(file, "x", O_RDONLY));
  SHOW(mkdirat(file, "x", 0755));
  SHOW(symlinkat("a", 77, "b"));
  SHOW(syscall(SYS_getdents64, file, &status, sizeof status));
  SHOW(mount("none", "missing", "tmpfs", 0, NULL));
  return 0;
}
