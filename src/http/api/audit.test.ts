import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, publicServer } from '../../../test/support/api.ts';

async function setUp(scope: Parameters<typeof publicServer>[0]) {
  const world = await publicServer(scope);
  const [alice, carol] = [await world.person('alice'), await world.person('carol')];
  await world.app.store.write((tx) => world.app.access.assignRole(tx, carol.id, 'auditor'));
  const jar = (await alice.send('POST', '/api/jars', { name: 'Honey' })).body.id as string;
  return { ...world, alice, carol, jar };
}

const members = (caller: Caller, query: string) => caller.send('GET', `/api/audit/events${query}`);

test('an auditor reads the chain, with names, page by page', async (t) => {
  const { alice, carol, jar } = await setUp(t);
  const answer = await members(carol, '?type=jar.created');
  assert.equal(answer.statusCode, 200);
  const [event] = answer.body.events;
  assert.deepEqual(event.actor, { id: alice.id, name: alice.email });
  assert.deepEqual([event.type, event.outcome, event.resource], ['jar.created', 'success', `jar:${jar}`]);
  assert.deepEqual(event.details, { type: 'private', sensitivity: 'internal' });
  await alice.send('PATCH', `/api/jars/${jar}`, { name: 'Wax' });
  const first = (await members(carol, `?limit=1&resource=jar:${jar}`)).body;
  const second = (await members(carol, `?limit=1&resource=jar:${jar}&cursor=${first.next_cursor}`)).body;
  assert.deepEqual([first.events[0].type, second.events[0].type], ['jar.changed', 'jar.created']);
  for (const query of ['?type=nothing', '?outcome=x', '?since=yesterday', '?limit=0', '?color=red', '?cursor=x']) {
    assert.equal((await members(carol, query)).statusCode, 400, query);
  }
});

test('the chain is verified and exported, and both are events of it', async (t) => {
  const { carol, app } = await setUp(t);
  const verified = await carol.send('POST', '/api/audit/verify');
  assert.deepEqual([verified.statusCode, verified.body.intact], [200, true]);
  const exported = await carol.send('GET', '/api/audit/export?format=jsonl');
  assert.equal(exported.statusCode, 200);
  assert.match(String(exported.headers['content-type']), /^application\/jsonl/);
  const lines = exported.payload
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ sequence }) => sequence),
    lines.map((_, index) => lines.length - index),
    'all of it',
  );
  assert.deepEqual([lines[0].type, lines[1].type], ['audit.exported', 'audit.verified']);
  assert.equal(lines[0].previous_hash, lines[1].hash);
  const few = await carol.send('GET', '/api/audit/export?type=jar.created');
  assert.equal(few.payload.trim().split('\n').length, 1);

  await app.store.write((tx) =>
    tx.updateTable('audit_event').set({ actor: 'mallory' }).where('sequence', '=', 2).execute(),
  );
  const broken = (await carol.send('POST', '/api/audit/verify')).body;
  assert.deepEqual([broken.intact, broken.sequence], [false, 2]);
  const [event] = (await members(carol, '?type=audit.verified')).body.events;
  assert.equal(event.outcome, 'failure');
});

test('the chain is for those whose task it is, freshly proven', async (t) => {
  const { alice, carol, clock } = await setUp(t);
  for (const [method, path] of [
    ['GET', '/api/audit/events'],
    ['GET', '/api/audit/export'],
    ['POST', '/api/audit/verify'],
  ] as const) {
    assert.equal((await alice.send(method, path)).body.code, 'access_denied', path);
  }
  clock.advance({ minutes: 6 });
  assert.equal((await members(carol, '')).body.code, 'step_up_required');
});

test('every route is in the table of operations with what it asks for', async (t) => {
  const { alice, app } = await setUp(t);
  const { operations } = (await alice.send('GET', '/api/operations')).body;
  const find = (name: string) => operations.find(({ operation }: { operation: string }) => operation === name);
  assert.deepEqual(find('jar.delete'), {
    operation: 'jar.delete',
    method: 'DELETE',
    path: '/api/jars/{id}',
    tier: 4,
    permission: 'jar.delete',
    requirement: app.requirements.ofTier(4),
    by_key: false,
  });
  const { path, method, tier } = find('jar.administer');
  assert.deepEqual([method, path, tier], ['PATCH', '/api/jars/{id}', 3]);
  const patch = operations.filter(
    (row: Record<string, string>) => row['path'] === '/api/jars/{id}' && row['method'] === 'PATCH',
  );
  assert.equal(patch[0].operation, 'jar.edit', 'what the route is by itself comes first');
  assert.deepEqual(find('openapi.read').requirement, {}, 'nobody has to be signed in');
});
