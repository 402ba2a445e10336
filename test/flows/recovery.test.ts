import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { check, nativeFlow, submitNative } from '../support/contract.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue, type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const box = printedMail(server);
const { clock } = server;

/** Recovers by a code to the person's address; answers the last answer. */
async function recover({ email }: Pick<Person, 'email'>) {
  const flow = await nativeFlow(server, 'recovery/api');
  check(await submitNative(flow, { method: 'code', email }), { status: 200, message: 1060003 });
  return submitNative(flow, { method: 'code', code: await box.code(email) });
}

const as = (person: Person, token: string): Person => ({
  ...person,
  token,
  api: (path, init = {}) =>
    request(`${server.url}${path}`, { ...init, headers: { 'x-session-token': token, ...init.headers } }),
});

/** Adds a passkey with the session of this person. */
async function addPasskey(person: Person, authenticator = createAuthenticator()) {
  const flow = await nativeFlow(server, 'settings/api', person);
  const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
  const credential = JSON.stringify(authenticator.register(publicKey, server.url));
  return submitNative(flow, { method: 'passkey', passkey_settings_register: credential }, person);
}

async function signInByCode({ email }: Pick<Person, 'email'>): Promise<string> {
  const flow = await nativeFlow(server, 'login/api');
  await submitNative(flow, { method: 'code', identifier: email });
  const done = await submitNative(flow, { method: 'code', code: await box.code(email) });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  return done.body.session_token;
}

describe('whoever has lost their only passkey', () => {
  it('comes back by mail, waits, and then adds another one', async () => {
    const alice = await register(server, 'alice');
    const back = await recover(alice);
    check(back, { status: 200 });
    assert.deepEqual(
      back.body.continue_with.map(({ action }: { action: string }) => action),
      ['set_ory_session_token', 'show_settings_ui'],
    );
    check(await alice.api('/sessions/whoami'), { status: 401 });
    const recovered = as(alice, back.body.continue_with[0].ory_session_token);
    const whoami = await recovered.api('/sessions/whoami');
    assert.deepEqual(
      [whoami.body.authenticator_assurance_level, whoami.body.authentication_methods[0].method],
      ['aal1', 'code_recovery'],
    );
    check(await addPasskey(recovered), { status: 403, id: 'recovery_hold' });

    const byMail = as(alice, await signInByCode(alice));
    check(await addPasskey(byMail), { status: 403, id: 'recovery_hold' });
    clock.advance({ minutes: 24 * 60 });
    const later = as(alice, await signInByCode(alice));
    check(await addPasskey(later), { status: 200, message: 1050001 });
    const factors = await later.api('/api/me/factors');
    assert.equal(factors.status, 200);
  });

  it('has time to object: a sign-in with the passkey ends what somebody with the mailbox began', async () => {
    const bob = await register(server, 'bob');
    const thief = as(bob, (await recover(bob)).body.continue_with[0].ory_session_token);
    assert.equal((await signIn(server, bob)).status, 200);
    clock.advance({ minutes: 24 * 60 });
    check(await thief.api('/sessions/whoami'), { status: 401 });
    const again = as(bob, await signInByCode(bob));
    check(await addPasskey(again), { status: 403, id: 'session_refresh_required' });
  });

  it('has time to object: the link in the notice ends it too', async () => {
    const carol = await register(server, 'carol');
    const thief = as(carol, (await recover(carol)).body.continue_with[0].ory_session_token);
    const notice = (await box.letters(carol.email)).at(-1)!;
    const [, token] = /\/disown\?token=([\w-]+)/.exec(notice.text)!;
    const form = `token=${token}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: server.url };
    assert.equal((await request(`${server.url}/disown`, { body: form, headers })).status, 200);
    check(await thief.api('/sessions/whoami'), { status: 401 });
    assert.equal((await request(`${server.url}/disown`, { body: form, headers })).status, 410);
    clock.advance({ minutes: 24 * 60 });
    const again = as(carol, await signInByCode(carol));
    check(await addPasskey(again), { status: 403, id: 'session_refresh_required' });
  });

  it('does not wait anew for asking once more', async () => {
    const dave = await register(server, 'dave');
    await recover(dave);
    clock.advance({ minutes: 23 * 60 });
    await recover(dave);
    clock.advance({ minutes: 61 });
    const later = as(dave, await signInByCode(dave));
    check(await addPasskey(later), { status: 200, message: 1050001 });
  });
});

describe('a recovery that nobody completed', () => {
  it('opens nothing a week later, and the next one waits again', async () => {
    const frank = await register(server, 'frank');
    await recover(frank);
    clock.advance({ minutes: 9 * 24 * 60 });
    const later = as(frank, await signInByCode(frank));
    check(await addPasskey(later), { status: 403, id: 'session_refresh_required' });
    const again = as(frank, (await recover(frank)).body.continue_with[0].ory_session_token);
    check(await addPasskey(again), { status: 403, id: 'recovery_hold' });
  });
});

describe('proving oneself again', () => {
  it('is not offered by a mailbox where a passkey is asked for', async () => {
    const gina = await register(server, 'gina');
    const byMail = as(gina, await signInByCode(gina));
    check(await addPasskey(byMail), { status: 403, id: 'session_refresh_required' });
    const flow = await nativeFlow(server, 'login/api?refresh=true', byMail);
    const groups = new Set(flow.ui.nodes.map(({ group }: { group: string }) => group));
    assert.deepEqual([...groups].sort(), ['default', 'passkey']);
  });
});

describe('whoever never had more than a mailbox', () => {
  it('is where they were after recovering: there is nothing to wait for', async () => {
    const email = 'erin@example.com';
    const flow = await nativeFlow(server, 'registration/api');
    const traits = { email };
    await submitNative(flow, { method: 'code', traits });
    const made = await submitNative(flow, { method: 'code', code: await box.code(email), traits });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    const erin = as({ email } as Person, (await recover({ email })).body.continue_with[0].ory_session_token);
    check(await addPasskey(erin), { status: 200, message: 1050001 });
  });
});
