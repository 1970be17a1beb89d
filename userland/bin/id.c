/* id: who a process is for the kernel. */
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "file-mode.h"
#include "tool.h"

static const char usage[] =
  "usage: id [-ugG] [-n] [-r] [USER]\n"
  "Shows user and groups of this process, or of USER.\n"
  "  -u  only the user   -g  only the group   -G  all groups   -n  names instead of numbers   -r  the real ids, not the effective ones\n";

typedef struct {
  uid_t user;
  gid_t group;
  gid_t *groups;
  int group_count;
} Identity;

static Identity of_user(const char *name) {
  const struct passwd *entry = getpwnam(name);
  if (!entry) fail(1, "%s: no such user", name);
  Identity identity = {.user = entry->pw_uid, .group = entry->pw_gid, .group_count = 64};
  identity.groups = must_allocate(64 * sizeof *identity.groups);
  if (getgrouplist(name, entry->pw_gid, identity.groups, &identity.group_count) < 0) identity.group_count = 1;
  return identity;
}

static Identity of_process(bool real) {
  Identity identity = {.user = real ? getuid() : geteuid(), .group = real ? getgid() : getegid()};
  int count = getgroups(0, NULL);
  if (count < 0) count = 0;
  identity.groups = must_allocate(((size_t)count + 1) * sizeof *identity.groups);
  identity.groups[0] = identity.group;
  identity.group_count = 1;
  gid_t *more = must_allocate(((size_t)count + 1) * sizeof *more);
  count = getgroups(count, more);
  for (int i = 0; i < count; i++) {
    if (more[i] != identity.group) identity.groups[identity.group_count++] = more[i];
  }
  free(more);
  return identity;
}

static void print_number(unsigned number, const char *name, bool names) {
  if (names) fputs(name, stdout);
  else printf("%u", number);
}

static void print_groups(const Identity *identity, bool names) {
  for (int i = 0; i < identity->group_count; i++) {
    if (i > 0) putchar(' ');
    print_number(identity->groups[i], group_name(identity->groups[i]), names);
  }
}

static void print_all(const Identity *identity) {
  printf("uid=%u(%s)", identity->user, owner_name(identity->user));
  printf(" gid=%u(%s) groups=", identity->group, group_name(identity->group));
  for (int i = 0; i < identity->group_count; i++) printf("%s%u(%s)", i ? "," : "", identity->groups[i], group_name(identity->groups[i]));
}

int main(int argc, char **argv) {
  char what = 0;
  bool names = false, real = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "ugGnr", NULL)) != -1;) {
    if (option == 'n') names = true;
    else if (option == 'r') real = true;
    else what = (char)option;
  }
  Identity identity = optind < argc ? of_user(argv[optind]) : of_process(real);
  if (what == 'u') print_number(identity.user, owner_name(identity.user), names);
  else if (what == 'g') print_number(identity.group, group_name(identity.group), names);
  else if (what == 'G') print_groups(&identity, names);
  else print_all(&identity);
  putchar('\n');
  return tool_finish();
}
