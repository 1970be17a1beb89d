/* hostile MODE: one of the ways to want too much. Without a mode it lists them. */
#include <stdio.h>
#include <string.h>

#include "hostile.h"

static const struct {
  const char *name;
  void (*run)(void);
} modes[] = {
  {"copies", eat_copies},           {"page-tables", eat_page_tables},
  {"mappings", eat_mappings},       {"names", eat_names},
  {"descriptors", eat_descriptors}, {"pipes", eat_pipes},
  {"sparse", grow_sparse},          {"nest", nest_directories},
  {"remove", remove_while_used},    {"overflow", overflow_handled},
  {"handler", recurse_in_handler},  {"storm", storm},
  {"deaths", die_of_each_signal},
};

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (size_t index = 0; index < sizeof modes / sizeof modes[0]; index++) {
    if (argc < 2) puts(modes[index].name);
    else if (strcmp(argv[1], modes[index].name) == 0) modes[index].run();
  }
  return 0;
}
