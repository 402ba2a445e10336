import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mail, passkey, sessionsFixture } from '../../test/support/sessions.ts';

const hour = 3_600_000;

/** Five sessions of alice and bob, a minute apart: live, ended, idle for an hour, live, of somebody inactive. */
async function crowd(t: Parameters<typeof sessionsFixture>[0]) {
  const world = await sessionsFixture(t);
  const { store, sessions, identities, clock, open, person, aliceId } = world;
  const [bobId, carolId] = [await person('bob'), await person('carol')];
  const ids: Record<string, string> = {};
  const add = async (name: string, evidence: Parameters<typeof open>[0], identityId: string) => {
    ids[name] = (await open(evidence, 'cookie', identityId)).session.id;
    clock.advance({ minutes: 1 });
  };
  await add('idle', [passkey(clock())], aliceId);
  clock.advance({ minutes: 60 });
  await add('live', [mail(clock())], aliceId);
  await add('ended', [mail(clock())], bobId);
  await add('inactive', [mail(clock())], carolId);
  await add('also live', [passkey(clock())], bobId);
  await store.write(async (tx) => {
    await sessions.revoke(tx, bobId, ids['ended']!);
    await identities.setState(tx, carolId, 'inactive');
  });
  const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id)!;
  return { ...world, ids, bobId, nameOf };
}

describe('the operator’s list', () => {
  const cases: [active: boolean | undefined, names: string[]][] = [
    [undefined, ['also live', 'inactive', 'ended', 'live', 'idle']],
    [true, ['also live', 'live']],
    [false, ['inactive', 'ended', 'idle']],
  ];
  for (const [active, names] of cases) {
    for (const limit of [1, 2, 3, 100]) {
      it(`of ${active === undefined ? 'all' : active ? 'active' : 'other'} sessions comes whole in pages of ${limit}`, async (t) => {
        const { store, sessions, nameOf } = await crowd(t);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await sessions.page(store.read, { active, limit, cursor });
          assert.ok(page.sessions.length <= limit);
          seen.push(...page.sessions.map(({ session }) => nameOf(session.id)));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        assert.deepEqual(seen, names);
      });
    }
  }

  it('ends with a full last page', async (t) => {
    const { store, sessions } = await crowd(t);
    assert.equal((await sessions.page(store.read, { limit: 5 })).next, null);
    assert.equal(typeof (await sessions.page(store.read, { limit: 4 })).next, 'string');
  });

  it('orders those of one moment by their ids, and loses none between pages', async (t) => {
    const { store, sessions, open } = await sessionsFixture(t);
    const opened = new Set<string>();
    for (let count = 0; count < 7; count++) opened.add((await open()).session.id);
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await sessions.page(store.read, { limit: 2, cursor });
      for (const { session } of page.sessions) assert.ok(opened.delete(session.id), 'once');
      cursor = page.next ?? undefined;
    }
    assert.equal(opened.size, 0);
  });

  it('stops looking after 5000 rows that its filter leaves out, and goes on from there', async (t) => {
    const { store, sessions, open, clock } = await sessionsFixture(t);
    const { session } = await open([mail(clock())]);
    await store.write((tx) => sessions.end(tx, { sessions: [session.id] }, 'disable'));
    const row = await store.read.selectFrom('session').selectAll().executeTakeFirstOrThrow();
    const copies = Array.from({ length: 5200 }, (_, index) => ({
      ...row,
      id: crypto.randomUUID(),
      token_hash: `h${index}`,
      issued_at: clock() + 1 + index,
      revoked_at: null,
    }));
    await store.write(async (tx) => {
      for (let at = 0; at < copies.length; at += 200) {
        await tx
          .insertInto('session')
          .values(copies.slice(at, at + 200))
          .execute();
      }
    });
    const first = await sessions.page(store.read, { active: false, limit: 500 });
    assert.deepEqual(first.sessions, []);
    const second = await sessions.page(store.read, { active: false, limit: 500, cursor: first.next! });
    assert.deepEqual(
      second.sessions.map((listed) => listed.session.id),
      [session.id],
    );
    assert.equal(second.next, null);
  });

  for (const cursor of [
    '',
    'x',
    Buffer.from('1 x').toString('base64url'),
    Buffer.from("' or 1=1").toString('base64url'),
  ]) {
    it(`takes no cursor ${JSON.stringify(cursor)}`, async (t) => {
      const { store, sessions } = await sessionsFixture(t);
      const refused = { code: 'invalid_cursor', status: 400 };
      await assert.rejects(sessions.page(store.read, { limit: 1, cursor }), refused);
    });
  }

  it('of one person holds what has ended too', async (t) => {
    const { store, sessions, aliceId, bobId, nameOf } = await crowd(t);
    const names = async (id: string) => (await sessions.listKept(store.read, id)).map((session) => nameOf(session.id));
    assert.deepEqual(await names(aliceId), ['live', 'idle']);
    assert.deepEqual(await names(bobId), ['also live', 'ended']);
  });
});

describe('an extension', () => {
  const extend = ({ store, sessions }: Awaited<ReturnType<typeof sessionsFixture>>, id: string) =>
    store.write((tx) => sessions.extend(tx, id));

  it('gives the full time of the level from now, again and again up to its bound since the proof', async (t) => {
    const world = await sessionsFixture(t);
    const { session, token } = await world.open();
    const start = world.clock();
    const use = () => world.live(token);
    assert.equal(session.expiresAt, start + 12 * hour);
    for (let hours = 0; hours < 11; hours += 0.5) {
      world.clock.advance({ minutes: 30 });
      assert.ok(await use());
    }
    const extended = await extend(world, session.id);
    assert.equal(extended.expiresAt, start + 23 * hour);
    assert.equal((await world.sessions.byId(world.store.read, session.id))!.expiresAt, start + 23 * hour);
    world.clock.advance({ minutes: 50 });
    assert.ok(await use());
    world.clock.advance({ minutes: 50 });
    assert.ok(await use(), 'past the limit of its proofs');
    assert.equal((await extend(world, session.id)).expiresAt, start + 24 * hour, 'the bound of aal2');
    world.clock.advance({ minutes: 50 });
    assert.ok(await use());
    assert.equal((await extend(world, session.id)).expiresAt, start + 24 * hour);
  });

  it('takes no time away from a session whose level has less than it had', async (t) => {
    const world = await sessionsFixture(t);
    const { session } = await world.open([mail(world.clock())]);
    const { expiresAt } = await extend(world, session.id);
    assert.equal(expiresAt, session.expiresAt);
  });

  it('is left out while more time is left than the configuration says, and kept from then on', async (t) => {
    const world = await sessionsFixture(t, { earliestExtendSeconds: 3600 });
    const { session } = await world.open([mail(world.clock())]);
    world.clock.advance({ minutes: 23 * 60 });
    assert.equal((await extend(world, session.id)).expiresAt, session.expiresAt, 'exactly the time that is too early');
    world.clock.advance({ ms: 1 });
    assert.equal((await extend(world, session.id)).expiresAt, world.clock() + 24 * hour);
  });

  it('brings nothing back', async (t) => {
    const world = await sessionsFixture(t);
    const { session } = await world.open();
    world.clock.advance({ minutes: 60 });
    await assert.rejects(extend(world, session.id), { code: 'session_ended', status: 400 });
    await assert.rejects(extend(world, crypto.randomUUID()), { code: 'not_found', status: 404 });
  });

  it('shows in the session, whose cookie ends too early, until the next proof', async (t) => {
    const { sessions, ...world } = await sessionsFixture(t);
    const { session } = await world.open([mail(world.clock())]);
    assert.equal(sessions.isExtended(session), false);
    world.clock.advance({ minutes: 1 });
    assert.equal(sessions.isExtended(await extend({ sessions, ...world }, session.id)), true);
    assert.equal(sessions.isExtended((await world.raise(session.id, [mail(world.clock())])).session), false);
  });
});

describe('ending by the operator', () => {
  it('disables chosen sessions, each once, and keeps them', async (t) => {
    const { store, sessions, ids, nameOf, bobId } = await crowd(t);
    const chosen = { sessions: [ids['live']!, ids['ended']!, ids['also live']!, crypto.randomUUID()] };
    const first = await store.write((tx) => sessions.end(tx, chosen, 'disable'));
    assert.deepEqual(first.ended.map(({ id }) => nameOf(id)).sort(), ['also live', 'live']);
    assert.equal(first.ended.find(({ id }) => id === ids['also live'])?.identityId, bobId);
    assert.equal(first.more, false);
    assert.deepEqual((await store.write((tx) => sessions.end(tx, chosen, 'disable'))).ended, []);
    assert.equal((await sessions.byId(store.read, ids['live']!))?.active, false);
  });

  it('deletes all of the chosen people, ended ones too, and nobody else’s', async (t) => {
    const { store, sessions, bobId, nameOf } = await crowd(t);
    const { ended } = await store.write((tx) => sessions.end(tx, { identities: [bobId] }, 'delete'));
    assert.deepEqual(ended.map(({ id }) => nameOf(id)).sort(), ['also live', 'ended']);
    const left = await sessions.page(store.read, { limit: 10 });
    assert.deepEqual(
      left.sessions.map(({ session }) => nameOf(session.id)),
      ['inactive', 'live', 'idle'],
    );
  });

  it('takes no more than a thousand at once and says that there are more', async (t) => {
    const { store, sessions, open, clock, aliceId } = await sessionsFixture(t);
    const { session } = await open([mail(clock())]);
    const row = await store.read.selectFrom('session').selectAll().executeTakeFirstOrThrow();
    await store.write(async (tx) => {
      for (let index = 0; index < 1000; index++) {
        const copy = { ...row, id: crypto.randomUUID(), token_hash: `h${index}` };
        await tx.insertInto('session').values(copy).execute();
      }
    });
    const end = () => store.write((tx) => sessions.end(tx, { identities: [aliceId] }, 'disable'));
    const [first, second] = [await end(), await end()];
    assert.deepEqual([first.ended.length, first.more], [1000, true]);
    assert.deepEqual([second.ended.length, second.more], [1, false]);
    assert.equal((await sessions.byId(store.read, session.id))?.active, false);
  });

  it('of nothing ends nothing', async (t) => {
    const { store, sessions, open, live } = await sessionsFixture(t);
    const { token } = await open();
    for (const chosen of [{ sessions: [] }, { identities: [] }, { identities: [crypto.randomUUID()] }]) {
      const end = await store.write((tx) => sessions.end(tx, chosen, 'delete'));
      assert.deepEqual(end, { ended: [], more: false });
    }
    assert.equal(await live(token), true);
  });
});
