/* Reading a folder: every name once, with its kind, also when there are many; rewinding. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

enum { FILES = 500 };

static int compare(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

static const char *kind(unsigned char type) {
  switch (type) {
    case DT_DIR: return "folder";
    case DT_LNK: return "symlink";
    case DT_FIFO: return "fifo";
    case DT_REG: return "file";
    default: return "other";
  }
}

static int count_names(DIR *folder, unsigned long *sum) {
  int count = 0;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL; count++) {
    for (const char *letter = entry->d_name; *letter != '\0'; letter++) *sum += (unsigned char)*letter;
  }
  return count;
}

int main(void) {
  char *names[16];
  int count = 0;
  put_file("file", "");
  mkdir("folder", 0755);
  symlink("file", "link");
  mkfifo("fifo", 0644);
  DIR *here = opendir(".");
  for (struct dirent *entry; (entry = readdir(here)) != NULL && count < 16;) {
    char line[300];
    snprintf(line, sizeof line, "%s %s", entry->d_name, kind(entry->d_type));
    names[count++] = strdup(line);
  }
  closedir(here);
  qsort(names, (size_t)count, sizeof *names, compare);
  for (int index = 0; index < count; index++) puts(names[index]);
  for (int index = 0; index < FILES; index++) {
    char path[64];
    snprintf(path, sizeof path, "folder/name-that-takes-some-room-%d", index);
    put_file(path, "");
  }
  unsigned long sum = 0;
  unsigned long again = 0;
  DIR *folder = opendir("folder");
  printf("names %d\n", count_names(folder, &sum));
  rewinddir(folder);
  unlink("folder/name-that-takes-some-room-7");
  printf("after one was removed %d\n", count_names(folder, &again));
  printf("difference of the letters %lu\n", sum - again);
  closedir(folder);
  SHOW(opendir("file") == NULL ? -1 : 0);
  SHOW(opendir("missing") == NULL ? -1 : 0);
  return 0;
}
