/* Tab: what the word before the cursor could become, and how that is inserted or listed. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtins.h"
#include "command-path.h"
#include "editor.h"
#include "functions.h"
#include "shell.h"
#include "syntax.h"
#include "tool.h"
#include "utf8.h"
#include "variables.h"

enum { MOST_LISTED = 400 };

/** The word being completed. */
typedef struct {
  size_t begin;      /* in the line */
  char *text;        /* without its quotes */
  size_t shown;      /* how much of `text` is in front of the last /, and not listed */
  char quote;        /* ' or " that is open at the cursor, else 0 */
  bool is_command, is_variable, only_directories;
  Words candidates;  /* what `text` could be; directories end with / */
} Completion;

static bool begins_command(const char *line, size_t begin) {
  static const char *const openers[] = {
    "do", "then", "else", "elif", "if", "while", "until", "!", "{", "time", "command", "exec", "nice", "xargs",
  };
  while (begin > 0 && line[begin - 1] == ' ') begin--;
  if (begin == 0 || strchr("|&;(`{", line[begin - 1])) return true;
  for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
    size_t length = strlen(openers[i]);
    bool same = begin >= length && strncmp(line + begin - length, openers[i], length) == 0;
    if (same && (begin == length || strchr(" ;|&(", line[begin - length - 1]))) return true;
  }
  return false;
}

static bool previous_word_is(const char *line, size_t begin, const char *word) {
  while (begin > 0 && line[begin - 1] == ' ') begin--;
  size_t length = strlen(word);
  if (begin < length || strncmp(line + begin - length, word, length) != 0) return false;
  return begin == length || strchr(" ;|&(", line[begin - length - 1]);
}

/** Finds the word before the cursor and takes its quotes off. */
static void find_word(const Editor *editor, Completion *completion) {
  const char *line = text_view(&editor->line);
  Text word = {0};
  char quote = 0;
  for (size_t i = 0; i < editor->cursor; i++) {
    char c = line[i];
    if (quote) {
      if (c == quote) quote = 0;
      else text_add(&word, c);
    } else if (c == '\\' && i + 1 < editor->cursor) {
      text_add(&word, line[++i]);
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (strchr(" \t;|&()<>`=", c)) {
      completion->begin = i + 1;
      text_clear(&word);
    } else {
      text_add(&word, c);
    }
  }
  completion->quote = quote;
  completion->text = text_take(&word);
  completion->is_variable = completion->text[0] == '$' && quote != '\'';
  completion->is_command = !strchr(completion->text, '/') && !quote && begins_command(line, completion->begin);
  completion->only_directories = previous_word_is(line, completion->begin, "cd") || previous_word_is(line, completion->begin, "rmdir");
}

static void add_candidate(const char *name, void *context) {
  words_add(&((Completion *)context)->candidates, name);
}

static void add_matching_function(const char *name, void *context) {
  Completion *completion = context;
  if (strncmp(name, completion->text, strlen(completion->text)) == 0) add_candidate(name, context);
}

static void collect_commands(Completion *completion) {
  size_t count, length = strlen(completion->text);
  const Builtin *builtins = builtins_all(&count);
  for (size_t i = 0; i < count; i++) {
    if (strncmp(builtins[i].name, completion->text, length) == 0) add_candidate(builtins[i].name, completion);
  }
  function_each(add_matching_function, completion);
  command_path_each(completion->text, add_candidate, completion);
}

static void collect_variables(Completion *completion) {
  bool brace = completion->text[1] == '{';
  const char *prefix = completion->text + 1 + brace;
  Variable **all = variables_sorted();
  for (Variable **variable = all; *variable; variable++) {
    if (strncmp((*variable)->name, prefix, strlen(prefix)) != 0) continue;
    words_take(&completion->candidates, must_format(brace ? "${%s}" : "$%s", (*variable)->name));
  }
  free(all);
}

/** The directory part of the word as the file system knows it. */
static char *directory_to_open(const char *text, size_t length) {
  if (length == 0) return must_copy(".");
  if (strncmp(text, "~/", 2) == 0) return must_format("%s%.*s", variable_get_or("HOME", ""), (int)length - 1, text + 1);
  return must_format("%.*s", (int)length, text);
}

static bool is_directory(const char *directory, const char *name) {
  char *path = must_format("%s/%s", directory, name);
  struct stat status;
  bool result = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
  free(path);
  return result;
}

static void collect_files(Completion *completion) {
  const char *slash = strrchr(completion->text, '/');
  completion->shown = slash ? (size_t)(slash - completion->text) + 1 : 0;
  const char *prefix = completion->text + completion->shown;
  char *directory = directory_to_open(completion->text, completion->shown);
  DIR *opened = opendir(directory);
  for (struct dirent *entry; opened && (entry = readdir(opened));) {
    const char *name = entry->d_name;
    if (strncmp(name, prefix, strlen(prefix)) != 0 || (name[0] == '.' && prefix[0] != '.')) continue;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    bool folder = entry->d_type == DT_DIR || (entry->d_type != DT_REG && is_directory(directory, name));
    if (completion->only_directories && !folder) continue;
    words_take(&completion->candidates, must_format("%.*s%s%s", (int)completion->shown, completion->text, name, folder ? "/" : ""));
  }
  if (opened) closedir(opened);
  free(directory);
}

static void sort_and_thin(Words *words) {
  words_sort(words);
  for (size_t i = 1; i < words->count;) {
    if (strcmp(words->items[i], words->items[i - 1]) == 0) words_remove(words, i);
    else i++;
  }
}

static size_t common_length(const Words *words) {
  size_t length = strlen(words->items[0]);
  for (size_t i = 1; i < words->count; i++) {
    size_t same = 0;
    while (same < length && words->items[i][same] == words->items[0][same]) same++;
    length = same;
  }
  while (length > 0 && ((unsigned char)words->items[0][length] & 0xc0) == 0x80) length--;
  return length;
}

/** Puts the text in place of the word, quoted as the word was. */
static void insert(Editor *editor, const Completion *completion, const char *text, size_t length, bool finished) {
  Text quoted = {0};
  if (completion->quote) text_add(&quoted, completion->quote);
  for (size_t i = 0; i < length; i++) {
    bool special = strchr(" \t'\"\\$`&|;()<>*?[#!", text[i]) && !(i == 0 && completion->is_variable);
    if (special && !completion->quote) text_add(&quoted, '\\');
    text_add(&quoted, text[i]);
  }
  if (finished && completion->quote) text_add(&quoted, completion->quote);
  if (finished) text_add(&quoted, ' ');
  edit_delete(editor, completion->begin, editor->cursor);
  edit_insert(editor, text_view(&quoted), quoted.length);
  text_free(&quoted);
}

static void list(Editor *editor, const Completion *completion) {
  const Words *words = &completion->candidates;
  size_t widest = 0, count = words->count > MOST_LISTED ? MOST_LISTED : words->count;
  for (size_t i = 0; i < count; i++) {
    size_t width = utf8_columns(words->items[i] + completion->shown, strlen(words->items[i] + completion->shown));
    if (width > widest) widest = width;
  }
  size_t columns = (size_t)editor->size.columns / (widest + 2);
  if (columns == 0) columns = 1;
  size_t rows = (count + columns - 1) / columns, cursor = editor->cursor;
  Text output = {0};
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = row; i < count; i += rows) {
      const char *name = words->items[i] + completion->shown;
      text_string(&output, name);
      for (size_t column = utf8_columns(name, strlen(name)); i + rows < count && column < widest + 2; column++) text_add(&output, ' ');
    }
    text_string(&output, "\r\n");
  }
  if (count < words->count) text_string(&output, "...\r\n");
  display_leave(editor, "");
  write_all(STDERR_FILENO, output.bytes, output.length);
  text_free(&output);
  editor->cursor = cursor;
}

void editor_complete(Editor *editor) {
  Completion completion = {0};
  find_word(editor, &completion);
  if (completion.is_variable) collect_variables(&completion);
  else if (completion.is_command) collect_commands(&completion);
  else collect_files(&completion);
  Words *words = &completion.candidates;
  sort_and_thin(words);
  size_t common = words->count > 0 ? common_length(words) : 0;
  if (words->count == 1) {
    bool finished = words->items[0][common - 1] != '/';
    insert(editor, &completion, words->items[0], common, finished);
    editor->listed = false;
  } else if (common > strlen(completion.text)) {
    insert(editor, &completion, words->items[0], common, false);
    editor->listed = true;
  } else if (words->count > 1 && editor->listed) {
    list(editor, &completion);
  } else {
    editor->listed = words->count > 1;
    display_bell();
  }
  display_draw(editor);
  words_free(words);
  free(completion.text);
}
