import type { Store } from '../store/store.ts';
import { deleteExpiredFlows } from './store.ts';

/** How long an expired flow can still say that it is expired and be replaced; afterwards it never was. */
const keptMs = 300_000;
const rowsAtOnce = 500;

/** Removes the flows that expired a while before `now`; other writers wait for no more than one batch. */
export async function sweepFlows(store: Store, now: number): Promise<number> {
  for (let swept = 0; ; ) {
    const removed = await store.write((tx) => deleteExpiredFlows(tx, now - keptMs, rowsAtOnce));
    swept += removed;
    if (removed < rowsAtOnce) return swept;
  }
}
