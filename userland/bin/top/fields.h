/* The columns of top's table: heading, width, text, order. */
#ifndef TOP_FIELDS_H
#define TOP_FIELDS_H

#include "sample.h"

enum { FIELD_SIZE = 1024, FIELD_COUNT = 17 };

typedef struct {
  const char *heading;
  int width;
  bool left;
  void (*text)(const Entry *entry, const Sample *sample, const View *view, char cell[FIELD_SIZE]);
  double (*number)(const Entry *entry); /* what the table is sorted by; NULL: the text */
  FieldSet set; /* each set is as wide as the others */
  FieldSet hidden_with; /* not shown with this one either */
} Field;

extern const Field fields[FIELD_COUNT];

/** Finds a field by heading in any case. @returns FIELD_COUNT when there is none */
size_t find_field(const char *heading);

/** Whether the view shows the column. */
bool field_shown(size_t index, const View *view);

/** Sorts by the column, and shows it. */
void choose_sort(View *view, size_t index);

/** Sorts the entries by the view's field, those of equal value by pid. */
void sort_entries(Sample *sample, const View *view);

/** Writes one line of the table, at most `width` columns. */
void format_entry(const Entry *entry, const Sample *sample, const View *view, char *line, size_t size, int width);

/** Writes the line of headings. */
void format_headings(const View *view, char *line, size_t size, int width);

#endif
