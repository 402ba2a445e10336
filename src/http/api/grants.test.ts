import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicServer } from '../../../test/support/api.ts';
import type { AccessEntry } from './shapes.ts';

const later = '2026-02-01T00:00:00.000Z';

test('access is given, listed with its reason, and taken away at once', async (t) => {
  const { person, app } = await publicServer(t);
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Honey', type: 'public' })).body;
  const grants = `/api/jars/${id}/grants`;
  const byId = { subject: { type: 'user', id: bob.id }, relation: 'editor', expires_at: later };
  const made = await alice.send('POST', grants, byId);
  assert.equal(made.statusCode, 201);
  assert.deepEqual(made.body, {
    id: made.body.id,
    subject: { type: 'user', id: bob.id, email: null },
    relation: 'editor',
    expires_at: later,
    created_at: '2026-01-15T12:00:00.000Z',
  });
  const byRole = await alice.send('POST', grants, { subject: { type: 'role', id: 'auditor' }, relation: 'viewer' });
  const byEmail = await alice.send('POST', grants, {
    subject: { type: 'user', email: 'x@example.org' },
    relation: 'viewer',
  });
  const { entries } = (await alice.send('GET', grants)).body;
  assert.deepEqual(entries.slice(0, 2), [
    {
      subject: { type: 'user', id: alice.id, name: alice.email },
      relation: 'owner',
      because: 'owner',
      grant_id: null,
      expires_at: null,
    },
    {
      subject: { type: 'everyone', id: null, name: null },
      relation: 'viewer',
      because: 'public',
      grant_id: null,
      expires_at: null,
    },
  ]);
  const rest = entries
    .slice(2)
    .map(({ subject, grant_id, expires_at }: AccessEntry) => [subject.name, subject.id, grant_id, expires_at]);
  assert.deepEqual(
    new Set(rest),
    new Set([
      [bob.email, bob.id, made.body.id, later],
      ['auditor', 'auditor', byRole.body.id, null],
      ['x@example.org', null, byEmail.body.id, null],
    ]),
  );

  assert.equal((await bob.send('PATCH', `/api/jars/${id}`, { name: 'Wax' })).statusCode, 200);
  assert.equal((await bob.send('GET', grants)).statusCode, 403, 'names are for those who may share');
  assert.equal((await alice.send('DELETE', `${grants}/${made.body.id}`)).statusCode, 204);
  assert.equal((await bob.send('PATCH', `/api/jars/${id}`, { name: 'Oil' })).statusCode, 403);
  assert.equal((await alice.send('DELETE', `${grants}/${made.body.id}`)).statusCode, 404);
  const { events } = await app.audit.list({ limit: 9, resource: `jar:${id}`, outcome: 'success' });
  const types = events.map(({ type }) => type);
  assert.equal(types.filter((type) => type === 'grant.created').length, 3);
  assert.equal(types.filter((type) => type === 'grant.removed').length, 1);
});

test('an address that is nobody’s answers exactly like one that is somebody’s', async (t) => {
  const { person } = await publicServer(t);
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Honey' })).body;
  const grants = `/api/jars/${id}/grants`;
  const ask = async (email: string) => {
    const answer = await alice.send('POST', grants, { subject: { type: 'user', email }, relation: 'viewer' });
    const { id: grant, ...body } = answer.body;
    return {
      status: answer.statusCode,
      grant,
      text: JSON.stringify(body).replaceAll(email.trim().toLowerCase(), 'EMAIL'),
    };
  };
  const known = await ask(' Bob@Example.org');
  const unknown = await ask('nobody@example.org');
  assert.deepEqual([known.status, known.text], [unknown.status, unknown.text]);
  const listed = (await alice.send('GET', grants)).body.entries.slice(1);
  const lines = listed.map(({ grant_id: _, subject, ...line }: AccessEntry) =>
    JSON.stringify({ ...line, ...subject, name: '' }),
  );
  assert.equal(new Set(lines).size, 1, 'nor does the list tell');
  assert.equal((await bob.send('GET', `/api/jars/${id}`)).statusCode, 200);
});

const refused: [what: string, body: object, status: number, code?: string][] = [
  ['an owner', { subject: { type: 'role', id: 'auditor' }, relation: 'owner' }, 400, 'unknown_relation'],
  ['an unknown relation', { subject: { type: 'role', id: 'auditor' }, relation: 'king' }, 400],
  ['an unknown role', { subject: { type: 'role', id: 'king' }, relation: 'viewer' }, 400, 'unknown_subject'],
  ['a malformed id', { subject: { type: 'user', id: 'x' }, relation: 'viewer' }, 400],
  ['both id and address', { subject: { type: 'user', id: 'x', email: 'a@b.c' }, relation: 'viewer' }, 400],
  [
    'an end in the past',
    { subject: { type: 'role', id: 'auditor' }, relation: 'viewer', expires_at: '2025-01-01T00:00:00Z' },
    400,
    'expiry_in_past',
  ],
  [
    'a leap second',
    { subject: { type: 'role', id: 'auditor' }, relation: 'viewer', expires_at: '2026-12-31T23:59:60Z' },
    400,
  ],
  ['an end that is none', { subject: { type: 'role', id: 'auditor' }, relation: 'viewer', expires_at: 'soon' }, 400],
  ['oneself', { subject: { type: 'user', email: 'alice@example.org' }, relation: 'viewer' }, 403, 'grant_exceeds_own'],
];

test('access that cannot be given', async (t) => {
  const { person } = await publicServer(t);
  const alice = await person('alice');
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Honey' })).body;
  for (const [what, body, status, code] of refused) {
    const answer = await alice.send('POST', `/api/jars/${id}/grants`, body);
    assert.equal(answer.statusCode, status, `${what}: ${answer.payload}`);
    if (code) assert.equal(answer.body.code, code, what);
  }
  assert.equal((await alice.send('GET', `/api/jars/${id}/grants`)).body.entries.length, 1);
});

test('sharing asks for a fresh proof', async (t) => {
  const { person, clock } = await publicServer(t);
  const alice = await person('alice');
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Honey' })).body;
  clock.advance({ minutes: 6 });
  const share = { subject: { type: 'role', id: 'auditor' }, relation: 'viewer' };
  const answer = await alice.send('POST', `/api/jars/${id}/grants`, share);
  assert.deepEqual([answer.statusCode, answer.body.code], [403, 'step_up_required']);
  assert.equal((await alice.send('GET', `/api/jars/${id}/grants`)).statusCode, 200);
});

test('the list names teams and roles, and says why each of them has access', async (t) => {
  const { person, app } = await publicServer(t);
  const alice = await person('alice');
  const [own, other] = await app.store.write(async (tx) => {
    const ids = [await app.access.createTeam(tx, { name: 'Bees', by: alice.id })];
    ids.push(await app.access.createTeam(tx, { name: 'Wasps', by: alice.id }));
    await app.access.joinTeam(tx, ids[0]!, alice.id);
    return ids as [string, string];
  });
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Honey', type: 'team', team: own })).body;
  for (const subject of [
    { type: 'team', id: other },
    { type: 'role', id: 'auditor' },
  ]) {
    await alice.send('POST', `/api/jars/${id}/grants`, { subject, relation: 'editor' });
  }
  const { entries } = (await alice.send('GET', `/api/jars/${id}/grants`)).body;
  const lines = entries.map(({ subject, relation, because }: AccessEntry) => [
    subject.type,
    subject.name,
    relation,
    because,
  ]);
  assert.deepEqual(lines.slice(0, 2), [
    ['user', alice.email, 'owner', 'owner'],
    ['team', 'Bees', 'viewer', 'team'],
  ]);
  assert.deepEqual(
    new Set(lines.slice(2).map(String)),
    new Set(['team,Wasps,editor,grant', 'role,auditor,editor,grant']),
  );
});
