import type { Clock } from '../kernel/clock.ts';

/** However far off the next message is: another server may have queued one. */
const longestMs = 30_000;
/** However late it is: what cannot be sent yet is no reason to run in circles. */
const shortestMs = 100;
/** Longer than it takes to write an answer, shorter than anybody waits for a message. */
const breathMs = 30;

interface HeartbeatInit {
  clock: Clock;
  /** One round. */
  work: () => Promise<void>;
  /** When the next round is wanted, milliseconds; null when nothing is known to wait. */
  nextAt: () => Promise<number | null>;
}

/** Does a round at each `beat`, or a breath after a `wake`, and then by itself whenever something comes due. */
export function createHeartbeat({ clock, work, nextAt }: HeartbeatInit) {
  const rounds = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let woken: NodeJS.Timeout | undefined;
  let closed = false;

  async function round(): Promise<void> {
    await work();
    if (closed) return;
    const at = await nextAt();
    arm(at === null ? longestMs : Math.min(longestMs, Math.max(shortestMs, at - clock())));
  }

  function arm(ms: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(beat, ms).unref();
  }

  /** A failure is said, and the next round tries again; it must not end the process. */
  function beat(): void {
    if (closed) return;
    const one = round()
      .catch((error: Error) => {
        process.emitWarning(`The courier failed: ${error.message}`);
        arm(longestMs);
      })
      .finally(() => rounds.delete(one));
    rounds.add(one);
  }

  function breathe(): void {
    clearTimeout(woken);
    woken = undefined;
    beat();
  }

  return {
    beat,
    wake(): void {
      if (!closed) woken ??= setTimeout(breathe, breathMs).unref();
    },
    /** The round that was woken for, and no further one; resolves when those under way have ended. */
    async close(): Promise<void> {
      if (woken) breathe();
      closed = true;
      clearTimeout(timer);
      await Promise.all(rounds);
    },
  };
}
