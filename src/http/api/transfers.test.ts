import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, publicServer } from '../../../test/support/api.ts';

async function setUp(scope: Parameters<typeof publicServer>[0], settings: Parameters<typeof publicServer>[1] = {}) {
  const world = await publicServer(scope, settings);
  const [alice, bob, trent] = [await world.person('alice'), await world.person('bob'), await world.person('trent')];
  const jar = (await alice.send('POST', '/api/jars', { name: 'Honey' })).body.id as string;
  const path = `/api/jars/${jar}/transfer`;
  /** Puts an offer there as its owner would, beyond the proof for exactly this action. */
  const offer = async (to: { id: string } | { email: string }, jarId = jar, by: Caller = alice) =>
    (await world.app.store.write((tx) => world.app.jars.transfers.offer(tx, { jarId, by: by.id, to }))).id;
  const offers = async (who: Caller) => (await who.send('GET', '/api/me/transfers')).body.transfers;
  const answer = (who: Caller, id: string, how: 'accept' | 'decline') =>
    who.send('POST', `/api/me/transfers/${id}/${how}`);
  const relation = async (who: Caller) => (await who.send('GET', `/api/jars/${jar}`)).body.my?.relation ?? null;
  return { ...world, alice, bob, trent, jar, path, offer, offers, answer, relation };
}

test('a jar changes hands when it is offered and accepted', async (t) => {
  const { alice, bob, trent, jar, path, offer, offers, answer, relation, app } = await setUp(t);
  const subject = { type: 'user', id: bob.id };
  await alice.send('POST', `/api/jars/${jar}/grants`, { subject, relation: 'editor' });
  const id = await offer({ email: ' BOB@example.org' });
  assert.deepEqual((await alice.send('GET', path)).body.transfer, {
    id,
    to: { email: 'bob@example.org' },
    created_at: '2026-01-15T12:00:00.000Z',
    expires_at: '2026-01-22T12:00:00.000Z',
  });
  assert.deepEqual((await offers(bob))[0].jar.name, 'Honey');
  assert.deepEqual([await offers(trent), (await answer(trent, id, 'accept')).statusCode], [[], 404]);
  assert.equal((await answer(trent, id, 'decline')).statusCode, 404);

  const accepted = await answer(bob, id, 'accept');
  assert.deepEqual([accepted.statusCode, accepted.body], [200, { jar: { id: jar, name: 'Honey' } }]);
  assert.deepEqual([await relation(bob), await relation(alice)], ['owner', 'manager']);
  const { entries } = (await bob.send('GET', `/api/jars/${jar}/grants`)).body;
  assert.deepEqual(
    entries.map(({ subject, relation, because }: { subject: { id: string }; relation: string; because: string }) => [
      subject.id,
      relation,
      because,
    ]),
    [
      [bob.id, 'owner', 'owner'],
      [alice.id, 'manager', 'grant'],
    ],
  );
  assert.deepEqual(await offers(bob), []);
  assert.equal((await alice.send('GET', path)).statusCode, 403, 'it is not hers to see any more');
  assert.equal((await answer(bob, id, 'accept')).statusCode, 404);
  const { events } = await app.audit.list({ limit: 9, type: 'transfer.accepted' });
  assert.deepEqual(
    events.map(({ actor, resource, details }) => [actor, resource, details['from'], details['to']]),
    [[bob.id, `jar:${jar}`, alice.id, bob.id]],
  );
});

test('giving a jar away asks for a proof of exactly this action, from its owner', async (t) => {
  const { alice, bob, trent, jar, path } = await setUp(t);
  await alice.send('POST', `/api/jars/${jar}/grants`, { subject: { type: 'user', id: bob.id }, relation: 'manager' });
  const to = { to: { id: trent.id } };
  const own = await alice.send('POST', path, to);
  assert.deepEqual([own.statusCode, own.body.code, own.body.needs.action_bound], [403, 'step_up_required', true]);
  assert.deepEqual(
    [(await bob.send('POST', path, to)).body.code, (await trent.send('POST', path, to)).statusCode],
    ['access_denied', 404],
  );
  for (const body of [
    {},
    { to: {} },
    { to: { id: 'x' } },
    { to: { id: trent.id, email: 'a@b.c' } },
    { to: { name: 'x' } },
  ]) {
    assert.equal((await alice.send('POST', path, body)).statusCode, 400, JSON.stringify(body));
  }
});

test('to whom a jar cannot be offered', async (t) => {
  const { alice, bob, jar, offer, app, random } = await setUp(t);
  const suspended = { id: bob.id };
  await app.store.write((tx) => app.identities.setState(tx, bob.id, 'inactive'));
  const table: [what: string, to: { id: string } | { email: string }, code: string, status: number][] = [
    ['a suspended person', suspended, 'person_suspended', 409],
    ['a suspended person by address', { email: bob.email }, 'person_suspended', 409],
    ['oneself', { id: alice.id }, 'already_owner', 400],
    ['oneself by address', { email: alice.email }, 'already_owner', 400],
    ['nobody', { id: '00000000-0000-4000-8000-000000000000' }, 'unknown_subject', 400],
    ['no address', { email: 'nobody' }, 'unknown_subject', 400],
  ];
  for (const [what, to, code, status] of table) await assert.rejects(offer(to), { code, status }, what);
  assert.equal(await app.jars.transfers.of(app.store.read, jar), null);
  assert.ok(random);
});

test('an address that is nobody’s is offered the jar like any other', async (t) => {
  const { offer, alice, path, person, offers, answer, relation } = await setUp(t);
  const id = await offer({ email: 'carol@example.org' });
  assert.deepEqual((await alice.send('GET', path)).body.transfer.to, { email: 'carol@example.org' });
  const carol = await person('carol');
  assert.equal((await offers(carol))[0].id, id);
  assert.equal((await answer(carol, id, 'accept')).statusCode, 200);
  assert.equal(await relation(carol), 'owner');
});

test('of two who accept, one owns the jar; of two offers of one jar, the later counts', async (t) => {
  const { bob, trent, offer, offers, answer, relation } = await setUp(t);
  const first = await offer({ id: bob.id });
  const twice = await Promise.all([answer(bob, first, 'accept'), answer(bob, first, 'accept')]);
  assert.deepEqual(twice.map(({ statusCode }) => statusCode).sort(), [200, 404]);
  assert.equal(await relation(bob), 'owner');

  const { id: other } = (await bob.send('POST', '/api/jars', { name: 'Wax' })).body;
  const [early, late] = [await offer({ id: trent.id }, other, bob), await offer({ email: trent.email }, other, bob)];
  assert.deepEqual(
    (await offers(trent)).map(({ id }: { id: string }) => id),
    [late],
  );
  assert.equal((await answer(trent, early, 'accept')).statusCode, 404);
});

test('an offer ends: taken back, declined, run out, or with the jar', async (t) => {
  const { alice, bob, path, jar, offer, offers, answer, relation, clock, signIn, app } = await setUp(t);
  const back = await offer({ id: bob.id });
  assert.equal((await alice.send('DELETE', path)).statusCode, 204);
  assert.equal((await alice.send('DELETE', path)).statusCode, 404);
  assert.equal((await answer(bob, back, 'accept')).statusCode, 404);

  const declined = await offer({ id: bob.id });
  assert.equal((await answer(bob, declined, 'decline')).statusCode, 204);
  assert.equal((await answer(bob, declined, 'accept')).statusCode, 404);
  assert.equal((await alice.send('GET', path)).body.transfer, null);

  const old = await offer({ id: bob.id });
  clock.advance({ minutes: 7 * 24 * 60 });
  const later = await signIn(bob.id, bob.email);
  assert.deepEqual([await offers(later), (await answer(later, old, 'accept')).statusCode], [[], 404]);

  const last = await offer({ id: bob.id });
  await app.store.write((tx) => app.jars.remove(tx, jar));
  assert.deepEqual([await offers(later), (await answer(later, last, 'accept')).statusCode], [[], 404]);
  assert.equal(await relation(later), null);
});

test('a jar that is more than the new owner has space for stays where it is', async (t) => {
  const { alice, bob, jar, offer, answer, relation, offers } = await setUp(t, { 'documents.max_bytes_per_person': 10 });
  const own = (await bob.send('POST', '/api/jars', { name: 'Wax' })).body.id;
  await bob.upload(own, '123456');
  await alice.upload(jar, '12345');
  const id = await offer({ id: bob.id });
  assert.equal((await answer(bob, id, 'accept')).body.code, 'storage_full');
  assert.deepEqual([await relation(alice), (await offers(bob)).length], ['owner', 1]);
});
