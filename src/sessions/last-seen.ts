import type { Store } from '../store/store.ts';
import { writeLastSeen } from './store.ts';

const sessionsPerTransaction = 500;

/** When sessions were last used, kept in memory until they are written together: a read never writes. */
export class LastSeen {
  readonly #times = new Map<string, number>();

  note(sessionId: string, now: number): void {
    this.#times.set(sessionId, now);
  }

  /** The later of what is stored and what is not yet written, in milliseconds. */
  latest(sessionId: string, stored: number): number {
    return Math.max(stored, this.#times.get(sessionId) ?? stored);
  }

  /** Writes what has been noted. A time stays noted until it is committed, so that no request misses it meanwhile. */
  async flush(store: Store): Promise<void> {
    const noted = [...this.#times];
    for (let start = 0; start < noted.length; start += sessionsPerTransaction) {
      const batch = noted.slice(start, start + sessionsPerTransaction);
      await store.write((tx) => writeLastSeen(tx, batch));
      for (const [id, time] of batch) if (this.#times.get(id) === time) this.#times.delete(id);
    }
  }
}
