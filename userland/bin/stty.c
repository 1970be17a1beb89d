/* stty: shows and sets the modes of the terminal on standard input. */
#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "numbers.h"
#include "tool.h"

static const char usage[] =
  "usage: stty [-F DEVICE] [-a | -g | size]\n"
  "       stty [-F DEVICE] SETTING...\n"
  "Shows what differs from the usual modes of the terminal on standard input (-a: all, -g: for stty to read), or sets them.\n"
  "  sane       all as usual                     raw, -raw, cooked   no lines, no signals, no echo; the opposite\n"
  "  echo, -echo, icanon, isig, opost, icrnl, ...   a mode by its name, off with -\n"
  "  intr ^C, quit, erase, kill, eof, susp, min N, time N   a control character\n"
  "  rows N, cols N, size                        the window\n";

static const struct {
  const char *name;
  char group;  /* c_iflag, c_oflag, c_cflag, c_lflag */
  tcflag_t bits, mask; /* mask 0: the bits themselves */
  bool sane;
} modes[] = {
  {"cread", 'c', CREAD, 0, true}, {"parenb", 'c', PARENB, 0, false}, {"cs8", 'c', CS8, CSIZE, true}, {"hupcl", 'c', HUPCL, 0, false},
  {"brkint", 'i', BRKINT, 0, true}, {"ignbrk", 'i', IGNBRK, 0, false}, {"icrnl", 'i', ICRNL, 0, true}, {"inlcr", 'i', INLCR, 0, false},
  {"igncr", 'i', IGNCR, 0, false}, {"istrip", 'i', ISTRIP, 0, false}, {"ixon", 'i', IXON, 0, true}, {"ixoff", 'i', IXOFF, 0, false},
  {"ixany", 'i', IXANY, 0, false}, {"imaxbel", 'i', IMAXBEL, 0, true}, {"iutf8", 'i', IUTF8, 0, false},
  {"opost", 'o', OPOST, 0, true}, {"onlcr", 'o', ONLCR, 0, true}, {"ocrnl", 'o', OCRNL, 0, false}, {"onlret", 'o', ONLRET, 0, false},
  {"isig", 'l', ISIG, 0, true}, {"icanon", 'l', ICANON, 0, true}, {"iexten", 'l', IEXTEN, 0, true}, {"echo", 'l', ECHO, 0, true},
  {"echoe", 'l', ECHOE, 0, true}, {"echok", 'l', ECHOK, 0, true}, {"echonl", 'l', ECHONL, 0, false}, {"noflsh", 'l', NOFLSH, 0, false},
  {"tostop", 'l', TOSTOP, 0, false}, {"echoctl", 'l', ECHOCTL, 0, true}, {"echoke", 'l', ECHOKE, 0, true},
};

static const struct {
  const char *name;
  int index;
  cc_t sane;
} characters[] = {
  {"intr", VINTR, 3}, {"quit", VQUIT, 28}, {"erase", VERASE, 127}, {"kill", VKILL, 21}, {"eof", VEOF, 4}, {"start", VSTART, 17},
  {"stop", VSTOP, 19}, {"susp", VSUSP, 26}, {"rprnt", VREPRINT, 18}, {"werase", VWERASE, 23}, {"lnext", VLNEXT, 22},
  {"min", VMIN, 1}, {"time", VTIME, 0},
};

enum { MODES = sizeof modes / sizeof *modes, CHARACTERS = sizeof characters / sizeof *characters };

static tcflag_t *group(struct termios *state, char name) {
  return name == 'i' ? &state->c_iflag : name == 'o' ? &state->c_oflag : name == 'c' ? &state->c_cflag : &state->c_lflag;
}

static void set_mode(struct termios *state, size_t row, bool on) {
  tcflag_t *flags = group(state, modes[row].group);
  *flags &= ~(modes[row].mask ? modes[row].mask : modes[row].bits);
  if (on) *flags |= modes[row].bits;
}

static bool has_mode(struct termios *state, size_t row) {
  tcflag_t mask = modes[row].mask ? modes[row].mask : modes[row].bits;
  return (*group(state, modes[row].group) & mask) == modes[row].bits;
}

static void make_sane(struct termios *state) {
  for (size_t i = 0; i < MODES; i++) set_mode(state, i, modes[i].sane);
  for (size_t i = 0; i < CHARACTERS; i++) state->c_cc[characters[i].index] = characters[i].sane;
}

static void set_raw(struct termios *state, bool raw) {
  static const char *const cooked[] = {"brkint", "icrnl", "ixon", "opost", "isig", "icanon", "iexten", "echo"};
  for (size_t i = 0; i < MODES; i++) {
    for (size_t j = 0; j < sizeof cooked / sizeof *cooked; j++) {
      if (strcmp(modes[i].name, cooked[j]) == 0) set_mode(state, i, !raw);
    }
  }
  state->c_cc[VMIN] = 1;
  state->c_cc[VTIME] = 0;
}

static void print_character(const char *name, cc_t c) {
  printf("%s = ", name);
  if (strcmp(name, "min") == 0 || strcmp(name, "time") == 0) printf("%d; ", c);
  else if (c == 0) fputs("<undef>; ", stdout);
  else if (c == 127) fputs("^?; ", stdout);
  else if (c < 32) printf("^%c; ", c + 64);
  else printf("%c; ", c);
}

static void show(struct termios *state, const struct winsize *window, bool all) {
  static const struct {
    speed_t code;
    unsigned bits;
  } speeds[] = {{B9600, 9600}, {B19200, 19200}, {B38400, 38400}, {B57600, 57600}, {B115200, 115200}};
  unsigned speed = 0;
  for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
    if (cfgetospeed(state) == speeds[i].code) speed = speeds[i].bits;
  }
  printf("speed %u baud;", speed);
  if (all) printf(" rows %d; columns %d;", window->ws_row, window->ws_col);
  putchar('\n');
  size_t shown = 0;
  for (size_t i = 0; i < CHARACTERS; i++) {
    cc_t c = state->c_cc[characters[i].index];
    if (!all && (c == characters[i].sane || characters[i].index == VMIN || characters[i].index == VTIME)) continue;
    print_character(characters[i].name, c);
    shown++;
  }
  if (shown > 0) putchar('\n');
  char before = 0;
  for (size_t i = 0; i < MODES; i++) {
    bool on = has_mode(state, i);
    if (!all && on == modes[i].sane) continue;
    if (before) putchar(before == modes[i].group ? ' ' : '\n');
    printf("%s%s", on ? "" : "-", modes[i].name);
    before = modes[i].group;
  }
  if (before) putchar('\n');
}

static void show_saved(const struct termios *state) {
  printf("%x:%x:%x:%x", state->c_iflag, state->c_oflag, state->c_cflag, state->c_lflag);
  for (int i = 0; i < 20; i++) printf(":%x", state->c_cc[i]);
  putchar('\n');
}

/** What -g wrote. @returns false when the word is not that */
static bool restore_saved(struct termios *state, const char *word) {
  unsigned values[24];
  size_t count = 0;
  for (char *end; count < 24; word = end + 1) {
    if (!isxdigit((unsigned char)*word)) return false;
    values[count++] = (unsigned)strtoul(word, &end, 16);
    if (*end != ':') {
      if (*end) return false;
      break;
    }
  }
  if (count != 24) return false;
  state->c_iflag = values[0];
  state->c_oflag = values[1];
  state->c_cflag = values[2];
  state->c_lflag = values[3];
  for (int i = 0; i < 20; i++) state->c_cc[i] = (cc_t)values[4 + i];
  return true;
}

static cc_t character(const char *word, bool number) {
  uint64_t value;
  if (number) {
    if (!parse_unsigned(word, &value) || value > 255) usage_error("%s: bad number", word);
    return (cc_t)value;
  }
  if (strcmp(word, "undef") == 0 || strcmp(word, "^-") == 0) return 0;
  if (word[0] == '^' && word[1]) return word[1] == '?' ? 127 : (cc_t)(word[1] & 31);
  return (cc_t)word[0];
}

static bool set_by_name(struct termios *state, const char *word) {
  bool on = *word != '-';
  const char *name = word + !on;
  if (strcmp(name, "sane") == 0) make_sane(state);
  else if (strcmp(name, "raw") == 0 || strcmp(name, "cooked") == 0) set_raw(state, (strcmp(name, "raw") == 0) == on);
  else {
    size_t i = 0;
    while (i < MODES && strcmp(modes[i].name, name) != 0) i++;
    if (i == MODES) return restore_saved(state, word);
    set_mode(state, i, on);
  }
  return true;
}

/** A setting with a value behind it. @returns whether the word is one */
static bool set_with_value(struct termios *state, struct winsize *window, const char *word, const char *value) {
  uint64_t number;
  bool rows = strcmp(word, "rows") == 0, columns = strcmp(word, "cols") == 0 || strcmp(word, "columns") == 0;
  if (rows || columns) {
    if (!value || !parse_unsigned(value, &number) || number > 65535) usage_error("%s: needs a number", word);
    if (rows) window->ws_row = (unsigned short)number;
    else window->ws_col = (unsigned short)number;
    return true;
  }
  for (size_t i = 0; i < CHARACTERS; i++) {
    if (strcmp(characters[i].name, word) != 0) continue;
    if (!value) usage_error("%s: needs a character", word);
    state->c_cc[characters[i].index] = character(value, characters[i].index == VMIN || characters[i].index == VTIME);
    return true;
  }
  return false;
}

static void set_all(int fd, char **words, struct termios *state, struct winsize *window) {
  struct winsize before = *window;
  for (; *words; words++) {
    if (strcmp(*words, "size") == 0) printf("%d %d\n", window->ws_row, window->ws_col);
    else if (set_with_value(state, window, words[0], words[1])) words++;
    else if (!set_by_name(state, *words)) usage_error("%s: unknown setting", *words);
  }
  if (memcmp(&before, window, sizeof before) != 0 && ioctl(fd, TIOCSWINSZ, window) != 0) die("window size");
  if (tcsetattr(fd, TCSADRAIN, state) != 0) die("terminal");
}

int main(int argc, char **argv) {
  int fd = STDIN_FILENO, next = 1;
  tool_begin(argv, usage);
  if (argc > 1 && strcmp(argv[1], "--help") == 0) {
    fputs(usage, stdout);
    return tool_finish();
  }
  if (argc > 2 && strcmp(argv[1], "-F") == 0) {
    fd = open(argv[2], O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) die(argv[2]);
    next = 3;
  }
  struct termios state;
  struct winsize window = {0};
  if (tcgetattr(fd, &state) != 0) die(fd == STDIN_FILENO ? "standard input" : argv[2]);
  ioctl(fd, TIOCGWINSZ, &window);
  if (!argv[next]) show(&state, &window, false);
  else if (strcmp(argv[next], "-a") == 0) show(&state, &window, true);
  else if (strcmp(argv[next], "-g") == 0) show_saved(&state);
  else set_all(fd, argv + next, &state, &window);
  return tool_finish();
}
