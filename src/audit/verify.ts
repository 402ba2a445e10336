import { setImmediate } from 'node:timers/promises';
import type { Reader } from '../store/store.ts';
import type { Verification } from './audit.ts';
import { genesis, misfit } from './chain.ts';
import type { Checkpoint } from './checkpoints.ts';
import { following, type Row } from './store.ts';

const pageSize = 500;

/**
 * Walks the whole chain in its order and answers the first row that does not fit: changed, missing, out of order, or not
 * what a checkpoint said. `checkpoints` are in the order of the chain and older than the call. Events that are appended
 * meanwhile do no harm.
 */
export async function verifyChain(db: Reader, checkpoints: readonly Checkpoint[]): Promise<Verification> {
  let previous: Pick<Row, 'sequence' | 'hash'> | undefined;
  let next = 0;
  for (;;) {
    const page = await following(db, previous?.sequence ?? 0, pageSize);
    for (const row of page) {
      const problem = misfit(row, previous);
      if (problem) return { intact: false, events: previous?.sequence ?? 0, ...problem };
      for (; checkpoints[next]?.sequence === row.sequence; next++) {
        if (checkpoints[next]!.hash !== row.hash) return contradicted(checkpoints, next);
      }
      previous = row;
    }
    if (page.length < pageSize) break;
    // SQLite answers at once: without this pause a long chain would keep every request waiting.
    await setImmediate();
  }
  const events = previous?.sequence ?? 0;
  const beyond = checkpoints[next];
  if (beyond) {
    const problem = `Event ${events + 1} is missing: the checkpoint of ${beyond.time} saw the chain up to event ${beyond.sequence}.`;
    return { intact: false, events, sequence: events + 1, problem };
  }
  return { intact: true, events, head: previous?.hash ?? genesis, checked: checkpoints.at(-1)?.sequence ?? 0 };
}

/** The rows fit each other but not the checkpoint: something between the last agreeing checkpoint and this one was rewritten. */
function contradicted(checkpoints: readonly Checkpoint[], at: number): Verification {
  const { sequence, time } = checkpoints[at]!;
  const agreed = checkpoints[at - 1]?.sequence ?? 0;
  const range =
    agreed === sequence
      ? 'the checkpoints contradict each other'
      : `events ${agreed + 1} to ${sequence} were rewritten`;
  return {
    intact: false,
    events: sequence - 1,
    sequence,
    problem: `Event ${sequence} is not the one that the checkpoint of ${time} saw: ${range}.`,
  };
}
