/* A writer that is faster than its reader, and many writers at once: nothing is lost, small writes stay whole. */
#define _GNU_SOURCE
#include <stdint.h>

#include "show.h"

enum { BYTES = 1000000, WRITERS = 4, RECORDS = 500, RECORD = 64 };

static uint32_t mix(uint32_t hash, unsigned char byte) {
  return (hash ^ byte) * 16777619u;
}

static void stream(void) {
  int ends[2];
  pipe(ends);
  if (fork() == 0) {
    static unsigned char data[BYTES];
    for (int index = 0; index < BYTES; index++) data[index] = (unsigned char)(index * 7 + index / 256);
    ssize_t written = write(ends[1], data, BYTES);
    _exit(written == BYTES ? 0 : 1);
  }
  close(ends[1]);
  unsigned char block[777];
  uint32_t hash = 2166136261u;
  long total = 0;
  for (ssize_t got; (got = read(ends[0], block, sizeof block)) > 0; total += got) {
    for (ssize_t index = 0; index < got; index++) hash = mix(hash, block[index]);
  }
  int status;
  wait(&status);
  printf("%ld bytes, hash %08x\n", total, hash);
  show_status("writer", status);
}

static void records(void) {
  int ends[2];
  int counts[WRITERS] = {0};
  int broken = 0;
  pipe(ends);
  for (int writer = 0; writer < WRITERS; writer++) {
    if (fork() != 0) continue;
    char record[RECORD];
    memset(record, 'a' + writer, sizeof record);
    for (int index = 0; index < RECORDS; index++) write(ends[1], record, sizeof record);
    _exit(0);
  }
  close(ends[1]);
  FILE *from = fdopen(ends[0], "r");
  for (char record[RECORD]; fread(record, sizeof record, 1, from) == 1;) {
    for (int index = 1; index < RECORD; index++) broken += record[index] != record[0];
    counts[record[0] - 'a']++;
  }
  fclose(from);
  while (wait(NULL) > 0) continue;
  for (int writer = 0; writer < WRITERS; writer++) printf("writer %d: %d records\n", writer, counts[writer]);
  printf("broken records: %d\n", broken);
}

int main(void) {
  stream();
  records();
  return 0;
}
