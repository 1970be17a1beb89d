/* The prompts PS1 and PS2. */
#ifndef SH_PROMPT_H
#define SH_PROMPT_H

/** The value of PS1 or PS2 with \w \u \h \$ ... and then $parameters expanded. The caller frees it. */
char *prompt_text(const char *variable);

#endif
