import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { addPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { rowCounts } from '../support/observed.ts';
import { request } from '../support/people.ts';
import { type Kind, visitor } from '../support/visitor.ts';

/** For each method in each flow. */
const runs = 60;

const { server, box } = await startMailingServer(
  { after },
  {
    'selfservice.methods.password.enabled': true,
    'selfservice.methods.webauthn.enabled': true,
    'selfservice.methods.webauthn.config.passwordless': true,
    'selfservice.methods.link.enabled': true,
  },
);
const alice = await signedIn(server, box, 'alice', 'native');
await addPasskey(alice, server.url, createAuthenticator());

const methods: Record<Kind, string[]> = {
  settings: ['profile', 'password', 'lookup_secret', 'webauthn', 'passkey', 'totp'],
  login: ['code', 'passkey', 'webauthn', 'password', 'totp', 'lookup_secret', 'identifier_first', 'link'],
  registration: ['profile', 'code', 'passkey', 'webauthn', 'password'],
  recovery: ['code', 'link'],
  verification: ['code', 'link'],
};

/** Objects that look like values, and values that break what only expects plain ones. */
const nasty = fc.constantFrom<unknown>(
  ...[
    '',
    ' ',
    '0',
    '000000',
    '______',
    'null',
    '[object Object]',
    '\u202eevil',
    '\ud800',
    'a'.repeat(5000),
    '\u{1f41d}',
  ],
  ...['alice@example.com', 'nobody@example.com', 'Alice@EXAMPLE.com', "a' OR 1=1 --@example.com", '<img src=x>@x.com'],
  ...[
    '../../etc/passwd',
    '%00',
    '{{7*7}}',
    '$(id)',
    '__proto__',
    'constructor',
    'https://evil.example/',
    '+491701234567',
  ],
  ...[null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], ['alice@example.com'], [null]],
  { toString: 1, valueOf: 1 },
  { toString: null },
  { length: 3, 0: 'a' },
  { toJSON: 'x' },
  { $gt: '' },
  { email: { email: { email: {} } } },
);
const names = [
  ...['method', 'identifier', 'code', 'resend', 'email', 'sms', 'address', 'token', 'screen', 'traits', 'csrf_token'],
  ...['password', 'totp_code', 'totp_unlink', 'lookup_secret', 'lookup_secret_regenerate', 'lookup_secret_confirm'],
  ...['passkey_login', 'passkey_register', 'passkey_settings_register', 'passkey_remove', 'webauthn_login'],
  ...['webauthn_register', 'webauthn_register_displayname', 'webauthn_remove', 'transient_payload', 'role', 'state'],
  ...['verified', 'id', 'metadata_admin', 'metadata_public', 'schema_id', 'credentials', 'flow', 'refresh', 'aal'],
];
const trait = fc.constantFrom(
  'email',
  'name',
  'phone',
  'role',
  'roles',
  'admin',
  'verified',
  'id',
  '__proto__',
  'first',
);
const json = fc.letrec((again) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 5, arbitrary: nasty },
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.array(again('value'), { maxLength: 3 }),
    fc.dictionary(trait, again('value'), { maxKeys: 3 }),
  ),
})).value;
const bodies = fc.dictionary(fc.constantFrom(...names), json, { maxKeys: 6 });

/** A member of that name, which an object literal does not make. */
const withProto = (body: object, value: unknown) =>
  JSON.stringify(body).replace(
    /^\{/,
    `{"__proto__":${JSON.stringify(value ?? null)}${Object.keys(body).length ? ',' : ''}`,
  );

/** What nobody without a secret may bring about; whoever is signed in may give themselves a password. */
const untouched = (kind: Kind) => [
  ...['identity', 'identity_address', 'session', 'role_assignment', 'setup_token'],
  ...(kind === 'settings' ? [] : ['credential', 'notice_link', 'backup_code']),
];

async function answer(kind: Kind, id: string, content: string): Promise<number> {
  const { status, body } = await request(`${server.url}/self-service/${kind}?flow=${id}`, {
    body: content,
    headers: {
      'content-type': 'application/json',
      ...(kind === 'settings' ? { 'x-session-token': alice.token! } : {}),
    },
  });
  const text = JSON.stringify(body);
  assert.ok(status < 500, `${kind} ${content.slice(0, 500)}: ${status} ${text.slice(0, 300)}`);
  assert.doesNotMatch(text, /node_modules|SQLITE|TypeError|\bat \w+ \(/);
  return status;
}

describe('whatever is submitted', () => {
  for (const kind of Object.keys(methods) as Kind[]) {
    it(`a ${kind} answers it, and nothing is half done`, async () => {
      const before = await rowCounts(server);
      let started = 0;
      let id = '';
      for (const method of methods[kind]) {
        const property = fc.asyncProperty(bodies, fc.option(nasty), fc.nat({ max: 9 }), async (body, proto, chance) => {
          // Most submissions go on with a flow that others have been through.
          if (started++ % 8 === 0) {
            const who = kind === 'settings' ? alice : visitor(server, 'native');
            id = (await who.start(kind)).id;
            // Her session is not to run out meanwhile.
            if (kind !== 'settings') server.clock.advance({ seconds: 5 });
          }
          const form = chance < 8 ? { ...body, method } : body;
          const status = await answer(kind, id, chance === 9 ? withProto(form, proto) : JSON.stringify(form));
          assert.ok(status !== 201);
        });
        await fc.assert(property, { numRuns: runs, seed: 11 });
      }
      const now = await rowCounts(server);
      for (const table of untouched(kind)) assert.equal(now[table], before[table], table);
    });
  }

  it('leaves everybody who they were', async () => {
    const { identity } = (await alice.whoami()).body;
    assert.equal(identity.id, alice.account.id);
    assert.equal(identity.traits.email, alice.account.email);
    assert.equal(identity.state, 'active');
    assert.equal((await server.app.audit.verify()).intact, true);
    assert.deepEqual({}, Object.fromEntries(Object.entries(Object.prototype)));
  });
});
