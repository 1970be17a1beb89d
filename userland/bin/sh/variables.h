/* Variables with their attributes, and the scopes of functions and of assignments in front of a command. */
#ifndef SH_VARIABLES_H
#define SH_VARIABLES_H

#include <stdbool.h>

typedef enum { VARIABLE_EXPORTED = 1, VARIABLE_READONLY = 2 } VariableFlag;

typedef struct Variable Variable;

struct Variable {
  Variable *next;
  char *name;
  char *value; /* NULL: declared, but not set */
  unsigned flags;
};

/** Takes the environment over and sets the defaults (IFS, PATH, PWD, PS1, ...). */
void variables_start(char **environment);

/** The value, or NULL when it is not set. */
const char *variable_get(const char *name);
const char *variable_get_or(const char *name, const char *fallback);
/** Says why and returns false when the variable is readonly. */
bool variable_set(const char *name, const char *value);
bool variable_set_number(const char *name, long long value);
bool variable_unset(const char *name);
/** Adds and removes attributes, making the variable when there is none. */
void variable_change_flags(const char *name, unsigned add, unsigned remove);

/** Inside: variable_local() changes last until scope_leave(). */
void scope_enter(void);
void scope_leave(void);
bool scope_is_open(void);
/** Makes `name` local to the innermost scope; it keeps its value. */
void variable_local(const char *name);

/** Exported variables as "name=value", for execve; valid until the next change. */
char **variables_environment(void);
/** All variables sorted by name; the caller frees the array, which ends with NULL. */
Variable **variables_sorted(void);

/** A value in single quotes, so that the shell reads it back. The caller frees it. */
char *quoted_value(const char *value);

#endif
