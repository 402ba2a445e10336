import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, publicServer } from '../../../test/support/api.ts';
import { proof } from '../../../test/support/evidence.ts';

const people = ['owner', 'manager', 'editor', 'contributor', 'other', 'viewer'] as const;
type Name = (typeof people)[number];

async function setUp(scope: Parameters<typeof publicServer>[0], type = 'public') {
  const world = await publicServer(scope);
  const who = Object.fromEntries(
    await Promise.all(people.map(async (name) => [name, await world.person(name)] as const)),
  ) as Record<Name, Caller>;
  const jar = (await who.owner.send('POST', '/api/jars', { name: 'Honey', type })).body.id as string;
  for (const name of people) {
    if (name === 'owner') continue;
    const relation = name === 'other' ? 'contributor' : name;
    await who.owner.send('POST', `/api/jars/${jar}/grants`, { subject: { type: 'user', id: who[name].id }, relation });
  }
  const base = `/api/jars/${jar}/documents`;
  const search = async (caller: Caller) => (await caller.send('GET', '/api/search?q=nectar')).body.results.length;
  const listed = async (caller: Caller, query = '') =>
    (await caller.send('GET', `${base}${query}`)).body.documents.map(({ id }: { id: string }) => id) as string[];
  const decide = (caller: Caller, doc: string, how: 'approve' | 'reject', body: object = {}) =>
    caller.send('POST', `${base}/${doc}/${how}`, how === 'reject' ? { reason: 'Not for us', ...body } : undefined);
  return { ...world, who, jar, base, search, listed, decide };
}

for (const [type, waiting] of [
  ['public', ['contributor']],
  ['private', []],
  ['restricted', []],
] as const) {
  test(`whose uploads to a ${type} jar wait`, async (t) => {
    const { who, jar } = await setUp(t, type);
    for (const name of ['owner', 'manager', 'editor', 'contributor'] as const) {
      const { state } = (await who[name].upload(jar, 'nectar')).body;
      assert.equal(state, (waiting as readonly string[]).includes(name) ? 'pending' : 'ready', name);
    }
    assert.equal((await who.viewer.upload(jar, 'nectar')).statusCode, 403);
  });
}

test('an upload that waits is there for its uploader and those who approve, and for nobody else', async (t) => {
  const { who, jar, base, search, listed, signIn, clock } = await setUp(t);
  const { id } = (await who.contributor.upload(jar, 'nectar')).body;
  for (const name of people) {
    const sees = ['owner', 'manager', 'editor', 'contributor'].includes(name);
    assert.deepEqual(await listed(who[name]), sees ? [id] : [], name);
    assert.deepEqual(await listed(who[name], '?state=pending'), sees ? [id] : [], name);
    assert.deepEqual(await listed(who[name], '?state=ready'), [], name);
    for (const path of [`${base}/${id}`, `${base}/${id}/content`]) {
      assert.equal((await who[name].send('GET', path)).statusCode, sees ? 200 : 404, `${name} ${path}`);
    }
    assert.equal(await search(who[name]), 0, name);
    assert.equal((await who[name].send('GET', `/api/jars/${jar}`)).body.documents, 0, name);
  }
  // A label makes no difference to somebody for whom it does not exist.
  await who.owner.send('PATCH', `${base}/${id}`, { sensitivity: 'restricted' });
  const weak = await signIn(who.viewer.id, who.viewer.email, [proof('code', { at: clock() })]);
  assert.equal((await weak.send('GET', `${base}/${id}`)).statusCode, 404);
});

/** Who asks to decide about an upload of `contributor`, and what the answer is. */
const decisions: [who: Name, status: number, code?: string][] = [
  ['viewer', 403, 'access_denied'],
  ['other', 403, 'access_denied'],
  ['contributor', 403, 'access_denied'],
  ['editor', 200],
  ['manager', 200],
  ['owner', 200],
];
for (const how of ['approve', 'reject'] as const) {
  test(`who may ${how}`, async (t) => {
    const { who, jar, decide } = await setUp(t);
    for (const [name, status, code] of decisions) {
      const { id } = (await who.contributor.upload(jar, 'nectar')).body;
      const answer = await decide(who[name], id, how);
      assert.deepEqual([answer.statusCode, answer.body.code], [status, code], `${name}: ${answer.payload}`);
    }
  });
}

test('nobody decides about what they uploaded, whatever they have become since', async (t) => {
  const { who, jar, decide } = await setUp(t);
  const { id } = (await who.contributor.upload(jar, 'nectar')).body;
  const subject = { type: 'user', id: who.contributor.id };
  await who.owner.send('POST', `/api/jars/${jar}/grants`, { subject, relation: 'editor' });
  for (const how of ['approve', 'reject'] as const) {
    const answer = await decide(who.contributor, id, how);
    assert.deepEqual([answer.statusCode, answer.body.code], [403, 'own_upload']);
  }
});

test('an approved upload is a document like any other', async (t) => {
  const { who, jar, base, search, listed, decide, clock, app } = await setUp(t);
  const { id } = (await who.contributor.upload(jar, 'nectar')).body;
  clock.advance({ seconds: 9 });
  const approved = await decide(who.editor, id, 'approve');
  assert.deepEqual([approved.statusCode, approved.body.state], [200, 'ready']);
  assert.deepEqual(approved.body.decision, { reason: null, decided_at: '2026-01-15T12:00:09.000Z' });
  assert.deepEqual([await listed(who.viewer), await search(who.viewer)], [[id], 1]);
  assert.equal((await who.viewer.send('GET', `${base}/${id}/content`)).body, 'nectar');
  assert.equal((await who.viewer.send('GET', `/api/jars/${jar}`)).body.documents, 1);
  for (const how of ['approve', 'reject'] as const) {
    const again = await decide(who.owner, id, how);
    assert.deepEqual([again.statusCode, again.body.code], [409, 'not_pending']);
  }
  const { events } = await app.audit.list({ limit: 9, type: 'document.approved' });
  assert.deepEqual(
    [events.length, events[0]!.actor, events[0]!.details['uploader']],
    [1, who.editor.id, who.contributor.id],
  );
});

test('of two who decide at once, one does', async (t) => {
  const { who, jar, decide } = await setUp(t);
  const { id } = (await who.contributor.upload(jar, 'nectar')).body;
  const answers = await Promise.all([decide(who.owner, id, 'approve'), decide(who.editor, id, 'reject')]);
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409]);
  const { documents } = (await who.owner.send('GET', `/api/jars/${jar}`)).body;
  assert.equal(documents, answers[0]!.statusCode === 200 ? 1 : 0);
});

test('the uploader is told why an upload was rejected; its content goes, and in time the notice', async (t) => {
  const { who, jar, base, listed, decide, clock, app, search } = await setUp(t);
  const { id } = (await who.contributor.upload(jar, 'nectar'.repeat(60_000))).body;
  for (const body of [{ reason: '' }, { reason: 'x'.repeat(501) }, { reason: 'a\u202eb' }, { other: 1 }]) {
    assert.equal((await decide(who.owner, id, 'reject', body)).statusCode, 400);
  }
  assert.equal((await decide(who.owner, id, 'reject')).statusCode, 200);
  assert.equal((await decide(who.manager, id, 'approve')).body.code, 'not_pending');
  for (const name of people) {
    const told = name === 'contributor';
    assert.deepEqual(await listed(who[name], '?state=rejected'), told ? [id] : [], name);
    assert.equal((await who[name].send('GET', `${base}/${id}`)).statusCode, told ? 200 : 404, name);
    assert.equal((await who[name].send('GET', `${base}/${id}/content`)).statusCode, 404, name);
    assert.equal(await search(who[name]), 0, name);
  }
  const seen = (await who.contributor.send('GET', `${base}/${id}`)).body;
  assert.deepEqual([seen.state, seen.decision.reason], ['rejected', 'Not for us']);
  const rows = async (table: 'document' | 'document_chunk') =>
    (await app.store.read.selectFrom(table).selectAll().execute()).length;
  await app.jars.sweepAbandoned(clock());
  assert.deepEqual([await rows('document'), await rows('document_chunk')], [1, 0]);
  clock.advance({ minutes: 31 * 24 * 60 });
  await app.jars.sweepAbandoned(clock());
  assert.equal(await rows('document'), 0);
});

test('whoever uploaded takes back what waits or was rejected, and nobody else does', async (t) => {
  const { who, jar, base, decide, listed } = await setUp(t);
  const withdraw = (caller: Caller, doc: string) => caller.send('POST', `${base}/${doc}/withdraw`);
  const make = async () => (await who.contributor.upload(jar, 'nectar')).body.id as string;
  const [waits, rejected, approved] = [await make(), await make(), await make()];
  await decide(who.owner, rejected, 'reject');
  await decide(who.owner, approved, 'approve');
  assert.equal((await withdraw(who.viewer, waits)).statusCode, 403);
  for (const name of ['other', 'editor', 'owner'] as const) {
    assert.equal((await withdraw(who[name], waits)).statusCode, 404, name);
  }
  assert.equal((await withdraw(who.contributor, approved)).body.code, 'not_pending');
  for (const doc of [waits, rejected]) {
    assert.equal((await withdraw(who.contributor, doc)).statusCode, 204);
    assert.equal((await withdraw(who.contributor, doc)).statusCode, 404);
  }
  assert.deepEqual(await listed(who.contributor), [approved]);
  assert.equal((await decide(who.owner, waits, 'approve')).statusCode, 404);
  assert.equal((await who.owner.send('GET', `/api/jars/${jar}`)).body.documents, 1);
});

test('what waits takes the owner’s space, and gives it back', async (t) => {
  const world = await publicServer(t, { 'documents.max_bytes_per_person': 10 });
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  const jar = (await alice.send('POST', '/api/jars', { name: 'Honey', type: 'public' })).body.id;
  const subject = { type: 'user', id: bob.id };
  await alice.send('POST', `/api/jars/${jar}/grants`, { subject, relation: 'contributor' });
  const { id } = (await bob.upload(jar, '12345678')).body;
  assert.equal((await bob.upload(jar, '123')).body.code, 'storage_full');
  await alice.send('POST', `/api/jars/${jar}/documents/${id}/reject`, { reason: 'No' });
  assert.equal((await bob.upload(jar, '123')).statusCode, 201);
});
