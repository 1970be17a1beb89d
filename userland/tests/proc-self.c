/* What /proc tells a process about itself. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

static long link_length(const char *path, char text[4096]) {
  ssize_t length = readlink(path, text, 4095);
  text[length < 0 ? 0 : length] = '\0';
  return length;
}

int main(int argc, char **argv) {
  char text[4096], path[64], here[4096];
  (void)argc;
  getcwd(here, sizeof here);
  CHECK(link_length("/proc/self/cwd", text) > 0 && strcmp(text, here) == 0);
  CHECK(link_length("/proc/self/root", text) == 1 && strcmp(text, "/") == 0);
  snprintf(path, sizeof path, "%d", getpid());
  CHECK(link_length("/proc/self", text) > 0 && strcmp(text, path) == 0);
  int fd = open("some file", O_CREAT | O_RDWR, 0644);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  CHECK(link_length(path, text) > 0 && strcmp(strrchr(text, '/'), "/some file") == 0);
  write(fd, "through proc", 12);
  int again = open(path, O_RDONLY);
  char content[16] = "";
  SHOW(read(again, content, sizeof content));
  puts(content);
  unlink("some file");
  CHECK(link_length(path, text) > 0 && strstr(text, "some file (deleted)") != NULL);
  int ends[2];
  pipe(ends);
  snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
  CHECK(link_length(path, text) > 0 && strncmp(text, "pipe:[", 6) == 0);
  struct stat status;
  SHOW(lstat(path, &status));
  CHECK(S_ISLNK(status.st_mode));
  SHOW(stat("/proc/self/cmdline", &status));
  printf("size %ld, file %d\n", (long)status.st_size, S_ISREG(status.st_mode));
  fd = open("/proc/self/cmdline", O_RDONLY);
  ssize_t length = read(fd, text, sizeof text);
  CHECK(length == (ssize_t)strlen(argv[0]) + 1 && strcmp(text, argv[0]) == 0);
  int count = 0;
  DIR *folder = opendir("/proc/self/fd");
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) count += entry->d_name[0] != '.';
  CHECK(count >= 6);
  SHOW(access("/proc/1/stat", R_OK));
  SHOW(access("/proc/999999999/stat", R_OK));
  SHOW(mkdir("/proc/new", 0755));
  SHOW(unlink("/proc/self/stat"));
  return 0;
}
