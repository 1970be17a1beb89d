/* echo, printf and test: the same code for the shell's builtins and for the programs of these names. words[0] is the command's name. */
#ifndef WORDS_H
#define WORDS_H

/** Writes the words with spaces between them; -n without a line end, -e with the escapes of C. @returns the exit status */
int echo_words(int count, char **words);

/** Writes words[2]... as the format words[1] says, which is used again as long as there are words. @returns the exit status */
int printf_words(int count, char **words);

/** Evaluates a condition; named "[" it needs a closing "]". @returns 0 true, 1 false, 2 wrong */
int test_words(int count, char **words);

/**
 * Writes one escape sequence that begins behind the backslash at `*at` and moves behind it. In an argument (%b, echo -e) an octal
 * number begins with 0; in a format it need not. @returns 0 when the escape \c ends all output
 */
int write_escape(const char **at, int in_argument);

#endif
