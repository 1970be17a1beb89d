/* test and [: see words.h. The number of words decides first, as POSIX says, so that operands may look like operators. */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "numbers.h"
#include "words.h"

typedef struct {
  const char *name;
  char **at, **end;
  bool wrong; /* a message was written */
} Condition;

static bool disjunction(Condition *condition);

static bool complain_about(Condition *condition, const char *word, const char *problem) {
  if (!condition->wrong) fprintf(stderr, "%s: %s: %s\n", condition->name, word, problem);
  condition->wrong = true;
  return false;
}

static bool file_test(char letter, const char *path) {
  struct stat status;
  if (letter == 'r') return access(path, R_OK) == 0;
  if (letter == 'w') return access(path, W_OK) == 0;
  if (letter == 'x') return access(path, X_OK) == 0;
  bool link = letter == 'h' || letter == 'L';
  if ((link ? lstat(path, &status) : stat(path, &status)) != 0) return false;
  switch (letter) {
    case 'b': return S_ISBLK(status.st_mode);
    case 'c': return S_ISCHR(status.st_mode);
    case 'd': return S_ISDIR(status.st_mode);
    case 'f': return S_ISREG(status.st_mode);
    case 'g': return (status.st_mode & S_ISGID) != 0;
    case 'h': case 'L': return S_ISLNK(status.st_mode);
    case 'k': return (status.st_mode & S_ISVTX) != 0;
    case 'p': return S_ISFIFO(status.st_mode);
    case 's': return status.st_size > 0;
    case 'S': return S_ISSOCK(status.st_mode);
    case 'u': return (status.st_mode & S_ISUID) != 0;
    case 'O': return status.st_uid == geteuid();
    case 'G': return status.st_gid == getegid();
    default: return true;
  }
}

static bool integer(Condition *condition, const char *word, int64_t *value) {
  char *end;
  errno = 0;
  *value = strtoll(word, &end, 10);
  while (*end == ' ' || *end == '\t') end++;
  if (end != word && *end == 0 && errno == 0) return true;
  return complain_about(condition, word, "expected an integer");
}

static bool is_unary(const char *word) {
  return word[0] == '-' && word[1] && !word[2] && strchr("bcdefghkLnprsStuwxzOG", word[1]);
}

static bool unary(Condition *condition, char letter, const char *operand) {
  if (letter == 'n') return *operand != 0;
  if (letter == 'z') return *operand == 0;
  if (letter != 't') return file_test(letter, operand);
  int64_t fd;
  return integer(condition, operand, &fd) && isatty((int)fd);
}

static const char *const binary_operators[] = {
  "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
};

enum { EQUAL, SAME, DIFFERENT, BEFORE, AFTER, EQ, NE, LT, LE, GT, GE, NEWER, OLDER, SAME_FILE, NO_OPERATOR };

static int binary_operator(const char *word) {
  int i = 0;
  while (i < NO_OPERATOR && strcmp(binary_operators[i], word) != 0) i++;
  return i;
}

static int compare_times(struct timespec left, struct timespec right) {
  if (left.tv_sec != right.tv_sec) return left.tv_sec < right.tv_sec ? -1 : 1;
  return (left.tv_nsec > right.tv_nsec) - (left.tv_nsec < right.tv_nsec);
}

static bool compare_files(int operator, const char *left, const char *right) {
  struct stat a, b;
  bool has_left = stat(left, &a) == 0, has_right = stat(right, &b) == 0;
  if (operator == SAME_FILE) return has_left && has_right && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
  if (!has_left || !has_right) return operator == NEWER ? has_left : has_right;
  int order = compare_times(a.st_mtim, b.st_mtim);
  return operator == NEWER ? order > 0 : order < 0;
}

static bool compare_integers(Condition *condition, int operator, const char *left, const char *right) {
  int64_t a, b;
  if (!integer(condition, left, &a) || !integer(condition, right, &b)) return false;
  switch (operator) {
    case EQ: return a == b;
    case NE: return a != b;
    case LT: return a < b;
    case LE: return a <= b;
    case GT: return a > b;
    default: return a >= b;
  }
}

static bool binary(Condition *condition, const char *left, int operator, const char *right) {
  if (operator >= NEWER) return compare_files(operator, left, right);
  if (operator >= EQ) return compare_integers(condition, operator, left, right);
  int order = strcmp(left, right);
  switch (operator) {
    case DIFFERENT: return order != 0;
    case BEFORE: return order < 0;
    case AFTER: return order > 0;
    default: return order == 0;
  }
}

static bool primary(Condition *condition) {
  char **at = condition->at;
  long left = condition->end - at;
  if (left == 0) return complain_about(condition, "syntax", "an operand is missing");
  if (left >= 3 && binary_operator(at[1]) != NO_OPERATOR) {
    condition->at += 3;
    return binary(condition, at[0], binary_operator(at[1]), at[2]);
  }
  if (strcmp(at[0], "!") == 0 && left > 1) {
    condition->at++;
    return !primary(condition);
  }
  if (strcmp(at[0], "(") == 0 && left > 1) {
    condition->at++;
    bool value = disjunction(condition);
    if (condition->at == condition->end || strcmp(*condition->at, ")") != 0) return complain_about(condition, "syntax", "missing )");
    condition->at++;
    return value;
  }
  if (is_unary(at[0]) && left > 1) {
    condition->at += 2;
    return unary(condition, at[0][1], at[1]);
  }
  condition->at++;
  return *at[0] != 0;
}

static bool take(Condition *condition, const char *word) {
  if (condition->at == condition->end || strcmp(*condition->at, word) != 0) return false;
  condition->at++;
  return true;
}

static bool conjunction(Condition *condition) {
  bool value = primary(condition);
  while (!condition->wrong && take(condition, "-a")) value &= primary(condition);
  return value;
}

static bool disjunction(Condition *condition) {
  bool value = conjunction(condition);
  while (!condition->wrong && take(condition, "-o")) value |= conjunction(condition);
  return value;
}

/** Up to four words: their number says what they are. @returns false when the grammar must decide */
static bool by_count(Condition *condition, bool *value) {
  char **at = condition->at;
  long count = condition->end - at;
  bool inverted = false;
  if (count == 4 || (count == 3 && binary_operator(at[1]) == NO_OPERATOR) || count == 2) {
    if (strcmp(at[0], "!") == 0) {
      inverted = true;
      at++;
      count--;
    }
  }
  if (count == 0) *value = false;
  else if (count == 1) *value = *at[0] != 0;
  else if (count == 2 && is_unary(at[0])) *value = unary(condition, at[0][1], at[1]);
  else if (count == 3 && binary_operator(at[1]) != NO_OPERATOR) *value = binary(condition, at[0], binary_operator(at[1]), at[2]);
  else return false;
  *value = *value != inverted;
  return true;
}

int test_words(int count, char **words) {
  Condition condition = {.name = words[0], .at = words + 1, .end = words + count};
  if (strcmp(words[0], "[") == 0) {
    if (count < 2 || strcmp(words[count - 1], "]") != 0) {
      fprintf(stderr, "[: missing ]\n");
      return 2;
    }
    condition.end--;
  }
  bool value;
  if (!by_count(&condition, &value)) {
    value = disjunction(&condition);
    if (!condition.wrong && condition.at != condition.end) complain_about(&condition, *condition.at, "unexpected word");
  }
  if (condition.wrong) return 2;
  return value ? 0 : 1;
}
