import type { AddressStatus } from '../../identity/identity.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import type { PatchedBody } from './identity-shapes.ts';

const mostNamed = 10;

/** Canonical traits. Throws `invalid_traits`, which names each place and what is wrong there, `unknown_schema` (400). */
export function checkedTraits({ identities }: Application, schemaId: string, traits: unknown): Record<string, unknown> {
  const result = identities.checkTraits(schemaId, traits);
  if ('traits' in result) return result.traits;
  const problems = result.problems.slice(0, mostNamed).map(({ pointer, text }) => `${pointer || '/'}: ${text}`);
  throw badRequest('invalid_traits', `The traits do not fit the identity schema. ${problems.join(' ')}`);
}

/** What the operator says of addresses; a time of verification that is still to come counts as now. */
export function addressStatuses(addresses: PatchedBody['verifiable_addresses'] = [], now: number): AddressStatus[] {
  return addresses.map(({ value, verified, status, verified_at }) => ({
    value,
    verified: verified ?? status === 'completed',
    // A leap second is a valid time that no clock here knows.
    ...(verified_at ? { verifiedAt: Math.min(Date.parse(verified_at) || now, now) } : {}),
    ...(status === undefined ? {} : { sent: status === 'sent' }),
  }));
}
