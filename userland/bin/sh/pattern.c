/* Matching of patterns and of paths: see pattern.h. A character is a code point; no locale. */
#include "pattern.h"

#include <ctype.h>
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "utf8.h"

static uint32_t take(const char **text) {
  uint32_t code_point;
  *text += utf8_decode(*text, strlen(*text), &code_point);
  return code_point;
}

static bool in_class(const char *name, size_t length, uint32_t c) {
  static const struct {
    const char *name;
    int (*test)(int);
  } classes[] = {
    {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
    {"lower", islower}, {"print", isprint}, {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
  };
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    if (strlen(classes[i].name) == length && strncmp(classes[i].name, name, length) == 0) return c < 0x80 && classes[i].test((int)c);
  }
  return false;
}

/** Tests one item of a bracket expression ([:class:], a-z or a) and moves behind it. */
static bool bracket_item(const char **at, uint32_t c) {
  if ((*at)[0] == '[' && (*at)[1] == ':') {
    const char *end = strstr(*at + 2, ":]");
    if (end) {
      const char *name = *at + 2;
      *at = end + 2;
      return in_class(name, (size_t)(end - name), c);
    }
  }
  if (**at == '\\' && (*at)[1]) ++*at;
  uint32_t low = take(at), high = low;
  if ((*at)[0] == '-' && (*at)[1] && (*at)[1] != ']') {
    ++*at;
    if (**at == '\\' && (*at)[1]) ++*at;
    high = take(at);
  }
  return low <= c && c <= high;
}

/** The end of the bracket expression that begins at `pattern` ('['), or NULL when there is no closing bracket. */
static const char *bracket(const char *pattern, uint32_t c, bool *matches) {
  const char *at = pattern + 1;
  bool inverted = *at == '!' || *at == '^';
  if (inverted) at++;
  bool found = false;
  for (bool first = true; *at && (first || *at != ']'); first = false) found |= bracket_item(&at, c);
  if (*at != ']') return NULL;
  *matches = found != inverted;
  return at + 1;
}

/** Matches one character against the pattern's first item. @returns the rest of the pattern, or NULL */
static const char *match_one(const char *pattern, uint32_t c) {
  if (*pattern == '?') return pattern + 1;
  if (*pattern == '[') {
    bool matches;
    const char *rest = bracket(pattern, c, &matches);
    if (rest) return matches ? rest : NULL;
  }
  if (*pattern == '\\' && pattern[1]) pattern++;
  if (*pattern == 0) return NULL;
  return take(&pattern) == c ? pattern : NULL;
}

bool pattern_match(const char *pattern, const char *text, size_t length) {
  const char *end = text + length, *star = NULL, *star_text = NULL;
  uint32_t c;
  while (text < end || *pattern) {
    if (*pattern == '*') {
      star = ++pattern;
      star_text = text;
      continue;
    }
    size_t size = text < end ? utf8_decode(text, (size_t)(end - text), &c) : 0;
    const char *rest = size > 0 ? match_one(pattern, c) : NULL;
    if (rest) {
      pattern = rest;
      text += size;
    } else if (star && star_text < end) {
      star_text += utf8_decode(star_text, (size_t)(end - star_text), &c);
      pattern = star;
      text = star_text;
    } else {
      return false;
    }
  }
  return true;
}

bool pattern_is_special(const char *pattern) {
  for (; *pattern; pattern++) {
    if (*pattern == '\\' && pattern[1]) pattern++;
    else if (strchr("*?[", *pattern)) return true;
  }
  return false;
}

static void append_unquoted(Text *path, const char *pattern, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (pattern[i] == '\\' && i + 1 < length) i++;
    text_add(path, pattern[i]);
  }
}

static void match_component(Text *path, const char *pattern, Words *into);

/** Lists the directory `path` and goes on with every name that matches the pattern's first component. */
static void match_names(Text *path, const char *pattern, size_t component, Words *into) {
  DIR *directory = opendir(path->length > 0 ? path->bytes : ".");
  if (!directory) return;
  char *name_pattern = strndup(pattern, component);
  bool hidden = name_pattern && (name_pattern[0] == '.' || (name_pattern[0] == '\\' && name_pattern[1] == '.'));
  size_t before = path->length;
  Words names = {0};
  for (struct dirent *entry; name_pattern && (entry = readdir(directory));) {
    if (entry->d_name[0] == '.' && !hidden) continue;
    if (pattern_match(name_pattern, entry->d_name, strlen(entry->d_name))) words_add(&names, entry->d_name);
  }
  closedir(directory);
  words_sort(&names);
  for (size_t i = 0; i < names.count; i++) {
    text_string(path, names.items[i]);
    match_component(path, pattern + component, into);
    text_remove(path, before, path->length);
  }
  words_free(&names);
  free(name_pattern);
}

/** Goes on with what is left of the pattern behind `path`. */
static void match_component(Text *path, const char *pattern, Words *into) {
  size_t before = path->length;
  while (*pattern == '/') text_add(path, *pattern++);
  size_t component = strcspn(pattern, "/");
  struct stat status;
  if (component == 0) {
    if (lstat(text_view(path), &status) == 0) words_add(into, path->bytes);
  } else {
    char *part = strndup(pattern, component);
    bool special = part && pattern_is_special(part);
    free(part);
    if (special) {
      match_names(path, pattern, component, into);
    } else {
      append_unquoted(path, pattern, component);
      match_component(path, pattern + component, into);
    }
  }
  text_remove(path, before, path->length);
}

void pattern_paths(const char *pattern, Words *into) {
  Text path = {0};
  match_component(&path, pattern, into);
  text_free(&path);
}
