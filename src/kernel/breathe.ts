/** Lets others have their turn in the middle of long work: the database answers without ever giving the thread back. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
