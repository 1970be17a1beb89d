/* The terminal's size, raw mode and keys: see terminal.h. Keys are those of ECMA-48 terminals (xterm, tmux, the Linux console). */
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "numbers.h"
#include "utf8.h"

static int positive_or(const char *text, int fallback) {
  uint64_t value;
  return text && parse_unsigned(text, &value) && value > 0 && value < 10000 ? (int)value : fallback;
}

TerminalSize terminal_size(int fd) {
  struct winsize window;
  if (ioctl(fd, TIOCGWINSZ, &window) == 0 && window.ws_row > 0 && window.ws_col > 0) {
    return (TerminalSize){window.ws_row, window.ws_col};
  }
  return (TerminalSize){positive_or(getenv("LINES"), 24), positive_or(getenv("COLUMNS"), 80)};
}

bool terminal_raw(int fd, bool signals, struct termios *saved) {
  if (tcgetattr(fd, saved) != 0) return false;
  struct termios raw = *saved;
  /* ICRNL stays: lines that are typed ahead shall be lines for the program that reads them later. */
  raw.c_iflag &= ~(tcflag_t)(BRKINT | INPCK | ISTRIP | IXON);
  raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | (signals ? 0 : ISIG));
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  return tcsetattr(fd, TCSADRAIN, &raw) == 0;
}

void terminal_restore(int fd, const struct termios *saved) {
  while (tcsetattr(fd, TCSADRAIN, saved) != 0 && errno == EINTR) continue;
}

/** One byte, or a negative KEY_ value. */
static int32_t read_byte(int fd, int timeout_ms) {
  if (timeout_ms >= 0) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int ready = poll(&wait, 1, timeout_ms);
    if (ready < 0) return errno == EINTR ? KEY_INTERRUPTED : KEY_END_OF_FILE;
    if (ready == 0) return KEY_NONE;
  }
  unsigned char byte;
  ssize_t count = read(fd, &byte, 1);
  if (count == 1) return byte;
  return count < 0 && errno == EINTR ? KEY_INTERRUPTED : KEY_END_OF_FILE;
}

/** How long the rest of an escape sequence may take; a lone Escape is known after it. */
enum { SEQUENCE_MS = 50 };

/** CSI parameter and final byte to a key: "A" or "1;5C" or "3~". */
static int32_t sequence_key(int first, int second, int32_t final) {
  bool modified = second == 3 || second == 5;
  switch (final) {
    case 'A': return KEY_UP;
    case 'B': return KEY_DOWN;
    case 'C': return modified ? KEY_WORD_RIGHT : KEY_RIGHT;
    case 'D': return modified ? KEY_WORD_LEFT : KEY_LEFT;
    case 'H': return KEY_HOME;
    case 'F': return KEY_END;
    case '~': break;
    default: return KEY_UNKNOWN;
  }
  switch (first) {
    case 1: case 7: return KEY_HOME;
    case 2: return KEY_INSERT;
    case 3: return KEY_DELETE;
    case 4: case 8: return KEY_END;
    case 5: return KEY_PAGE_UP;
    case 6: return KEY_PAGE_DOWN;
    default: return KEY_UNKNOWN;
  }
}

static int32_t control_sequence(int fd) {
  int parameters[2] = {0, 0};
  int count = 0;
  for (;;) {
    int32_t byte = read_byte(fd, SEQUENCE_MS);
    if (byte < 0) return KEY_UNKNOWN;
    if (byte >= '0' && byte <= '9') {
      if (count < 2 && parameters[count] < 1000) parameters[count] = parameters[count] * 10 + (byte - '0');
    } else if (byte == ';') {
      count++;
    } else if (byte >= 0x40 && byte <= 0x7e) {
      return sequence_key(parameters[0], parameters[1], byte);
    }
  }
}

static int32_t after_escape(int fd) {
  int32_t byte = read_byte(fd, SEQUENCE_MS);
  if (byte < 0) return KEY_ESCAPE;
  if (byte == '[') return control_sequence(fd);
  if (byte == 'O') {
    int32_t final = read_byte(fd, SEQUENCE_MS);
    return final < 0 ? KEY_ALT + 'O' : sequence_key(0, 0, final);
  }
  return KEY_ALT + byte;
}

int32_t key_read(int fd, int timeout_ms) {
  int32_t first = read_byte(fd, timeout_ms);
  if (first == 0x1b) return after_escape(fd);
  if (first == '\n') return '\r';
  if (first < 0xc2) return first;
  char bytes[4] = {(char)first};
  size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  for (size_t i = 1; i < size; i++) {
    int32_t byte = read_byte(fd, SEQUENCE_MS);
    if (byte < 0) return 0xfffd;
    bytes[i] = (char)byte;
  }
  uint32_t code_point;
  utf8_decode(bytes, size, &code_point);
  return (int32_t)code_point;
}
