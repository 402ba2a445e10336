import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, it } from 'node:test';
import { account, addPasskey, signedIn, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode } from '../support/authenticator-app.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { nodeValue, request } from '../support/people.ts';
import { type Flow, type Visitor, visitor } from '../support/visitor.ts';

const options = { 'selfservice.methods.link.enabled': true, 'selfservice.flows.verification.use': 'link' } as const;
const { server, box } = await startMailingServer({ after }, options);

/** Every secret of the walk below, by what it is. */
const secrets = new Map<string, string>();
const keep = (what: string, secret: string | null | undefined): string => {
  assert.ok(secret, `there is no ${what}`);
  secrets.set(`${what} (${secrets.size})`, secret);
  return secret;
};
/** Every flow that anybody was shown, but for what its own page has to show. */
const shownFlows: Flow[] = [];
const seen = <F extends Flow>(flow: F): F => {
  shownFlows.push(flow);
  return flow;
};

const native = () => visitor(server, 'native');
const text = (flow: Flow, id: string) =>
  flow.ui.nodes.find(({ attributes }: { attributes: { id?: string } }) => attributes.id === id).attributes.text.context;
const tokenOf = (link: string) => new URL(link).searchParams.get('token');

async function byCode(who: Visitor, kind: 'login' | 'recovery' | 'registration', form: object, address: string) {
  const asked = await who.submit(await who.start(kind), { method: 'code', ...form });
  const code = keep(`code of a ${kind}`, await box.code(address));
  await who.submit(seen(asked.flow), { method: 'code', code: '000000' });
  return who.submit(seen(asked.flow), { ...form, method: 'code', code, email: undefined, identifier: undefined });
}

async function walk(): Promise<void> {
  const alice = await signedIn(server, box, 'alice', 'native');
  const { email } = alice.account;
  keep('session token', alice.token);

  const settings = await alice.start('settings');
  const { secret } = text(settings, 'totp_secret_key');
  keep('secret of an authenticator app', secret);
  await alice.submit(settings, { method: 'totp', totp_code: appCode(secret, server.clock()) });
  const made = await alice.submit(settings, { lookup_secret_regenerate: 'true' });
  for (const { context } of text(made.flow, 'lookup_secret_codes').secrets) keep('backup code', context.secret);
  await alice.submit(settings, { lookup_secret_confirm: 'true' });
  const asAlice = { 'x-session-token': alice.token! };
  const ofKey = { body: { name: 'nightly', scopes: ['jar.list'] }, headers: asAlice };
  const { key } = (await request(`${server.url}/api/me/api-keys`, ofKey)).body;
  const byKey = { headers: { authorization: `Bearer ${keep('API key', key)}` } };
  assert.equal((await request(`${server.url}/api/jars`, byKey)).status, 200);

  const bob = native();
  await byCode(
    bob,
    'registration',
    { traits: { email: 'bob@example.com', name: { first: 'B', last: 'B' } } },
    'bob@example.com',
  );
  keep('session token', bob.token);
  const carol = await account(server, 'carol');
  const recovered = native();
  await byCode(recovered, 'recovery', { email: carol.email }, carol.email);
  keep('session token', recovered.token);
  await byCode(native(), 'login', { identifier: carol.email }, carol.email);

  const verifying = native();
  const asked = await verifying.submit(await verifying.start('verification'), { method: 'link', email });
  seen(asked.flow);
  keep('token of a link', tokenOf(await box.link(email)));
  const changed = await alice.submit(settings, {
    method: 'profile',
    traits: { ...alice.account.traits, email: 'new@example.com' },
  });
  seen(changed.flow);
  const { flow } = await alice.read('verification', changed.body.continue_with[0].flow.id);
  await alice.submit(seen(flow), {
    method: 'code',
    code: keep('code for a new address', await box.code('new@example.com')),
  });
  for (const { text: letter } of [...(await box.letters(email)), ...(await box.letters('new@example.com'))]) {
    const link = /https?:\/\/\S+\?token=\S+/.exec(letter)?.[0];
    if (link) keep('token of a notice', tokenOf(link));
  }

  // A change that waits for a fresh proof, and one that was refused.
  const browser = visitor(server, 'spa');
  await signInByCode(browser, carol.email, box);
  await addPasskey(browser, server.url, createAuthenticator());
  for (const [name, value] of browser.web.cookies) keep(`cookie ${name.slice(0, 20)}`, value);
  server.clock.advance({ minutes: 6 });
  const stale = await browser.start('settings');
  keep('masked token', nodeValue(stale, 'csrf_token'));
  const parked = await browser.submit(stale, {
    method: 'profile',
    traits: { ...carol.traits, email: 'a-change-that-waits@example.com' },
  });
  assert.equal(parked.status, 403);
  keep('key of a parked change', browser.web.cookies.get('ory_kratos_continuity'));
  secrets.set('what was parked', 'a-change-that-waits');
  keep('set-up token', await server.setupToken());
}

/** Every byte of the folder, but for the key that the operator keeps. */
function bytes(): string {
  const { data } = server.app.config;
  const files = readdirSync(data).filter((name) => name !== 'secret-key' && name !== 'admin-token');
  assert.ok(files.includes('sting.db'));
  return files.map((name) => readFileSync(join(data, name), 'latin1')).join('\n');
}

/** As it stands, and not as a part of something longer: six digits are in every time. */
const standsIn = (haystack: string, secret: string) =>
  new RegExp(`(?<![\\w-])${secret.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&')}(?![\\w-])`).test(haystack);

it('no code, token or secret is in the database, its journal, the audit trail or a flow', async () => {
  await walk();
  assert.ok(secrets.size > 25, `${secrets.size}`);
  await server.app.courier.dispatch();
  await server.app.audit.flush();
  await server.app.sessions.flush();
  const asItIs = bytes();
  const database = new DatabaseSync(join(server.app.config.data, 'sting.db'));
  database.exec('pragma wal_checkpoint(truncate); vacuum; pragma wal_checkpoint(truncate)');
  database.close();
  const packed = bytes();
  assert.ok(standsIn(packed, 'carol@example.com'), 'what is no secret is found');
  assert.ok(standsIn(packed, 'recovery.succeeded'));
  const flows = JSON.stringify(shownFlows);
  for (const [what, secret] of secrets) {
    assert.ok(!standsIn(asItIs, secret), `${what} is in the files`);
    assert.ok(!standsIn(packed, secret), `${what} is in the packed files`);
    assert.ok(!standsIn(flows, secret), `${what} is in a flow`);
  }
  for (const line of server.printed) assert.fail(`printed: ${line}`);
  const { messages } = await server.app.courier.messages(server.app.store.read, { limit: 200 });
  for (const { body, subject } of messages) {
    for (const [what, secret] of secrets) assert.ok(!standsIn(`${subject} ${body}`, secret), `${what} is in a message`);
  }
});
