/* Copying files and trees, for cp and for mv between file systems. */
#ifndef COPY_H
#define COPY_H

#include <stdbool.h>

typedef struct {
  bool recursive;   /* directories too */
  bool preserve;    /* mode, owner and times */
  bool keep_links;  /* symbolic links stay links */
  bool force;       /* a file that cannot be written is removed first */
  bool interactive; /* ask before something is overwritten */
  bool no_clobber;  /* overwrite nothing */
  bool update;      /* only what is newer */
  bool verbose;
} CopyOptions;

/** Copies one file or tree to the name `to`. @returns false after a message about any part of it */
bool copy_path(const char *from, const char *to, const CopyOptions *options);

#endif
