/* echo, printf and test: the code of the programs, without a process. */
#include "builtins.h"
#include "words.h"

int builtin_echo(int count, char **words) {
  return echo_words(count, words);
}

int builtin_printf(int count, char **words) {
  return printf_words(count, words);
}

int builtin_test(int count, char **words) {
  return test_words(count, words);
}
