/* Text: formats, numbers, scanning, wide characters, streams. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <stddef.h>
#include <wchar.h>

#include "show.h"

static void show_integers(void) {
  printf("%d %i %u %x %X %o %c %s %%\n", INT_MIN, INT_MAX, UINT_MAX, 0xbeef, 0xBEEF, 8, 'c', "text");
  printf("%5d|%-5d|%05d|%+d|% d|%#x|%#o|%.3d|%*d|%-*d|\n", 42, 42, 42, 42, 42, 42, 8, 7, 6, 42, 4, 1);
  printf("%ld %lld %hd %hhd %zu %jd %td\n", LONG_MIN, LLONG_MAX, (short)-1, (signed char)-1, (size_t)-1, INTMAX_MIN, (ptrdiff_t)-5);
  printf("%.3s|%10s|%-10s|%.*s|\n", "truncated", "right", "left", 2, "abc");
  printf("%d", snprintf(NULL, 0, "%s and %d", "some", 12345));
  printf(" %2$s %1$s\n", "world", "hello");
}

static void show_numbers(void) {
  char *end;
  printf("%ld ", strtol("  -0x1fz", &end, 0));
  printf("%s ", end);
  printf("%ld %ld %lu ", strtol("077", NULL, 0), strtol("zz", NULL, 36), strtoul("-1", NULL, 10));
  errno = 0;
  printf("%ld %s\n", strtol("99999999999999999999", NULL, 10), error_name(errno));
  int number, count;
  char word[16], letters[16];
  count = sscanf("12 word [abc] 0x1F rest", "%d %15s [%15[a-c]] %i", &number, word, letters, &number);
  printf("%d %d %s %s\n", count, number, word, letters);
  count = sscanf("only", "%d", &number);
  printf("%d\n", count);
}

static void show_strings(void) {
  char text[64] = "one,two;;three";
  char *rest = text;
  for (char *word; (word = strtok_r(rest, ",;", &rest)) != NULL;) printf("<%s>", word);
  printf(" %zu %s %s %zu\n", strlen("length"), strchr("a/b/c", '/'), strrchr("a/b/c", '/'), strspn("aabbc", "ab"));
  printf("%d %d %s %s\n", strcmp("a", "b") < 0, strncmp("abcd", "abxx", 2), strstr("haystack", "st"), (char *)memchr("xyz", 'y', 3));
  char overlap[] = "0123456789";
  memmove(overlap + 2, overlap, 5);
  printf("%s\n", overlap);
}

static void show_streams(void) {
  char line[64];
  FILE *file = fopen("file", "w+");
  fprintf(file, "first line\nsecond line\nno end");
  rewind(file);
  fgets(line, sizeof line, file);
  printf("%s", line);
  printf("%ld %c", ftell(file), fgetc(file));
  ungetc('S', file);
  fgets(line, sizeof line, file);
  printf(" %s", line);
  fseek(file, -3, SEEK_END);
  printf("%s %d\n", fgets(line, sizeof line, file), feof(file) != 0);
  fclose(file);
  char *grown = NULL;
  size_t size = 0;
  FILE *memory = open_memstream(&grown, &size);
  for (int index = 0; index < 5; index++) fprintf(memory, "%d,", index * index);
  fclose(memory);
  printf("%s %zu\n", grown, size);
  free(grown);
}

int main(void) {
  show_integers();
  show_numbers();
  show_strings();
  show_streams();
  setlocale(LC_ALL, "C.UTF-8");
  wchar_t wide[16];
  size_t length = mbstowcs(wide, "h\xc3\xa9llo \xe2\x82\xac", 16);
  printf("%zu %x %x %ls\n", length, (unsigned)wide[1], (unsigned)wide[6], wide);
  return 0;
}
