/* The formats of ps that have a letter, and those that are spelt out with -o: see formats.h. */
#define _GNU_SOURCE
#include "formats.h"

#include <string.h>

#include "tool.h"

static void show(Options *options, const char *name, const char *heading) {
  const Column *column = find_column(name);
  if (column == NULL) usage_error("unknown column: %s (see --help)", name);
  if (options->shown_count == MAX_SHOWN) usage_error("too many columns");
  options->shown[options->shown_count++] = (Shown){column, heading != NULL ? heading : column->heading};
}

void format_add(Options *options, const char *list) {
  char *rest = must_copy(list);
  while (rest != NULL) {
    size_t length = strcspn(rest, ", =");
    char *word = rest;
    char end = rest[length];
    rest[length] = '\0';
    const char *heading = end == '=' ? word + length + 1 : NULL;
    /* "-o pid=,comm=": a heading that begins another column is an empty one. */
    char *comma = heading != NULL ? strchr(word + length + 1, ',') : NULL;
    if (comma != NULL) *comma = '\0';
    rest = end == '\0' ? NULL : heading == NULL ? word + length + 1 : comma == NULL ? NULL : comma + 1;
    if (*word != '\0') show(options, word, heading);
  }
}

/** A format: the letters that ask for it, and its columns; a name with a colon has its heading after it. */
typedef struct {
  FormatChoice when;
  const char *names;
} Format;

/** The first row whose letters were all given is taken. */
static const Format formats[] = {
  {{.user = true}, "user pid pcpu pmem vsz rss tname stat start_time bsdtime args"},
  {{.bsd_jobs = true}, "ppid pid pgid sid tname tpgid stat uid bsdtime args"},
  {{.bsd_long = true}, "f uid pid ppid priority ni vsz rss wchan stat tname bsdtime args"},
  {{.unix_long = true, .full = true, .threads = true}, "f s user:UID pid ppid lwp c nlwp opri ni addr sz wchan stime tname time args:CMD"},
  {{.unix_long = true, .full = true}, "f s user:UID pid ppid c opri ni addr sz wchan stime tname time args:CMD"},
  {{.unix_long = true, .no_flags = true}, "s uid pid ppid c opri ni rss sz wchan tname time ucmd"},
  {{.unix_long = true, .threads = true}, "f s uid pid ppid lwp c opri ni addr sz wchan tname time ucmd"},
  {{.unix_long = true}, "f s uid pid ppid c opri ni addr sz wchan tname time ucmd"},
  {{.extra = true, .threads = true}, "user:UID pid ppid lwp c nlwp sz rss psr stime tname time args:CMD"},
  {{.extra = true}, "user:UID pid ppid c sz rss psr stime tname time args:CMD"},
  {{.full = true, .unix_jobs = true}, "user:UID pid ppid pgid sid c stime tname time args:CMD"},
  {{.full = true, .spid = true}, "user:UID pid spid ppid c stime tname time args:CMD"},
  {{.full = true, .threads = true}, "user:UID pid ppid lwp c nlwp stime tname time args:CMD"},
  {{.full = true}, "user:UID pid ppid c stime tname time args:CMD"},
  {{.unix_jobs = true, .threads = true}, "pid pgid sid lwp tname time ucmd"},
  {{.unix_jobs = true}, "pid pgid sid tname time ucmd"},
  {{.threads = true}, "pid lwp tname time ucmd"},
  {{.spid = true}, "pid spid tname time ucmd"},
  {{.bsd = true}, "pid tname stat bsdtime args"},
  {{0}, "pid tname time ucmd"},
};

static bool includes(const FormatChoice *given, const FormatChoice *needed) {
  const bool pairs[][2] = {
    {given->full, needed->full}, {given->extra, needed->extra}, {given->unix_long, needed->unix_long},
    {given->unix_jobs, needed->unix_jobs},
    {given->threads, needed->threads}, {given->spid, needed->spid}, {given->no_flags, needed->no_flags}, {given->user, needed->user},
    {given->bsd_long, needed->bsd_long}, {given->bsd_jobs, needed->bsd_jobs}, {given->bsd, needed->bsd},
  };
  for (size_t index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
    if (pairs[index][1] && !pairs[index][0]) return false;
  }
  return true;
}

void format_choose(Options *options, const FormatChoice *format) {
  const Format *row = formats;
  while (!includes(format, &row->when)) row++;
  char *rest = must_copy(row->names);
  for (char *word; (word = strsep(&rest, " ")) != NULL;) {
    char *colon = strchr(word, ':');
    if (colon != NULL) *colon = '\0';
    show(options, word, colon != NULL ? colon + 1 : NULL);
  }
}
