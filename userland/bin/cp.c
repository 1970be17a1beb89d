/* cp: copies files and trees. */
#include <errno.h>
#include <stdlib.h>

#include "copy.h"
#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: cp [-rpafinuv] FILE NAME\n"
  "       cp [-rpafinuv] FILE... DIRECTORY\n"
  "Copies FILE to NAME, or the FILEs into DIRECTORY.\n"
  "  -r -R  directories with all that is in them   -p  keep mode, owner and times   -a  -rp, links stay links\n"
  "  -f     remove a file that cannot be written   -i  ask before overwriting       -n  overwrite nothing\n"
  "  -u     only what is newer                     -P  links stay links             -L  links are followed   -v  say so\n";

int main(int argc, char **argv) {
  static const struct option longs[] = {{"recursive", no_argument, NULL, 'r'}, {"archive", no_argument, NULL, 'a'}, {0}};
  CopyOptions options = {0};
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "rRpafinuPLdv", longs)) != -1;) {
    options.recursive |= option == 'r' || option == 'R' || option == 'a';
    options.preserve |= option == 'p' || option == 'a';
    options.keep_links |= option == 'P' || option == 'a' || option == 'd' || option == 'r' || option == 'R';
    options.force |= option == 'f';
    options.interactive |= option == 'i';
    options.no_clobber |= option == 'n';
    options.update |= option == 'u';
    options.verbose |= option == 'v';
    if (option == 'L') options.keep_links = false;
  }
  int count = argc - optind;
  char **words = argv + optind;
  if (count < 2) usage_error("needs a file and where to");
  const char *last = words[count - 1];
  if (!path_is_directory(last)) {
    if (count == 2) return copy_path(words[0], last, &options) ? tool_finish() : 1;
    errno = ENOTDIR;
    die(last);
  }
  for (int i = 0; i < count - 1; i++) {
    char *base = path_base(words[i]), *to = path_join(last, base);
    copy_path(words[i], to, &options);
    free(base);
    free(to);
  }
  return tool_finish();
}
