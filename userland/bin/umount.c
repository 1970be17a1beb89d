/* umount: detaches file systems. */
#include <stddef.h>
#include <sys/mount.h>

#include "tool.h"

static const char usage[] =
  "usage: umount [-fl] DIRECTORY...\n"
  "Detaches what is mounted on the DIRECTORIES.\n"
  "  -f  even if it does not answer   -l  now from the tree, in fact when nobody uses it any more\n";

int main(int argc, char **argv) {
  int flags = 0;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "fl", NULL)) != -1;) flags |= option == 'f' ? MNT_FORCE : MNT_DETACH;
  if (optind == argc) usage_error("needs a directory");
  for (; optind < argc; optind++) {
    if (umount2(argv[optind], flags) != 0) complain(argv[optind]);
  }
  return tool_finish();
}
