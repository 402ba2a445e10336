import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proof } from '../../test/support/evidence.ts';
import { requirementsOf } from '../../test/support/requirements.ts';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { createAccess } from '../access/access.ts';
import { createIdentities } from '../identity/identity.ts';
import { uuid } from '../kernel/ids.ts';
import { createJarFacts, createJars, type NewJar } from './jars.ts';

const alice = 'a11ce000-0000-4000-8000-000000000001';
const bob = 'b0b00000-0000-4000-8000-000000000002';

async function setUp(scope: Parameters<typeof temporaryStore>[0]) {
  const { store } = await temporaryStore(scope);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const problems: string[] = [];
  const access = createAccess({
    ...requirementsOf(),
    resources: createJarFacts(),
    identities,
    clock,
    random,
    mode: 'product',
    recheck: 'all',
    alarm: (problem) => problems.push(problem),
    provable: async () => [],
  });
  for (const [id, name] of [
    [alice, 'alice'],
    [bob, 'bob'],
  ] as const) {
    const init = { schemaId: 'default', traits: { email: `${name}@example.org` }, addressesVerified: true };
    await store.write((tx) => identities.create(tx, { id, userHandle: name, ...init }));
  }
  const jars = createJars({
    store,
    clock,
    random,
    access,
    identities,
    maxDocumentBytes: 1000,
    maxBytesPerPerson: 1_000_000,
  });
  const create = (by: string, init: NewJar) => store.write((tx) => jars.create(tx, by, init));
  const proofs = { session: [proof('passkey', { user_verified: true, at: clock() })], action: [] };
  const list = (subject: string, init: { limit?: number; cursor?: string; q?: string } = {}) =>
    jars.list(store.read, { subject, proofs, from: null, limit: 25, ...init });
  return { store, clock, random, access, jars, create, list, problems };
}

test('a jar is what its owner made it, and is found by its id alone', async (t) => {
  const { store, jars, create, clock } = await setUp(t);
  const jar = await create(alice, { name: 'Recipes', tags: ['food'] });
  assert.deepEqual(await jars.get(store.read, jar.id), {
    id: jar.id,
    name: 'Recipes',
    description: '',
    type: 'private',
    sensitivity: 'internal',
    ownerId: alice,
    teamId: null,
    tags: ['food'],
    documents: 0,
    createdAt: clock(),
    updatedAt: clock(),
  });
  for (const id of ['', 'x', '../x', bob, jar.id.toUpperCase(), `${jar.id} `, "' or 1=1 --"]) {
    assert.equal(await jars.get(store.read, id), null);
    assert.equal(await createJarFacts().jar(store.read, id), null);
  }
  const { type, sensitivity, ownerId, teamId, tags, createdAt } = jar;
  const facts = await createJarFacts().jar(store.read, jar.id);
  assert.deepEqual({ ...facts }, { id: jar.id, type, sensitivity, ownerId, teamId, tags, createdAt });
});

test('a change changes what it names, and who can see the jar with it', async (t) => {
  const { store, jars, create, list, clock, problems } = await setUp(t);
  const jar = await create(alice, { name: 'Recipes', description: 'Old' });
  clock.advance({ seconds: 1 });
  const renamed = await store.write((tx) => jars.change(tx, alice, jar.id, { name: 'Cooking' }));
  assert.deepEqual(renamed, { ...jar, name: 'Cooking', updatedAt: clock() });
  assert.deepEqual((await list(bob)).jars, []);
  await store.write((tx) => jars.change(tx, alice, jar.id, { type: 'public' }));
  assert.deepEqual(
    (await list(bob)).jars.map(({ id, relation }) => [id, relation]),
    [[jar.id, 'viewer']],
  );
  await store.write((tx) => jars.change(tx, alice, jar.id, { type: 'restricted' }));
  assert.deepEqual((await list(bob)).jars, []);
  assert.deepEqual(problems, []);
  await assert.rejects(
    store.write((tx) => jars.change(tx, alice, bob, { name: 'x' })),
    { code: 'not_found' },
  );
});

test('a jar of type team belongs to a team of whoever says so', async (t) => {
  const { store, jars, create, access, list } = await setUp(t);
  const team = await store.write((tx) => access.createTeam(tx, { name: 'Bees', by: alice }));
  await store.write((tx) => access.joinTeam(tx, team, alice));
  const refused: [by: string, init: Partial<NewJar>][] = [
    [alice, { type: 'team' }],
    [alice, { type: 'team', team: bob }],
    [bob, { type: 'team', team }],
  ];
  for (const [by, init] of refused) {
    await assert.rejects(create(by, { name: 'x', ...init }), { code: 'unknown_team', status: 400 });
  }
  await assert.rejects(create(alice, { name: 'x', type: 'private', team }), { code: 'team_not_used' });
  const jar = await create(alice, { name: 'Ours', type: 'team', team });
  await store.write((tx) => access.joinTeam(tx, team, bob));
  assert.equal((await list(bob)).jars[0]?.id, jar.id);
  const left = await store.write((tx) => jars.change(tx, alice, jar.id, { type: 'private' }));
  assert.equal(left.teamId, null);
  assert.deepEqual((await list(bob)).jars, []);
});

test('a list is read page by page, newest first, each person their own', async (t) => {
  const { create, list, clock } = await setUp(t);
  const made: string[] = [];
  for (let number = 0; number < 7; number++) {
    made.unshift((await create(alice, { name: `Jar ${number}` })).id);
    // Two jars of the same moment are ordered as well.
    if (number % 2) clock.advance({ ms: 1 });
  }
  await create(bob, { name: 'Jar of bob' });
  const seen: string[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page = await list(alice, { limit: 3, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.jars.map(({ id }) => id));
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null);
  assert.equal(pages, 3);
  assert.deepEqual(new Set(seen), new Set(made));
  assert.equal(seen.length, made.length);
  const { nextCursor } = await list(alice, { limit: 3 });
  await assert.rejects(list(bob, { limit: 3, cursor: nextCursor! }), { code: 'invalid_cursor' });
  assert.equal((await list(alice, { limit: 7 })).nextCursor, null, 'a full last page says that it is the last');
});

test('a search looks at names in any case, and through pages', async (t) => {
  const { create, list } = await setUp(t);
  const honey: string[] = [];
  for (let number = 0; number < 230; number++) {
    const name = number % 60 === 0 ? `Acacia HONEY ${number}` : `Wax ${number} 100%`;
    const { id } = await create(alice, { name });
    if (number % 60 === 0) honey.push(id);
  }
  await create(bob, { name: 'Honey of bob' });
  const all = await list(alice, { q: 'honey' });
  assert.deepEqual(new Set(all.jars.map(({ id }) => id)), new Set(honey));
  assert.equal(all.nextCursor, null);
  const first = await list(alice, { q: 'honey', limit: 3 });
  const rest = await list(alice, { q: 'honey', limit: 3, cursor: first.nextCursor! });
  assert.deepEqual(new Set([...first.jars, ...rest.jars].map(({ id }) => id)), new Set(honey));
  assert.deepEqual((await list(alice, { q: '%' })).jars.length, 25, 'a percent sign is a percent sign');
  assert.deepEqual((await list(alice, { q: '_' })).jars, []);
});

test('a deleted jar takes everything with it', async (t) => {
  const { store, jars, create, access, list, random } = await setUp(t);
  const jar = await create(alice, { name: 'Gone' });
  const kept = await create(alice, { name: 'Kept' });
  const init = { subject: { type: 'user', id: bob }, relation: 'viewer', expiresAt: null } as const;
  await store.write((tx) => access.grant(tx, { ...init, jarId: jar.id, by: alice }));
  for (const jarId of [jar.id, kept.id]) {
    const upload = jars.upload({ jarId, by: alice });
    await upload.write(Buffer.from('honey'));
    await store.write((tx) => upload.finish(tx, { name: 'a.txt', mediaType: '' }));
  }
  assert.equal(await store.write((tx) => jars.remove(tx, uuid(random))), false);
  assert.equal(await store.write((tx) => jars.remove(tx, jar.id)), true);
  assert.equal(await store.write((tx) => jars.remove(tx, jar.id)), false);
  assert.equal(await jars.get(store.read, jar.id), null);
  assert.deepEqual(
    (await jars.documents(store.read, { jarId: jar.id, subject: alice, approver: true, labels: [], limit: 9 }))
      .documents,
    [],
  );
  assert.deepEqual((await list(bob)).jars, []);
  assert.equal(await jars.sweepAbandoned(0), 1);
  for (const table of ['document', 'document_chunk', 'jar_grant'] as const) {
    const rows = await store.read.selectFrom(table).selectAll().execute();
    assert.equal(rows.length, table === 'jar_grant' ? 0 : 1, table);
  }
});
