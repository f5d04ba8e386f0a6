// The pixel runs in somebody else's page: whatever fails there, fails quietly.

/** Runs something that may throw, reject or not exist; null for all of these. It starts at once. */
export const attempt = <T>(run: () => T | PromiseLike<T>): Promise<T | null> =>
  new Promise<T>((resolve) => resolve(run())).catch(() => null);

/** Reads what may not be there; null where it, or anything on the way to it, is not. */
export const orNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};
