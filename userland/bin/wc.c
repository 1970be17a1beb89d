/* wc: counts lines, words, bytes and characters. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: wc [-lwcmL] [FILE]...\n"
  "Counts what is in each FILE, or in standard input for none or -. Without options: -lwc.\n"
  "  -l  lines   -w  words   -c  bytes   -m  characters (UTF-8)   -L  length of the longest line\n";

enum { LINES, WORDS, CHARACTERS, BYTES, LONGEST, KINDS };

typedef struct {
  unsigned long counts[KINDS];
} Counts;

static bool chosen[KINDS];

static void count_block(Counts *counts, const char *block, size_t length, bool *in_word, unsigned long *line) {
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)block[i];
    bool begins = (c & 0xc0) != 0x80;
    counts->counts[CHARACTERS] += begins;
    if (c == '\n') {
      counts->counts[LINES]++;
      if (*line > counts->counts[LONGEST]) counts->counts[LONGEST] = *line;
      *line = 0;
    } else {
      *line += c == '\t' ? 8 - *line % 8 : begins;
    }
    bool space = c < 0x80 && isspace(c);
    counts->counts[WORDS] += !space && !*in_word;
    *in_word = !space;
  }
  counts->counts[BYTES] += length;
}

static Counts count(int fd, const char *name) {
  static char block[65536];
  Counts counts = {0};
  bool in_word = false;
  unsigned long line = 0;
  for (ssize_t length; (length = read(fd, block, sizeof block)) != 0;) {
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) {
      complain(name);
      break;
    }
    count_block(&counts, block, (size_t)length, &in_word, &line);
  }
  if (line > counts.counts[LONGEST]) counts.counts[LONGEST] = line;
  return counts;
}

static void print(const Counts *counts, const char *name, int width) {
  const char *gap = "";
  for (int kind = 0; kind < KINDS; kind++) {
    if (!chosen[kind]) continue;
    printf("%s%*lu", gap, width, counts->counts[kind]);
    gap = " ";
  }
  if (name) printf(" %s", name);
  putchar('\n');
}

/** As wide as the sum of the sizes, so that the columns of several files meet; 7 when a size is not known. */
static int column_width(char **names, int number) {
  int kinds = 0;
  for (int kind = 0; kind < KINDS; kind++) kinds += chosen[kind];
  if (number <= 1 && kinds == 1) return 1;
  off_t total = 0;
  for (int i = 0; i < number; i++) {
    struct stat status;
    bool known = strcmp(names[i], "-") == 0 ? fstat(STDIN_FILENO, &status) == 0 : stat(names[i], &status) == 0;
    if (known && !S_ISREG(status.st_mode)) return 7;
    if (known) total += status.st_size;
  }
  int width = 1;
  for (; total >= 10; total /= 10) width++;
  return width;
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "lwcmL", NULL)) != -1;) {
    static const char letters[] = "lwmcL";
    chosen[strchr(letters, option) - letters] = true;
  }
  if (!memchr(chosen, true, sizeof chosen)) chosen[LINES] = chosen[WORDS] = chosen[BYTES] = true;
  static char *standard_input[] = {"-", NULL};
  bool named = optind < argc;
  char **names = named ? argv + optind : standard_input;
  int number = named ? argc - optind : 1, width = column_width(names, number);
  Counts total = {0};
  for (int i = 0; i < number; i++) {
    bool standard = strcmp(names[i], "-") == 0;
    int fd = standard ? STDIN_FILENO : open(names[i], O_RDONLY);
    if (fd < 0) {
      complain(names[i]);
      continue;
    }
    Counts counts = count(fd, names[i]);
    if (!standard) close(fd);
    print(&counts, named ? names[i] : NULL, width);
    for (int kind = 0; kind < KINDS; kind++) {
      if (kind != LONGEST) total.counts[kind] += counts.counts[kind];
      else if (counts.counts[kind] > total.counts[kind]) total.counts[kind] = counts.counts[kind];
    }
  }
  if (number > 1) print(&total, "total", width);
  return tool_finish();
}
