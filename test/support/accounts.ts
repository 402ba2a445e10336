import assert from 'node:assert/strict';
import { uuid } from '../../src/kernel/ids.ts';
import { createAuthenticator, type SoftwareAuthenticator } from './authenticator.ts';
import type { Mailbox } from './mailbox.ts';
import { nodeValue } from './people.ts';
import type { TestServer } from './server.ts';
import { type Outcome, type Variant, type Visitor, visitor } from './visitor.ts';
import { traitsOf } from './web-client.ts';

export interface Account {
  id: string;
  email: string;
  traits: ReturnType<typeof traitsOf>;
}

/** An account that is there, with a verified address and no way in but codes to it. */
export async function account(
  { app, clock }: TestServer,
  name: string,
  more: object = {},
  addressesVerified = true,
): Promise<Account> {
  const traits = { ...traitsOf(name), ...more };
  const random = app.random;
  const identity = await app.store.write((tx) =>
    app.identities.create(tx, {
      id: uuid(random),
      userHandle: random(64).toString('base64url'),
      schemaId: app.identities.defaultSchemaId,
      traits,
      addressesVerified,
    }),
  );
  assert.ok(identity.createdAt <= clock());
  return { id: identity.id, email: traits.email, traits };
}

/** Signs this visitor in by a code to the address. */
export async function signInByCode(who: Visitor, email: string, box: Mailbox): Promise<void> {
  const flow = await who.start('login');
  const sent = await who.submit(flow, { method: 'code', identifier: email });
  const done = await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
  if (![200, 303].includes(done.status) || done.flow) throw new Error(`no sign-in: ${JSON.stringify(done.body)}`);
}

/** Somebody with an account, signed in by a code. */
export async function signedIn(
  server: TestServer,
  box: Mailbox,
  name: string,
  variant: Variant,
): Promise<Visitor & { account: Account }> {
  const created = await account(server, name);
  const who = visitor(server, variant);
  await signInByCode(who, created.email, box);
  return Object.assign(who, { account: created });
}

/** Adds a passkey on the account page; one without a PIN unless it is given. */
export async function addPasskey(
  who: Visitor,
  origin: string,
  authenticator: SoftwareAuthenticator = createAuthenticator({ userVerified: false }),
): Promise<SoftwareAuthenticator> {
  const flow = await who.start('settings');
  const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
  const key = JSON.stringify(authenticator.register(publicKey, origin));
  const done = await who.submit(flow, { method: 'passkey', passkey_settings_register: key });
  assert.equal(done.flow?.state, 'success', JSON.stringify(done.body));
  return authenticator;
}

/** Registers with a passkey, in two steps; answers what the second came to. */
export async function registerByPasskey(
  who: Visitor,
  origin: string,
  traits: object,
  authenticator: SoftwareAuthenticator = createAuthenticator({ userVerified: false }),
  query: Record<string, string> = {},
): Promise<Outcome> {
  const second = await who.submit(await who.start('registration', query), { method: 'profile', traits });
  const { credentialOptions } = JSON.parse(nodeValue(second.flow, 'passkey_create_data'));
  const passkey_register = JSON.stringify(authenticator.register(credentialOptions.publicKey, origin));
  return who.submit(second.flow, { method: 'passkey', traits, passkey_register });
}
