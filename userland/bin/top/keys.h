/* What each key of the full-screen top does to the view. */
#ifndef TOP_KEYS_H
#define TOP_KEYS_H

#include <stdint.h>

#include "sample.h"

typedef enum { KEYS_NOTHING, KEYS_REDRAW, KEYS_SAMPLE, KEYS_QUIT, KEYS_SUSPEND } KeyEffect;

enum { MESSAGE_SIZE = 160 };

/** What the key handlers work on. */
typedef struct {
  View *view;
  const Sample *sample;
  int message_row;            /* the line for questions and messages */
  int page;                   /* rows of the table on the screen */
  char message[MESSAGE_SIZE]; /* shown until the next sample; empty for none */
} Keyboard;

/** Acts on one key, asks questions where it needs to. */
KeyEffect handle_key(Keyboard *keyboard, int32_t key);

#endif
