/* Random bytes from the kernel. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/random.h>

#include "show.h"

int main(void) {
  unsigned char first[64] = {0}, second[64] = {0};
  SHOW(getrandom(first, sizeof first, 0));
  SHOW(getrandom(second, sizeof second, GRND_NONBLOCK));
  CHECK(memcmp(first, second, sizeof first) != 0);
  int counts[256] = {0};
  static unsigned char many[65536];
  SHOW(getrandom(many, sizeof many, 0));
  for (size_t index = 0; index < sizeof many; index++) counts[many[index]]++;
  int unlikely = 0;
  for (int value = 0; value < 256; value++) unlikely += counts[value] < 128 || counts[value] > 512;
  printf("unlikely counts: %d\n", unlikely);
  SHOW(getrandom(first, 0, 0));
  SHOW(getrandom(first, 1, 0x80));
  int fd = open("/dev/urandom", O_RDONLY);
  SHOW(read(fd, second, sizeof second));
  CHECK(memcmp(first, second, sizeof first) != 0);
  return 0;
}
