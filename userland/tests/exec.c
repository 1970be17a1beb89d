/* execve: arguments, environment, scripts, and what cannot be executed. */
#define _GNU_SOURCE
#include <sys/stat.h>

#include "show.h"

static char *const environment[] = {"COLOUR=green", "EMPTY=", "PATH=/bin:/usr/bin", NULL};

static void run_arguments(void) {
  char *const words[] = {"name", "-c", "echo \"$0|$1|$2|$#|$COLOUR|${EMPTY-unset}|${HOME-unset}\"", "zero", "one two", "", NULL};
  execve("/bin/sh", words, environment);
}

static void run_script(void) {
  char *const words[] = {"ignored", "first", "second word", NULL};
  SHOW(execve("./script", words, environment));
}

static void run_script_with_argument(void) {
  char *const words[] = {"ignored", "last", NULL};
  SHOW(execve("./echoing", words, environment));
}

static void run_nested(void) {
  char *const words[] = {"ignored", "x", NULL};
  SHOW(execve("./nested", words, environment));
}

static void fail_to_run(void) {
  char *const words[] = {"x", NULL};
  SHOW(execve("missing", words, environment));
  SHOW(execve("not-executable", words, environment));
  SHOW(execve("folder", words, environment));
  SHOW(execve("garbage", words, environment));
  SHOW(execve("empty", words, environment));
  SHOW(execve("no-interpreter", words, environment));
  SHOW(execve("not-executable/x", words, environment));
  SHOW(execve("loop", words, environment));
  static char *many[100000];
  static char word[1000];
  memset(word, 'w', sizeof word - 1);
  for (int index = 0; index < 99999; index++) many[index] = word;
  SHOW(execve("/bin/sh", many, environment));
  static char long_word[200000];
  memset(long_word, 'w', sizeof long_word - 1);
  char *const one[] = {"sh", long_word, NULL};
  SHOW(execve("/bin/sh", one, environment));
}

static void make_program(const char *path, const char *text) {
  put_file(path, text);
  chmod(path, 0755);
}

int main(void) {
  in_child("arguments", run_arguments);
  make_program("script", "#!/bin/sh\necho \"$0 $# $1/$2 $COLOUR\"\nexit 12\n");
  in_child("script", run_script);
  make_program("echoing", "#! /bin/echo one argument \n");
  in_child("script with an argument", run_script_with_argument);
  make_program("nested", "#!./script\n");
  in_child("script that a script interprets", run_nested);
  put_file("not-executable", "#!/bin/sh\n");
  mkdir("folder", 0755);
  make_program("garbage", "\x01\x02 this is no program");
  make_program("empty", "");
  make_program("no-interpreter", "#!/missing/interpreter\n");
  symlink("loop", "loop");
  in_child("failures", fail_to_run);
  return 0;
}
