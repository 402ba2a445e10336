import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { roleNames } from '../../src/access/access.ts';
import { appoint, holderOf, proven, refused } from '../support/administration.ts';
import { bodyOf } from '../support/operation-bodies.ts';
import { type Person, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const { app, url } = server;
const owner = await register(server, 'olive', { setup: await server.setupToken() });
const people = new Map<string, Person>([
  ['none', await register(server, 'nobody')],
  ['owner', owner],
]);
for (const role of roleNames) if (role !== 'owner') people.set(role, await holderOf(server, role));
const as = (role: string) => people.get(role)!;

const table: { permissions: Record<string, { roles: string[] }> } = parse(
  readFileSync(join(import.meta.dirname, '../policies/installation.yaml'), 'utf8'),
);

interface Operation {
  operation: string;
  method: string;
  path: string;
  auth: string;
  permission: string;
}
const id = crypto.randomUUID();
const operations: Operation[] = (await owner.api('/api/operations')).body.operations;
/** Every route that a policy decides about on the installation, of a thing that there is not. */
const routes = operations.filter(({ permission }) => Object.hasOwn(table.permissions, permission));

describe('each route of the installation, for each role', () => {
  it('leaves no permission out', () => {
    const asked = new Set(routes.map(({ permission }) => permission));
    // Which teams somebody sees is asked by the one list of teams, which everybody may ask for.
    asked.add('team.read');
    assert.deepEqual([...asked].sort(), Object.keys(table.permissions).sort());
  });

  for (const operation of routes) {
    const { method, path, permission } = operation;
    it(`${method} ${path} (${operation.operation}) asks for ${permission}`, async () => {
      const filled = path.replace('{role}', 'member').replace(/\{\w+\}/g, id);
      for (const [role, person] of people) {
        const sent = bodyOf(operation);
        // A name is taken once.
        const body = sent && 'name' in sent ? { ...sent, name: `bees_of_${role}` } : sent;
        const answer = await person.api(filled, { method, body });
        assert.notEqual(answer.body?.code, 'invalid_input', JSON.stringify(answer.body));
        const may = table.permissions[permission]!.roles.includes(role);
        if (may) assert.notEqual(answer.body?.code, 'access_denied', role);
        else refused(answer, 403, 'access_denied', role);
      }
      const anonymous = await request(url + filled, { method, body: bodyOf(operation) });
      refused(anonymous, 401, 'unauthenticated');
    });
  }
});

describe('the published matrix', () => {
  it('is what the policies decide, to the last cell', async () => {
    const { body } = await as('none').api('/api/roles');
    assert.deepEqual(body.permissions, Object.keys(table.permissions).sort());
    assert.deepEqual(
      body.roles.map(({ name }: { name: string }) => name),
      roleNames,
    );
    for (const { name, permissions, sentence } of body.roles) {
      const expected = Object.entries(table.permissions).filter(([, { roles }]) => roles.includes(name));
      assert.deepEqual(permissions.toSorted(), expected.map(([permission]) => permission).sort(), name);
      assert.match(sentence, /^[A-Z].+\.$/);
    }
  });

  it('says which roles the person who asks may give', async () => {
    const grantable = async (role: string) => {
      const { roles } = (await as(role).api('/api/roles')).body;
      return roles.filter((each: { grantable: boolean }) => each.grantable).map(({ name }: { name: string }) => name);
    };
    assert.deepEqual(await grantable('owner'), roleNames);
    assert.deepEqual(await grantable('admin'), ['admin', 'support', 'editor', 'member', 'read_only', 'service']);
    for (const role of ['none', 'security_officer', 'support', 'auditor', 'read_only']) {
      assert.deepEqual(await grantable(role), [], role);
    }
  });
});

describe('giving and taking roles', () => {
  const path = (person: Person, role: string) => `/api/people/${person.identityId}/roles/${role}`;
  const give = (by: Person, to: Person, role: string) => proven(server, by, path(to, role), { method: 'PUT' });
  const take = (by: Person, from: Person, role: string) => proven(server, by, path(from, role), { method: 'DELETE' });

  it('wants a proof of exactly this', async () => {
    const refusal = await owner.api(path(as('none'), 'member'), { method: 'PUT' });
    refused(refusal, 403, 'step_up_required');
    assert.deepEqual(refusal.body.needs, { level: 'aal2', action_bound: true });
    assert.deepEqual(refusal.body.parameters, { id: as('none').identityId, role: 'member' });
  });

  it('acts at the next request, on open sessions too, and is written down', async () => {
    const carol = await register(server, 'carol');
    refused(await carol.api('/api/people'), 403, 'access_denied');
    assert.equal((await give(owner, carol, 'support')).status, 204);
    assert.equal((await carol.api('/api/people')).status, 200);
    assert.equal((await give(owner, carol, 'support')).status, 204, 'once more changes nothing');
    assert.equal((await take(owner, carol, 'support')).status, 204);
    refused(await carol.api('/api/people'), 403, 'access_denied');
    const { events } = await app.audit.list({ limit: 3, resource: `identity:${carol.identityId}` });
    assert.deepEqual(
      events.map(({ type, actor, details }) => [type, actor, details['role']]),
      [
        ['role.removed', owner.identityId, 'support'],
        ['role.assigned', owner.identityId, 'support'],
      ],
    );
  });

  it('gives nobody more than the giver holds', async () => {
    const carl = await register(server, 'carl');
    const admin = as('admin');
    for (const role of ['owner', 'security_officer', 'auditor']) {
      refused(await give(admin, carl, role), 403, 'role_exceeds_own', role);
    }
    for (const role of ['support', 'editor', 'member', 'admin']) {
      assert.equal((await give(admin, carl, role)).status, 204, role);
    }
    assert.deepEqual((await carl.api('/api/me')).body.roles, ['admin', 'editor', 'member', 'support']);
  });

  it('leaves whoever holds more alone: no role is taken from them, and none that limits them is given', async () => {
    const admin = as('admin');
    for (const role of ['owner', 'security_officer', 'auditor']) {
      refused(await take(admin, as(role), role), 403, 'role_exceeds_own', role);
      refused(await give(admin, as(role), 'read_only'), 403, 'role_exceeds_own', role);
    }
    // Without its limit this person would be an owner.
    const limited = await holderOf(server, 'owner', 'limited');
    await appoint(server, limited, 'read_only');
    refused(await take(admin, limited, 'read_only'), 403, 'role_exceeds_own');
    assert.equal((await take(owner, limited, 'owner')).status, 204);
  });

  it('is not for oneself, but stepping down is', async () => {
    for (const role of ['owner', 'auditor', 'member'])
      refused(await give(owner, owner, role), 403, 'own_account', role);
    const ada = await holderOf(server, 'admin', 'ada');
    refused(await give(ada, ada, 'support'), 403, 'own_account');
    assert.equal((await take(ada, ada, 'admin')).status, 204);
    refused(await ada.api('/api/people'), 403, 'access_denied');
  });

  it('never leaves an installation without an owner who can act', async () => {
    refused(await take(owner, owner, 'owner'), 409, 'last_owner');
    const second = await holderOf(server, 'owner', 'second');
    await app.store.write((tx) => app.identities.setState(tx, second.identityId, 'inactive'));
    refused(await take(owner, owner, 'owner'), 409, 'last_owner', 'the other one is suspended');
    await app.store.write((tx) => app.identities.setState(tx, second.identityId, 'active'));
    assert.equal((await give(owner, second, 'read_only')).status, 204);
    refused(await take(owner, owner, 'owner'), 409, 'last_owner', 'the other one is limited');
    assert.equal((await take(owner, second, 'owner')).status, 204);
  });

  it('knows no other roles, and no other people', async () => {
    for (const role of ['king', 'OWNER', '__proto__', 'constructor', 'owner%00', 'ow%6eer2']) {
      const answer = await give(owner, as('none'), role);
      assert.ok([400, 404].includes(answer.status), `${role}: ${answer.status}`);
    }
    refused(await give(owner, as('none'), 'king'), 400, 'unknown_role');
    const nobody = { ...as('none'), identityId: crypto.randomUUID() };
    refused(await give(owner, nobody, 'member'), 404, 'not_found');
    refused(await give(owner, { ...nobody, identityId: 'x' }, 'member'), 404, 'not_found');
  });

  it('is nothing that one’s own pages can do', async () => {
    const mallory = await register(server, 'mallory');
    const flow = (await mallory.api('/self-service/settings/api')).body;
    const { pathname, search } = new URL(flow.ui.action);
    const traits = { email: 'mallory@example.com', role: 'owner', roles: ['owner'] };
    await mallory.api(pathname + search, { body: { method: 'profile', traits, roles: ['owner'] } });
    assert.deepEqual((await mallory.api('/api/me')).body.roles, []);
  });
});
