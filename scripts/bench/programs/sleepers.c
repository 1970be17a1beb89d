// N processes that sleep; then a pair passes a token ROUNDS times, so that switches among many can be timed against switches among few.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void pass(int from, int to, int rounds) {
  char byte = 0;
  while (rounds-- > 0)
    if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1) _exit(1);
  _exit(0);
}

int main(int argc, char **argv) {
  int sleepers = argc > 1 ? atoi(argv[1]) : 10, rounds = argc > 2 ? atoi(argv[2]) : 1000;
  for (int i = 0; i < sleepers; i++) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
      for (;;) pause();
    }
  }
  puts("ready");
  fflush(stdout);
  char line[8];
  if (!fgets(line, sizeof line, stdin)) return 1;
  int there[2], back[2];
  if (pipe(there) || pipe(back)) fail("pipe");
  pid_t peer = fork();
  if (peer < 0) fail("fork");
  if (peer == 0) pass(there[0], back[1], rounds);
  char byte = 'x';
  for (int i = 0; i < rounds; i++)
    if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) return 1;
  waitpid(peer, NULL, 0);
  puts("done");
  fflush(stdout);
  if (!fgets(line, sizeof line, stdin)) return 1;
  return 0;
}
