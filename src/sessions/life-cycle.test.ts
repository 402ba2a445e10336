import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { elsewhere, sessionsFixture as fixture, mail, origin, passkey } from '../../test/support/sessions.ts';
import { seededRandom } from '../../test/support/temporary.ts';
import { createSessions } from './sessions.ts';

describe('a session', () => {
  it('is opened with its proofs and found by its token, with its person', async (t) => {
    const { sessions, open, clock, aliceId } = await fixture(t);
    const { session, token } = await open();
    assert.match(token, /^ory_sc_[A-Za-z0-9_-]{43}$/);
    assert.partialDeepStrictEqual(session, {
      identityId: aliceId,
      kind: 'cookie',
      active: true,
      issuedAt: clock(),
      authenticatedAt: clock(),
      expiresAt: clock() + 12 * 3_600_000,
      evidence: [passkey(clock())],
    });
    const found = await sessions.authenticate(token, 'cookie');
    assert.deepEqual(found!.session, session);
    assert.equal(found!.identity.id, aliceId);
    assert.equal(found!.superseded, false);
  });

  it('is known to the database by hashes alone, before and after a rotation', async (t) => {
    const { store, file, open, raise } = await fixture(t);
    const { session, token } = await open();
    const { token: next } = await raise(session.id);
    const rows = JSON.stringify(await store.read.selectFrom('session').selectAll().execute());
    const files = await Promise.all(['', '-wal'].map((suffix) => readFile(file + suffix, 'latin1')));
    assert.ok(
      files.some((content) => content.includes(session.id)),
      'the search finds what is there',
    );
    for (const secret of [token, next]) {
      for (const place of [rows, ...files]) {
        assert.ok(!place.includes(secret));
        assert.ok(!place.includes(secret.slice('ory_sc_'.length)));
      }
    }
  });

  it('is not found by what is no token', async (t) => {
    const { sessions, open } = await fixture(t);
    const { session, token } = await open();
    for (const text of ['', 'x', session.id, token.slice(0, -1), `${token}x`, ` ${token}`, token.toLowerCase()]) {
      assert.equal(await sessions.authenticate(text, 'cookie'), null);
    }
  });

  it('of one kind is never accepted as the other', async (t) => {
    const { sessions, store, open, live } = await fixture(t);
    const cookie = await open();
    const bearer = await open([mail(0)], 'token');
    assert.match(bearer.token, /^ory_st_/);
    assert.deepEqual([await live(cookie.token, 'cookie'), await live(bearer.token, 'token')], [true, true]);
    assert.deepEqual([await live(cookie.token, 'token'), await live(bearer.token, 'cookie')], [false, false]);
    await store.write((tx) =>
      tx.updateTable('session').set({ kind: 'token' }).where('id', '=', cookie.session.id).execute(),
    );
    assert.equal(await sessions.authenticate(cookie.token, 'cookie'), null, 'the stored kind counts as well');
  });
});

describe('a proof on a session', () => {
  it('makes a new token; the one before answers reads for 5 seconds, then nothing', async (t) => {
    const { sessions, open, raise, live, clock } = await fixture(t);
    const before = await open([mail(clock())]);
    clock.advance({ minutes: 1 });
    const after = await raise(before.session.id);
    assert.notEqual(after.token, before.token);
    assert.equal(after.session.id, before.session.id);
    assert.equal((await sessions.authenticate(after.token, 'cookie'))!.superseded, false);
    clock.advance({ ms: 4999 });
    assert.equal((await sessions.authenticate(before.token, 'cookie'))!.superseded, true);
    clock.advance({ ms: 1 });
    assert.deepEqual([await live(before.token), await live(after.token)], [false, true]);
  });

  it('leaves only the token just before the current one', async (t) => {
    const { open, raise, live } = await fixture(t);
    const first = await open();
    const second = await raise(first.session.id);
    const third = await raise(first.session.id);
    assert.deepEqual([await live(first.token), await live(second.token), await live(third.token)], [false, true, true]);
  });

  it('is added, moves the authentication time and the limits, and notes a new device', async (t) => {
    const { sessions, store, open, raise, clock } = await fixture(t);
    const { session } = await open([mail(clock())]);
    clock.advance({ minutes: 30 });
    const raised = (await raise(session.id, [passkey(clock())], elsewhere)).session;
    assert.deepEqual(raised.evidence, [...session.evidence, passkey(clock())]);
    assert.equal(raised.issuedAt, session.issuedAt);
    assert.equal(raised.authenticatedAt, clock());
    assert.equal(raised.expiresAt, clock() + 12 * 3_600_000);
    assert.deepEqual(
      raised.devices.map(({ ip }) => ip),
      [origin.ip, elsewhere.ip],
    );
    assert.deepEqual(await sessions.byId(store.read, session.id), raised);
  });

  it('cannot bring back what has ended', async (t) => {
    const { sessions, store, aliceId, open, raise, clock } = await fixture(t);
    const ended = { code: 'session_inactive', status: 401 };
    const { session } = await open();
    await store.write((tx) => sessions.revoke(tx, aliceId, session.id));
    await assert.rejects(raise(session.id), ended);
    const idle = await open();
    clock.advance({ minutes: 60 });
    await assert.rejects(raise(idle.session.id), ended);
    await assert.rejects(raise('nothing'), ended);
  });
});

describe('the limits of a session', () => {
  it('end it at the absolute one, whoever uses it', async (t) => {
    const { sessions, store, aliceId, open, live, clock } = await fixture(t);
    const { token, session } = await open();
    for (let minutes = 0; minutes < 12 * 60 - 30; minutes += 30) {
      clock.advance({ minutes: 30 });
      assert.equal(await live(token), true);
    }
    clock.advance({ ms: 30 * 60_000 - 1 });
    assert.equal(await live(token), true);
    clock.advance({ ms: 1 });
    assert.equal(await live(token), false);
    assert.deepEqual(await sessions.list(store.read, aliceId), []);
    assert.equal((await sessions.byId(store.read, session.id))!.active, false);
  });

  it('end it at the idle one, counted from uses that are not yet written', async (t) => {
    const { open, live, clock } = await fixture(t);
    const { token } = await open();
    clock.advance({ ms: 3_600_000 - 1 });
    assert.equal(await live(token), true);
    clock.advance({ ms: 3_600_000 - 1 });
    assert.equal(await live(token), true, 'the use an hour ago counts');
    clock.advance({ ms: 3_600_000 });
    assert.equal(await live(token), false);
  });

  it('take no notice of background requests', async (t) => {
    const { sessions, open, live, clock } = await fixture(t);
    const { token } = await open();
    clock.advance({ minutes: 59 });
    assert.ok(await sessions.authenticate(token, 'cookie', { background: true }));
    clock.advance({ minutes: 1 });
    assert.equal(await live(token), false);
  });
});

describe('the last use of a session', () => {
  it('is written by flush alone, and then known to other nodes', async (t) => {
    const { store, node, sessions, open, live, clock } = await fixture(t);
    const { token, session } = await open();
    const opened = clock();
    const stored = async () => (await node().byId(store.read, session.id))!.lastSeenAt;
    clock.advance({ minutes: 50 });
    await live(token);
    assert.equal(await stored(), opened);
    assert.equal((await sessions.byId(store.read, session.id))!.lastSeenAt, clock());
    await sessions.flush();
    assert.equal(await stored(), clock());
    clock.advance({ minutes: 50 });
    assert.ok(await node().authenticate(token, 'cookie'));
  });

  it('is never moved back by a node that saw it earlier', async (t) => {
    const { store, node, sessions, open, clock } = await fixture(t);
    const { token, session } = await open();
    const other = node();
    await other.authenticate(token, 'cookie');
    clock.advance({ minutes: 1 });
    await sessions.authenticate(token, 'cookie');
    await sessions.flush();
    await other.flush();
    assert.equal((await node().byId(store.read, session.id))!.lastSeenAt, clock());
  });

  it('stays noted when it cannot be written', async (t) => {
    const { store, identities, open, clock } = await fixture(t);
    const { token, session } = await open();
    let broken = true;
    const write: typeof store.write = (work) => (broken ? Promise.reject(new Error('disk full')) : store.write(work));
    const limit = { absoluteSeconds: 86_400, idleSeconds: 3600 };
    const limits = { aal0: limit, aal1: limit, aal2: limit, aal3: limit };
    const random = seededRandom();
    const sessions = createSessions({ store: { ...store, write }, identities, clock, random, limits, mode: 'product' });
    clock.advance({ minutes: 1 });
    await sessions.authenticate(token, 'cookie');
    await assert.rejects(sessions.flush(), /disk full/);
    broken = false;
    await sessions.flush();
    const row = await store.read.selectFrom('session').select('last_seen_at').where('id', '=', session.id).execute();
    assert.equal(row[0]!.last_seen_at, clock());
  });
});

describe('ending sessions', () => {
  it('ends one, once, and only one’s own', async (t) => {
    const { store, sessions, person, aliceId, open, live } = await fixture(t);
    const malloryId = await person('mallory');
    const [one, two] = [await open(), await open()];
    const revoke = (who: string) => store.write((tx) => sessions.revoke(tx, who, one.session.id));
    assert.equal(await revoke(malloryId), false);
    assert.equal(await live(one.token), true);
    assert.equal(await revoke(aliceId), true);
    assert.deepEqual([await live(one.token), await live(two.token)], [false, true]);
    assert.equal(await revoke(aliceId), false);
  });

  it('ends the token before a rotation as well', async (t) => {
    const { store, sessions, aliceId, open, raise, live } = await fixture(t);
    const before = await open();
    const after = await raise(before.session.id);
    await store.write((tx) => sessions.revoke(tx, aliceId, before.session.id));
    assert.deepEqual([await live(before.token), await live(after.token)], [false, false]);
  });

  it('ends all of a person’s but one, or all', async (t) => {
    const { store, sessions, person, aliceId, open, live } = await fixture(t);
    const bob = await open(undefined, 'cookie', await person('bob'));
    const [one, two, three] = [await open(), await open(), await open()];
    const revokeAll = (except?: string) => store.write((tx) => sessions.revokeAll(tx, aliceId, except));
    assert.equal(await revokeAll(two.session.id), 2);
    assert.deepEqual([await live(one.token), await live(two.token), await live(three.token)], [false, true, false]);
    assert.equal(await revokeAll(), 1);
    assert.equal(await revokeAll(), 0);
    assert.deepEqual([await live(two.token), await live(bob.token)], [false, true]);
  });

  it('happens at the next request of a person who is made inactive or is gone', async (t) => {
    const { store, identities, aliceId, open, live } = await fixture(t);
    const { token } = await open();
    const setState = (state: 'active' | 'inactive') => store.write((tx) => identities.setState(tx, aliceId, state));
    await setState('inactive');
    assert.equal(await live(token), false);
    await setState('active');
    assert.equal(await live(token), true);
    await store.write((tx) => tx.deleteFrom('identity').where('id', '=', aliceId).execute());
    assert.equal(await live(token), false);
  });

  it('lists what is live, newest first', async (t) => {
    const { store, sessions, aliceId, open, clock } = await fixture(t);
    const first = await open([mail(clock())]);
    clock.advance({ minutes: 1 });
    const second = await open();
    const third = await open();
    await store.write((tx) => sessions.revoke(tx, aliceId, third.session.id));
    const listed = async () => (await sessions.list(store.read, aliceId)).map(({ id }) => id);
    assert.deepEqual(await listed(), [second.session.id, first.session.id]);
    clock.advance({ minutes: 60 });
    assert.deepEqual(await listed(), [first.session.id], 'the idle one is left out');
  });

  it('forgets sessions 30 days after their limit', async (t) => {
    const { store, sessions, open, clock } = await fixture(t);
    const { session } = await open();
    const sweep = () => store.write((tx) => sessions.sweep(tx));
    clock.advance({ minutes: 12 * 60 + 30 * 24 * 60 });
    assert.equal(await sweep(), 0);
    assert.ok(await sessions.byId(store.read, session.id));
    clock.advance({ ms: 1 });
    assert.equal(await sweep(), 1);
    assert.equal(await sessions.byId(store.read, session.id), null);
  });
});
