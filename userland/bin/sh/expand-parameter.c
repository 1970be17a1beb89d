/* Parameters: their values and the operations of ${...}. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expand.h"
#include "options.h"
#include "pattern.h"
#include "shell.h"
#include "tool.h"
#include "utf8.h"
#include "variables.h"

static const char *number_text(long long number, char buffer[static 24]) {
  snprintf(buffer, 24, "%lld", number);
  return buffer;
}

/** All positional parameters with the first character of IFS (for "$*") or a space between them. */
static const char *join_parameters(bool by_ifs, Text *joined) {
  const char *separators = variable_get_or("IFS", " ");
  for (size_t i = 0; i < shell.parameters.count; i++) {
    if (i > 0 && (!by_ifs || *separators)) text_add(joined, by_ifs ? *separators : ' ');
    text_string(joined, shell.parameters.items[i]);
  }
  return text_view(joined);
}

const char *parameter_value(const char *name, char buffer[static 24], Text *joined) {
  if (isdigit((unsigned char)*name)) {
    unsigned long index = strtoul(name, NULL, 10);
    if (index == 0) return shell.name;
    return index <= shell.parameters.count ? shell.parameters.items[index - 1] : NULL;
  }
  switch (*name) {
    case '#': return number_text((long long)shell.parameters.count, buffer);
    case '?': return number_text(shell.status, buffer);
    case '$': return number_text(shell.pid, buffer);
    case '!': return shell.background ? number_text(shell.background, buffer) : NULL;
    case '-': return options_letters(buffer);
    case '@': case '*': return shell.parameters.count > 0 ? join_parameters(*name == '*', joined) : NULL;
    default: break;
  }
  if (strcmp(name, "LINENO") == 0) return number_text(shell.line, buffer);
  return variable_get(name);
}

static void add_value(Expansion *into, const char *value, bool quoted) {
  if (quoted) expansion_add(into, "", 1, MARK_EMPTY);
  expansion_add(into, value, strlen(value), quoted ? MARK_QUOTED : MARK_RESULT);
}

/** $@ and $* as separate fields, where fields are made. */
static void add_parameters(Expansion *into, bool quoted) {
  for (size_t i = 0; i < shell.parameters.count; i++) {
    if (i > 0) expansion_add(into, "", 1, MARK_BREAK);
    add_value(into, shell.parameters.items[i], quoted);
  }
}

static size_t characters(const char *text) {
  size_t count = 0;
  for (size_t left = strlen(text); left > 0; count++) {
    uint32_t code_point;
    size_t size = utf8_decode(text, left, &code_point);
    text += size;
    left -= size;
  }
  return count;
}

static bool at_character(const char *text, size_t position) {
  return ((unsigned char)text[position] & 0xc0) != 0x80;
}

/** Adds the value without the shortest or longest prefix or suffix that matches the operation's pattern. */
static void add_cut(Expansion *into, const Part *part, const char *value) {
  char *pattern = expand_pattern(part->word);
  if (!pattern) {
    into->failed = true;
    return;
  }
  size_t length = strlen(value), begin = 0, end = length;
  bool prefix = part->operation == PARAMETER_CUT_PREFIX || part->operation == PARAMETER_CUT_LONG_PREFIX;
  bool longest = part->operation == PARAMETER_CUT_LONG_PREFIX || part->operation == PARAMETER_CUT_LONG_SUFFIX;
  for (size_t step = 0; step <= length; step++) {
    size_t cut = longest ? length - step : step;
    size_t position = prefix ? cut : length - cut;
    if (!at_character(value, position)) continue;
    if (!pattern_match(pattern, prefix ? value : value + position, cut)) continue;
    if (prefix) begin = position;
    else end = position;
    break;
  }
  if (part->quoted) expansion_add(into, "", 1, MARK_EMPTY);
  expansion_add(into, value + begin, end - begin, part->quoted ? MARK_QUOTED : MARK_RESULT);
  free(pattern);
}

static void add_word(Expansion *into, const Part *part) {
  if (part->quoted) expansion_add(into, "", 1, MARK_EMPTY);
  expansion_parts(into, part->word->parts, MARK_RESULT, false);
}

static void assign_word(Expansion *into, const Part *part) {
  char *value = expand_string(part->word);
  bool good = value && is_name(part->text) && variable_set(part->text, value);
  if (value && !is_name(part->text)) shell_message("$%s: cannot be assigned to in this way", part->text);
  if (value && !good) shell_abort_silently(2);
  if (good) add_value(into, value, part->quoted);
  else into->failed = true;
  free(value);
}

static void report_unset(Expansion *into, const Part *part) {
  char *message = part->word && part->word->parts ? expand_string(part->word) : NULL;
  if (shell.flow == FLOW_NONE) shell_abort(2, "%s: %s", part->text, message ? message : "parameter not set");
  free(message);
  into->failed = true;
}

/** The operations - = ? + that ask whether there is a value. @returns whether that was all */
static bool add_conditional(Expansion *into, const Part *part, bool has_value) {
  switch (part->operation) {
    case PARAMETER_DEFAULT:
      if (!has_value) add_word(into, part);
      return !has_value;
    case PARAMETER_ASSIGN:
      if (!has_value) assign_word(into, part);
      return !has_value;
    case PARAMETER_ERROR:
      if (!has_value) report_unset(into, part);
      return !has_value;
    case PARAMETER_ALTERNATIVE:
      if (has_value) add_word(into, part);
      return true;
    default: return false;
  }
}

/** Adds a value that is there, or nothing when it may be missing. */
static void add_found(Expansion *into, const Part *part, const char *value) {
  char buffer[24];
  bool all = *part->text == '@' || *part->text == '*', as_fields = *part->text == '@' || !part->quoted;
  if (!value && !all && (shell.options & OPTION_NO_UNSET)) {
    report_unset(into, &(Part){.text = part->text});
  } else if (part->operation == PARAMETER_LENGTH) {
    size_t length = all ? shell.parameters.count : characters(value ? value : "");
    add_value(into, number_text((long long)length, buffer), part->quoted);
  } else if (part->operation >= PARAMETER_CUT_SUFFIX) {
    add_cut(into, part, value ? value : "");
  } else if (all && as_fields && into->splits) {
    add_parameters(into, part->quoted);
  } else {
    add_value(into, value ? value : "", part->quoted);
  }
}

void expansion_parameter(Expansion *into, const Part *part) {
  char buffer[24];
  Text joined = {0};
  const char *value = parameter_value(part->text, buffer, &joined);
  bool has_value = value && !(part->colon && *value == 0);
  if (!add_conditional(into, part, has_value)) add_found(into, part, value);
  text_free(&joined);
}
