/* life: Conway's game of life. A program that sleeps, wakes, draws and sleeps again. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "numbers.h"
#include "terminal.h"
#include "tool.h"

static const char usage[] =
    "usage: life [-d SECONDS] [GENERATIONS]\n"
    "Play the game of life from the R-pentomino for so many generations (200 unless told; 0 for ever). On a terminal each is drawn; "
    "elsewhere\n"
    "the last one is printed.\n"
    "  -d, --delay SECONDS  between generations on a terminal (0.1)\n"
    "concept: a process that mostly sleeps; timers, terminal output\n"
    "example: life 100 | head\n";

enum { ROWS = 24, COLUMNS = 64, DEFAULT_GENERATIONS = 200 };

/** The board wraps around at its edges. */
typedef unsigned char Board[ROWS][COLUMNS];

static volatile sig_atomic_t ended;

static void end(int number) {
  (void)number;
  ended = 1;
}

static int neighbours(const Board board, int row, int column) {
  int count = 0;
  for (int down = ROWS - 1; down <= ROWS + 1; down++) {
    for (int right = COLUMNS - 1; right <= COLUMNS + 1; right++) count += board[(row + down) % ROWS][(column + right) % COLUMNS];
  }
  return count - board[row][column];
}

static void step(Board board) {
  Board next;
  for (int row = 0; row < ROWS; row++) {
    for (int column = 0; column < COLUMNS; column++) {
      int count = neighbours((const unsigned char(*)[COLUMNS])board, row, column);
      next[row][column] = count == 3 || (count == 2 && board[row][column]);
    }
  }
  memcpy(board, next, sizeof next);
}

static void print_board(const Board board, uint64_t generation, bool on_screen) {
  int alive = 0;
  if (on_screen) fputs("\033[H", stdout);
  for (int row = 0; row < ROWS; row++) {
    char line[COLUMNS + 1];
    for (int column = 0; column < COLUMNS; column++) {
      line[column] = board[row][column] ? '#' : on_screen ? ' ' : '.';
      alive += board[row][column];
    }
    line[COLUMNS] = '\0';
    puts(line);
  }
  printf("life: generation %lu, %d alive\n", generation, alive);
  fflush(stdout);
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"delay", required_argument, NULL, 'd'}, {NULL, 0, NULL, 0}};
  static Board board;
  uint64_t generations = DEFAULT_GENERATIONS;
  struct timespec delay = {0, 100000000};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "d:", longs)) != -1;) {
    if (!parse_duration(optarg, &delay)) usage_error("not a number of seconds: %s", optarg);
  }
  if (optind < argc && !parse_unsigned(argv[optind], &generations)) usage_error("not a number of generations: %s", argv[optind]);
  bool on_screen = isatty(STDOUT_FILENO);
  if (generations == 0 && !on_screen) usage_error("for ever needs a terminal");
  const int middle_row = ROWS / 2;
  const int middle = COLUMNS / 2;
  board[middle_row - 1][middle] = board[middle_row - 1][middle + 1] = board[middle_row][middle - 1] = 1;
  board[middle_row][middle] = board[middle_row + 1][middle] = 1;
  struct sigaction action = {.sa_handler = end};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  if (on_screen) fputs("\033[?25l\033[2J", stdout);
  uint64_t generation = 0;
  for (; !ended && (generations == 0 || generation < generations); generation++) {
    if (on_screen) {
      print_board((const unsigned char(*)[COLUMNS])board, generation, true);
      nanosleep(&delay, NULL);
    }
    step(board);
  }
  print_board((const unsigned char(*)[COLUMNS])board, generation, on_screen);
  if (on_screen) fputs("\033[?25h", stdout);
  return tool_finish();
}
