import type { Store, Tx } from './store.ts';

const rowsPerTransaction = 500;

/** When rows were last used, kept in memory until the times are written together: a read never writes. */
export class LastUsed {
  readonly #times = new Map<string, number>();
  readonly #write: (tx: Tx, times: [id: string, time: number][]) => Promise<void>;

  /** `write` leaves a later time alone: another node may have seen the row after this one. */
  constructor(write: (tx: Tx, times: [id: string, time: number][]) => Promise<void>) {
    this.#write = write;
  }

  note(id: string, now: number): void {
    this.#times.set(id, now);
  }

  /** The later of what is stored and what is not yet written, in milliseconds; null for what was never used. */
  latest<Stored extends number | null>(id: string, stored: Stored): number | Stored {
    const noted = this.#times.get(id);
    return noted === undefined ? stored : Math.max(stored ?? noted, noted);
  }

  /** Writes what has been noted. A time stays noted until it is committed, so that no request misses it meanwhile. */
  async flush(store: Store): Promise<void> {
    const noted = [...this.#times];
    for (let start = 0; start < noted.length; start += rowsPerTransaction) {
      const batch = noted.slice(start, start + rowsPerTransaction);
      await store.write((tx) => this.#write(tx, batch));
      for (const [id, time] of batch) if (this.#times.get(id) === time) this.#times.delete(id);
    }
  }
}
