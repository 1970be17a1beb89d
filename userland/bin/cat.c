/* cat: writes files one after the other, with line numbers or visible control characters. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static const char usage[] =
  "usage: cat [-nbsAETve] [FILE]...\n"
  "Writes the FILEs, or standard input for none or -.\n"
  "  -n  number all lines          -b  number lines that are not empty\n"
  "  -s  one empty line of several -E  $ at the end of every line\n"
  "  -T  tabs as ^I                -v  other control characters as ^X and M-X\n"
  "  -A  as -vET                   -e  as -vE\n";

typedef struct {
  bool number, number_full, squeeze, show_ends, show_tabs, show_controls;
} Options;

typedef struct {
  unsigned long line;
  bool at_line_start;
  unsigned empty_lines;
} Place;

static void write_visible(unsigned char c) {
  if (c >= 128) {
    fputs("M-", stdout);
    c &= 127;
  }
  if (c < 32) printf("^%c", c + 64);
  else if (c == 127) fputs("^?", stdout);
  else putchar(c);
}

static void write_character(const Options *options, Place *place, int c) {
  if (c == '\n') {
    place->empty_lines = place->at_line_start ? place->empty_lines + 1 : 0;
    if (options->squeeze && place->empty_lines > 1) return;
  }
  bool numbered = options->number_full ? c != '\n' : options->number;
  if (place->at_line_start && numbered) printf("%6lu\t", ++place->line);
  place->at_line_start = c == '\n';
  if (c == '\n') {
    if (options->show_ends) putchar('$');
    putchar('\n');
    return;
  }
  place->empty_lines = 0;
  if (c == '\t' ? options->show_tabs : options->show_controls && (c < 32 || c > 126)) write_visible((unsigned char)c);
  else putchar(c);
}

static bool write_all(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(STDOUT_FILENO, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes += count;
    length -= (size_t)count;
  }
  return true;
}

static void copy(int fd, const char *name, const Options *options, Place *place) {
  static char block[65536];
  bool plain = !options->number && !options->squeeze && !options->show_ends && !options->show_tabs && !options->show_controls;
  for (ssize_t count; (count = read(fd, block, sizeof block)) != 0;) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      complain(name);
      return;
    }
    if (plain && !write_all(block, (size_t)count)) die("standard output");
    for (ssize_t i = 0; !plain && i < count; i++) write_character(options, place, (unsigned char)block[i]);
    if (!plain) fflush(stdout);
  }
}

int main(int argc, char **argv) {
  Options options = {0};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "nbsAETveu", NULL)) != -1;) {
    if (option == 'b') options.number = options.number_full = true;
    else if (option == 'n') options.number = true;
    else if (option == 's') options.squeeze = true;
    if (strchr("AETve", option)) {
      options.show_controls |= strchr("Ave", option) != NULL;
      options.show_ends |= strchr("AEe", option) != NULL;
      options.show_tabs |= strchr("AT", option) != NULL;
    }
  }
  static char *standard_input[] = {"-", NULL};
  Place place = {.at_line_start = true};
  for (char **name = optind < argc ? argv + optind : standard_input; *name; name++) {
    bool standard = strcmp(*name, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(*name, O_RDONLY);
    if (fd < 0) {
      complain(*name);
      continue;
    }
    copy(fd, *name, &options, &place);
    if (!standard) close(fd);
  }
  return tool_finish();
}
