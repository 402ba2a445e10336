import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, publicServer } from '../../../test/support/api.ts';
import { proof } from '../../../test/support/evidence.ts';

const jarOf = async (caller: Caller, init: object = {}) =>
  (await caller.send('POST', '/api/jars', { name: 'Recipes', ...init })).body.id as string;
const find = async (caller: Caller, q: string, more = '') =>
  (await caller.send('GET', `/api/search?q=${encodeURIComponent(q)}${more}`)).body;
/** The ids of what is found, jars as well. */
const found = async (caller: Caller, q: string): Promise<string[]> =>
  (await find(caller, q)).results.map(
    ({ jar, document }: { jar: { id: string }; document: { id: string } | null }) => document?.id ?? jar.id,
  );
const share = (owner: Caller, jar: string, to: Caller, relation = 'viewer') =>
  owner.send('POST', `/api/jars/${jar}/grants`, { subject: { type: 'user', id: to.id }, relation });

async function setUp(scope: Parameters<typeof publicServer>[0]) {
  const world = await publicServer(scope);
  return { ...world, alice: await world.person('alice'), bob: await world.person('bob') };
}

test('a document is found at once by its words and its name, a jar by what it says of itself', async (t) => {
  const { alice } = await setUp(t);
  const jar = await jarOf(alice, { description: 'From the <b>hive</b>', tags: ['sweet'] });
  const { id } = (await alice.upload(jar, 'The queen & her <script> eat royal jelly.', { name: 'menu.txt' })).body;
  assert.deepEqual(await find(alice, 'royal jelly'), {
    results: [
      {
        jar: { id: jar, name: 'Recipes' },
        document: { id, name: 'menu.txt' },
        name: 'menu.txt',
        snippet: 'The queen &amp; her &lt;script&gt; eat <mark>royal</mark> <mark>jelly</mark>.',
      },
    ],
    more: false,
  });
  assert.deepEqual(await found(alice, 'menu'), [id]);
  for (const q of ['recipes', 'hive', 'sweet', 'RECIP*']) assert.deepEqual(await found(alice, q), [jar], q);
  await alice.send('PATCH', `/api/jars/${jar}`, { name: 'Dishes' });
  assert.deepEqual([await found(alice, 'recipes'), await found(alice, 'dishes')], [[], [jar]]);
});

test('the newest come first, and no more than asked for', async (t) => {
  const { alice } = await setUp(t);
  const jar = await jarOf(alice);
  const ids: string[] = [];
  for (let number = 0; number < 3; number++) ids.unshift((await alice.upload(jar, `honey ${number}`)).body.id);
  assert.deepEqual(await found(alice, 'honey'), ids);
  const two = await find(alice, 'honey', '&limit=2');
  assert.deepEqual([two.results.length, two.more], [2, true]);
  assert.equal((await find(alice, 'honey', '&limit=3')).more, false);
});

test('what one may not read is not there, in no answer and no count', async (t) => {
  const { alice, bob, clock } = await setUp(t);
  const jar = await jarOf(alice, { name: 'Zirconium' });
  const { id } = (await alice.upload(jar, 'unobtainium', { name: 'adamant.txt' })).body;
  const nothing = await find(bob, 'nothingatall');
  for (const q of ['unobtainium', 'adamant', 'zirconium', 'unob*', id, jar, `j${jar.replaceAll('-', '')}`]) {
    assert.deepEqual(await find(bob, q), nothing, q);
  }
  await jarOf(bob);
  assert.deepEqual(await find(bob, 'unobtainium'), nothing, 'nor with a jar of one’s own');

  const grant = (await share(alice, jar, bob)).body.id;
  assert.deepEqual(await found(bob, 'unobtainium'), [id]);
  await alice.send('DELETE', `/api/jars/${jar}/grants/${grant}`);
  const later = (await alice.upload(jar, 'unobtainium again')).body.id;
  assert.deepEqual(await find(bob, 'unobtainium'), nothing, 'revoked, then added');
  assert.deepEqual(await found(alice, 'unobtainium'), [later, id]);

  const expires_at = new Date(clock() + 60_000).toISOString();
  const subject = { type: 'user', id: bob.id };
  await alice.send('POST', `/api/jars/${jar}/grants`, { subject, relation: 'viewer', expires_at });
  assert.equal((await found(bob, 'unobtainium')).length, 2);
  clock.advance({ seconds: 60 });
  assert.deepEqual(await find(bob, 'unobtainium'), nothing, 'the grant has run out');
});

test('a label hides until the proof is there', async (t) => {
  const { alice, signIn, clock } = await setUp(t);
  const jar = await jarOf(alice);
  const secret = await jarOf(alice, { sensitivity: 'confidential' });
  const open = (await alice.upload(jar, 'nectar')).body.id;
  const inside = (await alice.upload(secret, 'nectar')).body.id;
  const labelled = (await alice.upload(jar, 'nectar')).body.id;
  await alice.send('PATCH', `/api/jars/${jar}/documents/${labelled}`, { sensitivity: 'restricted' });
  assert.deepEqual(await found(alice, 'nectar'), [labelled, inside, open]);
  const weak = await signIn(alice.id, alice.email, [proof('code', { at: clock() })]);
  assert.deepEqual(await found(weak, 'nectar'), [open]);
  clock.advance({ minutes: 6 });
  assert.deepEqual(await found(alice, 'nectar'), [inside, open], 'restricted wants a fresh proof');
});

test('a document that is gone is gone from the index, with its jar too', async (t) => {
  const { alice, app } = await setUp(t);
  const jar = await jarOf(alice);
  const { id } = (await alice.upload(jar, 'pollen')).body;
  await alice.upload(jar, 'pollen too');
  await alice.send('DELETE', `/api/jars/${jar}/documents/${id}`);
  assert.equal((await found(alice, 'pollen')).length, 1);
  await app.store.write((tx) => app.jars.remove(tx, jar));
  assert.deepEqual(await found(alice, 'pollen OR recipes'), []);
  assert.deepEqual(await app.store.read.selectFrom('search_text').selectAll().execute(), []);
});

test('what can be typed is answered, whatever it is; what is no search is refused', async (t) => {
  const { alice } = await setUp(t);
  for (const q of [
    '"',
    '""',
    'a AND',
    'NEAR(a b',
    'name:x',
    '* ^',
    "x' OR 1=1",
    '{a}:b',
    '\u{1f41d}',
    'OR',
    '-',
    'a'.repeat(200),
  ]) {
    const answer = await alice.send('GET', `/api/search?q=${encodeURIComponent(q)}`);
    assert.deepEqual([answer.statusCode, answer.body], [200, { results: [], more: false }], q);
  }
  for (const query of ['', '?q=', `?q=${'a'.repeat(201)}`, '?q=a&limit=0', '?q=a&limit=101', '?q=a&x=1', '?q=a&q=b']) {
    assert.equal((await alice.send('GET', `/api/search${query}`)).statusCode, 400, query);
  }
  assert.equal((await alice.send('GET', '/api/search?q=a', undefined, { 'x-session-token': '' })).statusCode, 401);
});

test('whoever reaches very many jars searches all of them', async (t) => {
  const { alice, bob, app } = await setUp(t);
  const theirs = await jarOf(alice);
  await alice.upload(theirs, 'propolis');
  await app.store.write(async (tx) => {
    for (let number = 0; number < 510; number++) await app.jars.create(tx, bob.id, { name: `Comb ${number}` });
  });
  const { id } = (await bob.upload(await jarOf(bob), 'propolis')).body;
  assert.deepEqual(await found(bob, 'propolis'), [id]);
});

test('what an earlier version took in is found once its text is read', async (t) => {
  const { alice, app } = await setUp(t);
  const jar = await jarOf(alice);
  const { id } = (await alice.upload(jar, `${'x'.repeat(300_000)} beeswax`, { name: 'candle.txt' })).body;
  await app.store.write((tx) =>
    tx.updateTable('search_text').set({ text: '', complete: 0 }).where('id', '=', id).execute(),
  );
  assert.deepEqual([await found(alice, 'beeswax'), await found(alice, 'candle')], [[], [id]]);
  assert.equal(await app.jars.learnMissing(), 1);
  assert.equal(await app.jars.learnMissing(), 0);
  assert.deepEqual(await found(alice, 'beeswax'), [id]);
});
