// Why compiled code was left, for whoever drives it. Knows nothing.

/** The numbers are what compiled code returns or leaves in the hart's state. */
export const status = {
  /** A preemption point was reached after the budget was used up. */
  limit: 0,
  /** The hart trapped; cause and tval lie in its state. */
  trap: 1,
  /** A filter has no entry for the page of an access; `missAddress` and `missBytes` say which. */
  loadMiss: 2,
  storeMiss: 3,
  fetchMiss: 4,
  /** The record at pc has not been decoded. */
  decode: 5,
  /** The instruction at pc has to be executed by the reference engine. */
  step: 6,
  /** The page at `missAddress` has no records yet. */
  openPage: 7,
  /** The table of fetched lines lacks that of `missAddress`. */
  lineMiss: 8,
  /** Jumps have arrived at pc so often that it is worth translating. */
  hot: 9,
} as const;
