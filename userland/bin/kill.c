/* kill: sends a signal to processes, and lists the signals. */
#define _GNU_SOURCE
#include <ctype.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "numbers.h"
#include "signal-names.h"
#include "tool.h"

static const char usage[] =
    "usage: kill [-s SIGNAL | -SIGNAL] PID...\n"
    "       kill -l [NUMBER | NAME | STATUS]... | -L\n"
    "Send a signal (TERM unless told) to processes; a PID of 0 means one's own process group, -N the group N, -1 all processes.\n"
    "  -s, --signal SIGNAL  a name with or without SIG, or a number\n"
    "  -l, --list [WORD]    names of all signals, or the number of a name, or the name of a number or of a shell's exit status\n"
    "  -L, --table          names and numbers\n"
    "example: kill -STOP 7; kill -s CONT 7; kill -- -7\n";

enum { LAST_SIGNAL = 64, LAST_STANDARD = 31, PER_LINE = 5, KILLED_STATUS = 128 };

static void list_all(bool table) {
  for (int number = 1; number <= LAST_SIGNAL; number++) {
    if (!table && number > LAST_STANDARD) break;
    if (!table) printf("%s%c", signal_name(number), number == LAST_STANDARD ? '\n' : ' ');
    else printf("%2d %-12s%s", number, signal_name(number), number % PER_LINE == 0 || number == LAST_SIGNAL ? "\n" : "");
  }
}

static void list_one(const char *word) {
  uint64_t number;
  if (parse_unsigned(word, &number)) {
    if (number > KILLED_STATUS) number -= KILLED_STATUS;
    const char *name = number <= LAST_SIGNAL ? signal_name((int)number) : NULL;
    if (name == NULL) complain_text("unknown signal: %s", word);
    else puts(name);
    return;
  }
  int found = signal_number(word);
  if (found < 0) complain_text("unknown signal: %s", word);
  else printf("%d\n", found);
}

static int must_signal(const char *word) {
  int number = signal_number(word);
  if (number < 0) usage_error("unknown signal: %s", word);
  return number;
}

static void send(const char *word, int number) {
  int64_t pid;
  if (!parse_integer(word, &pid) || pid > INT32_MAX || pid < -INT32_MAX) complain_text("not a process id: %s", word);
  else if (kill((pid_t)pid, number) != 0) complain(word);
}

static int list(char **words, bool table) {
  if (*words == NULL) list_all(table);
  for (; *words != NULL; words++) list_one(*words);
  return tool_finish();
}

/** kill's own option rules: "-9", "-KILL" and "-7" (a group, after a signal was given) are not options of getopt. */
int main(int argc, char **argv) {
  int number = SIGTERM;
  bool given = false;
  char **word = argv + 1;
  tool_begin(argv, usage);
  if (argc > 1 && strcmp(*word, "--help") == 0) {
    fputs(usage, stdout);
    return tool_finish();
  }
  for (; *word != NULL && **word == '-' && (!given || !isdigit((unsigned char)(*word)[1])); word++) {
    if (strcmp(*word, "--") == 0) {
      word++;
      break;
    }
    if (strcmp(*word, "-l") == 0 || strcmp(*word, "--list") == 0) return list(word + 1, false);
    if (strcmp(*word, "-L") == 0 || strcmp(*word, "--table") == 0) return list(word + 1, true);
    bool separate = strcmp(*word, "-s") == 0 || strcmp(*word, "-n") == 0 || strcmp(*word, "--signal") == 0;
    if (separate && *++word == NULL) usage_error("option needs an argument: -s");
    number = must_signal(separate ? *word : *word + 1);
    given = true;
  }
  if (*word == NULL) usage_error("which process?");
  for (; *word != NULL; word++) send(*word, number);
  return tool_finish();
}
