/* ls: lists files and directories. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "file-mode.h"
#include "numbers.h"
#include "path.h"
#include "terminal.h"
#include "tool.h"
#include "utf8.h"

static const char usage[] =
  "usage: ls [-laAhinsdFp1CRtScrUgo] [--color[=WHEN]] [FILE]...\n"
  "Lists the FILEs, and what is in those that are directories; without FILE the working directory.\n"
  "  -l  long: mode, links, owner, group, size, time     -1  one a line           -C  in columns (usual on a terminal)\n"
  "  -a  also names that begin with a dot                -A  the same without . and ..\n"
  "  -h  sizes with K M G    -i  inode numbers           -s  blocks               -n  owners as numbers\n"
  "  -d  directories themselves, not what is in them     -R  all directories below\n"
  "  -F  a sign behind each name: / directory, * program, @ link, | pipe          -p  only /\n"
  "  -t  newest first        -c  by change of the inode  -S  largest first        -r  backwards   -U  unsorted\n"
  "  -g  -l without owner    -o  -l without group        --color=always|auto|never\n";

typedef struct {
  char *name;        /* as it is shown */
  struct stat status;
  char *target;      /* of a link; NULL else */
  mode_t target_mode; /* 0: it leads nowhere */
} Entry;

typedef struct {
  Entry *items;
  size_t count, capacity;
} Entries;

typedef enum { BY_NAME, BY_TIME, BY_SIZE, UNSORTED } Sorting;

static struct {
  bool long_form, all, almost_all, human, inodes, blocks, numeric, directories, recursive, signs, slashes, reverse, change_time;
  bool columns, color, no_owner, no_group;
  Sorting sorting;
} options;

static const struct timespec *entry_time(const Entry *entry) {
  return options.change_time ? &entry->status.st_ctim : &entry->status.st_mtim;
}

static int compare_times(const struct timespec *left, const struct timespec *right) {
  if (left->tv_sec != right->tv_sec) return left->tv_sec < right->tv_sec ? 1 : -1;
  return (left->tv_nsec < right->tv_nsec) - (left->tv_nsec > right->tv_nsec);
}

static int compare(const void *left, const void *right) {
  const Entry *a = left, *b = right;
  int order = 0;
  if (options.sorting == BY_SIZE) order = (a->status.st_size < b->status.st_size) - (a->status.st_size > b->status.st_size);
  if (options.sorting == BY_TIME) order = compare_times(entry_time(a), entry_time(b));
  if (order == 0) order = strcmp(a->name, b->name);
  return options.reverse ? -order : order;
}

static bool needs_status(void) {
  return options.long_form || options.inodes || options.blocks || options.color || options.signs || options.slashes || options.recursive
    || options.sorting == BY_SIZE || options.sorting == BY_TIME;
}

static void add_link_target(Entry *entry, const char *path) {
  char target[4096];
  struct stat status;
  ssize_t length = readlink(path, target, sizeof target - 1);
  if (length < 0) return;
  target[length] = 0;
  entry->target = must_copy(target);
  entry->target_mode = stat(path, &status) == 0 ? status.st_mode : 0;
}

static bool add_entry(Entries *entries, const char *name, const char *path, bool follow) {
  Entry entry = {.name = NULL};
  if (needs_status() || follow) {
    bool found = follow ? stat(path, &entry.status) == 0 || lstat(path, &entry.status) == 0 : lstat(path, &entry.status) == 0;
    if (!found) {
      complain(path);
      tool_status = 2;
      return false;
    }
    if (S_ISLNK(entry.status.st_mode) && (options.long_form || options.color)) add_link_target(&entry, path);
  }
  entry.name = must_copy(name);
  if (entries->count == entries->capacity) {
    entries->capacity = entries->capacity * 2 + 32;
    entries->items = must_reallocate(entries->items, entries->capacity * sizeof *entries->items);
  }
  entries->items[entries->count++] = entry;
  return true;
}

static void free_entries(Entries *entries) {
  for (size_t i = 0; i < entries->count; i++) {
    free(entries->items[i].name);
    free(entries->items[i].target);
  }
  free(entries->items);
}

static char sign(mode_t mode) {
  if (S_ISDIR(mode)) return options.signs || options.slashes ? '/' : 0;
  if (!options.signs) return 0;
  if (S_ISLNK(mode)) return options.long_form ? 0 : '@';
  if (S_ISFIFO(mode)) return '|';
  if (S_ISSOCK(mode)) return '=';
  return S_ISREG(mode) && (mode & 0111) ? '*' : 0;
}

static const char *color_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR: return (mode & 01002) == 01002 ? "30;42" : "1;34";
    case S_IFLNK: return "1;36";
    case S_IFIFO: return "33";
    case S_IFSOCK: return "1;35";
    case S_IFBLK: case S_IFCHR: return "1;33";
    default: return mode & S_ISUID ? "37;41" : mode & 0111 ? "1;32" : NULL;
  }
}

static void print_colored(const char *name, const char *color) {
  /* On a terminal a name must not send control characters. */
  if (color) printf("\033[%sm", color);
  for (; *name; name++) putchar((unsigned char)*name < 32 && options.columns ? '?' : *name);
  if (color) fputs("\033[m", stdout);
}

static void print_name(const Entry *entry) {
  bool broken = entry->target && entry->target_mode == 0;
  print_colored(entry->name, !options.color ? NULL : broken ? "1;31" : color_of(entry->status.st_mode));
  char mark = needs_status() ? sign(entry->status.st_mode) : 0;
  if (mark) putchar(mark);
}

static size_t name_width(const Entry *entry) {
  return utf8_columns(entry->name, strlen(entry->name)) + (needs_status() && sign(entry->status.st_mode));
}

static char *size_text(const Entry *entry) {
  const struct stat *status = &entry->status;
  char buffer[HUMAN_SIZE_BYTES];
  if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode)) return must_format("%u, %3u", major(status->st_rdev), minor(status->st_rdev));
  if (options.human) return must_copy(human_size((uint64_t)status->st_size, buffer));
  return must_format("%lld", (long long)status->st_size);
}

static const char *time_text(const Entry *entry, char buffer[static 32]) {
  time_t now = time(NULL), when = entry_time(entry)->tv_sec;
  struct tm broken;
  bool recent = when <= now && now - when < 365 * 86400 / 2;
  localtime_r(&when, &broken);
  strftime(buffer, 32, recent ? "%b %e %H:%M" : "%b %e  %Y", &broken);
  return buffer;
}

/** Columns of the long form. */
typedef struct {
  int links, owner, group, size, inode, blocks;
} Widths;

static void widen(int *width, int length) {
  if (length > *width) *width = length;
}

static void print_owner(unsigned number, const char *name, int width) {
  if (options.numeric) printf(" %-*u", width, number);
  else printf(" %-*s", width, name);
}

static void print_numbers(const Entry *entry, const Widths *widths) {
  if (options.inodes) printf("%*llu ", widths->inode, (unsigned long long)entry->status.st_ino);
  if (options.blocks) printf("%*llu ", widths->blocks, (unsigned long long)entry->status.st_blocks / 2);
}

static Widths measure(const Entries *entries) {
  Widths widths = {0};
  for (size_t i = 0; i < entries->count; i++) {
    const struct stat *status = &entries->items[i].status;
    widen(&widths.inode, snprintf(NULL, 0, "%llu", (unsigned long long)status->st_ino));
    widen(&widths.blocks, snprintf(NULL, 0, "%llu", (unsigned long long)status->st_blocks / 2));
    if (!options.long_form) continue;
    char *size = size_text(&entries->items[i]);
    widen(&widths.size, (int)strlen(size));
    free(size);
    widen(&widths.links, snprintf(NULL, 0, "%lu", (unsigned long)status->st_nlink));
    widen(&widths.owner, options.numeric ? snprintf(NULL, 0, "%u", status->st_uid) : (int)strlen(owner_name(status->st_uid)));
    widen(&widths.group, options.numeric ? snprintf(NULL, 0, "%u", status->st_gid) : (int)strlen(group_name(status->st_gid)));
  }
  return widths;
}

static void print_long(const Entry *entry, const Widths *widths) {
  char mode[MODE_TEXT_BYTES], when[32];
  const struct stat *status = &entry->status;
  char *size = size_text(entry);
  printf("%s %*lu", mode_text(status->st_mode, mode), widths->links, (unsigned long)status->st_nlink);
  if (!options.no_owner) print_owner(status->st_uid, owner_name(status->st_uid), widths->owner);
  if (!options.no_group) print_owner(status->st_gid, group_name(status->st_gid), widths->group);
  printf(" %*s %s ", widths->size, size, time_text(entry, when));
  free(size);
  print_name(entry);
  if (entry->target) {
    fputs(" -> ", stdout);
    print_colored(entry->target, options.color && entry->target_mode ? color_of(entry->target_mode) : NULL);
    char mark = sign(entry->target_mode);
    if (mark) putchar(mark);
  }
}

static void print_lines(const Entries *entries, const Widths *widths) {
  for (size_t i = 0; i < entries->count; i++) {
    print_numbers(&entries->items[i], widths);
    if (options.long_form) print_long(&entries->items[i], widths);
    else print_name(&entries->items[i]);
    putchar('\n');
  }
}

/** Whether the entries fit on the screen in so many rows; fills in the width of each column. */
static bool fits(const Entries *entries, size_t rows, size_t gap, size_t screen, size_t *widths) {
  size_t total = 0, columns = (entries->count + rows - 1) / rows;
  for (size_t column = 0; column < columns; column++) {
    widths[column] = 0;
    for (size_t i = column * rows; i < (column + 1) * rows && i < entries->count; i++) {
      size_t width = name_width(&entries->items[i]) + gap;
      if (width > widths[column]) widths[column] = width;
    }
    total += widths[column] + (column + 1 < columns ? 2 : 0);
    if (total > screen) return false;
  }
  return true;
}

static void print_columns(const Entries *entries, const Widths *numbers) {
  if (entries->count == 0) return;
  size_t screen = (size_t)terminal_size(STDOUT_FILENO).columns, rows = 1;
  size_t gap = (options.inodes ? (size_t)numbers->inode + 1 : 0) + (options.blocks ? (size_t)numbers->blocks + 1 : 0);
  size_t *widths = must_allocate(entries->count * sizeof *widths);
  while (rows < entries->count && !fits(entries, rows, gap, screen, widths)) rows++;
  if (rows == entries->count) fits(entries, rows, gap, (size_t)-1, widths);
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = row; i < entries->count; i += rows) {
      print_numbers(&entries->items[i], numbers);
      print_name(&entries->items[i]);
      if (i + rows < entries->count) printf("%*s", (int)(widths[i / rows] - gap - name_width(&entries->items[i]) + 2), "");
    }
    putchar('\n');
  }
  free(widths);
}

static void print_entries(const Entries *entries) {
  Widths widths = options.long_form || options.inodes || options.blocks ? measure(entries) : (Widths){0};
  if (options.columns && !options.long_form) print_columns(entries, &widths);
  else print_lines(entries, &widths);
}

static void sort_entries(Entries *entries) {
  if (options.sorting != UNSORTED && entries->count > 1) qsort(entries->items, entries->count, sizeof *entries->items, compare);
}

static bool is_listed(const char *name) {
  if (name[0] != '.' || options.all) return true;
  return options.almost_all && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static void list_directory(const char *path, bool with_heading, bool first) {
  DIR *directory = opendir(path);
  if (!directory) {
    complain(path);
    tool_status = 2;
    return;
  }
  if (with_heading) printf("%s%s:\n", first ? "" : "\n", path);
  Entries entries = {0};
  for (struct dirent *item; (item = readdir(directory));) {
    if (!is_listed(item->d_name)) continue;
    char *inner = path_join(path, item->d_name);
    add_entry(&entries, item->d_name, inner, false);
    free(inner);
  }
  closedir(directory);
  sort_entries(&entries);
  unsigned long long blocks = 0;
  for (size_t i = 0; i < entries.count; i++) blocks += (unsigned long long)entries.items[i].status.st_blocks / 2;
  if (options.long_form || options.blocks) printf("total %llu\n", blocks);
  print_entries(&entries);
  for (size_t i = 0; options.recursive && i < entries.count; i++) {
    const Entry *entry = &entries.items[i];
    if (!S_ISDIR(entry->status.st_mode) || strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0) continue;
    char *inner = path_join(path, entry->name);
    list_directory(inner, true, false);
    free(inner);
  }
  free_entries(&entries);
}

enum { COLOR = 256 };

static void set_option(int option) {
  switch (option) {
    case 'l': options.long_form = true; break;
    case 'g': options.long_form = options.no_owner = true; break;
    case 'o': options.long_form = options.no_group = true; break;
    case 'n': options.long_form = options.numeric = true; break;
    case 'a': options.all = true; break;
    case 'A': options.almost_all = true; break;
    case 'h': options.human = true; break;
    case 'i': options.inodes = true; break;
    case 's': options.blocks = true; break;
    case 'd': options.directories = true; break;
    case 'R': options.recursive = true; break;
    case 'F': options.signs = true; break;
    case 'p': options.slashes = true; break;
    case 't': options.sorting = BY_TIME; break;
    case 'S': options.sorting = BY_SIZE; break;
    case 'U': options.sorting = UNSORTED; break;
    case 'r': options.reverse = true; break;
    case 'c': options.change_time = true; break;
    case '1': options.columns = false; break;
    case 'C': options.columns = true; break;
    default: options.color = !optarg || strcmp(optarg, "always") == 0 || (strcmp(optarg, "auto") == 0 && isatty(STDOUT_FILENO)); break;
  }
}

/** With -l a link to a directory is shown itself, unless a slash stands behind it. */
static bool is_shown_link(const char *name) {
  struct stat status;
  size_t length = strlen(name);
  return options.long_form && name[length - 1] != '/' && lstat(name, &status) == 0 && S_ISLNK(status.st_mode);
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"color", optional_argument, NULL, COLOR}, {"colour", optional_argument, NULL, COLOR}, {0}};
  tool_begin(argv, usage);
  tool_usage_status = 2;
  options.columns = options.color = isatty(STDOUT_FILENO);
  for (int option; (option = tool_option(argc, argv, "lgonaAhisdRFptSUrc1C", longs)) != -1;) set_option(option);
  static char *here[] = {".", NULL};
  char **names = optind < argc ? argv + optind : here;
  Entries files = {0}, directories = {0};
  for (char **name = names; *name; name++) {
    bool directory = !options.directories && path_is_directory(*name) && !is_shown_link(*name);
    struct stat status;
    if (!directory && lstat(*name, &status) != 0) {
      complain(*name);
      tool_status = 2;
    } else {
      add_entry(directory ? &directories : &files, *name, *name, directory);
    }
  }
  sort_entries(&files);
  sort_entries(&directories);
  print_entries(&files);
  bool headings = options.recursive || (names[0] && names[1]);
  for (size_t i = 0; i < directories.count; i++) list_directory(directories.items[i].name, headings, i == 0 && files.count == 0);
  free_entries(&files);
  free_entries(&directories);
  return tool_finish() ? 2 : 0;
}
