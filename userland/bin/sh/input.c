/* Where a script's characters come from: see input.h. Knows no grammar. */
#include "input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "editor.h"
#include "prompt.h"
#include "shell.h"

static bool no_more(Input *input, bool continued) {
  (void)input;
  (void)continued;
  return false;
}

void input_from_string(Input *input, const char *text) {
  *input = (Input){.refill = no_more, .line = 1, .fd = -1};
  text_string(&input->text, text);
}

static ssize_t read_again(int fd, char *buffer, size_t size) {
  ssize_t count;
  do count = read(fd, buffer, size);
  while (count < 0 && errno == EINTR);
  return count;
}

static bool refill_from_file(Input *input, bool continued) {
  (void)continued;
  for (size_t searched = 0;;) {
    const char *found = input->ahead.length > searched
      ? memchr(input->ahead.bytes + searched, '\n', input->ahead.length - searched) : NULL;
    size_t line = found ? (size_t)(found - input->ahead.bytes) + 1 : 0;
    searched = input->ahead.length;
    if (line == 0) {
      char block[4096];
      ssize_t count = read_again(input->fd, block, sizeof block);
      if (count > 0) {
        text_append(&input->ahead, block, (size_t)count);
        continue;
      }
      line = input->ahead.length;
    }
    if (line == 0) return false;
    text_append(&input->text, input->ahead.bytes, line);
    text_remove(&input->ahead, 0, line);
    return true;
  }
}

void input_from_file(Input *input, int fd) {
  *input = (Input){.refill = refill_from_file, .line = 1, .fd = fd};
}

static bool refill_from_shared(Input *input, bool continued) {
  (void)continued;
  size_t before = input->text.length;
  char byte = 0;
  while (byte != '\n' && read_again(input->fd, &byte, 1) == 1) text_add(&input->text, byte);
  return input->text.length > before;
}

void input_from_shared(Input *input, int fd) {
  *input = (Input){.refill = refill_from_shared, .line = 1, .fd = fd};
}

static bool refill_from_terminal(Input *input, bool continued) {
  char *prompt = prompt_text(continued ? "PS2" : "PS1");
  char *line = NULL;
  EditOutcome outcome = editor_read(prompt, &line);
  free(prompt);
  input->interrupted = outcome == EDIT_INTERRUPTED;
  if (outcome != EDIT_LINE) return false;
  text_string(&input->text, line);
  text_add(&input->text, '\n');
  free(line);
  return true;
}

void input_from_terminal(Input *input) {
  *input = (Input){.refill = refill_from_terminal, .line = 1, .fd = STDIN_FILENO};
}

void input_free(Input *input) {
  text_free(&input->text);
  text_free(&input->record);
  text_free(&input->ahead);
}

void input_begin_command(Input *input) {
  text_remove(&input->text, 0, input->position);
  input->position = 0;
  text_clear(&input->record);
  if (input->refill == refill_from_terminal) {
    input->ended = false;
    input->line = 1;
  }
}

/** A NUL is no character of a script. */
static void drop_zeros(Text *text, size_t from) {
  size_t kept = from;
  for (size_t i = from; i < text->length; i++) {
    if (text->bytes[i] != 0) text->bytes[kept++] = text->bytes[i];
  }
  text_remove(text, kept, text->length);
}

int input_peek(Input *input, size_t ahead) {
  if (input->position + ahead < input->text.length) return (unsigned char)input->text.bytes[input->position + ahead];
  if (ahead > 0 || input->ended) return INPUT_END;
  input->refills++;
  size_t before = input->text.length;
  if (!input->refill(input, input->record.length > 0)) {
    input->ended = true;
    return INPUT_END;
  }
  drop_zeros(&input->text, before);
  if (shell.options & OPTION_VERBOSE) shell_message_raw(input->text.bytes + input->position);
  return input_peek(input, 0);
}

int input_next(Input *input) {
  int c = input_peek(input, 0);
  if (c == INPUT_END) return c;
  input->position++;
  if (c == '\n') input->line++;
  text_add(&input->record, (char)c);
  return c;
}

void input_insert(Input *input, const char *text) {
  text_insert(&input->text, input->position, text, strlen(text));
}

size_t input_left(const Input *input) {
  return input->text.length - input->position;
}

bool input_is_spent(const Input *input) {
  const char *rest = input->text.bytes ? input->text.bytes + input->position : "";
  return input->refill == no_more && rest[strspn(rest, " \t\n;")] == 0;
}
