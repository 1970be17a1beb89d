/* File names, links and a program's own name are bytes: what is no UTF-8 stays what it is. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "show.h"

static void show_bytes(const char *what, const char *bytes, size_t length) {
  printf("%s:", what);
  for (size_t index = 0; index < length; index++) printf(" %02x", (unsigned char)bytes[index]);
  printf("\n");
}

/** Says which file a name leads to, by its content. */
static void show_content(const char *what, const char *path) {
  char text[64];
  FILE *file = fopen(path, "r");
  if (file == NULL) printf("%s: %s\n", what, error_name(errno));
  else printf("%s: %s\n", what, fgets(text, sizeof text, file));
  if (file != NULL) fclose(file);
}

static int by_name(const struct dirent **left, const struct dirent **right) {
  return strcmp((*left)->d_name, (*right)->d_name);
}

static void list(const char *path) {
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, by_name);
  for (int index = 0; index < count; index++) show_bytes("entry", entries[index]->d_name, strlen(entries[index]->d_name));
}

int main(void) {
  char text[64];
  SHOW(mkdir("names", 0755));
  put_file("names/a\x81z", "one");
  put_file("names/a\x82z", "two");
  put_file("names/\xed\xa0\x80", "a surrogate, encoded");
  put_file("names/gr\xc3\xb6\xc3\x9f" "e", "UTF-8");
  show_content("a 81 z", "names/a\x81z");
  show_content("a 82 z", "names/a\x82z");
  show_content("a ef bf bd z", "names/a\xef\xbf\xbdz");
  SHOW(mkdir("names/\xff", 0755));
  SHOW(chdir("names/\xff"));
  char *here = getcwd(NULL, 0);
  show_bytes("getcwd", strrchr(here, '/'), strlen(strrchr(here, '/')));
  SHOW(chdir("../.."));
  SHOW(rename("names/a\x81z", "names/a\xfez"));
  SHOW(symlink("to\xfe\xff", "names/link"));
  ssize_t length = readlink("names/link", text, sizeof text);
  show_bytes("readlink", text, (size_t)length);
  list("names");
  SHOW(unlink("names/a\x82z"));
  SHOW(access("names/a\x82z", F_OK));
  SHOW(prctl(PR_SET_NAME, "n\x80\xc3\xb6"));
  SHOW(prctl(PR_GET_NAME, text));
  show_bytes("name", text, strlen(text));
  return 0;
}
