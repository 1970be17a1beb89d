/* The columns that ps can print: name, heading, width, text, order. Knows nothing of options. */
#ifndef PS_COLUMNS_H
#define PS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "proc-task.h"

/** One line to be. */
typedef struct {
  const ProcTask *task;
  const char *prefix; /* the drawn branches in front of the command, "" without a tree */
} Row;

enum { CELL_SIZE = 4096 };

typedef enum { ALIGN_LEFT, ALIGN_RIGHT } Alignment;

typedef struct {
  const char *name;
  const char *heading;
  int width;
  Alignment alignment;
  void (*text)(const Row *row, char cell[CELL_SIZE]);
  double (*number)(const ProcTask *task); /* what --sort compares; NULL: the text */
} Column;

/** Finds a column by any of its names. @returns NULL when there is none */
const Column *find_column(const char *name);

/** Reads once what columns need of the system: boot time, memory, the largest pid. */
void columns_begin(void);

/** Columns of process ids widen with the system's largest pid. */
int column_width(const Column *column);

/** Names of all columns, for the help text. */
void print_column_names(void);

#endif
