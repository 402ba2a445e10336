import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signInByCode } from '../support/accounts.ts';
import { appoint, holderOf, proven, refused } from '../support/administration.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue, type Person, register } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Visitor, visitor } from '../support/visitor.ts';

const bound = { phishing_resistant: true, device_bound: true };
const synced = () => createAuthenticator({ backupEligible: true, backupState: true });
const setUp = async (server: TestServer, authenticator = createAuthenticator()) =>
  register(server, 'alice', { setup: await server.setupToken(), authenticator });

describe('a role that asks for a key which cannot leave its device', async () => {
  const server = await startServer({ after }, { flags: { profile: 'regulated' } });
  const call = ({ web }: Visitor, path: string) => web.send(path);

  it('leads its holder to add one before anything else opens', async () => {
    const { email, id } = await account(server, 'alice');
    await appoint(server, { identityId: id }, 'owner');
    const who = visitor(server, 'spa');
    await signInByCode(who, email, printedMail(server));

    await addPasskey(who, server.url, synced());
    const me = await call(who, '/api/me');
    assert.equal(me.status, 200, 'the synced passkey is a way to sign in');
    assert.deepEqual(me.body.enrolment.needs, bound);
    assert.equal(me.body.assurance.level, 'aal2');
    for (const path of ['/api/jars', '/api/people', '/api/audit/events', '/api/profile', '/api/roles']) {
      const answer = await call(who, path);
      refused(answer, 403, 'enrolment_required', path);
      assert.deepEqual(answer.body.needs, bound);
      assert.equal(answer.body.enrol.href, `${server.url}/settings`);
      assert.match(answer.body.detail ?? answer.body.title, /stays on its device, or a security key/);
    }
    const led = await who.web.send('/console/people', { html: true });
    assert.deepEqual([led.status, led.headers.get('location')], [303, `${server.url}/settings#passkey`]);

    const flow = await who.start('settings');
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
    assert.deepEqual(publicKey.hints, ['security-key', 'client-device']);
    const page = await who.web.send(`/settings?flow=${flow.id}`, { html: true });
    assert.match(page.body, /you need a passkey that stays on this device, or a security key, before you can go on/);

    await addPasskey(who, server.url, createAuthenticator());
    assert.equal((await call(who, '/api/me')).body.enrolment, null);
    for (const path of ['/api/jars', '/api/people']) assert.equal((await call(who, path)).status, 200, path);
    const opened = await who.start('settings');
    assert.equal(JSON.parse(nodeValue(opened, 'passkey_create_data')).publicKey.hints, undefined);
    const calm = await who.web.send(`/settings?flow=${opened.id}`, { html: true });
    assert.doesNotMatch(calm.body, /With your role you need/);
  });

  it('is led by what it asks for: an admin does with a synced passkey, and never with an app alone', async () => {
    const bob = await register(server, 'bob', { authenticator: synced() });
    await appoint(server, bob, 'admin');
    assert.equal((await bob.api('/api/people')).status, 200);
    const { email, id } = await account(server, 'carol');
    await appoint(server, { identityId: id }, 'admin');
    const carol = visitor(server, 'spa');
    await signInByCode(carol, email, printedMail(server));
    const answer = await call(carol, '/api/people');
    refused(answer, 403, 'enrolment_required');
    assert.deepEqual(answer.body.needs, { phishing_resistant: true });
  });
});

describe('the grace of enrolment', async () => {
  const server = await startServer(
    { after },
    { flags: { profile: 'starter', 'assurance.passkey_required_roles': ['owner', 'auditor'] } },
  );
  const { clock, app } = server;
  const alice = await setUp(server);
  const carol = await account(server, 'carol');
  const who = visitor(server, 'native');
  await signInByCode(who, carol.email, printedMail(server));
  const call = (path: string) => who.web.send(path, { headers: { 'x-session-token': who.token! } });
  const given = clock();

  it('counts down from when the role was given, and nothing is closed meanwhile', async () => {
    const done = await proven(server, alice, `/api/people/${carol.id}/roles/auditor`, { method: 'PUT' });
    assert.equal(done.status, 204);
    const { enrolment } = (await call('/api/me')).body;
    assert.deepEqual(enrolment, {
      needs: { phishing_resistant: true },
      due_at: new Date(given + 7 * 86_400_000).toISOString(),
    });
    assert.equal((await call('/api/profile')).status, 200);
    clock.advance({ minutes: 6 * 24 * 60 });
    assert.equal((await call('/api/profile')).status, 200);
    assert.equal((await who.web.send('/console', { html: true })).status, 200);
    clock.advance({ minutes: 24 * 60 - 1 });
    assert.equal((await call('/api/profile')).status, 200);
    clock.advance({ minutes: 1 });
  });

  it('is enforced when it is over', async () => {
    const later = visitor(server, 'native');
    await signInByCode(later, carol.email, printedMail(server));
    const answer = await later.web.send('/api/profile', { headers: { 'x-session-token': later.token! } });
    refused(answer, 403, 'enrolment_required');
    const seen = await later.web.send('/api/me', { headers: { 'x-session-token': later.token! } });
    assert.equal(Date.parse(seen.body.enrolment.due_at) <= clock(), true);
  });

  it('is none for the owner of set-up, who enrols at once', async () => {
    const { dueAt } = (await app.access.enrolment(app.store.read, carol.id))!;
    assert.ok(dueAt > 0);
    for (const { id } of await app.identities.credentials(app.store.read, alice.identityId)) {
      await app.store.write((tx) => app.identities.changeCredential(tx, id, { status: 'suspended' }));
    }
    const owner = await app.access.enrolment(app.store.read, alice.identityId);
    assert.equal(owner!.dueAt <= given, true);
  });
});

describe('an exception from enrolment', async () => {
  const server = await startServer({ after }, { flags: { profile: 'regulated' } });
  const { clock, app } = server;
  const alice = await setUp(server);
  const bob = await register(server, 'bob', { authenticator: synced() });
  await appoint(server, bob, 'owner');
  const path = `/api/people/${bob.identityId}/enrolment-exception`;
  const inDays = (days: number) => new Date(clock() + days * 86_400_000).toISOString();
  const put = (who: Person, body: object, at = path) => proven(server, who, at, { method: 'PUT', body });

  it('has an end date, in the future and no more than 90 days ahead', async () => {
    for (const body of [{}, { until: null }, { until: 'soon' }, { until: '2026-02-30T00:00:00Z' }, { until: 1 }]) {
      refused(await put(alice, body), 400, 'invalid_input', JSON.stringify(body));
    }
    refused(await put(alice, { until: inDays(5), approver: 'mallory' }), 400, 'invalid_input');
    refused(await put(alice, { until: inDays(-1) }), 400, 'expiry_in_past');
    refused(await put(alice, { until: inDays(91) }), 400, 'exception_too_long');
    assert.equal(await app.access.enrolmentException(app.store.read, bob.identityId), null);
  });

  it('is for those to give who assign roles, not to themselves, and not to whoever holds more', async () => {
    const body = { until: inDays(5) };
    const trent = await register(server, 'trent');
    refused(await put(trent, body), 403, 'access_denied');
    const own = `/api/people/${alice.identityId}/enrolment-exception`;
    refused(await put(alice, body, own), 403, 'own_account');
    const admin = await holderOf(server, 'admin', 'dan');
    refused(await put(admin, body), 403, 'role_exceeds_own');
    refused(await put(alice, body, '/api/people/nobody/enrolment-exception'), 404, 'not_found');
  });

  it('opens what was closed until its date, is shown with who approved it, and written down', async () => {
    refused(await bob.api('/api/people'), 403, 'enrolment_required');
    const until = inDays(0.4);
    assert.equal((await put(alice, { until })).status, 204);
    assert.equal((await bob.api('/api/people')).status, 200);
    assert.deepEqual((await bob.api('/api/me')).body.enrolment, { needs: bound, due_at: until });

    const shown = (await alice.api(`/api/people/${bob.identityId}`)).body;
    assert.deepEqual(shown.enrolment, { needs: bound, due_at: until });
    assert.deepEqual(shown.enrolment_exception, {
      until,
      approved_by: { id: alice.identityId, name: 'alice Example' },
      approved_at: shown.enrolment_exception.approved_at,
    });
    const { events } = await app.audit.list({ type: 'enrolment.excepted', limit: 5 });
    assert.deepEqual(
      events.map(({ actor, resource, details }) => [actor, resource, details]),
      [[alice.identityId, `identity:${bob.identityId}`, { until }]],
    );
  });

  it('closes again when it is taken back', async () => {
    for (let times = 0; times < 2; times++) {
      assert.equal((await proven(server, alice, path, { method: 'DELETE' })).status, 204);
    }
    refused(await bob.api('/api/people'), 403, 'enrolment_required');
    const { events } = await app.audit.list({ type: 'enrolment.exception_ended', limit: 5 });
    assert.equal(events.length, 1, 'what was not there was not taken back');
    assert.equal((await alice.api(`/api/people/${bob.identityId}`)).body.enrolment_exception, null);
  });

  it('closes again on its date', async () => {
    assert.equal((await put(alice, { until: inDays(0.005) })).status, 204);
    assert.equal((await bob.api('/api/people')).status, 200);
    clock.advance({ minutes: 8 });
    refused(await bob.api('/api/people'), 403, 'enrolment_required');
  });
});
