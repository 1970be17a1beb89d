/* ps: a table of processes. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "columns.h"
#include "options.h"
#include "order.h"
#include "terminal.h"
#include "tool.h"
#include "utf8.h"

static const char usage[] =
    "usage: ps [OPTION]...\n"
    "Show processes: those of this user and terminal, or\n"
    "  -e -A all   -a with a terminal   -p PID,..   --ppid PID,..   -u USER,..   -C NAME,..   -t TTY   -s SESSION   -N the others\n"
    "  ax all   a with a terminal   x one's own   r running\n"
    "as\n"
    "  -f full   -F fuller   -l long   -j jobs   u by user   l long   j jobs   -L -T with threads   -o COLUMN[=HEADING],..\n"
    "  -H indented   f --forest as a tree   --sort [-]COLUMN,..   --no-headers   -w lines of any length   --columns N\n"
    "examples: ps aux; ps -ef; ps axf; ps -eo pid,ppid,stat,comm --sort -rss\n";

/** One line of output, cut to the width when it is printed. */
typedef struct {
  char *text;
  size_t length, capacity;
} Line;

static void append(Line *line, const char *text, size_t length, size_t padding) {
  if (line->length + length + padding + 1 > line->capacity) {
    line->capacity = (line->length + length + padding + 1) * 2;
    line->text = must_reallocate(line->text, line->capacity);
  }
  memcpy(line->text + line->length, text, length);
  memset(line->text + line->length + length, ' ', padding);
  line->length += length + padding;
}

/** Text columns in the middle of a line are cut to their width; numbers never are. The last column is as long as it likes. */
static void append_cell(Line *line, const Shown *shown, const char *text, bool last, bool heading) {
  size_t width = (size_t)column_width(shown->column);
  if (strlen(shown->heading) > width) width = strlen(shown->heading);
  size_t length = strlen(text);
  size_t columns = utf8_columns(text, length);
  bool left = shown->column->alignment == ALIGN_LEFT;
  if (left && !last && !heading && columns > width) {
    length = utf8_fit(text, length, width);
    columns = utf8_columns(text, length);
  }
  size_t padding = columns < width ? width - columns : 0;
  if (!left) append(line, "", 0, padding);
  append(line, text, length, left && !last ? padding : 0);
  if (!last) append(line, " ", 1, 0);
}

static void print_line(Line *line, int width) {
  size_t length = width > 0 ? utf8_fit(line->text, line->length, (size_t)width) : line->length;
  fwrite(line->text, 1, length, stdout);
  putchar('\n');
  line->length = 0;
}

static void print_headings(const Options *options, Line *line, int width) {
  bool any = false;
  for (int index = 0; index < options->shown_count; index++) {
    any |= options->shown[index].heading[0] != '\0';
    append_cell(line, &options->shown[index], options->shown[index].heading, index + 1 == options->shown_count, true);
  }
  if (any && !options->no_headings) print_line(line, width);
  line->length = 0;
}

static void print_table(const Options *options, const Row *rows, size_t count) {
  static char cell[CELL_SIZE];
  Line line = {0};
  int width = options->width != 0 ? options->width : isatty(STDOUT_FILENO) ? terminal_size(STDOUT_FILENO).columns : -1;
  print_headings(options, &line, width);
  for (size_t row = 0; row < count; row++) {
    for (int index = 0; index < options->shown_count; index++) {
      options->shown[index].column->text(&rows[row], cell);
      append_cell(&line, &options->shown[index], cell, index + 1 == options->shown_count, false);
    }
    print_line(&line, width);
  }
  free(line.text);
}

int main(int argc, char **argv) {
  Options options = {0};
  ProcList list = {0};
  size_t count;
  tool_begin(argv, usage);
  if (argc > 1 && strcmp(argv[1], "--help") == 0) {
    fputs(usage, stdout);
    printf("columns:");
    print_column_names();
    return tool_finish();
  }
  read_options(argv, &options);
  columns_begin();
  if (!proc_list_all(&list, options.threads ? PROC_THREADS : PROC_PROCESSES)) die("/proc");
  Row *rows = ordered_rows(&list, &options, &count);
  print_table(&options, rows, count);
  if (count == 0) tool_status = 1;
  return tool_finish();
}
