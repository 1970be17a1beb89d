/* hexdump: bytes as numbers and characters. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: hexdump [-C] [-v] [-n BYTES] [-s BYTES] [FILE]...\n"
  "Shows the bytes of the FILEs, or of standard input, one after the other, in hexadecimal.\n"
  "  -C  single bytes, and as characters (else pairs, the low byte last)   -v  also lines that are like the one before\n"
  "  -n BYTES  only so many   -s BYTES  skip so many first\n";

enum { ROW = 16 };

static bool canonical;

static void print_pairs(const unsigned char *row, size_t length) {
  for (size_t i = 0; i < ROW; i += 2) {
    if (i < length) printf(" %04x", row[i] | (i + 1 < length ? row[i + 1] << 8 : 0));
    else fputs("     ", stdout);
  }
  putchar('\n');
}

static void print_canonical(const unsigned char *row, size_t length) {
  for (size_t i = 0; i < ROW; i++) {
    if (i % 8 == 0) putchar(' ');
    if (i < length) printf(" %02x", row[i]);
    else fputs("   ", stdout);
  }
  fputs("  |", stdout);
  for (size_t i = 0; i < length; i++) putchar(row[i] >= 32 && row[i] < 127 ? row[i] : '.');
  puts("|");
}

typedef struct {
  char **names; /* those not yet opened */
  FILE *file;
} Input;

static bool open_next(Input *input) {
  if (input->file && input->file != stdin) fclose(input->file);
  input->file = NULL;
  while (*input->names && !input->file) {
    const char *name = *input->names++;
    input->file = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    if (!input->file) complain(name);
  }
  return input->file != NULL;
}

static int next_byte(Input *input) {
  while (input->file) {
    int c = getc(input->file);
    if (c != EOF) return c;
    if (ferror(input->file)) complain(input->names[-1]);
    open_next(input);
  }
  return EOF;
}

static size_t read_row(Input *input, unsigned char *row, uint64_t left) {
  size_t length = 0;
  for (int c; length < ROW && length < left && (c = next_byte(input)) != EOF;) row[length++] = (unsigned char)c;
  return length;
}

int main(int argc, char **argv) {
  uint64_t left = UINT64_MAX, skip = 0;
  bool all = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "Cvn:s:", NULL)) != -1;) {
    if (option == 'C') canonical = true;
    else if (option == 'v') all = true;
    else if (!parse_size(optarg, option == 'n' ? &left : &skip)) usage_error("%s: bad number", optarg);
  }
  static char *standard_input[] = {"-", NULL};
  Input input = {.names = optind < argc ? argv + optind : standard_input};
  open_next(&input);
  uint64_t offset = 0;
  while (offset < skip && next_byte(&input) != EOF) offset++;
  unsigned char row[ROW], before[ROW];
  bool starred = false, first = true;
  for (size_t length; (length = read_row(&input, row, left)) > 0; offset += length, left -= length) {
    bool same = !first && !all && length == ROW && memcmp(row, before, ROW) == 0;
    if (same && !starred) puts("*");
    starred = same;
    first = false;
    memcpy(before, row, ROW);
    if (same) continue;
    printf(canonical ? "%08llx" : "%07llx", (unsigned long long)offset);
    if (canonical) print_canonical(row, length);
    else print_pairs(row, length);
  }
  if (offset > 0) printf(canonical ? "%08llx\n" : "%07llx\n", (unsigned long long)offset);
  return tool_finish();
}
