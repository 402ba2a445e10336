import fc from 'fast-check';
import type { Evidence } from '../../src/assurance/evidence.ts';

/** A proof with nothing special about it. */
export function proof(method: Evidence['method'], properties: Partial<Evidence> = {}): Evidence {
  const channel = method === 'code' || method === 'link' ? 'email' : null;
  const plain = {
    channel,
    user_verified: false,
    device_bound: false,
    attested: false,
    credential: null,
    at: 0,
  } as const;
  return { ...plain, method, ...properties };
}

/** Every proof that the methods can produce, apart from its credential and time. */
export const everyProof: readonly Evidence[] = [
  ...(['passkey', 'webauthn'] as const).flatMap((method) =>
    [false, true].flatMap((user_verified) =>
      [false, true].flatMap((device_bound) =>
        [false, true].map((attested) => proof(method, { user_verified, device_bound, attested })),
      ),
    ),
  ),
  proof('totp'),
  proof('lookup_secret'),
  proof('code', { channel: 'email' }),
  proof('code', { channel: 'sms' }),
  proof('link', { channel: 'email' }),
  proof('password'),
  proof('api_key'),
];

/** Up to six proofs, each given within ten minutes before or one minute after `now` (milliseconds). */
export function someProofs(now: number): fc.Arbitrary<Evidence[]> {
  const at = fc.integer({ min: now - 600_000, max: now + 60_000 });
  const one = fc.tuple(fc.constantFrom(...everyProof), at).map(([evidence, time]) => ({ ...evidence, at: time }));
  return fc.array(one, { maxLength: 6 });
}
