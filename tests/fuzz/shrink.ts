// Makes a failing list of cases shorter while it still fails. Knows nothing of the cases.

/** Leaves out halves, quarters, ... and single items as long as `fails` says that what is left still fails. */
export async function shrink<T>(items: readonly T[], fails: (items: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  let left = items;
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length; ) {
      const shorter = [...left.slice(0, at), ...left.slice(at + size)];
      if (shorter.length > 0 && (await fails(shorter))) left = shorter;
      else at += size;
    }
  }
  return left;
}
