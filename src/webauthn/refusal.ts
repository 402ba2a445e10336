import type { Refusal, RefusalReason } from './webauthn.ts';

/** One step of a ceremony that did not hold. */
export function refuse(reason: RefusalReason, detail: string): Refusal {
  return { ok: false, reason, detail };
}
