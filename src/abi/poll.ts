// Event masks of poll(2) and select(2). Knows nothing but numbers.

/** @see poll(2) */
export const pollEvents = {
  POLLIN: 0x1, POLLPRI: 0x2, POLLOUT: 0x4, POLLERR: 0x8, POLLHUP: 0x10, POLLNVAL: 0x20, POLLRDNORM: 0x40, POLLRDBAND: 0x80, POLLWRNORM: 0x100,
  POLLWRBAND: 0x200, POLLRDHUP: 0x2000,
} as const;

/** Always ready for both: regular files and directories. */
export const ALWAYS_READY = pollEvents.POLLIN | pollEvents.POLLOUT | pollEvents.POLLRDNORM | pollEvents.POLLWRNORM;
export const READABLE = pollEvents.POLLIN | pollEvents.POLLRDNORM;
export const WRITABLE = pollEvents.POLLOUT | pollEvents.POLLWRNORM;

/** What makes a descriptor ready in each set of select(2). @see select(2) "Correspondence between select() and poll() notifications" */
export const selectEvents = {
  read: pollEvents.POLLIN | pollEvents.POLLRDNORM | pollEvents.POLLRDBAND | pollEvents.POLLHUP | pollEvents.POLLERR,
  write: pollEvents.POLLOUT | pollEvents.POLLWRNORM | pollEvents.POLLWRBAND | pollEvents.POLLERR,
  except: pollEvents.POLLPRI,
} as const;
