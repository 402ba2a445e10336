import type { Store } from '../store/store.ts';
import { deleteChunks, deleteDocument, findRemoved, findSpent, markStale } from './documents/store.ts';
import { deleteExpiredTransfers } from './transfer/store.ts';

/** 16 MiB of chunks in one transaction: other writers wait no longer than that takes. */
const chunksAtOnce = 64;
const documentsAtOnce = 100;

/** How long its uploader can see that a document was rejected, and why. */
const rejectionShownMs = 30 * 86_400_000;

/** Deletes a document that is not visible, in steps; whatever an interruption leaves is found again by the sweep. */
export async function dropDocument(store: Store, id: string): Promise<void> {
  await dropContent(store, id);
  await store.write((tx) => deleteDocument(tx, id));
}

async function dropContent(store: Store, id: string): Promise<void> {
  while ((await store.write((tx) => deleteChunks(tx, id, chunksAtOnce))) > 0);
}

/**
 * Drops removed documents, the content of rejected ones, and uploads without a sign of life since `before`
 * (milliseconds); answers of how many.
 */
export async function sweepAbandoned(store: Store, before: number): Promise<number> {
  // Marked first: an upload that finishes while the sweep goes on either was before the mark or finds itself removed.
  await store.write(async (tx) => {
    await markStale(tx, 'uploading', before);
    await markStale(tx, 'rejected', before - rejectionShownMs);
    await deleteExpiredTransfers(tx, before);
  });
  let swept = 0;
  for (const [find, drop] of [
    [findSpent, dropContent],
    [findRemoved, dropDocument],
  ] as const) {
    for (
      let ids = await find(store.read, documentsAtOnce);
      ids.length > 0;
      ids = await find(store.read, documentsAtOnce)
    ) {
      for (const id of ids) await drop(store, id);
      swept += ids.length;
    }
  }
  return swept;
}
