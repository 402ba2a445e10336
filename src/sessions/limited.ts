import { type Evidence, factorOf } from '../assurance/evidence.ts';

/**
 * Whether the proofs of a recovered session are enough to open it (SP 800-63B-4 §4.2.2.2): the message that recovery
 * sent and a proof of another kind. A second message to the same mailbox or telephone proves nothing more; one to the
 * other of the two does.
 */
export function isLifted(evidence: readonly Evidence[]): boolean {
  const factors = evidence.map(factorOf).filter(({ combines }) => combines);
  const kinds = new Set(factors.map(({ kind }) => kind));
  return kinds.size > 1 || !(kinds.size === 0 || kinds.has('mailbox') || kinds.has('telephone'));
}
