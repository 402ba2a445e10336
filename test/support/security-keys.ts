import { createIdentities } from '../../src/identity/identity.ts';
import { createKeyring } from '../../src/keyring/keyring.ts';
import { createSecurityKeys, forSecurityKeys } from '../../src/methods/security-key/security-key.ts';
import { type Attempt, type FlowFacts, isRefusal, isTurn, type Strategy } from '../../src/methods/strategy.ts';
import { createWebAuthn } from '../../src/webauthn/webauthn.ts';
import { createAuthenticator, type Overrides, type SoftwareAuthenticator } from './authenticator.ts';
import { example, exampleOrigin } from './relying-party.ts';
import { movingClock, seededRandom, temporaryStore } from './temporary.ts';

/** A plain key: it is touched and asks for nothing. */
export const plainKey = () => createAuthenticator({ userVerified: false, counter: 1 });

/** The methods of security keys over a real database, with a person who is signed in. */
export async function securityKeyBench(
  scope: Parameters<typeof temporaryStore>[0],
  options: { passwordless?: boolean; enumerationMitigated?: boolean } = {},
) {
  const { store } = await temporaryStore(scope);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const { passwordless = false, enumerationMitigated = true } = options;
  const keys = createSecurityKeys({
    webauthn: createWebAuthn({ relyingParty: forSecurityKeys(example), clock, random }),
    identities,
    store,
    clock,
    keyring: createKeyring({ keys: ['a key of this test and no other'], random }),
    first: passwordless ? ['passkey', 'webauthn'] : ['passkey'],
    passwordless,
    enumerationMitigated,
  });
  const person = (name: string) =>
    store.write((tx) =>
      identities.create(tx, {
        id: `00000000-0000-4000-8000-00000000${Buffer.from(name).toString('hex').slice(0, 4)}`,
        userHandle: Buffer.from(name).toString('base64url'),
        schemaId: 'default',
        traits: { email: `${name}@example.com`, name: { first: name, last: 'Example' } },
        addressesVerified: true,
      }),
    );
  const alice = await person('alice');

  const facts = (change: object = {}): FlowFacts =>
    ({
      id: 'flow-1',
      kind: 'login',
      client: 'browser',
      second: true,
      refresh: false,
      identifier: null,
      identity: alice,
      session: { id: 'session-1' },
      registration: null,
      action: null,
      prepared: {},
      ...change,
    }) as unknown as FlowFacts;

  /** Opens a flow as the engine does: the facts with what `prepare` answered. */
  async function open(strategy: Strategy<never>, change: object = {}): Promise<FlowFacts> {
    const flow = facts(change);
    return { ...flow, prepared: { webauthn: await store.write((tx) => strategy.prepare!(tx, flow)) } };
  }

  /** Takes a submission through the three stages; answers what stopped it, or null. */
  async function submit<V>(strategy: Strategy<V>, flow: FlowFacts, body: Record<string, unknown>) {
    const attempt: Attempt = { flow, body, origin: { ip: '192.0.2.1' } as Attempt['origin'] };
    const stopped = await store.write(async (tx) => strategy.claim?.(tx, attempt));
    if (stopped) return { stopped, verified: null, noted: [] };
    const verified = await strategy.verify(attempt);
    if (isRefusal(verified)) return { stopped: verified, verified: null, noted: [] };
    const noted = await store.write((tx) => strategy.commit(tx, attempt, verified));
    return isRefusal(noted) ? { stopped: noted, verified: null, noted: [] } : { stopped: null, verified, noted };
  }

  const settings = (change: object = {}) =>
    open(keys.settings as Strategy<never>, { kind: 'settings', second: false, ...change });

  /** Adds a key to the account of `identity`; throws when it is refused. */
  async function enrol(
    authenticator: SoftwareAuthenticator,
    { name = '', identity = alice, overrides = {} as Overrides } = {},
  ) {
    const flow = await settings({ identity });
    const options = await optionsOf(keys.settings as Strategy<never>, flow, 'webauthn_register_trigger');
    const response = authenticator.register(options, exampleOrigin, overrides);
    const body = { webauthn_register: JSON.stringify(response), webauthn_register_displayname: name };
    const result = await submit(keys.settings, flow, body);
    if (result.stopped) throw new Error(reasonOf(result.stopped) ?? 'turned');
    return { flow, body, ...result };
  }

  const list = (identityId = alice.id) => identities.credentials(store.read, identityId, 'webauthn');
  return { store, clock, identities, keys, person, alice, facts, open, submit, settings, enrol, list };
}

/** The options that stand in the value of a button. */
export async function optionsOf(strategy: Strategy<never>, flow: FlowFacts, button: string) {
  const node = (await strategy.nodes(flow)).find(({ attributes }) => attributes['name'] === button);
  return JSON.parse(String(node?.attributes['value'])).publicKey;
}

/** Why a submission stopped; null when it did not, or turned to the next page. */
export function reasonOf(stopped: unknown): string | null {
  return isTurn(stopped) || !isRefusal(stopped) ? null : stopped.reason;
}
