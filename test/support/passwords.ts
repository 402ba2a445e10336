import { createIdentities } from '../../src/identity/identity.ts';
import { StingError } from '../../src/kernel/errors.ts';
import { digest, secretToken } from '../../src/kernel/secrets.ts';
import { createKeyring } from '../../src/keyring/keyring.ts';
import { createAttempts } from '../../src/methods/attempts/attempts.ts';
import { createPasswords } from '../../src/methods/password/password.ts';
import { type Attempt, type FlowFacts, isRefusal, type Refusal, type Strategy } from '../../src/methods/strategy.ts';
import { movingClock, seededRandom, temporaryStore } from './temporary.ts';

/** Passwords over a real database, with a hash that is not slow, counts its calls and can have no time. */
export async function passwordSetting(scope: Parameters<typeof temporaryStore>[0]) {
  const { store } = await temporaryStore(scope);
  const clock = movingClock();
  const random = seededRandom('passwords');
  const identities = createIdentities({ clock, random });
  const attempts = createAttempts({ clock });
  const keyring = createKeyring({ keys: [secretToken(random)], random });
  const hashing = { calls: 0, busy: false };
  const passwords = createPasswords({
    store,
    identities,
    attempts,
    keyring,
    clock,
    random,
    policy: { minLength: 8, similarity: true, maxBreaches: 0 },
    hash: async (secret, salt) => {
      hashing.calls++;
      if (hashing.busy) throw new StingError({ code: 'busy', status: 503, message: 'Too many attempts at once.' });
      return digest(`${salt} ${secret}`);
    },
  });

  async function person(name: string, password?: string | { imported: string }) {
    const data =
      password === undefined
        ? null
        : typeof password === 'string'
          ? await passwords.hash(password)
          : passwords.importHashed(password.imported);
    return store.write(async (tx) => {
      const identity = await identities.create(tx, {
        id: random(16).toString('hex'),
        userHandle: random(64).toString('base64url'),
        schemaId: 'default',
        traits: { email: `${name}@example.com`, name: { first: name } },
        addressesVerified: true,
      });
      if (data) await passwords.set(tx, identity.id, data);
      return identity;
    });
  }

  const flow = {
    id: 'flow',
    kind: 'login',
    refresh: false,
    identifier: null,
    identity: null,
    session: null,
  };
  const attempt = (body: object, facts: object = {}) =>
    ({
      flow: { ...flow, ...facts },
      body: { method: 'password', ...body },
      origin: { ip: '192.0.2.7' },
    }) as unknown as Attempt;

  /** Takes a submission through the three stages, as a flow does. */
  async function submit<V>(strategy: Strategy<V>, given: Attempt, beforeCommit?: () => Promise<unknown>) {
    const claimed = await store.write(async (tx) => (await strategy.claim?.(tx, given)) ?? null);
    if (isRefusal(claimed)) return { refused: claimed };
    const verified = await strategy.verify(given);
    if (isRefusal(verified)) return { refused: verified };
    await beforeCommit?.();
    const noted = await store.write((tx) => strategy.commit(tx, given, verified));
    return isRefusal(noted) ? { refused: noted } : { verified, noted };
  }

  const nodes = (strategy: Strategy<never>, facts: object = {}) =>
    strategy.nodes({ ...flow, ...facts } as unknown as FlowFacts);

  return { store, clock, identities, attempts, passwords, hashing, person, attempt, submit, nodes };
}

/** What the person who asks can tell of a refusal: everything but what is written down about it. */
export const told = ({ messages, retryAfterSeconds, status }: Refusal) => ({ messages, retryAfterSeconds, status });
