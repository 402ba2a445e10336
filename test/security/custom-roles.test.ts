import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { appoint, holderOf, proven, refused } from '../support/administration.ts';
import { type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const { app } = server;
const owner = await register(server, 'olive', { setup: await server.setupToken() });
const admin = await holderOf(server, 'admin');
const bob = await register(server, 'bob');

const nightWatch = {
  name: 'night_watch',
  title: 'Night watch',
  sentence: 'Suspends people at night.',
  permissions: ['person.read', 'person.suspend'],
  public_jars: ['upload'],
};

const send = (who: Person, method: string, path: string, body?: unknown) =>
  proven(server, who, path, { method, ...(body === undefined ? {} : { body }) });

describe('making roles', () => {
  it('is for an owner, with a proof of exactly this', async () => {
    const refusal = await owner.api('/api/roles', { body: nightWatch });
    refused(refusal, 403, 'step_up_required');
    assert.deepEqual(refusal.body.needs, { level: 'aal2', action_bound: true });
    for (const who of [admin, bob]) {
      refused(await send(who, 'POST', '/api/roles', nightWatch), 403, 'access_denied');
      refused(await send(who, 'PATCH', '/api/roles/night_watch', { title: 'Mine' }), 403, 'access_denied');
      refused(await send(who, 'DELETE', '/api/roles/night_watch'), 403, 'access_denied');
    }
    refused(await request(`${server.url}/api/roles`, { body: nightWatch }), 401, 'unauthenticated');
  });

  it('acts at the next request, on open sessions too, and is written down', async () => {
    const made = await send(owner, 'POST', '/api/roles', nightWatch);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.deepEqual(
      { ...made.body, permissions: made.body.permissions.sort() },
      {
        ...nightWatch,
        custom: true,
        definition: { permissions: nightWatch.permissions, public_jars: ['upload'] },
        permissions: ['jar.create', 'person.read', 'person.suspend'],
        public_jars: ['discover', 'read', 'query', 'upload'],
        grantable: true,
      },
    );
    refused(await bob.api('/api/people'), 403, 'access_denied');
    const path = `/api/people/${bob.identityId}/roles/night_watch`;
    assert.equal((await send(owner, 'PUT', path)).status, 204);
    assert.equal((await bob.api('/api/people')).status, 200);
    const narrower = await send(owner, 'PATCH', '/api/roles/night_watch', { permissions: ['audit.read'] });
    assert.deepEqual(narrower.body.definition.permissions, ['audit.read']);
    refused(await bob.api('/api/people'), 403, 'access_denied');
    assert.equal((await bob.api('/api/audit/events')).status, 200);
    assert.deepEqual((await bob.api('/api/me')).body.permissions.sort(), ['audit.read', 'jar.create']);
    const { events } = await app.audit.list({ limit: 3, resource: 'role:night_watch' });
    assert.deepEqual(
      events.map(({ type, actor, details }) => [type, actor, details]),
      [
        ['role.changed', owner.identityId, { permissions: 'audit.read', public_jars: 'upload' }],
        ['role.defined', owner.identityId, { permissions: 'person.read person.suspend', public_jars: 'upload' }],
      ],
    );
  });

  it('tells why somebody may do what they may', async () => {
    const path = `/api/people/${bob.identityId}/permissions`;
    refused(await bob.api(path), 403, 'access_denied');
    const { permissions } = (await owner.api(path)).body;
    const found = permissions.find(({ permission }: { permission: string }) => permission === 'audit.read');
    assert.deepEqual(found, {
      permission: 'audit.read',
      roles: ['night_watch'],
      policies: [{ id: 'role.night_watch', sentence: 'The role “Night watch” gives audit.read.' }],
      needs: { level: 'aal2', max_age_seconds: 300 },
    });
    await app.store.write((tx) => app.identities.setState(tx, bob.identityId, 'inactive'));
    assert.deepEqual((await owner.api(path)).body, { permissions: [] });
    await app.store.write((tx) => app.identities.setState(tx, bob.identityId, 'active'));
    bob.token = (await signIn(server, bob)).body.session_token;
  });

  it('refuses what is no role', async () => {
    const wrong: [object, string][] = [
      [{ name: 'Night' }, 'invalid_input'],
      [{ name: 'n' }, 'invalid_input'],
      [{ name: '__proto__' }, 'invalid_input'],
      [{ title: ' ' }, 'invalid_input'],
      [{ title: 'a\u202eb' }, 'invalid_input'],
      [{ permissions: ['jar.read'] }, 'unknown_permission'],
      [{ permissions: ['audit.read', 'audit.read'] }, 'invalid_input'],
      [{ public_jars: ['delete'] }, 'unknown_permission'],
      [{ public_jars: ['steal'] }, 'invalid_input'],
      [{ owner: true }, 'invalid_input'],
    ];
    for (const [member, code] of wrong) {
      const answer = await send(owner, 'POST', '/api/roles', { ...nightWatch, name: 'another', ...member });
      refused(answer, 400, code, JSON.stringify(member));
    }
    refused(await send(owner, 'POST', '/api/roles', nightWatch), 409, 'role_exists');
    refused(await send(owner, 'POST', '/api/roles', { ...nightWatch, name: 'owner' }), 409, 'role_exists');
    refused(await send(owner, 'PATCH', '/api/roles/owner', { permissions: [] }), 409, 'built_in_role');
    refused(await send(owner, 'PATCH', '/api/roles/king', { title: 'King' }), 404, 'not_found');
    refused(await send(owner, 'PATCH', '/api/roles/night_watch', {}), 400, 'invalid_input');
    refused(await send(owner, 'DELETE', '/api/roles/owner'), 409, 'built_in_role');
  });

  it('is of use wherever roles are', async () => {
    const list = (await owner.api('/api/people?role=night_watch')).body.people;
    assert.deepEqual(
      list.map(({ id, roles }: { id: string; roles: string[] }) => [id, roles]),
      [[bob.identityId, ['night_watch']]],
    );
    refused(await owner.api('/api/people?role=day_watch'), 400, 'unknown_role');
    const jar = (await owner.api('/api/jars', { body: { name: 'Plans', type: 'private' } })).body;
    refused(await bob.api(`/api/jars/${jar.id}`), 404, 'not_found');
    const grant = { subject: { type: 'role', id: 'night_watch' }, relation: 'viewer' };
    assert.equal((await send(owner, 'POST', `/api/jars/${jar.id}/grants`, grant)).status, 201);
    assert.equal((await bob.api(`/api/jars/${jar.id}`)).status, 200);
    const stranger = { ...grant, subject: { type: 'role', id: 'day_watch' } };
    refused(await send(owner, 'POST', `/api/jars/${jar.id}/grants`, stranger), 400, 'unknown_subject');

    const invited = await send(owner, 'POST', '/api/invitations', { email: 'new@example.com', roles: ['night_watch'] });
    assert.deepEqual([invited.status, invited.body.roles], [201, ['night_watch']]);
    const exceeding = { email: 'other@example.com', roles: ['night_watch'] };
    refused(await send(admin, 'POST', '/api/invitations', exceeding), 403, 'role_exceeds_own');
    const unknown = { email: 'other@example.com', roles: ['day_watch'] };
    refused(await send(owner, 'POST', '/api/invitations', unknown), 400, 'unknown_role');
  });

  it('does not give an administrator what they lack', async () => {
    const carl = await register(server, 'carl');
    const path = `/api/people/${carl.identityId}/roles/night_watch`;
    refused(await send(admin, 'PUT', path), 403, 'role_exceeds_own');
    const shown = (await admin.api('/api/roles')).body.roles;
    assert.equal(shown.find(({ name }: { name: string }) => name === 'night_watch').grantable, false);
  });

  it('deletes a role that nobody has, and no other', async () => {
    const inUse = await send(owner, 'DELETE', '/api/roles/night_watch');
    refused(inUse, 409, 'role_in_use');
    assert.equal(inUse.body.holders, 1);
    const path = `/api/people/${bob.identityId}/roles/night_watch`;
    assert.equal((await send(owner, 'DELETE', path)).status, 204);
    assert.equal((await send(owner, 'DELETE', '/api/roles/night_watch')).status, 204);
    refused(await bob.api('/api/audit/events'), 403, 'access_denied');
    refused(await send(owner, 'PUT', path), 400, 'unknown_role');
    refused(await send(owner, 'DELETE', '/api/roles/night_watch'), 404, 'not_found');
  });
});

describe('whoever has a role that was made here', () => {
  it('needs a key once it lets them do anything on the installation', async () => {
    const weak = { name: 'label_only', permissions: [], public_jars: [] };
    assert.equal((await send(owner, 'POST', '/api/roles', { ...nightWatch, ...weak })).status, 201);
    const trent = await register(server, 'trent');
    await appoint(server, trent, 'label_only');
    const [key] = await app.identities.credentials(app.store.read, trent.identityId);
    await app.store.write((tx) => app.identities.removeCredential(tx, key!.id));
    const asked = async () => (await app.access.enrolment(app.store.read, trent.identityId)) !== null;
    assert.equal(await asked(), false);
    assert.equal((await send(owner, 'PATCH', '/api/roles/label_only', { permissions: ['team.read'] })).status, 200);
    assert.equal(await asked(), true);
  });
});
