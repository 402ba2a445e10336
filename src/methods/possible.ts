import { type Evidence, evidence, type Method } from '../assurance/evidence.ts';
import type { Address, Credential } from '../identity/identity.ts';
import type { PublicKeyCredentialRecord } from '../webauthn/webauthn.ts';

/** The methods that are switched on, by configuration: those whose proof may come first, and those that stand beside one. */
export interface Offered {
  first: readonly Method[];
  second: readonly Method[];
}

/** What a person has to prove themselves with. */
export interface Known {
  credentials: readonly Credential[];
  backupCodesLeft: number;
  addresses: readonly Pick<Address, 'via' | 'verified'>[];
}

/**
 * `seen`: as each key has shown itself, starting from nothing; its verification counts once it was seen, and a second
 * proof only where a first one is possible. `best`: what somebody who is signed in may still show; which key they will
 * take, and whether it will ask for a PIN, is not known yet.
 */
type As = 'seen' | 'best';

/** The proof that a credential gives alone. `at` is in milliseconds. */
export function proofOf({ id, type, data }: Credential, as: As, at: number): Evidence {
  if (type !== 'passkey' && type !== 'webauthn') return evidence({ method: type, credential: id, at });
  const key = data as PublicKeyCredentialRecord;
  return evidence({
    method: type,
    user_verified: as === 'best' || key.uvInitialized,
    device_bound: !key.backupEligible,
    attested: key.attested,
    credential: id,
    at,
  });
}

/** Every proof that a person could give, in the order in which they are asked for: one for each key, channel and method. */
export function possibleProofs(known: Known, offered: Offered, { as, at }: { as: As; at: number }): Evidence[] {
  const first = order.filter((method) => offered.first.includes(method)).flatMap((method) => by(method, known, as, at));
  if (first.length === 0 && as === 'seen') return [];
  const beside = order.filter((method) => offered.second.includes(method) && !offered.first.includes(method));
  return [...first, ...beside.flatMap((method) => by(method, known, as, at))];
}

const order: readonly Method[] = ['passkey', 'webauthn', 'password', 'code', 'totp', 'lookup_secret'];

function by(method: Method, { credentials, backupCodesLeft, addresses }: Known, as: As, at: number): Evidence[] {
  switch (method) {
    case 'code': {
      const channels = new Set(addresses.filter(({ verified }) => verified).map(({ via }) => via));
      return [...channels].map((channel) => evidence({ method, channel, at }));
    }
    case 'lookup_secret':
      return backupCodesLeft > 0 ? [evidence({ method, at })] : [];
    default:
      return credentials
        .filter(({ type, status }) => type === method && status === 'active')
        .map((credential) => proofOf(credential, as, at));
  }
}
