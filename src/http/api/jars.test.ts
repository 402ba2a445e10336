import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, publicServer } from '../../../test/support/api.ts';
import { proof } from '../../../test/support/evidence.ts';
import { fingerprint } from '../../assurance/action.ts';

type World = Awaited<ReturnType<typeof publicServer>>;

/** What a step-up would have given for this action. */
async function stepUp({ app, clock }: World, who: Caller, resource: string, operation: string): Promise<string> {
  const action = fingerprint({ operation, resource, parameters: {} });
  const evidence = [proof('passkey', { user_verified: true, at: clock() })];
  return (await app.store.write((tx) => app.stepUpGrants.issue(tx, { sessionId: who.sessionId, action, evidence })))
    .token;
}

test('a jar is made, shown, changed and deleted', async (t) => {
  const world = await publicServer(t);
  const { app, clock, person } = world;
  const alice = await person('alice');
  const made = await alice.send('POST', '/api/jars', { name: 'Recipes', tags: ['food', 'meadow'] });
  assert.equal(made.statusCode, 201);
  const { id, ...rest } = made.body;
  assert.deepEqual(rest, {
    name: 'Recipes',
    description: '',
    type: 'private',
    sensitivity: 'internal',
    owner: { id: alice.id, name: 'alice@example.org' },
    tags: ['food', 'meadow'],
    documents: 0,
    created_at: '2026-01-15T12:00:00.000Z',
    updated_at: '2026-01-15T12:00:00.000Z',
    my: {
      relation: 'owner',
      may: ['discover', 'read', 'query', 'upload', 'edit', 'approve', 'share', 'export', 'delete', 'administer'],
    },
  });
  assert.deepEqual((await alice.send('GET', `/api/jars/${id}`)).body, made.body);
  const listed = (await alice.send('GET', '/api/jars')).body;
  assert.deepEqual(listed, { jars: [{ ...made.body, my: { relation: 'owner' } }], next_cursor: null });

  clock.advance({ seconds: 1 });
  const changed = await alice.send('PATCH', `/api/jars/${id}`, { name: 'Cooking', description: 'Old and new' });
  assert.equal(changed.statusCode, 200);
  const updated_at = '2026-01-15T12:00:01.000Z';
  assert.deepEqual(changed.body, { ...made.body, name: 'Cooking', description: 'Old and new', updated_at });

  assert.equal((await alice.send('DELETE', `/api/jars/${id}`)).body.code, 'step_up_required');
  const grant = await stepUp(world, alice, `jar:${id}`, 'jar.delete');
  const deleted = await alice.send('DELETE', `/api/jars/${id}`, undefined, { 'sting-step-up': grant });
  assert.deepEqual([deleted.statusCode, deleted.payload], [204, '']);
  assert.equal((await alice.send('GET', `/api/jars/${id}`)).statusCode, 404);
  // The newest is the look that found nothing.
  const { events } = await app.audit.list({ limit: 50, actor: alice.id, resource: `jar:${id}` });
  assert.deepEqual(
    events.slice(1).map(({ type, details }) => [type, details['changed'] ?? null]),
    [
      ['jar.deleted', null],
      ['step_up.consumed', null],
      ['access.step_up_required', null],
      ['jar.changed', 'description name'],
      ['jar.created', null],
    ],
  );
});

const invalid: [what: string, body: object][] = [
  ['no name', {}],
  ['an empty name', { name: '' }],
  ['a name of space', { name: '  ' }],
  ['a long name', { name: 'x'.repeat(121) }],
  ['a control character', { name: 'a\u0007b' }],
  ['reversed text', { name: 'a\u202eb' }],
  ['half a character', { name: 'a\ud800' }],
  ['an unknown type', { name: 'x', type: 'secret' }],
  ['an unknown label', { name: 'x', sensitivity: 'high' }],
  ['an unknown member', { name: 'x', owner: 'me' }],
  ['the same tag twice', { name: 'x', tags: ['a', 'a'] }],
  ['a team that is no id', { name: 'x', type: 'team', team: 'x' }],
  ['a jar of type team without one', { name: 'x', type: 'team' }],
  ['a number for a name', { name: 7 }],
];

test('a jar that does not fit is refused', async (t) => {
  const alice = await (await publicServer(t)).person('alice');
  for (const [what, body] of invalid) {
    const answer = await alice.send('POST', '/api/jars', body);
    assert.equal(answer.statusCode, 400, `${what}: ${answer.payload}`);
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
  }
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'sort=name']) {
    assert.equal((await alice.send('GET', `/api/jars?${query}`)).statusCode, 400, query);
  }
  assert.deepEqual((await alice.send('GET', '/api/jars')).body.jars, []);
});

test('who may see a jar is changed by its owner with a fresh proof, all else by its editors', async (t) => {
  const world = await publicServer(t);
  const { clock, person, app } = world;
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Plans', sensitivity: 'confidential' })).body;
  const share = { subject: { type: 'user', id: bob.id }, relation: 'editor' };
  assert.equal((await alice.send('POST', `/api/jars/${id}/grants`, share)).statusCode, 201);
  const path = `/api/jars/${id}`;

  assert.equal((await bob.send('PATCH', path, { name: 'Our plans' })).statusCode, 200);
  for (const body of [{ sensitivity: 'public' }, { type: 'public' }, { name: 'x', type: 'public' }]) {
    const answer = await bob.send('PATCH', path, body);
    assert.deepEqual([answer.statusCode, answer.body.code], [403, 'access_denied'], JSON.stringify(body));
  }
  clock.advance({ minutes: 6 });
  assert.equal((await alice.send('PATCH', path, { tags: ['plan'] })).statusCode, 200, 'an old proof does for a tag');
  const refused = await alice.send('PATCH', path, { sensitivity: 'internal' });
  assert.equal(refused.statusCode, 403);
  const { code, operation, resource, needs, parameters } = refused.body;
  assert.deepEqual([code, operation, resource], ['step_up_required', 'jar.administer', `jar:${id}`]);
  assert.deepEqual(parameters, { sensitivity: 'internal' });
  assert.equal(needs.level, 'aal2');
  assert.equal(needs.action_bound ?? false, false);

  const fresh = await world.signIn(alice.id, alice.email);
  const lowered = await fresh.send('PATCH', path, { sensitivity: 'internal', type: 'public' });
  assert.deepEqual(
    [lowered.body.sensitivity, lowered.body.type, lowered.body.name],
    ['internal', 'public', 'Our plans'],
  );
  const { events } = await app.audit.list({ limit: 1, type: 'jar.changed' });
  assert.deepEqual(events[0]!.details, {
    changed: 'sensitivity type',
    type_from: 'private',
    type_to: 'public',
    sensitivity_from: 'confidential',
    sensitivity_to: 'internal',
  });
  assert.equal(events[0]!.operation, 'jar.administer');
});

test('nothing of a jar reaches somebody who may not know of it', async (t) => {
  const { person } = await publicServer(t);
  const [alice, trent] = [await person('alice'), await person('trent')];
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Secret honey', description: 'of the queen' })).body;
  const document = (await alice.upload(id, 'royal jelly', { name: 'jelly.txt' })).body.id;
  const grant = { subject: { type: 'user', email: 'carol@example.org' }, relation: 'viewer' };
  const granted = (await alice.send('POST', `/api/jars/${id}/grants`, grant)).body.id;
  const passkey = (await alice.send('GET', '/api/me/passkeys')).body.passkeys[0].id;
  const unknown = '00000000-0000-4000-8000-000000000000';

  const requests = (jar: string, doc: string, share: string, key: string, session: string) =>
    [
      ['GET', '/api/jars'],
      ['GET', '/api/jars?q=honey'],
      ['GET', `/api/jars/${jar}`],
      ['PATCH', `/api/jars/${jar}`, { name: 'Mine' }],
      ['PATCH', `/api/jars/${jar}`, { type: 'public' }],
      ['DELETE', `/api/jars/${jar}`],
      ['GET', `/api/jars/${jar}/grants`],
      [
        'POST',
        `/api/jars/${jar}/grants`,
        { subject: { type: 'user', email: 'trent@example.org' }, relation: 'viewer' },
      ],
      ['DELETE', `/api/jars/${jar}/grants/${share}`],
      ['GET', `/api/jars/${jar}/documents`],
      ['GET', `/api/jars/${jar}/documents/${doc}`],
      ['GET', `/api/jars/${jar}/documents/${doc}/content`],
      ['DELETE', `/api/jars/${jar}/documents/${doc}`],
      ['GET', '/api/me'],
      ['GET', '/api/me/factors'],
      ['GET', '/api/me/passkeys'],
      ['PATCH', `/api/me/passkeys/${key}`, { name: 'Mine' }],
      ['DELETE', `/api/me/passkeys/${key}`],
      ['POST', `/api/me/passkeys/${key}/suspend`],
      ['POST', `/api/me/passkeys/${key}/resume`],
      ['GET', '/api/me/sessions'],
      ['DELETE', `/api/me/sessions/${session}`],
      ['GET', '/api/audit/events'],
      ['GET', '/api/audit/export'],
      ['POST', '/api/audit/verify'],
    ] as [method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object][];

  const theirs = requests(id, document, granted, passkey, alice.sessionId);
  const nobodys = requests(unknown, unknown, unknown, unknown, unknown);
  const foreign = [
    id,
    document,
    granted,
    passkey,
    alice.sessionId,
    alice.id,
    'alice',
    'carol',
    'Secret',
    'jelly',
    'queen',
  ];
  for (const [index, [method, path, body]] of theirs.entries()) {
    const answer = await trent.send(method, path, body);
    // A refusal may echo what the request itself said.
    for (const word of foreign) {
      if (path.includes(word)) continue;
      assert.ok(!answer.payload.includes(word), `${method} ${path} shows “${word}”: ${answer.payload}`);
    }
    const [otherMethod, otherPath, otherBody] = nobodys[index]!;
    const other = await trent.send(otherMethod, otherPath, otherBody);
    const without = ({ request_id: _, ...problem }: Record<string, unknown>) => problem;
    assert.equal(answer.statusCode, other.statusCode, `${method} ${path}`);
    if (answer.statusCode >= 400) assert.deepEqual(without(answer.body), without(other.body), `${method} ${path}`);
  }
  // All of it is still as it was.
  assert.equal((await alice.send('GET', `/api/jars/${id}`)).body.name, 'Secret honey');
  assert.equal((await alice.send('GET', `/api/jars/${id}/grants`)).body.entries.length, 2);
  assert.equal((await alice.send('GET', `/api/jars/${id}/documents/${document}`)).statusCode, 200);
});

test('a list goes on from its cursor, for the person it was made for', async (t) => {
  const { person } = await publicServer(t);
  const [alice, bob] = [await person('alice'), await person('bob')];
  for (const name of ['One', 'Two', 'Three']) await alice.send('POST', '/api/jars', { name });
  const first = (await alice.send('GET', '/api/jars?limit=2')).body;
  const second = (await alice.send('GET', `/api/jars?limit=2&cursor=${first.next_cursor}`)).body;
  assert.deepEqual(new Set([...first.jars, ...second.jars].map(({ name }) => name)), new Set(['One', 'Two', 'Three']));
  assert.equal(second.next_cursor, null);
  const handedOn = await bob.send('GET', `/api/jars?limit=2&cursor=${first.next_cursor}`);
  assert.deepEqual([handedOn.statusCode, handedOn.body.code], [400, 'invalid_cursor']);
});
