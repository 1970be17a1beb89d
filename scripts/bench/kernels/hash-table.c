// Counts words in a hash table of chains that grows: hashing bytes, comparing strings, following pointers, malloc and free.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Entry {
  struct Entry *next;
  uint32_t hash, count;
  char word[];
} Entry;

typedef struct {
  Entry **chains;
  uint32_t size, entries;
} Table;

static void *must(void *memory) {
  if (!memory) exit(1);
  return memory;
}

/** FNV-1a. */
static uint32_t hash_of(const char *word) {
  uint32_t hash = 2166136261u;
  for (; *word; word++) hash = (hash ^ (uint8_t)*word) * 16777619u;
  return hash;
}

static void grow(Table *table) {
  uint32_t size = table->size * 2;
  Entry **chains = must(calloc(size, sizeof *chains));
  for (uint32_t i = 0; i < table->size; i++) {
    for (Entry *entry = table->chains[i], *next; entry; entry = next) {
      next = entry->next;
      entry->next = chains[entry->hash & (size - 1)];
      chains[entry->hash & (size - 1)] = entry;
    }
  }
  free(table->chains);
  *table = (Table){chains, size, table->entries};
}

static uint32_t count_word(Table *table, const char *word) {
  uint32_t hash = hash_of(word);
  for (Entry *entry = table->chains[hash & (table->size - 1)]; entry; entry = entry->next)
    if (entry->hash == hash && strcmp(entry->word, word) == 0) return ++entry->count;
  if (table->entries++ == table->size) grow(table);
  Entry *made = must(malloc(sizeof *made + strlen(word) + 1));
  made->hash = hash;
  made->count = 1;
  strcpy(made->word, word);
  made->next = table->chains[hash & (table->size - 1)];
  table->chains[hash & (table->size - 1)] = made;
  return 1;
}

static void empty(Table *table) {
  for (uint32_t i = 0; i < table->size; i++) {
    for (Entry *entry = table->chains[i], *next; entry; entry = next) {
      next = entry->next;
      free(entry);
    }
  }
  free(table->chains);
}

/** Letters that spell `number`, so that equal numbers are equal words. */
static void spell(char *word, uint32_t number) {
  do *word++ = (char)('a' + number % 26);
  while ((number /= 26) > 0);
  strcpy(word, "-word");
}

int main(int argc, char **argv) {
  enum { WORDS = 20000 };
  Table table = {must(calloc(16, sizeof *table.chains)), 16, 0};
  uint32_t state = 1, sum = 0;
  for (long left = argc > 1 ? atol(argv[1]) : 100000; left > 0; left--) {
    char word[16];
    state = state * 1664525u + 1013904223u;
    spell(word, (state >> 8) % WORDS);
    sum = sum * 31 + count_word(&table, word);
  }
  printf("hash-table %u %08x\n", table.entries, sum);
  empty(&table);
  return 0;
}
