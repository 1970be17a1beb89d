// N processes that wait for a line on standard input and then give the core to each other for ever: switches with the least work between them.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/** Waits for the end of the file, which comes to all at once. */
static void take_turns(int gate) {
  char byte;
  if (read(gate, &byte, 1) != 0) _exit(1);
  for (;;) sched_yield();
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 10, gate[2];
  if (pipe(gate)) fail("pipe");
  for (int i = 0; i < count; i++) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
      close(gate[1]);
      take_turns(gate[0]);
    }
  }
  puts("ready");
  fflush(stdout);
  char line[8];
  if (!fgets(line, sizeof line, stdin)) return 1;
  close(gate[1]);
  for (;;) pause();
}
