/* find: walks trees and tests what it finds. The expression stands in parse.c and evaluate.c. */
#include "find.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"
#include "tool.h"

static const char usage[] =
  "usage: find [PATH]... [EXPRESSION]\n"
  "Walks the trees at the PATHs (.) and writes every path for which EXPRESSION holds.\n"
  "  -name PATTERN  -iname PATTERN  -path PATTERN   * ? [..] in the last part, or in all of the path\n"
  "  -type f|d|l|c|b|p|s   -size [+-]N[ckM]   -mtime [+-]DAYS   -newer FILE   -empty   -perm MODE   -user NAME   -links [+-]N\n"
  "  -mindepth N  -maxdepth N  -depth   -prune: do not enter\n"
  "  -print  -print0  -delete  -quit   -exec PROGRAM ARG... ;   -exec PROGRAM ARG... {} +     {} is the path\n"
  "  ! E  -not E   E E  -a   E -o E   \\( E \\)\n";

static Test *expression;

static void visit(const char *path, uint64_t depth);

static void visit_children(const char *path, uint64_t depth) {
  DIR *directory = opendir(path);
  if (!directory) {
    complain(path);
    return;
  }
  char **names = NULL;
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    names = must_reallocate(names, (count + 1) * sizeof *names);
    names[count++] = path_join(path, entry->d_name);
  }
  closedir(directory);
  for (size_t i = 0; i < count; i++) {
    visit(names[i], depth + 1);
    free(names[i]);
  }
  free(names);
}

static void apply(Found *found, uint64_t depth) {
  if (depth < walk.lowest) return;
  bool holds = !expression || evaluate(expression, found);
  if (holds && !walk.acts) puts(found->path);
}

static void visit(const char *path, uint64_t depth) {
  Found found = {.path = path};
  if (lstat(path, &found.status) != 0) {
    complain(path);
    return;
  }
  if (!walk.depth_first) apply(&found, depth);
  if (S_ISDIR(found.status.st_mode) && depth < walk.deepest && !found.pruned) visit_children(path, depth);
  if (walk.depth_first) apply(&found, depth);
}

int main(int argc, char **argv) {
  tool_begin(argv, usage);
  if (argc > 1 && strcmp(argv[1], "--help") == 0) {
    fputs(usage, stdout);
    return tool_finish();
  }
  int paths = 1;
  while (paths < argc && argv[paths][0] != '-' && strcmp(argv[paths], "!") != 0 && strcmp(argv[paths], "(") != 0) paths++;
  expression = parse_expression(argv + paths);
  if (paths == 1) visit(".", 0);
  for (int i = 1; i < paths; i++) visit(argv[i], 0);
  run_batches();
  return tool_finish();
}
