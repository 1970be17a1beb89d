/* The memory of parsed commands and questions about their words: see syntax.h. Knows neither input nor execution. */
#include "syntax.h"

#include <stdlib.h>
#include <string.h>

#include "tool.h"

typedef struct Block Block;

struct Block {
  Block *next;
  size_t used, size;
  max_align_t bytes[];
};

struct Arena {
  Block *blocks;
  size_t holders;
};

enum { BLOCK_BYTES = 2000 };

Arena *arena_new(void) {
  Arena *arena = must_allocate(sizeof *arena);
  arena->holders = 1;
  return arena;
}

void arena_hold(Arena *arena) {
  arena->holders++;
}

void arena_release(Arena *arena) {
  if (--arena->holders > 0) return;
  for (Block *block = arena->blocks; block;) {
    Block *next = block->next;
    free(block);
    block = next;
  }
  free(arena);
}

void *arena_allocate(Arena *arena, size_t bytes) {
  size_t size = (bytes + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
  Block *block = arena->blocks;
  if (!block || block->size - block->used < size) {
    size_t capacity = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    block = must_allocate(sizeof *block + capacity);
    block->size = capacity;
    block->next = arena->blocks;
    arena->blocks = block;
  }
  void *memory = (char *)block->bytes + block->used;
  block->used += size;
  return memory;
}

char *arena_copy(Arena *arena, const char *bytes, size_t length) {
  char *copy = arena_allocate(arena, length + 1);
  if (length > 0) memcpy(copy, bytes, length);
  return copy;
}

const char *word_literal(const Word *word) {
  const Part *part = word->parts;
  return part && !part->next && part->kind == PART_TEXT && !part->quoted ? part->text : NULL;
}

size_t word_assignment(const Word *word) {
  const Part *part = word->parts;
  if (!part || part->kind != PART_TEXT || part->quoted) return 0;
  size_t length = name_length(part->text);
  return length > 0 && part->text[length] == '=' ? length : 0;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

size_t name_length(const char *text) {
  size_t length = 0;
  while (is_letter(text[length]) || (length > 0 && text[length] >= '0' && text[length] <= '9')) length++;
  return length;
}

bool is_name(const char *text) {
  size_t length = name_length(text);
  return length > 0 && text[length] == 0;
}
