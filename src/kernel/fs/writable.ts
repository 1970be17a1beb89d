// The cast of an owner: only the file that owns an object's state takes readonly away.

/** `T` with every property writable. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
