import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { appoint, refused } from '../support/administration.ts';
import { type Ask, clientOf, done } from '../support/authzen.ts';
import { type Person, register, signIn } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice', { setup: await server.setupToken() });
const bob = await register(server, 'bob');
const carol = await register(server, 'carol');
const trent = await register(server, 'trent');

async function application(id: string, settings: object): Promise<Ask> {
  await done(server, alice, 'POST', '/api/applications', { id, name: id, ...settings });
  return (await clientOf(server, alice, id)).ask;
}
const trusted = ['context.session'];
/** May name sessions and hears why; may ask and nothing else; may not even ask. */
const gateway = await application('gateway', { own_resources: true, reasons: true, trusted });
const plain = await application('plain', { own_resources: true });
const all = await application('all', { own_resources: true, trusted: ['context.*', 'subject.*', 'resource.*'] });
const foreign = await application('foreign', { trusted });

const jarOf = async (name: string, more: object) =>
  (await alice.api('/api/jars', { body: { name, ...more } })).body.id as string;
const honey = await jarOf('Honey', { type: 'private' });
const open = await jarOf('Open', { type: 'public' });
const secret = await jarOf('Secret', { type: 'private', sensitivity: 'restricted' });
const share = (jar: string, who: Person, relation: string) =>
  done(server, alice, 'POST', `/api/jars/${jar}/grants`, { subject: { type: 'user', id: who.identityId }, relation });
await share(honey, bob, 'viewer');
await share(secret, bob, 'viewer');

const sessionOf = async ({ api }: Person) => (await api('/api/me')).body.session.id as string;
const about = (who: string, action: string, jar: string, session?: unknown) => ({
  subject: { type: 'user', id: who },
  action: { name: action },
  resource: { type: 'jar', id: jar },
  ...(session === undefined ? {} : { context: { session } }),
});
const decide = async (ask: Ask, body: object) => {
  const answer = await ask('evaluation', body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
/** What somebody is refused by STING itself: nothing, a step-up or more. */
const production = async (who: Person, jar: string) => (await who.api(`/api/jars/${jar}`)).status === 200;

describe('a question about a jar', () => {
  it('is answered as STING would answer the person', async () => {
    for (const who of [alice, bob, carol, trent]) {
      for (const jar of [honey, open, secret]) {
        const { decision } = await decide(gateway, about(who.identityId, 'jar.read', jar, await sessionOf(who)));
        assert.equal(decision, await production(who, jar), `${who.name} ${jar}`);
      }
    }
  });

  it('is about somebody by id or verified address', async () => {
    const session = await sessionOf(bob);
    for (const name of [bob.identityId, bob.email, 'BOB@example.com']) {
      assert.equal((await decide(gateway, about(name, 'jar.read', honey, session))).decision, true, name);
    }
    for (const name of ['bob', 'bob@example.org', 'x', crypto.randomUUID(), '__proto__']) {
      assert.deepEqual(await decide(gateway, about(name, 'jar.read', honey, session)), { decision: false }, name);
    }
    const other = {
      ...about(bob.identityId, 'jar.read', honey, session),
      subject: { type: 'person', id: bob.identityId },
    };
    assert.deepEqual(await decide(gateway, other), { decision: false });
  });

  it('says what to prove, without a session', async () => {
    const answer = await decide(plain, about(bob.identityId, 'jar.read', honey));
    assert.equal(answer.decision, false);
    const [obligation] = answer.context.obligations;
    assert.deepEqual([obligation.type, obligation.properties.acr_value], ['step-up', 'aal1']);
    assert.equal(answer.context.reason, undefined);
  });

  it('says how fresh, and of which kind', async () => {
    const weak = (await signIn(server, bob, { userVerified: false })).body.session_token;
    const id = await sessionOf({ ...bob, api: (path) => bob.api(path, { headers: { 'x-session-token': weak } }) });
    const answer = await decide(gateway, about(bob.identityId, 'jar.read', secret, id));
    assert.equal(answer.decision, false);
    const { properties } = answer.context.obligations[0];
    assert.equal(properties.acr_value, 'aal2');
    assert.equal(properties.user_verified, true);
    assert.ok(properties.amr_values.includes('pop') && properties.amr_values.includes('user'));
    assert.equal(properties.max_age, 300);
    assert.ok(answer.context.reason.policies.includes('sensitivity.restricted'));
  });

  it('of the critical tier asks for a proof of exactly that', async () => {
    const answer = await decide(gateway, about(alice.identityId, 'jar.delete', honey, await sessionOf(alice)));
    assert.equal(answer.context.obligations[0].properties.action_bound, true);
  });

  it('answers alike of a hidden jar and of none, with and without a session, whoever asks', async () => {
    for (const ask of [gateway, plain, all, foreign]) {
      for (const session of [undefined, await sessionOf(trent)]) {
        for (const action of ['jar.discover', 'jar.read', 'jar.delete']) {
          const hidden = await decide(ask, about(trent.identityId, action, honey, session));
          const unknown = await decide(ask, about(trent.identityId, action, crypto.randomUUID(), session));
          assert.deepEqual(hidden, unknown);
          assert.deepEqual(hidden, { decision: false });
        }
      }
    }
  });

  it('is nothing for an application that may not ask', async () => {
    const session = await sessionOf(alice);
    assert.deepEqual(await decide(foreign, about(alice.identityId, 'jar.read', honey, session)), { decision: false });
    for (const side of ['subject', 'resource', 'action']) {
      const { body } = await foreign(`search/${side}`, about(alice.identityId, 'jar.read', honey, session));
      assert.deepEqual(body.results, [], side);
    }
  });

  it('takes actions that there are, where they belong', async () => {
    const session = await sessionOf(alice);
    for (const action of ['jar.raed', 'read', 'audit.read', 'policy.manage', 'constructor', 'jar.inside']) {
      assert.deepEqual(await decide(gateway, about(alice.identityId, action, honey, session)), { decision: false });
    }
  });
});

describe('the session that a client names', () => {
  it('counts for a client that may name it, by name', async () => {
    const session = await sessionOf(bob);
    const asked = about(bob.identityId, 'jar.read', honey, session);
    assert.equal((await decide(gateway, asked)).decision, true);
    assert.equal((await decide(plain, asked)).decision, false);
    assert.equal((await decide(all, asked)).decision, false, 'context.* is not context.session');
  });

  it('counts for exactly its own person', async () => {
    for (const session of [
      await sessionOf(alice),
      await sessionOf(trent),
      bob.token,
      crypto.randomUUID(),
      '',
      7,
      null,
      { id: 'x' },
      '__proto__',
    ]) {
      assert.equal(
        (await decide(gateway, about(bob.identityId, 'jar.read', honey, session))).decision,
        false,
        String(session),
      );
    }
  });

  it('counts while it lives, and its person', async () => {
    const session = await sessionOf(carol);
    await share(honey, carol, 'viewer');
    const asked = about(carol.identityId, 'jar.read', honey, session);
    assert.equal((await decide(gateway, asked)).decision, true);
    await server.app.store.write((tx) => server.app.identities.setState(tx, carol.identityId, 'inactive'));
    assert.deepEqual(await decide(gateway, asked), { decision: false }, 'suspended');
    await server.app.store.write((tx) => server.app.identities.setState(tx, carol.identityId, 'active'));
    await server.app.store.write((tx) => server.app.sessions.revoke(tx, carol.identityId, session));
    const ended = await decide(gateway, asked);
    assert.deepEqual([ended.decision, ended.context.obligations.length], [false, 1]);
  });
});

describe('the installation', () => {
  const on = (who: Person, action: string, session: string, id = 'sting') => ({
    ...about(who.identityId, action, id, session),
    resource: { type: 'installation', id },
  });

  it('is asked about under its one id, with the tier of what the permission opens', async () => {
    const session = await sessionOf(alice);
    assert.equal((await decide(gateway, on(alice, 'audit.read', session))).decision, true);
    assert.equal((await decide(gateway, on(trent, 'audit.read', await sessionOf(trent)))).decision, false);
    assert.equal((await decide(gateway, on(alice, 'audit.read', session, 'other'))).decision, false);
    const manage = await decide(gateway, on(alice, 'policy.manage', session));
    assert.equal(manage.decision, false);
    assert.equal(manage.context.obligations[0].properties.action_bound, true);
  });
});

describe('a search among what is STING’s own', () => {
  const search = async (ask: Ask, side: string, body: object) => {
    const answer = await ask(`search/${side}`, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.results.map(({ id, name }: { id?: string; name?: string }) => id ?? name);
  };
  const ids = (...people: Person[]) => people.map(({ identityId }) => identityId).sort();

  it('for people finds those who may, of those who are related to the jar', async () => {
    assert.deepEqual(await search(gateway, 'subject', about('x', 'jar.read', honey)), ids(alice, bob, carol));
    assert.deepEqual(await search(gateway, 'subject', about('x', 'jar.share', honey)), ids(alice));
    assert.deepEqual(
      (await search(gateway, 'subject', about('x', 'jar.read', open))).sort(),
      ids(alice, bob, carol, trent),
    );
    assert.deepEqual(await search(gateway, 'subject', about('x', 'jar.read', crypto.randomUUID())), []);
    const installation = { ...about('x', 'audit.read', 'sting'), resource: { type: 'installation', id: 'sting' } };
    assert.deepEqual(await search(gateway, 'subject', installation), []);
  });

  it('for people goes through teams and roles', async () => {
    await appoint(server, trent, 'auditor');
    const team = (await done(server, alice, 'POST', '/api/teams', { name: 'Bees' })).body.id;
    await server.app.store.write((tx) => server.app.access.joinTeam(tx, team, carol.identityId));
    await server.app.store.write((tx) => server.app.access.joinTeam(tx, team, alice.identityId));
    const jar = await jarOf('Shared', { type: 'team', team });
    await done(server, alice, 'POST', `/api/jars/${jar}/grants`, {
      subject: { type: 'role', id: 'auditor' },
      relation: 'viewer',
    });
    assert.deepEqual(await search(gateway, 'subject', about('x', 'jar.read', jar)), ids(alice, carol, trent));
  });

  it('for people takes small pages, each person once', async () => {
    for (const jar of [honey, open]) {
      const found: string[] = [];
      let token = '';
      do {
        const { body } = await gateway('search/subject', { ...about('x', 'jar.read', jar), page: { limit: 1, token } });
        assert.ok(body.results.length <= 1);
        found.push(...body.results.map(({ id }: { id: string }) => id));
        token = body.page.next_token;
      } while (token !== '');
      assert.deepEqual(found.sort(), jar === honey ? ids(alice, bob, carol) : ids(alice, bob, carol, trent));
    }
  });

  it('for jars finds those that the session opens', async () => {
    const session = await sessionOf(bob);
    const found = async (action: string, ask = gateway) =>
      (await search(ask, 'resource', about(bob.identityId, action, 'x', session))).sort();
    assert.deepEqual(await found('jar.read'), [honey, open, secret].sort());
    assert.deepEqual(await found('jar.edit'), []);
    assert.deepEqual(await found('jar.read', plain), []);
    server.clock.advance({ minutes: 6 });
    assert.deepEqual(
      await found('jar.read'),
      [honey, open].sort(),
      'the proof for the restricted one is not fresh any more',
    );
  });

  it('for actions finds those that are allowed now', async () => {
    const session = await sessionOf(bob);
    assert.deepEqual(await search(gateway, 'action', about(bob.identityId, 'x', honey, session)), [
      'jar.discover',
      'jar.read',
      'jar.query',
    ]);
    assert.deepEqual(await search(gateway, 'action', about(trent.identityId, 'x', honey, await sessionOf(trent))), []);
  });

  it('gives tokens that end with the grants that they go by', async () => {
    const asked = { ...about('x', 'jar.read', honey), page: { limit: 1 } };
    const token = (await gateway('search/subject', asked)).body.page.next_token;
    await share(honey, trent, 'viewer');
    refused(await gateway('search/subject', { ...asked, page: { limit: 1, token } }), 400, 'invalid_cursor');
  });
});

describe('a person who has yet to do something', () => {
  it('is answered no, as STING would', async (t) => {
    const other: TestServer = await startServer(t, { flags: { 'assurance.passkey_required_roles': ['auditor'] } });
    const owner = await register(other, 'alice', { setup: await other.setupToken() });
    const mallory = await register(other, 'mallory');
    await appoint(other, mallory, 'auditor');
    await done(other, owner, 'POST', '/api/applications', { id: 'g', name: 'G', own_resources: true, trusted });
    const { ask } = await clientOf(other, owner, 'g');
    const asked = about(mallory.identityId, 'jar.create', 'sting');
    const on = { ...asked, resource: { type: 'installation', id: 'sting' } };
    assert.equal((await decide(ask, on)).context.obligations.length, 1);
    await other.app.store.write(async (tx) => {
      for (const { id } of await other.app.identities.credentials(tx, mallory.identityId)) {
        await other.app.identities.removeCredential(tx, id);
      }
    });
    assert.deepEqual(await decide(ask, on), { decision: false });
  });
});
