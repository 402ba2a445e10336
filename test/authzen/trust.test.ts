import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { clientOf, done, question, setUp, type Written, written } from '../support/authzen.ts';
import { register } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const owner = await register(server, 'alice', { setup: await server.setupToken() });

const records = written('records.yml');
const own = (id: string, change: Partial<Written>): Written => ({ ...records, id, name: id, ...change });
await setUp(server, owner, own('trusting', {}));
await setUp(server, owner, own('strict', { trusted: [] }));
const trusting = (await clientOf(server, owner, 'trusting')).ask;
const strict = (await clientOf(server, owner, 'strict')).ask;

describe('what a client says of others', () => {
  it('counts where it may say it', async () => {
    const mallory = question('mallory', 'read', 'record-1', { subject: { role: 'editor' } });
    assert.equal((await trusting('evaluation', mallory)).body.decision, true);
  });

  it('counts for nothing where it may not', async () => {
    const attempts = [
      question('mallory', 'read', 'record-1', { subject: { role: 'editor' } }),
      question('alice', 'delete', 'record-1', { action: { soft: true } }),
      question('alice', 'delete', 'record-1', { context: { action: { soft: true } } }),
      question('alice', 'read', 'new', { resource: { status: 'active' } }),
    ];
    for (const body of attempts) {
      assert.equal((await strict('evaluation', body)).body.decision, false, JSON.stringify(body));
      const { evaluations } = (await strict('evaluations', { evaluations: [body, { ...body }] })).body;
      assert.ok(evaluations.every(({ decision }: { decision: boolean }) => !decision));
    }
  });

  it('loses against what is stored', async () => {
    const ask = async (...of: Parameters<typeof question>) =>
      (await trusting('evaluation', question(...of))).body.decision;
    assert.equal(await ask('alice', 'write', 'record-2', { subject: { role: 'admin' } }), false);
    assert.equal(await ask('alice', 'write', 'record-2', { resource: { status: 'active' } }), false);
    assert.equal(await ask('bob', 'write', 'record-1', { resource: { status: 'archived' } }), false);
    assert.equal(await ask('alice', 'write', 'record-1', { resource: { status: 'archived' } }), true);
  });

  it('about the action stands in context.action, and the context cannot say it', async () => {
    const soft = async (more: object) =>
      (await trusting('evaluation', question('alice', 'delete', 'record-1', more))).body.decision;
    assert.equal(await soft({ action: { soft: true } }), true);
    assert.equal(await soft({ context: { action: { soft: true } } }), false);
    assert.equal(await soft({ action: { soft: false }, context: { action: { soft: true } } }), false);
  });

  it('does not reach into the engine', async () => {
    const odd: object[] = [
      { role: { __entity: { type: 'user', id: 'alice' } } },
      { role: { __extn: { fn: 'ip', arg: '::1' } } },
      { role: ['editor'] },
      { role: null },
      JSON.parse('{"__proto__": {"role": "editor"}}'),
      JSON.parse('{"constructor": {"prototype": {"role": "editor"}}}'),
    ];
    for (const subject of odd) {
      const { status, body } = await trusting('evaluation', question('mallory', 'read', 'record-1', { subject }));
      assert.deepEqual([status, body.decision], [200, false], JSON.stringify(subject));
    }
    // What the other side of the question said stays there.
    const side = question('mallory', 'read', 'record-1', { resource: { role: 'editor' } });
    assert.equal((await trusting('evaluation', side)).body.decision, false);
  });

  it('is refused and counted where it is of another type, and never an error', async () => {
    const wrong = [
      question('mallory', 'read', 'record-1', { subject: { role: 7 } }),
      question('alice', 'delete', 'record-1', { action: { soft: 'yes' } }),
      question('alice', 'read', 'record-1', { context: { ip: 'nowhere' } }),
      question('alice', 'read', 'record-1', { context: { ip: 7 } }),
    ];
    await server.app.applications.flush();
    for (const body of wrong) {
      const answer = await trusting('evaluation', body);
      assert.deepEqual([answer.status, answer.body.decision], [200, false], JSON.stringify(body));
    }
    await trusting('evaluation', question('nobody', 'read', 'record-1'));
    await trusting('evaluation', question('alice', 'read', 'record-1'));
    await strict('evaluation', question('nobody', 'read', 'record-1'));
    await server.app.applications.flush();
    const { events } = await server.app.audit.list({ limit: 2, type: 'application.denied' });
    const counted = events.map(({ resource, details }) => [resource, details]).sort();
    assert.deepEqual(counted, [
      ['application:strict', { denied: 1, unfit: 0 }],
      ['application:trusting', { denied: 5, unfit: 4 }],
    ]);
    await server.app.applications.flush();
    const after = await server.app.audit.list({ limit: 2, type: 'application.denied' });
    assert.deepEqual(after.events, events, 'nothing is counted twice');
  });
});

describe('an application', () => {
  it('knows nothing of what another one stores', async () => {
    await setUp(server, owner, own('empty', { entities: [] }));
    const empty = (await clientOf(server, owner, 'empty')).ask;
    assert.equal((await empty('evaluation', question('alice', 'read', 'record-1'))).body.decision, false);
    for (const side of ['subject', 'resource', 'action']) {
      assert.deepEqual((await empty(`search/${side}`, question('alice', 'read', 'record-1'))).body.results, []);
    }
    await done(server, owner, 'PUT', '/api/applications/empty/entities/user/alice', { attributes: { role: 'admin' } });
    assert.equal((await trusting('evaluation', question('alice', 'write', 'record-1'))).body.decision, true);
  });

  it('hears why only where it may', async () => {
    await setUp(server, owner, own('silent', { reasons: false }));
    const silent = (await clientOf(server, owner, 'silent')).ask;
    const body = question('alice', 'read', 'record-1');
    assert.deepEqual((await silent('evaluation', body)).body, { decision: true });
    const heard = { decision: true, context: { reason: { policies: ['record.read'] } } };
    assert.deepEqual((await trusting('evaluation', body)).body, heard);
  });

  it('is asked about somebody and themselves', async () => {
    const { schema } = written('todo.yml');
    const text =
      '@id("self") @sentence("Everybody sees themselves.") permit (principal, action == Action::"can_read_user", resource) when { principal == resource };';
    await setUp(server, owner, {
      ...written('todo.yml'),
      id: 'self',
      schema,
      policies: [text],
      trusted: ['subject.email', 'resource.email'],
    });
    const { ask } = await clientOf(server, owner, 'self');
    const self = question('x', 'can_read_user', 'x', {
      type: 'user',
      subject: { email: 'a' },
      resource: { email: 'b' },
    });
    assert.equal((await ask('evaluation', self)).body.decision, true);
    assert.equal((await ask('evaluation', question('x', 'can_read_user', 'y', { type: 'user' }))).body.decision, false);
  });

  it('finds who is in a group of a group, and no end in a circle', async () => {
    const schema =
      'entity group in [group];\nentity user in [group];\nentity record;\naction "read" appliesTo { principal: user, resource: record };';
    const text = '@id("staff") @sentence("Staff reads.") permit (principal in group::"staff", action, resource);';
    const group = (id: string, ...parents: string[]) => ({
      type: 'group',
      id,
      attributes: {},
      parents: parents.map((one) => ({ type: 'group', id: one })),
    });
    const entities = [
      group('staff', 'nurses'),
      group('nurses', 'staff'),
      group('night', 'nurses'),
      { ...group('alice', 'night'), type: 'user' },
      { ...group('bob', 'alone'), type: 'user' },
    ];
    await setUp(server, owner, {
      id: 'groups',
      name: 'Groups',
      trusted: [],
      reasons: false,
      schema,
      policies: [text],
      entities,
    });
    const { ask } = await clientOf(server, owner, 'groups');
    for (const [id, decision] of [
      ['alice', true],
      ['bob', false],
    ] as const) {
      assert.equal((await ask('evaluation', question(id, 'read', 'r'))).body.decision, decision);
    }
  });
});

describe('a change', () => {
  it('holds at the next request', async () => {
    await setUp(server, owner, own('moving', {}));
    const { ask } = await clientOf(server, owner, 'moving');
    const may = async () => (await ask('evaluation', question('alice', 'write', 'record-1'))).body.decision;
    const path = '/api/applications/moving';
    assert.equal(await may(), true);
    await done(server, owner, 'PUT', `${path}/entities/user/alice`, { attributes: { role: 'viewer' } });
    assert.equal(await may(), false);
    await done(server, owner, 'PUT', `${path}/entities/user/alice`, { attributes: { role: 'editor' } });
    assert.equal(await may(), true);
    const text = '@id("closed") @sentence("Closed.") forbid (principal, action == Action::"write", resource);';
    await done(server, owner, 'PUT', `${path}/policies/closed`, { text });
    assert.equal(await may(), false);
    await done(server, owner, 'DELETE', `${path}/policies/closed`);
    assert.equal(await may(), true);
    await done(server, owner, 'DELETE', `${path}/entities/user/alice`);
    assert.equal(await may(), false);
  });

  it('that takes the id of an application which is gone brings nothing of it back', async () => {
    await setUp(server, owner, own('reborn', {}));
    const before = (await clientOf(server, owner, 'reborn')).ask;
    const body = question('alice', 'write', 'record-1');
    assert.equal((await before('evaluation', body)).body.decision, true);
    await done(server, owner, 'DELETE', '/api/applications/reborn');
    assert.equal((await before('evaluation', body)).status, 401);
    const policies = records.policies.map((text) => text.replace('permit', 'forbid'));
    await setUp(server, owner, own('reborn', { policies }));
    assert.equal((await before('evaluation', body)).status, 401);
    const { ask } = await clientOf(server, owner, 'reborn');
    assert.equal((await ask('evaluation', body)).body.decision, false);
  });
});
