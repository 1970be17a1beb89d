/* Memory that parent and child share, and memory that they do not. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "show.h"

int main(void) {
  int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int fd = open("file", O_CREAT | O_RDWR, 0644);
  ftruncate(fd, 4096);
  int *file = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  shared[0] = private[0] = file[0] = 1;
  for (int child = 0; child < 4; child++) {
    if (fork() == 0) {
      shared[child + 1] = shared[0] + child;
      private[child + 1] = 5;
      file[child + 1] = 10 * child;
      _exit(0);
    }
    wait(NULL);
  }
  for (int index = 0; index < 5; index++) printf("%d: shared %d, private %d, file %d\n", index, shared[index], private[index], file[index]);
  int values[5] = {0};
  SHOW(pread(fd, values, sizeof values, 0));
  printf("in the file: %d %d %d %d %d\n", values[0], values[1], values[2], values[3], values[4]);
  if (fork() == 0) {
    munmap(shared, 4096);
    _exit(0);
  }
  wait(NULL);
  printf("still shared: %d\n", shared[1]);
  return 0;
}
