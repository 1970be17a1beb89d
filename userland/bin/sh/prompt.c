/* The prompts: see prompt.h. */
#include "prompt.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "expand.h"
#include "lexer.h"
#include "shell.h"
#include "tool.h"
#include "variables.h"

static void add_directory(Text *prompt, bool last_only) {
  const char *directory = variable_get_or("PWD", "?"), *home = variable_get_or("HOME", "");
  size_t length = strlen(home);
  bool at_home = length > 1 && strncmp(directory, home, length) == 0 && (directory[length] == '/' || directory[length] == 0);
  if (at_home) {
    text_add(prompt, '~');
    directory += length;
  }
  const char *slash = strrchr(directory, '/');
  if (!last_only || !slash) text_string(prompt, directory);
  else if (slash[1] || !at_home) text_string(prompt, slash[1] ? slash + 1 : "/");
}

static void add_host(Text *prompt) {
  char name[65] = "";
  gethostname(name, sizeof name - 1);
  text_append(prompt, name, strcspn(name, "."));
}

static void add_user(Text *prompt) {
  const struct passwd *entry = geteuid() == 0 ? NULL : getpwuid(geteuid());
  text_string(prompt, entry ? entry->pw_name : geteuid() == 0 ? "root" : variable_get_or("USER", "?"));
}

static void add_time(Text *prompt) {
  time_t now = time(NULL);
  struct tm local;
  char text[16];
  if (localtime_r(&now, &local) && strftime(text, sizeof text, "%H:%M:%S", &local) > 0) text_string(prompt, text);
}

static void add_escape(Text *prompt, char letter) {
  switch (letter) {
    case 'w': add_directory(prompt, false); break;
    case 'W': add_directory(prompt, true); break;
    case 'h': add_host(prompt); break;
    case 'u': add_user(prompt); break;
    case 't': add_time(prompt); break;
    case '$': text_add(prompt, geteuid() == 0 ? '#' : '$'); break;
    case 'n': text_add(prompt, '\n'); break;
    case 'e': text_add(prompt, '\033'); break;
    case '[': case ']': break; /* the line editor finds escape sequences by itself */
    case '\\': text_string(prompt, "\\\\"); break;
    default: text_add(prompt, letter);
  }
}

static char *expand_parameters(const char *text) {
  Arena *arena = arena_new();
  Input input;
  Lexer lexer;
  input_from_string(&input, text);
  lexer_start(&lexer, &input, arena);
  const Word *word = lexer_word(&lexer, WORD_HERE);
  int status = shell.status;
  char *expanded = lexer.failed ? NULL : expand_string(word);
  shell.status = status;
  shell.flow = FLOW_NONE;
  input_free(&input);
  arena_release(arena);
  return expanded ? expanded : must_copy("$ ");
}

char *prompt_text(const char *variable) {
  Text prompt = {0};
  for (const char *c = variable_get_or(variable, ""); *c; c++) {
    if (*c == '\\' && c[1]) add_escape(&prompt, *++c);
    else text_add(&prompt, *c);
  }
  char *expanded = strchr(text_view(&prompt), '$') || strchr(text_view(&prompt), '`') || strchr(text_view(&prompt), '\\')
    ? expand_parameters(text_view(&prompt)) : text_take(&prompt);
  text_free(&prompt);
  return expanded;
}
