import type { Clock } from '../kernel/clock.ts';
import type { Outcome } from './transport.ts';

/** How long what was last seen of a transport stands, before somebody may look again. */
const freshSeconds = 30;

/** What is known of a transport from the attempts and probes over it. */
export interface Health {
  note(outcome: Outcome): void;
  failing(): boolean;
  /** Nothing was seen lately. */
  unknown(): boolean;
}

/**
 * A message that is refused for its own or its recipient's sake says nothing of the transport: otherwise whoever asks for
 * a code to an address that does not exist would close the channel for everybody. Until a first message has been taken it counts, because a
 * server that is set up wrongly refuses every one. `lasting`: a probe will tell when the transport is well again; without
 * one, a failure stands for a while and then the next message is the probe.
 */
export function createHealth(clock: Clock, { lasting }: { lasting: boolean }): Health {
  let proven = false;
  let failed = false;
  let seenAt = Number.NEGATIVE_INFINITY;
  const unknown = () => clock() - seenAt >= freshSeconds * 1000;
  return {
    note(outcome) {
      if (!outcome.delivered && outcome.fault !== 'transport' && proven) return;
      failed = !outcome.delivered;
      seenAt = clock();
      if (outcome.delivered) proven = true;
    },
    failing: () => failed && (lasting || !unknown()),
    unknown,
  };
}
