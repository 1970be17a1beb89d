/* No thread and no process ever reads or writes through a translation that another one has taken away while it was off its core. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#include "show.h"

enum { PAGE = 4096, PAGES = 12, ROUNDS = 40, CHILDREN = 210, ELDERS = 6 };

/** Where the pages lie, in every process. */
static volatile unsigned char *const pages = (volatile unsigned char *)0x200000000;

static void pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  sched_setaffinity(0, sizeof set, &set);
}

static void map(void) {
  if (mmap((void *)pages, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) exit(1);
}

static void fill(unsigned char value) {
  for (int page = 0; page < PAGES; page++) pages[page * PAGE] = value;
}

/** Pages that do not hold `value`. */
static int others(unsigned char value) {
  int count = 0;
  for (int page = 0; page < PAGES; page++) count += pages[page * PAGE] != value;
  return count;
}

static sigjmp_buf refused;

static void on_fault(int signo) {
  siglongjmp(refused, signo);
}

/** Pages that let themselves be read (or written) although they must not. */
static int permitted(int writes) {
  volatile int count = 0;
  for (volatile int page = 0; page < PAGES; page++) {
    if (sigsetjmp(refused, 1) != 0) continue;
    if (writes) pages[page * PAGE] = 1;
    else (void)pages[page * PAGE];
    count++;
  }
  return count;
}

static int to_sleeper[2], to_changer[2];

static void pass(int to) {
  if (write(to, "b", 1) != 1) exit(1);
}

static void await(int from) {
  char ball;
  if (read(from, &ball, 1) != 1) exit(1);
}

static int seen[5];

/** Uses the pages, sleeps while another process has its core and the other thread changes them, and looks again. */
static void *sleeper(void *unused) {
  pin(0);
  for (int round = 0; round < ROUNDS; round++) {
    for (int kind = 0; kind < 5; kind++) {
      fill((unsigned char)(round + kind + 1));
      pass(to_changer[1]);
      await(to_sleeper[0]);
      if (kind == 0) seen[kind] += others(200);
      else if (kind == 1) seen[kind] += permitted(0);
      else if (kind == 2) seen[kind] += permitted(1);
      else if (kind == 3) seen[kind] += others(0);
      else fill(250);
      pass(to_changer[1]);
      await(to_sleeper[0]);
    }
  }
  return unused;
}

/** A child that finds the pages as they were when it was born, whatever the sleeper writes meanwhile. */
static void child_keeps(unsigned char value) {
  int written[2];
  if (pipe(written) != 0) exit(1);
  pid_t child = fork();
  if (child == 0) {
    await(written[0]);
    _exit(others(value));
  }
  pass(to_sleeper[1]);
  await(to_changer[0]);
  pass(written[1]);
  int status;
  waitpid(child, &status, 0);
  seen[4] += WEXITSTATUS(status);
  close(written[0]);
  close(written[1]);
}

static void change(int kind) {
  if (kind == 0) {
    munmap((void *)pages, PAGES * PAGE);
    map();
    fill(200);
  } else if (kind < 3) {
    mprotect((void *)pages, PAGES * PAGE, kind == 1 ? PROT_NONE : PROT_READ);
  } else if (kind == 3) {
    madvise((void *)pages, PAGES * PAGE, MADV_DONTNEED);
  }
}

static void threads(void) {
  if (pipe(to_sleeper) != 0 || pipe(to_changer) != 0) exit(1);
  pid_t spinner = fork();
  if (spinner == 0) {
    pin(0);
    for (;;) sched_yield();
  }
  pthread_t thread;
  map();
  if (pthread_create(&thread, NULL, sleeper, NULL) != 0) exit(1);
  pin(1);
  for (int round = 0; round < ROUNDS; round++) {
    for (int kind = 0; kind < 5; kind++) {
      await(to_changer[0]);
      if (kind == 4) {
        child_keeps((unsigned char)(round + kind + 1));
      } else {
        change(kind);
        pass(to_sleeper[1]);
        await(to_changer[0]);
        mprotect((void *)pages, PAGES * PAGE, PROT_READ | PROT_WRITE);
      }
      pass(to_sleeper[1]);
    }
  }
  pthread_join(thread, NULL);
  kill(spinner, SIGKILL);
  waitpid(spinner, NULL, 0);
  printf("mapped anew %d, unreadable %d, unwritable %d, given back %d, copied %d\n", seen[0], seen[1], seen[2], seen[3], seen[4]);
}

struct elder {
  pid_t pid;
  int ask[2], answer[2];
};

/** Lives as long as the storm, sleeps most of the time, and finds its pages as it left them. */
static void begin_elder(struct elder *elder, unsigned char value) {
  char ball;
  int wrong = 0;
  if (pipe(elder->ask) != 0 || pipe(elder->answer) != 0) exit(1);
  elder->pid = fork();
  if (elder->pid != 0) return;
  close(elder->ask[1]);
  map();
  for (fill(value); read(elder->ask[0], &ball, 1) == 1; pass(elder->answer[1])) {
    wrong += others(value);
    fill(++value);
  }
  _exit(wrong);
}

static int end_elder(const struct elder *elder) {
  int status;
  close(elder->ask[1]);
  waitpid(elder->pid, &status, 0);
  return status != 0;
}

/** One short life; some begin a new program half-way. */
static void short_life(const char *self, int number) {
  char value[8];
  map();
  int wrong = others(0);
  fill((unsigned char)number);
  sched_yield();
  if (wrong + others((unsigned char)number) != 0) _exit(1);
  snprintf(value, sizeof value, "%d", number);
  if (number % 3 == 0) execl(self, self, value, (char *)NULL);
  _exit(0);
}

/** Many short lives at the same addresses, two at a time, between some long ones. */
static void storm(const char *self) {
  struct elder elders[ELDERS];
  int wrong = 0, status;
  for (int elder = 0; elder < ELDERS; elder++) begin_elder(&elders[elder], (unsigned char)(17 * elder));
  for (int child = 0; child < CHILDREN; child += 2) {
    const struct elder *elder = &elders[child / 2 % ELDERS];
    pid_t pids[2];
    for (int each = 0; each < 2; each++)
      if ((pids[each] = fork()) == 0) short_life(self, child + each);
    pass(elder->ask[1]);
    await(elder->answer[0]);
    for (int each = 0; each < 2; each++) wrong += waitpid(pids[each], &status, 0) < 0 || status != 0;
  }
  printf("children that saw wrong bytes: %d\n", wrong);
  int astray = 0;
  for (int elder = ELDERS; elder-- > 0;) astray += end_elder(&elders[elder]);
  printf("elders that saw wrong bytes: %d\n", astray);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    map();
    int empty = others(0);
    fill((unsigned char)atoi(argv[1]));
    sched_yield();
    return empty + others((unsigned char)atoi(argv[1]));
  }
  signal(SIGSEGV, on_fault);
  threads();
  storm(argv[0]);
  return 0;
}
