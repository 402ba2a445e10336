import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { deleteDue } from '../../src/http/account-deletion.ts';
import { proven } from '../support/administration.ts';
import { problem } from '../support/contract.ts';
import { printedMail } from '../support/mailbox.ts';
import { operatorOf } from '../support/operator.ts';
import { type Answer, type Person, register, request, signIn, stepUp } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser, webClient } from '../support/web-client.ts';

const server = await startServer({ after });
const { app, clock, url } = server;
const box = printedMail(server);
const operator = operatorOf(server);
const owner = await register(server, 'olive', { setup: await server.setupToken() });

const days = (count: number) => clock.advance({ minutes: count * 1440 });
const ask = (person: Person, grant?: string) =>
  person.api('/api/me', { method: 'DELETE', headers: grant ? { 'sting-step-up': grant } : {} });

/** Signs in and closes the account, with the proof that it asks for. */
async function close(person: Person): Promise<Answer> {
  person.token = (await signIn(server, person)).body.session_token;
  return ask(person, await stepUp(server, person, await ask(person)));
}

async function keepToken({ email }: Person): Promise<string> {
  const letters = await box.letters(email);
  const found = letters.map(({ text }) => /\/keep-account\?token=(\S+)/.exec(text)?.[1]).findLast(Boolean);
  return found ?? assert.fail(`nothing to keep the account by came to ${email}`);
}

const keep = (token: string) => webClient(server).send('/keep-account', { html: true, form: { token } });
const newest = async (type: 'identity.deleted' | 'deletion.requested' | 'deletion.cancelled' | 'deletion.postponed') =>
  (await app.audit.list({ type, limit: 1 })).events[0];

describe('closing an account', () => {
  it('asks for a proof of exactly this, each time', async () => {
    const ann = await register(server, 'ann');
    const refusal = await ask(ann);
    problem(refusal, 403, 'step_up_required');
    assert.deepEqual(refusal.body.needs, { level: 'aal2', action_bound: true });
    assert.equal(refusal.body.operation, 'account.delete');
    const jar = (await ann.api('/api/jars', { body: { name: 'Honey' } })).body.id;
    const forJar = await stepUp(server, ann, await ann.api(`/api/jars/${jar}`, { method: 'DELETE' }));
    problem(await ask(ann, forJar), 403, 'step_up_required');
    assert.equal((await ann.api('/sessions/whoami')).status, 200);
  });

  it('answers when it will be gone, ends every session and what was under way, and tells the person', async () => {
    const ben = await register(server, 'ben');
    const second = (await signIn(server, ben)).body.session_token;
    const settings = (await ben.api('/self-service/settings/api')).body;
    const recovery = (await request(`${url}/self-service/recovery/api`)).body;
    await request(recovery.ui.action, { body: { method: 'code', email: ben.email } });
    const code = await box.code(ben.email);

    const grant = await stepUp(server, ben, await ask(ben));
    const closed = await ask(ben, grant);
    assert.equal(closed.status, 202, JSON.stringify(closed.body));
    const due = new Date(clock() + 14 * 86_400_000).toISOString();
    assert.equal(Date.parse(closed.body.delete_at), Date.parse(due));

    for (const token of [ben.token, second]) {
      assert.equal((await request(`${url}/sessions/whoami`, { headers: { 'x-session-token': token } })).status, 401);
    }
    assert.equal((await signIn(server, ben)).status, 400);
    assert.equal((await request(recovery.ui.action, { body: { method: 'code', code } })).body.session_token, undefined);
    const { rows } = await app.store.write(async (tx) => ({
      rows: [
        ...(await tx.selectFrom('one_time_code').selectAll().where('identity_id', '=', ben.identityId).execute()),
        ...(await tx.selectFrom('flow').selectAll().where('id', '=', settings.id).execute()),
      ],
    }));
    assert.deepEqual(rows, []);
    assert.match((await box.letters(ben.email)).at(-1)!.subject, /will be deleted/);
    const event = (await newest('deletion.requested'))!;
    assert.deepEqual([event.actor, event.operation], [ben.identityId, 'account.delete']);
    const known = await operator.call(`/admin/identities/${ben.identityId}`);
    assert.equal(known.body.state, 'inactive');
  });

  it('takes the cookie of a browser', async () => {
    const web = await registerInBrowser(server, 'bea');
    const refusal = await web.send('/api/me', { method: 'DELETE' });
    const { operation, parameters } = refusal.body;
    const opened = (await web.send('/api/step-up', { body: { operation, parameters } })).body;
    const assertion = web.authenticator.authenticate(opened.methods[0].publicKey, url);
    const proven = await web.send(`/api/step-up/${opened.id}`, { body: { method: 'passkey', assertion } });
    const headers = { 'sting-step-up': proven.body.grant };
    const closed = await web.send('/api/me', { method: 'DELETE', headers });
    assert.equal(closed.status, 202);
    assert.match(closed.headers.get('set-cookie')!, /^ory_kratos_session=; Max-Age=0/i);
  });

  it('is refused to whoever would leave something without an owner, with all of it', async () => {
    const jar = (await owner.api('/api/jars', { body: { name: 'Heather' } })).body.id;
    const expected = [{ code: 'last_owner' }, { code: 'owns_jars', jars: [{ id: jar, name: 'Heather' }] }];
    const preview = (await owner.api('/api/me/deletion')).body;
    assert.deepEqual([preview.possible, preview.blockers], [false, expected]);

    const refused = await close(owner);
    problem(refused, 409, 'last_owner');
    assert.deepEqual(refused.body.blockers, expected);
    assert.equal((await owner.api('/sessions/whoami')).status, 200);
    assert.deepEqual(
      await box.letters(owner.email).then((all) => all.filter(({ text }) => /keep-account/.test(text))),
      [],
    );

    const ida = await register(server, 'ida');
    const hers = (await ida.api('/api/jars', { body: { name: 'Lime' } })).body.id;
    problem(await close(ida), 409, 'owns_jars');
    const removing = () => ida.api(`/api/jars/${hers}`, { method: 'DELETE' });
    const grant = await stepUp(server, ida, await removing());
    await ida.api(`/api/jars/${hers}`, { method: 'DELETE', headers: { 'sting-step-up': grant! } });
    assert.equal((await ida.api('/api/me/deletion')).body.possible, true);
    assert.equal((await close(ida)).status, 202);
  });

  it('does not count an owner who is on the way out', async () => {
    const heir = await register(server, 'heir');
    await app.store.write((tx) => app.access.assignRole(tx, heir.identityId, 'owner'));
    assert.equal((await heir.api('/api/me/deletion')).body.possible, true);
    assert.equal((await close(heir)).status, 202);
    assert.equal((await owner.api('/api/me/deletion')).body.blockers[0].code, 'last_owner');
  });
});

describe('keeping a closed account', () => {
  it('works once, by the link of the mail and the button on its page, and asks for a sign-in', async () => {
    const cleo = await register(server, 'cleo');
    await close(cleo);
    const token = await keepToken(cleo);
    const page = await webClient(server).send(`/keep-account?token=${token}`, { html: true });
    assert.match(page.body, /Keep your account\?/);
    assert.equal((await signIn(server, cleo)).status, 400, 'opening the link changes nothing');

    const kept = await keep(token);
    assert.equal(kept.status, 200);
    assert.equal(kept.headers.get('set-cookie'), null, 'the link signs nobody in');
    assert.equal((await cleo.api('/sessions/whoami')).status, 401);
    assert.equal((await keep(token)).status, 410);
    assert.equal((await signIn(server, cleo)).status, 200);
    assert.equal((await newest('deletion.cancelled'))!.actor, cleo.identityId);
    days(15);
    await deleteDue(app);
    assert.equal((await signIn(server, cleo)).status, 200);
  });

  it('is not possible with the token of something else, nor with none', async () => {
    for (const token of ['', 'x', `sting_su_${'a'.repeat(43)}`]) assert.equal((await keep(token)).status, 410);
  });

  it('is what the operator does by making the person active', async () => {
    const carl = await register(server, 'carl');
    await close(carl);
    const body = [{ op: 'replace', path: '/state', value: 'active' }];
    assert.equal((await operator.call(`/admin/identities/${carl.identityId}`, { method: 'PATCH', body })).status, 200);
    const token = await keepToken(carl);
    days(15);
    await deleteDue(app);
    assert.equal((await signIn(server, carl)).status, 200);
    assert.equal((await keep(token)).status, 410);
  });
});

describe('the end of the grace period', () => {
  it('deletes the person with everything, and leaves their id in the audit', async () => {
    const dora = await register(server, 'dora');
    await close(dora);
    const token = await keepToken(dora);
    days(13);
    await deleteDue(app);
    assert.equal((await operator.call(`/admin/identities/${dora.identityId}`)).status, 200);
    days(1);
    await deleteDue(app);
    assert.equal((await operator.call(`/admin/identities/${dora.identityId}`)).status, 404);
    assert.equal((await keep(token)).status, 410);
    const event = (await app.audit.list({ type: 'identity.deleted', limit: 100 })).events.find(
      ({ resource }) => resource === `identity:${dora.identityId}`,
    )!;
    assert.deepEqual([event.actor, event.reason], [null, 'grace_over']);
    await app.flows.sweep();
    // Nothing that names the person is left but the id.
    for (const table of ['identity', 'identity_address', 'credential', 'session', 'notice_link', 'flow'] as const) {
      const rows = await app.store.read.selectFrom(table).selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes(dora.email), table);
      assert.ok(!JSON.stringify(rows).includes(dora.identityId), table);
    }
    const again = await register(server, 'dora');
    assert.notEqual(again.identityId, dora.identityId);
  });

  it('takes with it what was sent to the address before there was a person, and an invitation of it', async () => {
    owner.token = (await signIn(server, owner)).body.session_token;
    const invite = (path = '', more: object = { method: 'POST' }) =>
      proven(server, owner, `/api/invitations${path}`, more);
    for (const email of ['Fred@example.com', 'gwen@example.com']) {
      assert.equal((await invite('', { body: { email } })).status, 201);
    }
    const { invitations } = (await owner.api('/api/invitations')).body;
    const { id } = invitations.find(({ email }: { email: string }) => email === 'gwen@example.com');
    assert.equal((await invite(`/${id}/resend`)).status, 200);
    assert.equal((await invite(`/${id}`, { method: 'DELETE' })).status, 204);
    const fred = await register(server, 'fred');
    const left = async (text: string) => {
      const found = [];
      for (const table of ['invitation', 'courier_message', 'audit_event'] as const) {
        const rows = await app.store.read.selectFrom(table).selectAll().execute();
        if (JSON.stringify(rows).includes(text)) found.push(table);
      }
      return found;
    };
    await app.audit.flush();
    assert.deepEqual(await left(fred.email), ['invitation', 'courier_message']);
    assert.equal((await operator.call(`/admin/identities/${fred.identityId}`, { method: 'DELETE' })).status, 204);
    await app.audit.flush();
    assert.deepEqual(await left(fred.email), []);
    assert.deepEqual(await left('gwen@example.com'), ['courier_message']);
  });

  it('is put off where something would be left without an owner', async () => {
    const evan = await register(server, 'evan');
    await close(evan);
    // By hand: nobody who is inactive comes to own anything.
    await app.store.write((tx) => app.access.assignRole(tx, evan.identityId, 'owner'));
    await app.store.write((tx) => app.identities.setState(tx, owner.identityId, 'inactive'));
    days(14);
    await deleteDue(app);
    assert.equal((await operator.call(`/admin/identities/${evan.identityId}`)).status, 200);
    assert.deepEqual([(await newest('deletion.postponed'))!.reason], ['last_owner']);
    await app.store.write((tx) => app.identities.setState(tx, owner.identityId, 'active'));
    days(1);
    await deleteDue(app);
    assert.equal((await operator.call(`/admin/identities/${evan.identityId}`)).status, 404);
  });
});
