/* Who and where a process is: users, groups, the system's name. */
#define _GNU_SOURCE
#include <grp.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include "show.h"

static void drop(void) {
  uid_t real, effective, saved;
  gid_t groups[8];
  SHOW(setgroups(2, (gid_t[]){7, 8}));
  SHOW(getgroups(8, groups));
  printf("groups %u %u\n", groups[0], groups[1]);
  SHOW(getgroups(1, groups));
  SHOW(setresgid(5, 6, 7));
  printf("gid %u %u\n", getgid(), getegid());
  SHOW(setreuid(1000, 1001));
  SHOW(getresuid(&real, &effective, &saved));
  printf("uid %u %u %u\n", real, effective, saved);
  SHOW(setuid(1000));
  SHOW(setuid(0));
  SHOW(setresuid(-1, 1001, -1));
  printf("uid %u %u\n", getuid(), geteuid());
  SHOW(setgroups(0, NULL));
  SHOW(setgid(9));
  SHOW(setgid(5));
}

int main(void) {
  struct utsname name;
  struct sysinfo info;
  SHOW(uname(&name));
  printf("%s %s\n", name.sysname, name.machine);
  CHECK(name.nodename[0] != '\0' && name.release[0] >= '4' && name.version[0] != '\0');
  printf("ids %u %u %u %u\n", getuid(), geteuid(), getgid(), getegid());
  CHECK(getpid() > 1 && getppid() >= 0);
  CHECK(gettid() == getpid());
  in_child("without privileges", drop);
  SHOW(sysinfo(&info));
  CHECK(info.totalram > info.freeram && info.procs > 1 && info.uptime >= 0 && info.mem_unit >= 1);
  SHOW(sysconf(_SC_PAGESIZE));
  SHOW(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
  return 0;
}
