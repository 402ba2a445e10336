import type { Store } from '../store/store.ts';
import { deleteChunks, deleteDocument, findRemoved, markAbandoned } from './store.ts';

/** 16 MiB of chunks in one transaction: other writers wait no longer than that takes. */
const chunksAtOnce = 64;
const documentsAtOnce = 100;

/** Deletes a document that is not visible, in steps; whatever an interruption leaves is found again by the sweep. */
export async function dropDocument(store: Store, id: string): Promise<void> {
  while ((await store.write((tx) => deleteChunks(tx, id, chunksAtOnce))) > 0);
  await store.write((tx) => deleteDocument(tx, id));
}

/** Drops removed documents, and uploads without a sign of life since `before` (milliseconds); answers how many. */
export async function sweepAbandoned(store: Store, before: number): Promise<number> {
  // Marked first: an upload that finishes while the sweep goes on either was before the mark or finds itself removed.
  await store.write((tx) => markAbandoned(tx, before));
  for (let swept = 0; ; ) {
    const ids = await findRemoved(store.read, documentsAtOnce);
    if (ids.length === 0) return swept;
    for (const id of ids) await dropDocument(store, id);
    swept += ids.length;
  }
}
