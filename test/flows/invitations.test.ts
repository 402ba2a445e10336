import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { appoint, proven, refused } from '../support/administration.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { printedMail, startMailingServer } from '../support/mailbox.ts';
import { type Answer, nodeValue, type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { traitsOf, webClient } from '../support/web-client.ts';

const server = await startServer({ after }, { flags: { 'registration.mode': 'invite_only' } });
const { app, url } = server;
const box = printedMail(server);
const owner = await register(server, 'olive', { setup: await server.setupToken() });
const invite = (name: string, more: object = {}, by: Person = owner) =>
  proven(server, by, '/api/invitations', { body: { email: `${name}@example.com`, ...more } });

async function tokenOf(name: string): Promise<string> {
  const letters = await box.letters(`${name}@example.com`);
  const found = letters.map(({ text }) => /\/registration\?invitation=(\S+)/.exec(text)?.[1]).findLast(Boolean);
  return found ?? assert.fail(`no invitation came to ${name}`);
}

const start = (token: string, at = url) =>
  request(`${at}/self-service/registration/api?invitation=${encodeURIComponent(token)}`);

/** Goes as far as the last submission, which is answered by the function that this answers. */
async function almost(token: string, name: string, at = url): Promise<() => Promise<Answer>> {
  const traits = traitsOf(name);
  const first = (await start(token, at)).body;
  const second = (await request(first.ui.action, { body: { method: 'profile', traits } })).body;
  const { credentialOptions } = JSON.parse(nodeValue(second, 'passkey_create_data'));
  const key = createAuthenticator().register(credentialOptions.publicKey, at);
  const body = { method: 'passkey', traits, passkey_register: JSON.stringify(key) };
  return () => request(first.ui.action, { body });
}
const finish = async (token: string, name: string, at = url) => (await almost(token, name, at))();

/** Somebody who came by an invitation, as a person of these tests, with a role. */
async function admin(name: string): Promise<Person> {
  const authenticator = createAuthenticator();
  const setup = await server.setupToken();
  const person = await register(server, name, { setup, authenticator });
  await appoint(server, person, 'admin');
  await app.store.write((tx) => app.access.removeRole(tx, person.identityId, 'owner'));
  return person;
}

async function signedInAgain(): Promise<{ token: string }> {
  return { token: (await signIn(server, owner)).body.session_token };
}

const session = (answer: Answer) => ({ 'x-session-token': answer.body.session_token as string });
const me = async (answer: Answer) => (await request(`${url}/api/me`, { headers: session(answer) })).body;

function spent(answer: Answer): void {
  assert.equal(answer.status, 410, JSON.stringify(answer.body));
  assert.equal(answer.body.error.id, 'invitation_spent');
}

describe('an invitation', () => {
  it('opens registration for its address alone, which counts as verified, with its roles and teams', async () => {
    const team = (await owner.api('/api/teams', { body: { name: 'Bees' } })).body.id;
    const created = await invite('Ann', { roles: ['support', 'editor'], teams: [team] });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    assert.equal(created.body.email, 'ann@example.com');
    assert.equal(created.body.link, null, 'what is mailed is shown to nobody else');
    assert.deepEqual(created.body.teams, [{ id: team, name: 'Bees' }]);
    assert.equal(Date.parse(created.body.expires_at), server.clock() + 86_400_000);

    const token = await tokenOf('ann');
    const flow = (await start(token)).body;
    assert.equal(nodeValue(flow, 'traits.email'), 'ann@example.com');
    const other = await request(flow.ui.action, { body: { method: 'profile', traits: traitsOf('mallory') } });
    assert.equal(other.status, 400);
    assert.match(JSON.stringify(other.body.ui.nodes), /This invitation is for ann@example\.com\./);

    const done = await finish(token, 'ann');
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const [address] = done.body.identity.verifiable_addresses;
    assert.deepEqual([address.value, address.verified], ['ann@example.com', true]);
    const { roles, teams } = await me(done);
    assert.deepEqual([roles, teams], [['editor', 'support'], [team]]);
    spent(await start(token));
    assert.deepEqual((await owner.api('/api/invitations')).body.invitations, []);
    const { events } = await app.audit.list({ limit: 9, actor: done.body.identity.id });
    for (const type of ['invitation.accepted', 'role.assigned', 'team.joined', 'registration.succeeded'] as const) {
      assert.ok(
        events.some((event) => event.type === type),
        type,
      );
    }
  });

  it('makes claims of what was shared with the address before', async () => {
    const jar = (await owner.api('/api/jars', { body: { name: 'Honey' } })).body.id;
    const grant = { subject: { type: 'user', email: 'ben@example.com' }, relation: 'viewer' };
    assert.equal((await proven(server, owner, `/api/jars/${jar}/grants`, { body: grant })).status, 201);
    await invite('ben');
    const done = await finish(await tokenOf('ben'), 'ben');
    assert.equal((await request(`${url}/api/jars/${jar}`, { headers: session(done) })).status, 200);
  });

  it('is refused at the last step too when it changed its address on the way', async () => {
    await invite('cid');
    const last = await almost(await tokenOf('cid'), 'cid');
    const flow = (await start(await tokenOf('cid'))).body;
    const wrong = await request(flow.ui.action, {
      body: { method: 'passkey', traits: traitsOf('owner'), passkey_register: '{}' },
    });
    assert.equal(wrong.status, 400);
    assert.equal((await last()).status, 200);
  });

  it('is accepted once, of two that race', async () => {
    await invite('dan');
    const token = await tokenOf('dan');
    const [one, two] = await Promise.all([almost(token, 'dan'), almost(token, 'dan')]);
    const answers = await Promise.all([one(), two()]);
    const statuses = answers.map(({ status }) => status).sort();
    assert.equal(statuses[0], 200);
    assert.ok(statuses[1]! >= 400);
    assert.equal(
      (await app.identities.list(app.store.read, { limit: 9, identifier: 'dan@example.com' })).identities.length,
      1,
    );
  });

  it('ends with its time, for flows that were begun before too', async () => {
    await invite('eve');
    const token = await tokenOf('eve');
    server.clock.advance({ minutes: 24 * 60 - 5 });
    const late = await almost(token, 'eve');
    server.clock.advance({ minutes: 5 });
    spent(await late());
    spent(await start(token));
    owner.token = (await signedInAgain()).token;
    const [listed] = (await owner.api('/api/invitations')).body.invitations;
    assert.deepEqual([listed.email, listed.expired], ['eve@example.com', true]);
    assert.equal((await invite('eve')).status, 201, 'an expired one stands in nobody’s way');
    spent(await start(token));
  });

  it('is sent anew, which ends the earlier link, and taken back', async () => {
    const { id } = (await invite('fay')).body;
    refused(await invite('FAY'), 409, 'already_invited');
    const first = await tokenOf('fay');
    assert.equal((await proven(server, owner, `/api/invitations/${id}/resend`, { method: 'POST' })).status, 200);
    const second = await tokenOf('fay');
    assert.notEqual(first, second);
    spent(await start(first));
    const last = await almost(second, 'fay');
    assert.equal((await owner.api(`/api/invitations/${id}`, { method: 'DELETE' })).status, 204);
    spent(await last());
    refused(await owner.api(`/api/invitations/${id}`, { method: 'DELETE' }), 404, 'not_found');
    refused(await proven(server, owner, `/api/invitations/${id}/resend`, { method: 'POST' }), 404, 'not_found');
  });

  it('gives nobody more than its sender holds, when it is sent and when it is accepted', async () => {
    const ada = await admin('ada');
    for (const role of ['owner', 'security_officer', 'auditor']) {
      refused(await invite('gus', { roles: [role] }, ada), 403, 'role_exceeds_own', role);
    }
    refused(await invite('gus', { roles: ['king'] }, ada), 400, 'unknown_role');
    refused(await invite('gus', { teams: [crypto.randomUUID()] }, ada), 400, 'unknown_team');
    refused(await invite('olive', {}, ada), 409, 'already_registered');
    refused(await invite('no address', {}, ada), 400, 'invalid_address');
    assert.equal((await invite('gus', { roles: ['support'] }, ada)).status, 201);
    const last = await almost(await tokenOf('gus'), 'gus');
    const another = await almost(await tokenOf('gus'), 'gus');
    await app.store.write((tx) => app.access.removeRole(tx, ada.identityId, 'admin'));
    spent(await last());
    assert.equal(await app.identities.byAddress(app.store.read, 'gus@example.com'), null, 'nobody came into being');
    await appoint(server, ada, 'admin');
    await app.store.write((tx) => app.identities.setState(tx, ada.identityId, 'inactive'));
    spent(await another());
    // An owner may send it anew, in their own name.
    const { invitations } = (await owner.api('/api/invitations')).body;
    const { id } = invitations.find(({ email }: { email: string }) => email === 'gus@example.com');
    assert.equal((await proven(server, owner, `/api/invitations/${id}/resend`, { method: 'POST' })).status, 200);
    assert.deepEqual((await me(await finish(await tokenOf('gus'), 'gus'))).roles, ['support']);
  });

  it('is no way in when it is none', async () => {
    for (const wrong of ['x', 'A'.repeat(43), '%00', '__proto__', "' OR 1=1 --"]) spent(await start(wrong));
    for (const query of ['', '?invitation=', '?invitation']) {
      const answer = await request(`${url}/self-service/registration/api${query}`);
      assert.deepEqual([answer.status, answer.body.error.id], [400, 'self_service_flow_disabled'], query);
    }
    const page = await webClient(server).send('/registration?invitation=wrong-token', { html: true });
    const followed =
      page.status === 303
        ? await webClient(server).send(
            new URL(page.headers.get('location')!, url).pathname + new URL(page.headers.get('location')!, url).search,
            { html: true },
          )
        : page;
    assert.equal(followed.status, 410);
    assert.match(followed.body, /This invitation is over/);
    assert.ok(!followed.body.includes('wrong-token'));
  });

  it('leaves no trace of its token but in the mail', async () => {
    await invite('hal');
    const token = await tokenOf('hal');
    const flow = (await start(token)).body;
    assert.ok(!JSON.stringify(flow).includes(token));
    await finish(token, 'hal');
    await app.audit.flush();
    for (const file of await readdir(app.config.data)) {
      const bytes = await readFile(join(app.config.data, file));
      assert.ok(!bytes.includes(token), `${file} holds the token`);
    }
  });

  it('opens a page in a browser', async () => {
    await invite('ian');
    const web = webClient(server);
    const first = await web.send(`/registration?invitation=${await tokenOf('ian')}`, { html: true });
    const second = await web.send(first.headers.get('location')!.replace(url, ''), { html: true });
    const { pathname, search } = new URL(second.headers.get('location')!, url);
    const page = await web.send(pathname + search, { html: true });
    assert.equal(page.status, 200);
    assert.match(page.body, /value="ian@example.com"/);
  });
});

describe('without mail', () => {
  it('the link is shown to the one who invites, once', async (t) => {
    const smtp = await startServer(t, {
      flags: {
        'registration.mode': 'invite_only',
        mode: 'production',
        'security.contact': 'mailto:security@example.com',
      },
    });
    const first = await register(smtp, 'olive', { setup: await smtp.setupToken() });
    const team = (await first.api('/api/teams', { body: { name: 'Bees' } })).body.id;
    const jar = (await first.api('/api/jars', { body: { name: 'Honey' } })).body.id;
    const grant = { subject: { type: 'user', email: 'jo@example.com' }, relation: 'viewer' };
    assert.equal((await proven(smtp, first, `/api/jars/${jar}/grants`, { body: grant })).status, 201);
    const body = { email: 'jo@example.com', roles: ['support'], teams: [team] };
    const created = await proven(smtp, first, '/api/invitations', { body });
    const token = new URL(created.body.link).searchParams.get('invitation')!;
    assert.equal((await first.api('/api/invitations')).body.invitations[0].link, undefined);
    const done = await finish(token, 'jo', smtp.url);
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(done.body.identity.verifiable_addresses[0].verified, false, 'whoever has the link may be anybody');
    const headers = session(done);
    assert.equal((await request(`${smtp.url}/api/jars/${jar}`, { headers })).status, 404);
    const { roles, teams } = (await request(`${smtp.url}/api/me`, { headers })).body;
    assert.deepEqual([roles, teams], [['support'], [team]], 'what its sender gives is for whoever has it');
  });
});

describe('with mail', () => {
  it('the link proves the address, so that no code is asked for', async (t) => {
    const { server: mailing, box: mail } = await startMailingServer(t, { 'registration.mode': 'invite_only' });
    const first = await register(mailing, 'olive', { setup: await mailing.setupToken() });
    const created = await proven(mailing, first, '/api/invitations', { body: { email: 'kim@example.com' } });
    assert.equal(created.body.link, null);
    const [letter] = await mail.letters('kim@example.com');
    assert.match(letter!.subject, /olive Example invites you/);
    const token = /invitation=([\w-]+)/.exec(letter!.text)![1]!;
    const done = await finish(token, 'kim', mailing.url);
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(done.body.identity.verifiable_addresses[0].verified, true);
    assert.equal((await mail.letters('kim@example.com')).length, 1);
  });
});
