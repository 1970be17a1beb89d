/* Modes and owners of files as text: see file-mode.h. */
#include "file-mode.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char kind_letter(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR: return 'd';
    case S_IFLNK: return 'l';
    case S_IFCHR: return 'c';
    case S_IFBLK: return 'b';
    case S_IFIFO: return 'p';
    case S_IFSOCK: return 's';
    default: return '-';
  }
}

char *mode_text(mode_t mode, char buffer[static MODE_TEXT_BYTES]) {
  static const char letters[] = "rwxrwxrwx";
  buffer[0] = kind_letter(mode);
  for (int i = 0; i < 9; i++) buffer[1 + i] = mode & (0400u >> i) ? letters[i] : '-';
  if (mode & S_ISUID) buffer[3] = mode & 0100 ? 's' : 'S';
  if (mode & S_ISGID) buffer[6] = mode & 0010 ? 's' : 'S';
  if (mode & S_ISVTX) buffer[9] = mode & 0001 ? 't' : 'T';
  buffer[10] = 0;
  return buffer;
}

const char *file_kind(mode_t mode, off_t size) {
  switch (mode & S_IFMT) {
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symbolic link";
    case S_IFCHR: return "character special file";
    case S_IFBLK: return "block special file";
    case S_IFIFO: return "fifo";
    case S_IFSOCK: return "socket";
    default: return size == 0 ? "regular empty file" : "regular file";
  }
}

const char *owner_name(uid_t user) {
  static uid_t known = (uid_t)-1;
  static char name[64];
  if (user == known) return name;
  const struct passwd *entry = getpwuid(user);
  known = user;
  if (entry) snprintf(name, sizeof name, "%s", entry->pw_name);
  else snprintf(name, sizeof name, "%u", (unsigned)user);
  return name;
}

const char *group_name(gid_t group) {
  static gid_t known = (gid_t)-1;
  static char name[64];
  if (group == known) return name;
  const struct group *entry = getgrgid(group);
  known = group;
  if (entry) snprintf(name, sizeof name, "%s", entry->gr_name);
  else snprintf(name, sizeof name, "%u", (unsigned)group);
  return name;
}

/** The bits that one letter behind the operator means for all of user, group and others. */
static mode_t permission_bits(char letter, mode_t before, bool is_directory) {
  switch (letter) {
    case 'r': return 0444;
    case 'w': return 0222;
    case 'x': return 0111;
    case 'X': return is_directory || (before & 0111) ? 0111 : 0;
    case 's': return S_ISUID | S_ISGID;
    case 't': return S_ISVTX;
    case 'u': return (before >> 6 & 7) * 0111;
    case 'g': return (before >> 3 & 7) * 0111;
    case 'o': return (before & 7) * 0111;
    default: return (mode_t)-1;
  }
}

/** One clause, "go-w"; moves behind it. */
static bool apply_clause(const char **at, mode_t *mode, bool is_directory, mode_t mask) {
  mode_t who = 0;
  for (; **at && strchr("ugoa", **at); ++*at) {
    who |= **at == 'u' ? 0700 | S_ISUID : **at == 'g' ? 0070 | S_ISGID : **at == 'o' ? 0007 | S_ISVTX : 07777;
  }
  mode_t implied = who ? 07777 : ~mask & 07777;
  if (who == 0) who = 07777;
  do {
    char operator = **at;
    if (operator == 0 || !strchr("+-=", operator)) return false;
    mode_t bits = 0;
    for (++*at; **at && !strchr("+-=,", **at); ++*at) {
      mode_t more = permission_bits(**at, *mode, is_directory);
      if (more == (mode_t)-1) return false;
      bits |= more;
    }
    bits &= who & implied;
    if (operator == '=') *mode = (*mode & ~(who & 0777)) | bits;
    else *mode = operator == '+' ? *mode | bits : *mode & ~bits;
  } while (**at && **at != ',');
  return true;
}

bool mode_apply(const char *text, mode_t before, bool is_directory, mode_t mask, mode_t *after) {
  *after = before & 07777;
  if (*text >= '0' && *text <= '7') {
    char *end;
    unsigned long value = strtoul(text, &end, 8);
    *after = (mode_t)value;
    return *end == 0 && value <= 07777;
  }
  while (apply_clause(&text, after, is_directory, mask)) {
    if (*text == 0) return true;
    text++;
  }
  return false;
}
