// CRC-32 of a buffer, over and over: loads, shifts, branches in one tight loop.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  static uint8_t data[65536];
  static uint32_t table[256];
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320u ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  for (unsigned i = 0; i < sizeof data; i++) data[i] = (uint8_t)(i * 31 + 7);
  uint32_t crc = ~0u;
  for (int round = argc > 1 ? atoi(argv[1]) : 100; round > 0; round--)
    for (unsigned i = 0; i < sizeof data; i++) crc = table[(crc ^ data[i]) & 0xff] ^ (crc >> 8);
  printf("%08x\n", ~crc);
  return 0;
}
