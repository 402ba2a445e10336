import { createIdentities } from '../../src/identity/identity.ts';
import { uuid } from '../../src/kernel/ids.ts';
import { createSessions, type Session } from '../../src/sessions/sessions.ts';
import { proof } from './evidence.ts';
import { movingClock, seededRandom, temporaryStore } from './temporary.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

export const origin = { requestId: 'r-1', ip: '192.0.2.1', userAgent: 'Firefox' };
export const elsewhere = { requestId: 'r-2', ip: '198.51.100.7', userAgent: 'Chrome' };
export const passkey = (at: number) => proof('passkey', { user_verified: true, credential: 'k1', at });
export const mail = (at: number) => proof('code', { at });

/** The sessions of alice, and of whoever else a test wants, with limits of one hour and half a day at aal2. */
export async function sessionsFixture(t: Scope, { earliestExtendSeconds }: { earliestExtendSeconds?: number } = {}) {
  const { store, file } = await temporaryStore(t);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const limits = {
    aal0: { absoluteSeconds: 24 * 3600, idleSeconds: null },
    aal1: { absoluteSeconds: 24 * 3600, idleSeconds: null },
    aal2: { absoluteSeconds: 12 * 3600, idleSeconds: 3600 },
    aal3: { absoluteSeconds: 12 * 3600, idleSeconds: 900 },
  };
  const node = () =>
    createSessions({
      store,
      identities,
      clock,
      random,
      limits,
      mode: 'product',
      earliestExtendSeconds: () => earliestExtendSeconds,
    });
  const sessions = node();
  const person = async (name: string) => {
    const traits = { email: `${name}@example.com` };
    const init = { id: uuid(random), userHandle: name, schemaId: 'default', traits, addressesVerified: true };
    return (await store.write((tx) => identities.create(tx, init))).id;
  };
  const aliceId = await person('alice');
  const open = (
    evidence = [passkey(clock())],
    kind: Session['kind'] = 'cookie',
    identityId = aliceId,
    { limited = false } = {},
  ) => store.write((tx) => sessions.open(tx, { identityId, kind, evidence, origin, limited }));
  const raise = (id: string, evidence = [passkey(clock())], from = origin) =>
    store.write((tx) => sessions.raise(tx, id, evidence, from));
  const live = async (token: string, kind: Session['kind'] = 'cookie') =>
    (await sessions.authenticate(token, kind)) !== null;
  return { store, file, clock, identities, node, sessions, person, aliceId, open, raise, live };
}
