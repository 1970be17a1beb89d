/* Builtins about the shell's own process: cd, pwd, times, ulimit, umask. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <unistd.h>

#include "builtins.h"
#include "numbers.h"
#include "shell.h"
#include "tool.h"
#include "variables.h"

/** The path with . and .. resolved by name, as the user walked it; made absolute by $PWD. */
static char *logical_path(const char *path) {
  Text result = {0};
  Text whole = {0};
  if (*path != '/') {
    text_string(&whole, variable_get_or("PWD", "/"));
    text_add(&whole, '/');
  }
  text_string(&whole, path);
  for (const char *rest = text_view(&whole); *rest;) {
    size_t length = strcspn(rest, "/");
    if (length == 2 && strncmp(rest, "..", 2) == 0) {
      while (result.length > 0 && result.bytes[--result.length] != '/') continue;
    } else if (length > 0 && !(length == 1 && *rest == '.')) {
      text_add(&result, '/');
      text_append(&result, rest, length);
    }
    rest += length + (rest[length] == '/');
  }
  if (result.length == 0) text_add(&result, '/');
  result.bytes[result.length] = 0;
  text_free(&whole);
  return text_take(&result);
}

static int change_directory(const char *command, const char *target, bool physical) {
  char *logical = logical_path(target);
  bool good = chdir(physical ? target : logical) == 0 || (!physical && chdir(target) == 0);
  if (!good) {
    shell_message("%s: %s: %s", command, target, strerror(errno));
    free(logical);
    return 1;
  }
  char actual[PATH_MAX];
  variable_set("OLDPWD", variable_get_or("PWD", ""));
  variable_set("PWD", physical && getcwd(actual, sizeof actual) ? actual : logical);
  free(logical);
  return 0;
}

/** A relative directory is also looked for in $CDPATH. */
static char *search_cdpath(const char *target) {
  const char *rest = variable_get("CDPATH");
  size_t dots = strspn(target, ".");
  bool relative = *target != '/' && !(dots > 0 && dots < 3 && (target[dots] == '/' || target[dots] == 0));
  while (rest && *rest && relative) {
    size_t length = strcspn(rest, ":");
    struct stat status;
    char *candidate = must_format("%.*s%s%s", (int)length, rest, length > 0 ? "/" : "", target);
    if (stat(candidate, &status) == 0 && S_ISDIR(status.st_mode)) return candidate;
    free(candidate);
    rest += length + (rest[length] == ':');
  }
  return NULL;
}

int builtin_cd(int count, char **words) {
  bool physical = false;
  int first = 1;
  for (; first < count && words[first][0] == '-' && words[first][1]; first++) {
    if (strcmp(words[first], "-P") == 0) physical = true;
    else if (strcmp(words[first], "-L") == 0) physical = false;
    else if (strcmp(words[first], "--") != 0) return builtin_misuse(words[0], "unknown option %s", words[first]);
  }
  if (count - first > 1) return builtin_misuse(words[0], "too many directories");
  const char *target = first < count ? words[first] : variable_get("HOME");
  if (!target) return builtin_misuse(words[0], "HOME is not set");
  bool back = strcmp(target, "-") == 0;
  if (back && !(target = variable_get("OLDPWD"))) return builtin_misuse(words[0], "OLDPWD is not set");
  char *found = back || !*target ? NULL : search_cdpath(target);
  char *copy = must_copy(found ? found : *target ? target : ".");
  int status = change_directory(words[0], copy, physical);
  if (status == 0 && (back || found)) puts(variable_get_or("PWD", ""));
  free(copy);
  free(found);
  return status;
}

int builtin_pwd(int count, char **words) {
  char actual[PATH_MAX];
  bool physical = count > 1 && strcmp(words[1], "-P") == 0;
  const char *directory = physical ? NULL : variable_get("PWD");
  if (!directory) directory = getcwd(actual, sizeof actual);
  if (!directory) {
    shell_message("pwd: %s", strerror(errno));
    return 1;
  }
  puts(directory);
  return 0;
}

static void print_time(clock_t ticks, char end) {
  long hertz = sysconf(_SC_CLK_TCK);
  long seconds = (long)ticks / hertz, hundredths = (long)ticks % hertz * 100 / hertz;
  printf("%ldm%ld.%02lds%c", seconds / 60, seconds % 60, hundredths, end);
}

int builtin_times(int count, char **words) {
  (void)count;
  (void)words;
  struct tms used;
  if (times(&used) == (clock_t)-1) return 1;
  print_time(used.tms_utime, ' ');
  print_time(used.tms_stime, '\n');
  print_time(used.tms_cutime, ' ');
  print_time(used.tms_cstime, '\n');
  return 0;
}

static const struct {
  char letter;
  int resource;
  unsigned unit; /* bytes or pieces that 1 stands for */
  const char *meaning;
} limits[] = {
  {'c', RLIMIT_CORE, 512, "core file (blocks of 512 bytes)"}, {'d', RLIMIT_DATA, 1024, "data (KiB)"},
  {'f', RLIMIT_FSIZE, 512, "file size (blocks of 512 bytes)"}, {'l', RLIMIT_MEMLOCK, 1024, "locked memory (KiB)"},
  {'m', RLIMIT_RSS, 1024, "resident memory (KiB)"}, {'n', RLIMIT_NOFILE, 1, "open files"}, {'s', RLIMIT_STACK, 1024, "stack (KiB)"},
  {'t', RLIMIT_CPU, 1, "CPU time (seconds)"}, {'u', RLIMIT_NPROC, 1, "processes"}, {'v', RLIMIT_AS, 1024, "address space (KiB)"},
};

enum { LIMITS = sizeof limits / sizeof *limits };

static void print_limit(size_t row, bool hard) {
  struct rlimit limit = {0};
  getrlimit(limits[row].resource, &limit);
  rlim_t value = hard ? limit.rlim_max : limit.rlim_cur;
  if (value == RLIM_INFINITY) puts("unlimited");
  else printf("%llu\n", (unsigned long long)(value / limits[row].unit));
}

static int set_limit(size_t row, const char *word, bool hard, bool soft) {
  struct rlimit limit;
  uint64_t value;
  bool infinite = strcmp(word, "unlimited") == 0;
  if (!infinite && !parse_unsigned(word, &value)) return builtin_misuse("ulimit", "%s: bad number", word);
  rlim_t wanted = infinite ? RLIM_INFINITY : (rlim_t)value * limits[row].unit;
  getrlimit(limits[row].resource, &limit);
  if (soft || !hard) limit.rlim_cur = wanted;
  if (hard || !soft) limit.rlim_max = wanted;
  if (setrlimit(limits[row].resource, &limit) == 0) return 0;
  shell_message("ulimit: %s: %s", word, strerror(errno));
  return 1;
}

int builtin_ulimit(int count, char **words) {
  bool hard = false, soft = false, all = false;
  size_t row = 2;
  int i = 1;
  for (; i < count && words[i][0] == '-'; i++) {
    for (const char *letter = words[i] + 1; *letter; letter++) {
      size_t found = 0;
      while (found < LIMITS && limits[found].letter != *letter) found++;
      if (*letter == 'H') hard = true;
      else if (*letter == 'S') soft = true;
      else if (*letter == 'a') all = true;
      else if (found < LIMITS) row = found;
      else return builtin_misuse(words[0], "unknown option -%c", *letter);
    }
  }
  if (i < count) return set_limit(row, words[i], hard, soft);
  for (size_t each = 0; all && each < LIMITS; each++) {
    printf("-%c %-32s", limits[each].letter, limits[each].meaning);
    print_limit(each, hard);
  }
  if (!all) print_limit(row, hard);
  return 0;
}

static void print_mask_by_letters(mode_t mask) {
  static const char who[] = "ugo", what[] = "rwx";
  for (int i = 0; i < 3; i++) {
    printf("%s%c=", i ? "," : "", who[i]);
    for (int bit = 0; bit < 3; bit++) {
      if (!(mask & (0400u >> (i * 3 + bit)))) putchar(what[bit]);
    }
  }
  putchar('\n');
}

/** "u=rwx,g-w": @returns the mask after it, or -1 */
static int symbolic_mask(const char *text, mode_t mask) {
  mode_t allowed = ~mask & 0777;
  while (*text) {
    mode_t who = 0, what = 0;
    for (; *text && strchr("ugoa", *text); text++) who |= *text == 'u' ? 0700 : *text == 'g' ? 0070 : *text == 'o' ? 0007 : 0777;
    char operator = *text ? *text++ : 0;
    for (; *text && strchr("rwx", *text); text++) what |= *text == 'r' ? 0444 : *text == 'w' ? 0222 : 0111;
    if (who == 0) who = 0777;
    if (operator == '+') allowed |= who & what;
    else if (operator == '-') allowed &= ~(who & what);
    else if (operator == '=') allowed = (allowed & ~who) | (who & what);
    else return -1;
    if (*text == ',') text++;
    else if (*text) return -1;
  }
  return (int)(~allowed & 0777);
}

int builtin_umask(int count, char **words) {
  mode_t mask = umask(0);
  umask(mask);
  bool letters = count > 1 && strcmp(words[1], "-S") == 0;
  const char *word = count > 1 + letters ? words[1 + letters] : NULL;
  if (!word) {
    if (letters) print_mask_by_letters(mask);
    else printf("%04o\n", (unsigned)mask);
    return 0;
  }
  char *end;
  bool octal = *word >= '0' && *word <= '7';
  long wanted = octal ? strtol(word, &end, 8) : symbolic_mask(word, mask);
  if (wanted < 0 || wanted > 0777 || (octal && *end)) return builtin_misuse(words[0], "%s: bad mode", word);
  umask((mode_t)wanted);
  return 0;
}
