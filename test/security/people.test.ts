import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { holderOf, proven, refused } from '../support/administration.ts';
import { printedMail } from '../support/mailbox.ts';
import { type Person, register, request, signIn } from '../support/people.ts';
import { emailTrait, nameTrait, schemaOf } from '../support/schemas.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const { app } = server;
const box = printedMail(server);
const owner = await register(server, 'olive', { setup: await server.setupToken() });
const admin = await holderOf(server, 'admin');
const support = await holderOf(server, 'support');
const officer = await holderOf(server, 'security_officer');
const bob = await register(server, 'bob');

type Init = { method?: string; body?: unknown };
const on = (by: Person, about: Person, verb: string, init: Init = { method: 'POST' }) =>
  proven(server, by, `/api/people/${about.identityId}${verb}`, init);
const lives = async (person: Person) => (await person.api('/sessions/whoami')).status === 200;
const newest = async ({ identityId }: Person) =>
  (await app.audit.list({ limit: 1, resource: `identity:${identityId}` })).events[0]!;
const mailed = async ({ email }: Person) => (await box.letters(email)).map(({ text }) => text);

describe('the list of people', () => {
  const list = async (query: string) => (await admin.api(`/api/people${query}`)).body;
  const addresses = async (query: string) =>
    (await list(query)).people.map(({ address }: { address: string }) => address);

  it('is searched by name and address, role and state', async () => {
    assert.deepEqual(await addresses('?q=OLIVE'), [owner.email]);
    assert.deepEqual(await addresses('?q=bob@exa'), [bob.email]);
    assert.equal((await addresses('?q=Example')).length, 5, 'the last name of everybody');
    for (const nothing of ['%', '_', '"', 'first', 'email', '\\', "' or 1=1 --"]) {
      assert.deepEqual(await addresses(`?q=${encodeURIComponent(nothing)}`), [], nothing);
    }
    assert.deepEqual(await addresses('?role=admin'), [admin.email]);
    assert.deepEqual(await addresses('?role=admin&q=olive'), []);
    assert.deepEqual(await addresses('?state=suspended'), []);
    assert.deepEqual((await list('?q=olive')).people[0].roles, ['owner']);
  });

  it('comes in pages, each person once', async () => {
    for (const filter of ['', '&q=example', '&role=member']) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await list(`?limit=2${filter}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        assert.ok(page.people.length <= 2);
        seen.push(...page.people.map(({ id }: { id: string }) => id));
        cursor = page.next_cursor;
      }
      assert.equal(seen.length, filter === '&role=member' ? 0 : 5, filter);
      assert.equal(new Set(seen).size, seen.length);
    }
  });

  it('refuses what it does not know', async () => {
    for (const query of ['?role=king', '?state=gone', '?cursor=x', '?role=admin&cursor=x', '?limit=1000', '?sort=x']) {
      assert.equal((await admin.api(`/api/people${query}`)).status, 400, query);
    }
    refused(await admin.api(`/api/people/${crypto.randomUUID()}`), 404, 'not_found');
    refused(await admin.api('/api/people/x'), 404, 'not_found');
  });

  it('asks for two factors', async () => {
    const weak = (await signIn(server, admin, { userVerified: false })).body.session_token as string;
    const answer = await admin.api('/api/people', { headers: { 'x-session-token': weak } });
    refused(answer, 403, 'step_up_required');
    assert.deepEqual(answer.body.needs, { level: 'aal2' });
  });
});

describe('a person in full', () => {
  it('shows what an administrator needs, no secret, and what they may do', async () => {
    const { body } = await admin.api(`/api/people/${bob.identityId}`);
    assert.deepEqual(body.addresses, [{ value: bob.email, via: 'email', verified: true }]);
    assert.deepEqual(
      body.factors.map(({ type }: { type: string }) => type),
      ['passkey'],
    );
    assert.equal(body.sessions.length, 1);
    assert.deepEqual(body.may, [
      'person.change',
      'person.classify',
      'person.suspend',
      'person.end_sessions',
      'person.reset_factors',
      'role.assign',
    ]);
    const own = await admin.api(`/api/people/${admin.identityId}`);
    assert.deepEqual(own.body.may, []);
    const above = await admin.api(`/api/people/${owner.identityId}`);
    assert.deepEqual(above.body.may, ['person.end_sessions']);
    const helped = await support.api(`/api/people/${bob.identityId}`);
    assert.deepEqual(helped.body.may, ['person.end_sessions', 'person.reset_factors']);
  });
});

describe('changing a person', () => {
  const name = { first: 'Robert', last: 'Example' };
  const change = (by: Person, about: Person, traits: object) =>
    on(by, about, '', { method: 'PATCH', body: { traits } });

  it('leaves the addresses to the person: with one of them somebody could get in', async () => {
    const mallory = { email: 'mallory@example.com', name };
    refused(await change(admin, bob, mallory), 403, 'address_protected');
    refused(await change(admin, bob, { name }), 400, 'invalid_traits');
    const done = await change(admin, bob, { email: ` ${bob.email.toUpperCase()}`, name });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.deepEqual(done.body.traits, { email: bob.email, name });
    assert.deepEqual(done.body.addresses, [{ value: bob.email, via: 'email', verified: true }]);
    assert.equal((await newest(bob)).type, 'person.changed');
    assert.match((await mailed(bob)).at(-1)!, /An administrator changed your account/);
  });

  it('leaves each address its purpose: with another one it could let somebody in', async (t) => {
    const mailbox = (uses: object) => ({ type: 'string', format: 'email', 'ory.sh/kratos': uses });
    const verification = { via: 'email' };
    const properties = {
      email: emailTrait,
      name: nameTrait,
      work: mailbox({ verification }),
      private: mailbox({ verification, recovery: { via: 'email' } }),
      codes: mailbox({ verification, credentials: { code: { identifier: true, via: 'email' } } }),
    };
    const other = await startServer(t, { flags: { 'identity.schemas': [schemaOf('default', properties)] } });
    const first = await register(other, 'olive', { setup: await other.setupToken() });
    const dan = await register(other, 'dan');
    const traits = {
      ...{ email: dan.email, name },
      ...{ work: 'w@example.com', private: 'p@example.com', codes: 'c@example.com' },
    };
    await other.app.store.write((tx) => other.app.identities.updateTraits(tx, dan.identityId, traits, true));
    const change = (more: object) =>
      proven(other, first, `/api/people/${dan.identityId}`, {
        method: 'PATCH',
        body: { traits: { ...traits, ...more } },
      });
    const swapped = [
      { work: traits.private, private: traits.work },
      { work: traits.codes, codes: traits.work },
      { private: traits.codes, codes: traits.private },
      { private: traits.codes },
      { work: traits.private },
    ];
    for (const each of swapped) refused(await change(each), 403, 'address_protected', JSON.stringify(each));
    assert.equal((await change({ name: { first: 'Dan', last: 'Other' }, work: 'W@EXAMPLE.com' })).status, 200);
  });

  it('is neither for oneself nor for whoever may do more', async () => {
    const traits = { email: admin.email, name };
    refused(await change(admin, admin, traits), 403, 'own_account');
    refused(await change(admin, owner, { email: owner.email, name }), 403, 'role_exceeds_own');
    refused(await change(admin, officer, { email: officer.email, name }), 403, 'role_exceeds_own');
  });
});

describe('suspending', () => {
  it('shuts a person out at once, and lets them back in without the sessions of before', async () => {
    const carol = await register(server, 'carol');
    assert.equal((await on(officer, carol, '/suspend')).status, 204);
    assert.equal(await lives(carol), false);
    assert.equal((await signIn(server, carol)).status, 400);
    assert.deepEqual((await newest(carol)).type, 'person.suspended');
    assert.equal((await admin.api(`/api/people/${carol.identityId}`)).body.state, 'suspended');
    assert.equal((await on(officer, carol, '/suspend')).status, 204, 'twice is once');

    assert.equal((await on(officer, carol, '/resume')).status, 204);
    assert.equal(await lives(carol), false);
    assert.equal((await signIn(server, carol)).status, 200);
  });

  it('is neither for oneself nor for whoever may do more', async () => {
    for (const verb of ['/suspend', '/resume']) {
      refused(await on(admin, admin, verb), 403, 'own_account');
      for (const above of [owner, officer]) refused(await on(admin, above, verb), 403, 'role_exceeds_own');
      refused(await on(officer, admin, verb), 403, 'role_exceeds_own');
      refused(await on(support, bob, verb), 403, 'access_denied');
    }
    assert.ok(await lives(owner));
  });

  it('does not take back what a person decided about their own account', async () => {
    const dora = await register(server, 'dora');
    assert.equal((await proven(server, dora, '/api/me', { method: 'DELETE' })).status, 202);
    refused(await on(admin, dora, '/resume'), 409, 'account_closed');
    refused(await on(admin, dora, '/suspend'), 409, 'account_closed');
    const { body } = await admin.api(`/api/people/${dora.identityId}`);
    assert.equal(body.state, 'closed');
    assert.ok(Date.parse(body.delete_at) > server.clock());
  });

  it('leaves an owner who can act', async () => {
    const second = await holderOf(server, 'owner', 'second');
    assert.equal((await on(owner, second, '/suspend')).status, 204);
    const again = await on(owner, owner, '/suspend');
    refused(again, 403, 'own_account');
    assert.equal((await on(owner, second, '/resume')).status, 204);
    await app.store.write((tx) => app.access.removeRole(tx, second.identityId, 'owner'));
  });
});

describe('ending sessions', () => {
  it('is for everybody’s, an owner’s too, and leaves one’s own session', async () => {
    const other = { ...owner, token: (await signIn(server, owner)).body.session_token };
    const ended = await on(support, owner, '/end-sessions');
    assert.equal(ended.status, 200);
    assert.ok(ended.body.count >= 1);
    assert.equal(
      (await request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': other.token } })).status,
      401,
    );
    owner.token = (await signIn(server, owner)).body.session_token;
    assert.equal((await on(support, support, '/end-sessions')).status, 200);
    assert.ok(await lives(support));
    assert.deepEqual((await newest(owner)).details, { count: ended.body.count });
  });
});

describe('resetting factors', () => {
  const reset = (by: Person, about: Person, body: object = {}) => on(by, about, '/reset-mfa', { method: 'POST', body });

  it('gives whoever does it no way in: no code, no link, and the person is told how to get back', async () => {
    const erin = await register(server, 'erin');
    const before = server.printed.length;
    const answer = await reset(support, erin, { factors: ['passkey', 'totp', 'lookup_secret', 'webauthn'] });
    assert.deepEqual(answer.body, { removed: [{ type: 'passkey', count: 1 }], sessions: 1 });
    assert.equal(await lives(erin), false);
    assert.equal((await signIn(server, erin)).status, 400);
    const letters = await mailed(erin);
    assert.match(letters.at(-1)!, /\/recovery\b/);
    assert.doesNotMatch(letters.at(-1)!, /\d{6,}|token=|flow=/);
    const sent = server.printed.slice(before).filter((line) => line.startsWith('mail: '));
    assert.ok(sent.every((line) => JSON.parse(line.slice(6)).to === erin.email));
    assert.deepEqual((await newest(erin)).details, {
      factors: 'passkey totp lookup_secret webauthn',
      removed: 'passkey',
      sessions: 1,
    });

    const flow = (await request(`${server.url}/self-service/login/api`)).body;
    await request(flow.ui.action, { body: { method: 'code', identifier: erin.email } });
    const done = await request(flow.ui.action, {
      body: { method: 'code', identifier: erin.email, code: await box.code(erin.email) },
    });
    assert.equal(done.status, 200, 'the person gets in by their own mailbox');
    assert.equal(done.body.session.authenticator_assurance_level, 'aal1');
  });

  it('leaves passkeys unless they are named, and takes no other names', async () => {
    const fay = await register(server, 'fay');
    assert.deepEqual((await reset(support, fay)).body.removed, []);
    assert.equal((await signIn(server, fay)).status, 200);
    const bare = await proven(server, support, `/api/people/${fay.identityId}/reset-mfa`, { method: 'POST' });
    assert.equal(bare.status, 200, 'no body is an empty one');
    for (const factors of [['password'], [], ['totp', 'totp'], 'totp', ['code']]) {
      assert.equal((await reset(support, fay, { factors })).status, 400, String(factors));
    }
  });

  it('ends what the person, or somebody with the lost thing, had under way', async () => {
    const gus = await register(server, 'gus');
    const flow = (await request(`${server.url}/self-service/recovery/api`)).body;
    await request(flow.ui.action, { body: { method: 'code', email: gus.email } });
    const code = await box.code(gus.email);
    assert.equal((await reset(support, gus)).status, 200);
    const late = await request(flow.ui.action, { body: { method: 'code', code } });
    assert.equal(late.body.session_token, undefined);
  });

  it('wants a proof of exactly this, is not for oneself, and not for whoever may do more', async () => {
    const refusal = await support.api(`/api/people/${bob.identityId}/reset-mfa`, { body: {} });
    refused(refusal, 403, 'step_up_required');
    assert.deepEqual(refusal.body.needs, { level: 'aal2', action_bound: true });
    const weak = (await signIn(server, admin, { userVerified: false })).body.session_token as string;
    const headers = { 'x-session-token': weak };
    refused(await admin.api(`/api/people/${bob.identityId}/reset-mfa`, { body: {}, headers }), 403, 'step_up_required');
    refused(await reset(admin, admin), 403, 'own_account');
    for (const above of [owner, officer, admin]) refused(await reset(support, above), 403, 'role_exceeds_own');
    refused(await reset(admin, owner), 403, 'role_exceeds_own');
    refused(await reset(bob, support), 403, 'access_denied');
    assert.equal((await signIn(server, owner)).status, 200);
  });
});
