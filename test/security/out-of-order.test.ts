import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { rowCounts } from '../support/observed.ts';
import { nodeValue, request } from '../support/people.ts';
import { type Flow, type Kind, type Outcome, shown, type Visitor, visitor } from '../support/visitor.ts';
import { assertionFor } from '../support/web-client.ts';

const { server, box } = await startMailingServer({ after });
const native = () => visitor(server, 'native');
const browser = () => visitor(server, 'spa');
const traits = (email: string) => ({ email, name: { first: 'A', last: 'B' } });
const kinds: Kind[] = ['login', 'registration', 'recovery', 'verification'];

const alice = await signedIn(server, box, 'alice', 'native');
const key = await addPasskey(alice, server.url, createAuthenticator());
const bob = await signedIn(server, box, 'bob', 'native');
const inBrowser = await signedIn(server, box, 'carol', 'spa');

interface Expected {
  status: number;
  id?: string;
  message?: number;
}
type Row = [what: string, attempt: () => Promise<Outcome>, expected: Expected];

/** A registration with its page for the ways to sign in; `proven` is the address whose code was entered. */
async function proven(who: Visitor, address: string): Promise<Flow> {
  const form = { method: 'profile', traits: traits(address) };
  const { flow } = await who.submit(await who.start('registration'), form);
  return (await who.submit(flow, { method: 'code', code: await box.code(address) })).flow;
}

function newKey(flow: Flow): string {
  const { credentialOptions } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
  return JSON.stringify(createAuthenticator().register(credentialOptions.publicKey, server.url));
}

/** An answer to a form that a stranger's browser or another program would have sent. */
async function sent(path: string, init: Parameters<typeof request>[1]): Promise<Outcome> {
  const { status, headers, body } = await request(`${server.url}${path}`, init);
  return { status, headers, body, location: headers.get('location'), flow: body?.ui ? body : null };
}

const skipped: Row[] = [
  ...kinds.map((kind): Row => {
    const message = { login: 4010008, registration: 4000002, recovery: 4060006, verification: 4070006 }[
      kind as 'login'
    ];
    const aside = kind === 'recovery' || kind === 'verification';
    return [
      `a code before one was asked for: ${kind}`,
      async () => {
        const who = native();
        return who.submit(await who.start(kind), { method: 'code', code: '123456' });
      },
      { status: aside ? 200 : 400, message },
    ];
  }),
  [
    'a passkey before the profile',
    async () => {
      const who = native();
      return who.submit(await who.start('registration'), { method: 'passkey', passkey_register: '{}' });
    },
    { status: 400, message: 4000002 },
  ],
  [
    'a passkey before the proof',
    async () => {
      const who = native();
      const form = { method: 'passkey', traits: traits('new1@example.com'), passkey_register: '{}' };
      return who.submit(await who.start('registration'), form);
    },
    { status: 400, message: 4010003 },
  ],
  [
    'a jump to the ways to sign in, and a passkey',
    async () => {
      const who = native();
      const flow = await who.start('registration');
      const form = { traits: traits('new2@example.com') };
      const jumped = await who.submit(flow, { ...form, screen: 'credential-selection' });
      assert.equal(nodeValue(jumped.flow, 'passkey_create_data'), undefined);
      return who.submit(jumped.flow, { ...form, method: 'passkey', passkey_register: '{}' });
    },
    { status: 400, message: 4010003 },
  ],
  [
    'a jump past the code',
    async () => {
      const who = native();
      const form = { traits: traits('new3@example.com') };
      const { flow } = await who.submit(await who.start('registration'), { ...form, method: 'profile' });
      const jumped = await who.submit(flow, { ...form, screen: 'credential-selection' });
      return who.submit(jumped.flow, { ...form, method: 'passkey', passkey_register: '{}' });
    },
    { status: 400, message: 4010003 },
  ],
  [
    'another address after the proof',
    async () => {
      const who = native();
      const flow = await proven(who, 'new4@example.com');
      return who.submit(flow, {
        method: 'passkey',
        traits: traits(bob.account.email),
        passkey_register: newKey(flow),
      });
    },
    { status: 400, message: 4000010 },
  ],
  [
    'another address with the code',
    async () => {
      const who = native();
      const form = { method: 'code', traits: traits('new5@example.com') };
      const { flow } = await who.submit(await who.start('registration'), form);
      const code = await box.code('new5@example.com');
      return who.submit(flow, { method: 'code', code, traits: traits('alice@example.com') });
    },
    { status: 400, message: 4000036 },
  ],
];

const foreign: Row[] = [
  ...kinds.flatMap((kind): Row[] => [
    [
      `a ${kind} that another browser started, to read`,
      async () => browser().read(kind, (await browser().start(kind)).id),
      { status: 403, id: 'security_csrf_violation' },
    ],
    [
      `a ${kind} that another browser started, to submit`,
      async () => {
        const [mine, theirs] = [browser(), browser()];
        const own = await mine.start(kind);
        const flow = await theirs.start(kind);
        return mine.submit({ ...own, id: flow.id, ui: { ...own.ui, action: flow.ui.action } }, { method: 'code' });
      },
      { status: 403, id: 'security_csrf_violation' },
    ],
    [
      `a native ${kind} from a browser`,
      async () => {
        const flow = await native().start(kind);
        return sent(`/self-service/${kind}?flow=${flow.id}`, { body: { method: 'code' }, headers: { cookie: 'a=b' } });
      },
      { status: 400, message: 4000001 },
    ],
    [
      `a ${kind} at the address of another kind`,
      async () => {
        const flow = await native().start(kind);
        const other = kinds[(kinds.indexOf(kind) + 1) % kinds.length];
        return sent(`/self-service/${other}?flow=${flow.id}`, { body: { method: 'code' } });
      },
      { status: 404 },
    ],
  ]),
  ...(['login', 'registration', 'recovery'] as const).map(
    (kind): Row => [
      `a ${kind} by somebody who is signed in`,
      async () => {
        const flow = await native().start(kind);
        const headers = { 'x-session-token': alice.token! };
        return sent(`/self-service/${kind}?flow=${flow.id}`, { body: { method: 'code' }, headers });
      },
      { status: 400, id: 'session_already_available' },
    ],
  ),
  [
    'the settings of somebody else',
    async () => bob.submit(await alice.start('settings'), { method: 'profile', traits: bob.account.traits }),
    { status: 403, id: 'security_identity_mismatch' },
  ],
  [
    'the settings of somebody else, to read',
    async () => bob.read('settings', (await alice.start('settings')).id),
    { status: 403, id: 'security_identity_mismatch' },
  ],
  [
    'settings by nobody',
    async () => native().submit(await alice.start('settings'), { method: 'profile', traits: bob.account.traits }),
    { status: 401, id: 'session_inactive' },
  ],
  [
    'a proof for the session of somebody else',
    async () => {
      const flow = await alice.start('login', { refresh: 'true' });
      return bob.submit(flow, { method: 'passkey', passkey_login: assertionFor(flow, key, server.url) });
    },
    { status: 403, id: 'security_identity_mismatch' },
  ],
  [
    'a proof for a session by nobody',
    async () => {
      const flow = await alice.start('login', { refresh: 'true' });
      return native().submit(flow, { method: 'passkey', passkey_login: assertionFor(flow, key, server.url) });
    },
    { status: 401, id: 'session_inactive' },
  ],
  [
    'the settings of a browser by an app',
    async () => {
      const flow = await inBrowser.start('settings');
      return sent(`/self-service/settings?flow=${flow.id}`, {
        body: { method: 'profile', traits: inBrowser.account.traits },
        headers: { 'x-session-token': alice.token! },
      });
    },
    { status: 403, id: 'security_csrf_violation' },
  ],
];

describe('what is out of order is refused, and leaves nothing', () => {
  for (const [what, attempt, expected] of [...skipped, ...foreign]) {
    it(what, async () => {
      const before = await rowCounts(server);
      const { status, body, flow } = await attempt();
      assert.equal(status, expected.status, JSON.stringify(body).slice(0, 400));
      if (expected.id) assert.equal(body.error.id, expected.id);
      if (expected.message) assert.ok(shown(flow).includes(expected.message), JSON.stringify(shown(flow)));
      const now = await rowCounts(server);
      for (const table of ['identity', 'identity_address', 'credential', 'session', 'notice_link']) {
        assert.equal(now[table], before[table] ?? 'no such table', table);
      }
    });
  }
});

describe('a flow that has ended', () => {
  it('takes nothing any more', async () => {
    const { email } = await account(server, 'dave');
    const who = native();
    const { flow } = await who.submit(await who.start('login'), { method: 'code', identifier: email });
    const form = { method: 'code', code: await box.code(email) };
    assert.equal((await who.submit(flow, form)).status, 200);
    for (const again of [form, { method: 'code', identifier: email }, { method: 'code', resend: 'code' }]) {
      assert.deepEqual(shown((await native().submit(flow, again)).flow), [4010007]);
    }
    assert.equal((await box.letters(email)).length, 1);
  });

  it('of a session that was ended meanwhile takes nothing either', async () => {
    const erin = await signedIn(server, box, 'erin', 'native');
    const settings = await erin.start('settings');
    const refresh = await erin.start('login', { refresh: 'true' });
    await server.app.store.write((tx) => server.app.sessions.revokeAll(tx, erin.account.id));
    const saved = await erin.submit(settings, { method: 'profile', traits: { ...erin.account.traits, name: {} } });
    assert.equal(saved.status, 401);
    assert.equal((await erin.submit(refresh, { method: 'code' })).status, 401);
    const { traits: kept } = (await server.app.identities.byId(server.app.store.read, erin.account.id))!;
    assert.deepEqual(kept, erin.account.traits);
  });
});
