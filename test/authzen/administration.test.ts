import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { holderOf, proven, refused } from '../support/administration.ts';
import { askBy, clientOf, done, question, setUp, written } from '../support/authzen.ts';
import { register, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const owner = await register(server, 'alice', { setup: await server.setupToken() });
const officer = await holderOf(server, 'security_officer');
const carol = await holderOf(server, 'auditor', 'carol');
const trent = await register(server, 'trent');
const records = written('records.yml');
await setUp(server, owner, records);
const path = '/api/applications/records';
const send = (method: string, to: string, body?: unknown, who = owner) => proven(server, who, to, { method, body });
const read = question('alice', 'read', 'record-1');
/** The session of the owner has run out with the clock. */
async function signInAgain(): Promise<void> {
  owner.token = (await signIn(server, owner)).body.session_token;
}

describe('applications', () => {
  it('are shown to whoever reads the rules, without their keys', async () => {
    const { key } = await clientOf(server, owner, 'records');
    for (const who of [owner, officer, carol]) {
      const { body, status } = await who.api(path);
      assert.equal(status, 200, who.name);
      assert.equal(body.schema, records.schema);
      assert.deepEqual(body.trusted, records.trusted);
      assert.deepEqual(body.entities, { record: 2, user: 2 });
      assert.deepEqual(body.policies.map(({ id }: { id: string }) => id).length, records.policies.length);
      assert.deepEqual([body.source, body.own_resources], ['console', false]);
      assert.ok(body.keys.some(({ prefix }: { prefix: string }) => key.startsWith(prefix)));
      assert.ok(!JSON.stringify(body).includes(key.slice(10, 20)));
    }
    refused(await trent.api(path), 403, 'access_denied');
    refused(await trent.api('/api/applications'), 403, 'access_denied');
    assert.ok(
      (await owner.api('/api/applications')).body.applications.some(({ id }: { id: string }) => id === 'records'),
    );
    refused(await owner.api('/api/applications/nothing'), 404, 'not_found');
  });

  it('are an owner’s to change, with a proof for exactly that', async () => {
    const text = '@id("x") @sentence("X.") forbid (principal, action, resource);';
    const changes: [method: string, to: string, body?: unknown][] = [
      ['POST', '/api/applications', { id: 'mine', name: 'Mine' }],
      ['PATCH', path, { name: 'Mine' }],
      ['DELETE', path],
      ['PUT', `${path}/schema`, { schema: '' }],
      ['PUT', `${path}/policies/x`, { text }],
      ['DELETE', `${path}/policies/record.read`],
      ['PUT', `${path}/entities`, { entities: [{ type: 'user', id: 'mallory', attributes: { role: 'admin' } }] }],
      ['PUT', `${path}/entities/user/mallory`, { attributes: { role: 'admin' } }],
      ['DELETE', `${path}/entities/user/alice`],
      ['POST', `${path}/keys`, { name: 'mine' }],
      ['DELETE', `${path}/keys/x`],
    ];
    const before = (await owner.api(path)).body;
    for (const [method, to, body] of changes) {
      refused(await send(method, to, body, trent), 403, 'access_denied', `${method} ${to}`);
      refused(await send(method, to, body, carol), 403, 'access_denied', `${method} ${to}`);
      refused(await send(method, to, body, officer), 403, 'owner_only', `${method} ${to}`);
      const unproven = await owner.api(to, { method, body });
      refused(unproven, 403, 'step_up_required', `${method} ${to}`);
      assert.equal(unproven.body.needs.action_bound, true);
    }
    assert.deepEqual((await owner.api(path)).body, before);
  });

  it('are changed, told of in the audit trail, and removed with all that is theirs', async () => {
    await done(server, owner, 'POST', '/api/applications', { id: 'brief', name: 'Brief' });
    const changed = await done(server, owner, 'PATCH', '/api/applications/brief', {
      trusted: ['context.*'],
      own_resources: true,
      reasons: true,
    });
    const { trusted, own_resources, reasons, revision } = changed.body;
    assert.deepEqual([trusted, own_resources, reasons, revision], [['context.*'], true, true, 2]);
    const { key, keyId } = await clientOf(server, owner, 'brief');
    await done(server, owner, 'DELETE', `/api/applications/brief/keys/${keyId}`);
    await done(server, owner, 'DELETE', '/api/applications/brief');
    refused(await owner.api('/api/applications/brief'), 404, 'not_found');
    assert.equal((await askBy(server, key)('evaluation', read)).status, 401);
    const { events } = await server.app.audit.list({ limit: 100, resource: 'application:brief' });
    assert.deepEqual(events.map(({ type }) => type).reverse(), [
      'application.created',
      'application.changed',
      'application.key_created',
      'application.key_revoked',
      'application.deleted',
    ]);
    for (const event of events) assert.equal(event.actor, owner.identityId);
    assert.ok(!JSON.stringify(events).includes(key));
  });

  it('are refused where they cannot be', async () => {
    const post = (body: unknown) => send('POST', '/api/applications', body);
    refused(await post({ id: 'records', name: 'Again' }), 409, 'application_exists');
    for (const id of ['', 'Big', 'a b', '__proto__', '../x', 'x'.repeat(41)])
      refused(await post({ id, name: 'X' }), 400, 'invalid_input');
    for (const trusted of [['role'], ['subject.'], ['subject.a.b'], ['subject.*x'], ['other.role'], 'subject.role']) {
      refused(await post({ id: 'x', name: 'X', trusted }), 400, 'invalid_input');
    }
    refused(await post({ id: 'x', name: 'X', unknown: 1 }), 400, 'invalid_input');
  });
});

describe('the rules of an application', () => {
  it('fit together', async () => {
    const schema = (text: string) => send('PUT', `${path}/schema`, { schema: text });
    const bad = await schema('entity user;\nentity ;');
    refused(bad, 400, 'schema_invalid');
    assert.equal(bad.body.problems[0].line, 2);
    const loses = await schema(
      'entity user;\nentity record;\naction "read" appliesTo { principal: user, resource: record };',
    );
    refused(loses, 400, 'schema_invalid');
    assert.match(loses.body.detail, /The policy “record\.\w+(-\w+)?”/);
    for (const type of ['jar', 'installation'])
      refused(await schema(`${records.schema}\nentity ${type};`), 400, 'schema_invalid');
    const policy = (id: string, text: string) => send('PUT', `${path}/policies/${id}`, { text });
    const good = (id: string) => `@id("${id}") @sentence("X.") permit (principal, action == Action::"read", resource);`;
    const wrong = await policy(
      'x',
      '@id("x") @sentence("X.")\npermit (principal, action == Action::"raed", resource);',
    );
    refused(wrong, 400, 'policy_invalid');
    assert.equal(wrong.body.problems[0].line, 2);
    refused(await policy('x', `${good('x')}\n${good('y')}`), 400, 'policy_invalid');
    refused(await policy('x', good('y')), 400, 'policy_id_mismatch');
    refused(await policy('x', 'permit (principal, action, resource);'), 400, 'policy_invalid');
    refused(await send('DELETE', `${path}/policies/nothing`), 404, 'not_found');
    refused(await send('PUT', '/api/applications/nothing/schema', { schema: '' }), 404, 'not_found');
  });

  it('say what entities are', async () => {
    const put = (entities: object[]) => send('PUT', `${path}/entities`, { entities });
    const user = { type: 'user', id: 'x' };
    for (const entity of [
      { type: 'spaceship', id: 'x' },
      { type: '__proto__', id: 'x' },
      { ...user, attributes: { role: 7 } },
      { ...user, attributes: { rolle: 'admin' } },
      { ...user, parents: [{ type: 'record', id: 'record-1' }] },
    ]) {
      refused(await put([{ ...user, id: 'fine' }, entity]), 400, 'entity_invalid', JSON.stringify(entity));
    }
    refused(await put([]), 400, 'invalid_input');
    refused(await put(Array.from({ length: 1001 }, (_, i) => ({ ...user, id: `${i}` }))), 400, 'invalid_input');
    refused(await send('DELETE', `${path}/entities/user/nobody`), 404, 'not_found');
    assert.deepEqual((await owner.api(path)).body.entities, { record: 2, user: 2 }, 'all or nothing');
  });
});

describe('a key of an application', () => {
  it('is stored as a hash, works until it is revoked, and not one request longer', async () => {
    const { key, keyId, ask } = await clientOf(server, owner, 'records');
    assert.match(key, /^sting_app_[A-Za-z0-9_-]{43}$/);
    assert.equal((await ask('evaluation', read)).status, 200);
    const rows = JSON.stringify(await server.app.store.read.selectFrom('application_key').selectAll().execute());
    assert.ok(!rows.includes(key.slice(14)));
    await done(server, owner, 'DELETE', `${path}/keys/${keyId}`);
    assert.equal((await ask('evaluation', read)).status, 401);
    refused(await send('DELETE', `${path}/keys/${keyId}`), 404, 'not_found');
  });

  it('ends when it says', async () => {
    const { ask } = await clientOf(server, owner, 'records', 1);
    server.clock.advance({ minutes: 24 * 60, ms: -1 });
    assert.equal((await ask('evaluation', read)).status, 200);
    server.clock.advance({ ms: 1 });
    assert.equal((await ask('evaluation', read)).status, 401);
    await signInAgain();
  });

  it('is one of five, and those that have ended make room', async () => {
    await done(server, owner, 'POST', '/api/applications', { id: 'keys', name: 'Keys' });
    for (let i = 0; i < 5; i++) await clientOf(server, owner, 'keys', 1);
    refused(await send('POST', '/api/applications/keys/keys', { name: 'sixth' }), 409, 'too_many_keys');
    server.clock.advance({ minutes: 24 * 60 });
    await signInAgain();
    await clientOf(server, owner, 'keys', 1);
    assert.equal((await owner.api('/api/applications/keys')).body.keys.length, 1);
    for (const body of [
      { name: '' },
      { name: 'x', days: 0 },
      { name: 'x', days: 731 },
      { name: 'x', overlap_seconds: -1 },
    ]) {
      refused(await send('POST', '/api/applications/keys/keys', body), 400, 'invalid_input');
    }
    refused(await send('POST', '/api/applications/nothing/keys', { name: 'x' }), 404, 'not_found');
  });

  it('is replaced while the old one still works for a while', async () => {
    const first = await clientOf(server, owner, 'records', 30);
    const body = { name: 'gateway', replaces: first.keyId, overlap_seconds: 60 };
    const second = askBy(server, (await done(server, owner, 'POST', `${path}/keys`, body)).body.key);
    assert.deepEqual(
      [(await first.ask('evaluation', read)).status, (await second('evaluation', read)).status],
      [200, 200],
    );
    server.clock.advance({ minutes: 1 });
    assert.deepEqual(
      [(await first.ask('evaluation', read)).status, (await second('evaluation', read)).status],
      [401, 200],
    );
    refused(await send('POST', `${path}/keys`, { ...body, replaces: 'nothing' }), 404, 'not_found');
    const keys = (await owner.api('/api/applications/keys')).body.keys;
    refused(
      await send('POST', `${path}/keys`, { ...body, replaces: keys[0].id }),
      404,
      'not_found',
      'of another application',
    );
  });

  it('remembers when it was used, and no evaluation writes', async () => {
    const { keyId, ask } = await clientOf(server, owner, 'records', 30);
    const stored = async () =>
      (
        await server.app.store.read
          .selectFrom('application_key')
          .select('last_used_at')
          .where('id', '=', keyId)
          .executeTakeFirstOrThrow()
      ).last_used_at;
    const shown = async () =>
      (await owner.api(path)).body.keys.find(({ id }: { id: string }) => id === keyId).last_used_at;
    assert.equal(await shown(), null);
    await ask('evaluation', read);
    assert.deepEqual([await stored(), Date.parse(await shown())], [null, server.clock()]);
    await server.app.applications.flush();
    assert.equal(await stored(), server.clock());
  });
});
