/* Which processes ps shows, and in what order: see order.h. */
#define _GNU_SOURCE
#include "order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

enum { PREFIX_SIZE = 1024 };

static const Options *wanted;

/** ps's own terminal and user, for the selection without any option. */
static ProcTask self;

static bool terminal_fits(const ProcTask *task, const char *name) {
  char terminal[32];
  proc_tty_name(task->tty_nr, terminal, sizeof terminal);
  if (strncmp(name, "/dev/", 5) == 0) name += 5;
  return strcmp(terminal, name) == 0 || (strncmp(terminal, "tty", 3) == 0 && strcmp(terminal + 3, name) == 0);
}

static bool choice_fits(const Choice *choice, const ProcTask *task) {
  switch (choice->kind) {
    case CHOOSE_PID: return task->tgid == choice->number;
    case CHOOSE_PPID: return task->ppid == choice->number;
    case CHOOSE_USER: return (long)task->uid == choice->number;
    case CHOOSE_SESSION: return task->session == choice->number;
    case CHOOSE_TERMINAL: return terminal_fits(task, choice->text);
    default: return strcmp(task->comm, choice->text) == 0;
  }
}

static bool is_chosen(const ProcTask *task) {
  bool leader = task->session == task->tgid;
  if (wanted->all && !(wanted->skip_leaders && leader)) return true;
  for (int index = 0; index < wanted->choice_count; index++) {
    if (choice_fits(&wanted->choices[index], task)) return true;
  }
  if (wanted->skip_leaders && leader) return false;
  if (wanted->bsd) {
    bool terminal_fit = wanted->without_terminal || task->tty_nr != 0;
    bool user_fit = wanted->with_terminal || task->uid == self.uid;
    return terminal_fit && user_fit;
  }
  return !wanted->all && wanted->choice_count == 0 && task->uid == self.uid && task->tty_nr == self.tty_nr;
}

static bool is_shown(const ProcTask *task) {
  if (wanted->running_only && task->state != 'R' && task->state != 'D') return false;
  return is_chosen(task) != wanted->negate;
}

static int compare_by(const SortKey *key, const Row *left, const Row *right) {
  if (key->column->number != NULL) {
    double difference = key->column->number(left->task) - key->column->number(right->task);
    return difference < 0 ? -1 : difference > 0;
  }
  static char cells[2][CELL_SIZE];
  key->column->text(left, cells[0]);
  key->column->text(right, cells[1]);
  return strcmp(cells[0], cells[1]);
}

/** By the keys, else as /proc had them. */
static int compare_rows(const void *left_row, const void *right_row) {
  const Row *left = left_row;
  const Row *right = right_row;
  for (int index = 0; index < wanted->key_count; index++) {
    int order = compare_by(&wanted->keys[index], left, right);
    if (order != 0) return wanted->keys[index].descending ? -order : order;
  }
  return left->task < right->task ? -1 : left->task > right->task;
}

/** Rows by parent, for finding the children of one by a binary search. */
typedef struct {
  Row *rows;        /* in the order wished for */
  size_t *children; /* indices of rows, sorted by parent, then by that order */
  size_t count;
  Row *result;
  size_t filled;
} Tree;

static const Tree *sorting;

static int compare_parents(const void *left_index, const void *right_index) {
  size_t left = *(const size_t *)left_index;
  size_t right = *(const size_t *)right_index;
  pid_t left_parent = sorting->rows[left].task->ppid;
  pid_t right_parent = sorting->rows[right].task->ppid;
  if (left_parent != right_parent) return left_parent < right_parent ? -1 : 1;
  return left < right ? -1 : left > right;
}

static size_t first_child(const Tree *tree, pid_t parent) {
  size_t low = 0;
  size_t high = tree->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (tree->rows[tree->children[middle]].task->ppid < parent) low = middle + 1;
    else high = middle;
  }
  return low;
}

static bool is_child(const Tree *tree, size_t position, pid_t parent) {
  return position < tree->count && tree->rows[tree->children[position]].task->ppid == parent;
}

/** Writes a row and then what descends from it; `stem` is drawn in front of its children. */
static void place(Tree *tree, Row *row, const char *prefix, const char *stem) {
  const ProcTask *task = row->task;
  row->prefix = must_copy(prefix);
  tree->result[tree->filled++] = *row;
  if (task->tid != task->tgid) return;
  for (size_t position = first_child(tree, task->tgid); is_child(tree, position, task->tgid); position++) {
    char child_prefix[PREFIX_SIZE];
    char child_stem[PREFIX_SIZE];
    const char *bar = is_child(tree, position + 1, task->tgid) ? " |  " : "    ";
    Row *child = &tree->rows[tree->children[position]];
    if (child->task->tgid == task->tgid) continue;
    snprintf(child_prefix, sizeof child_prefix, "%.*s%s", PREFIX_SIZE - 8, stem, wanted->forest ? " \\_ " : "  ");
    snprintf(child_stem, sizeof child_stem, "%.*s%s", PREFIX_SIZE - 8, stem, wanted->forest ? bar : "  ");
    place(tree, child, child_prefix, child_stem);
  }
}

static int compare_pids(const void *left, const void *right) {
  pid_t a = *(const pid_t *)left;
  pid_t b = *(const pid_t *)right;
  return a < b ? -1 : a > b;
}

/** Orders the rows so that each stands below its parent; a row whose parent is not shown is a root. */
static Row *as_tree(Row *rows, size_t count) {
  Tree tree = {rows, must_allocate(count * sizeof(size_t)), count, must_allocate(count * sizeof *rows), 0};
  pid_t *pids = must_allocate(count * sizeof *pids);
  for (size_t index = 0; index < count; index++) {
    tree.children[index] = index;
    pids[index] = rows[index].task->tgid;
  }
  sorting = &tree;
  qsort(tree.children, count, sizeof *tree.children, compare_parents);
  qsort(pids, count, sizeof *pids, compare_pids);
  for (size_t index = 0; index < count; index++) {
    bool has_parent = bsearch(&rows[index].task->ppid, pids, count, sizeof *pids, compare_pids) != NULL;
    if (!has_parent || rows[index].task->ppid == rows[index].task->tgid) place(&tree, &rows[index], "", "");
  }
  free(tree.children);
  free(pids);
  free(rows);
  return tree.result;
}

Row *ordered_rows(const ProcList *list, const Options *options, size_t *count) {
  Row *rows = must_allocate((list->count + 1) * sizeof *rows);
  wanted = options;
  *count = 0;
  proc_read_task(getpid(), &self);
  for (size_t index = 0; index < list->count; index++) {
    if (is_shown(&list->tasks[index])) rows[(*count)++] = (Row){&list->tasks[index], ""};
  }
  if (options->key_count > 0) qsort(rows, *count, sizeof *rows, compare_rows);
  bool tree = options->forest || options->hierarchy;
  return tree ? as_tree(rows, *count) : rows;
}
