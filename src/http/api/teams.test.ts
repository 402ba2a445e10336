import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { holderOf, proven, refused } from '../../../test/support/administration.ts';
import { type Answer, type Person, register } from '../../../test/support/people.ts';
import { startServer } from '../../../test/support/server.ts';

const server = await startServer({ after });
const { app } = server;
await register(server, 'olive', { setup: await server.setupToken() });
const admin = await holderOf(server, 'admin');
const alice = await register(server, 'alice');
const bob = await register(server, 'bob');
const carol = await register(server, 'carol');
const mallory = await register(server, 'mallory');

const create = (name: string, by = admin) => by.api('/api/teams', { body: { name } });
const add = (by: Person, team: string, member: object) =>
  proven(server, by, `/api/teams/${team}/members`, { body: member });
const remove = (by: Person, team: string, { identityId }: Person) =>
  by.api(`/api/teams/${team}/members/${identityId}`, { method: 'DELETE' });
const teamsOf = async (who: Person): Promise<{ name: string; my: object }[]> =>
  (await who.api('/api/teams')).body.teams.map(({ name, my }: { name: string; my: object }) => ({ name, my }));

/** A team that alice manages and bob is in. */
async function bees(name: string): Promise<string> {
  const { id } = (await create(name)).body;
  assert.equal((await add(admin, id, { person: alice.identityId, manager: true })).status, 201);
  assert.equal((await add(alice, id, { email: bob.email })).status, 201);
  return id;
}

describe('teams', () => {
  it('have names that nobody can take for one another', async () => {
    assert.equal((await create('Café One')).status, 201);
    for (const taken of ['Café One', 'café one', 'CAFE\u0301 ONE', '  Café   One ', 'Ｃafé One']) {
      refused(await create(taken), 409, 'team_exists', taken);
    }
    for (const bad of ['', ' ', 'x'.repeat(101), 'a\u202eb', 'a\nb'])
      assert.equal((await create(bad)).status, 400, bad);
    assert.equal((await create('x'.repeat(100))).status, 201);
  });

  it('are known to those in them, and all of them to whoever looks after teams', async () => {
    const id = await bees('Wasps');
    assert.deepEqual(await teamsOf(bob), [{ name: 'Wasps', my: { place: 'member', manages: false } }]);
    assert.deepEqual(await teamsOf(alice), [{ name: 'Wasps', my: { place: 'manager', manages: true } }]);
    assert.deepEqual(await teamsOf(mallory), []);
    assert.ok((await teamsOf(admin)).some(({ name }) => name === 'Wasps'));
    for (const [method, path] of [
      ['GET', `/api/teams/${id}/members`],
      ['DELETE', `/api/teams/${id}/members/${bob.identityId}`],
    ] as const) {
      const known = await mallory.api(path, { method });
      const unknown = await mallory.api(path.replace(id, crypto.randomUUID()), { method });
      assert.equal(known.status, 404);
      assert.deepEqual({ ...known.body, request_id: '' }, { ...unknown.body, request_id: '' });
    }
    refused(await add(mallory, id, { person: mallory.identityId }), 404, 'not_found');
  });

  it('come in pages', async () => {
    for (const name of ['P1', 'P2', 'P3']) await create(name);
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Answer['body'] = (await admin.api(`/api/teams?limit=2${cursor && `&cursor=${cursor}`}`)).body;
      names.push(...page.teams.map(({ name }: { name: string }) => name));
      cursor = page.next_cursor;
    }
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      ['P1', 'P2', 'P3'].filter((name) => !names.includes(name)),
      [],
    );
  });

  it('are renamed and deleted, with what was shared with them, but not while jars are open to them', async () => {
    const id = await bees('Drones');
    refused(await admin.api(`/api/teams/${id}`, { method: 'PATCH', body: { name: 'wasps' } }), 409, 'team_exists');
    const renamed = await admin.api(`/api/teams/${id}`, { method: 'PATCH', body: { name: 'Workers' } });
    assert.equal(renamed.body.name, 'Workers');
    const jar = await bob.api('/api/jars', { body: { name: 'Comb', type: 'team', team: id } });
    assert.equal(jar.status, 201, JSON.stringify(jar.body));
    const shared = (await carol.api('/api/jars', { body: { name: 'Shared', type: 'private' } })).body.id;
    const grant = { subject: { type: 'team', id }, relation: 'viewer' };
    assert.equal((await proven(server, carol, `/api/jars/${shared}/grants`, { body: grant })).status, 201);
    assert.equal((await bob.api(`/api/jars/${shared}`)).status, 200);

    const inUse = await proven(server, admin, `/api/teams/${id}`, { method: 'DELETE' });
    refused(inUse, 409, 'team_in_use');
    assert.deepEqual(inUse.body.jars, [{ id: jar.body.id, name: 'Comb' }]);
    await proven(server, bob, `/api/jars/${jar.body.id}`, { method: 'DELETE' });
    assert.equal((await proven(server, admin, `/api/teams/${id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await bob.api(`/api/jars/${shared}`)).status, 404);
    const types = (await app.audit.list({ limit: 10, resource: `team:${id}` })).events.map(({ type }) => type);
    assert.deepEqual(types, ['team.deleted', 'team.renamed', 'team.joined', 'team.joined', 'team.created']);
  });
});

describe('members of a team', () => {
  it('are added and removed by its managers, and it acts at the next request', async () => {
    const id = await bees('Hornets');
    const jar = (await bob.api('/api/jars', { body: { name: 'Comb', type: 'team', team: id } })).body.id;
    assert.equal((await carol.api(`/api/jars/${jar}`)).status, 404);
    const added = await add(alice, id, { person: carol.identityId });
    assert.equal(added.body.address, carol.email);
    assert.equal((await carol.api(`/api/jars/${jar}`)).status, 200);
    assert.equal((await remove(alice, id, carol)).status, 204);
    assert.equal((await carol.api(`/api/jars/${jar}`)).status, 404);
    refused(await remove(alice, id, carol), 404, 'not_found');
  });

  it('see each other’s names, and managers the addresses', async () => {
    const id = await bees('Moths');
    const seen = async (who: Person) =>
      (await who.api(`/api/teams/${id}/members`)).body.members
        .map((each: Record<string, unknown>) => each['address'])
        .sort();
    assert.deepEqual(await seen(bob), [null, null]);
    assert.deepEqual(await seen(alice), [alice.email, bob.email]);
    assert.deepEqual(await seen(admin), [alice.email, bob.email]);
  });

  it('do not decide who else is in it, nobody adds themselves, and only administrators make managers', async () => {
    const id = await bees('Ants');
    refused(await add(bob, id, { person: carol.identityId }), 403, 'access_denied');
    refused(await remove(bob, id, alice), 403, 'access_denied');
    refused(await remove(bob, id, bob), 403, 'access_denied', 'a rule may rest on who is in it');
    refused(await add(admin, id, { person: admin.identityId }), 403, 'own_account');
    refused(await add(alice, id, { email: alice.email }), 403, 'own_account');
    refused(await add(alice, id, { person: bob.identityId, manager: true }), 403, 'access_denied');
    assert.equal((await add(admin, id, { person: carol.identityId, manager: true })).status, 201);
    refused(await add(alice, id, { person: carol.identityId }), 403, 'access_denied');
    refused(await remove(alice, id, carol), 403, 'access_denied');
    assert.equal((await add(admin, id, { person: carol.identityId })).status, 201);
    assert.equal((await remove(alice, id, carol)).status, 204);
  });

  it('are named by an id or a verified address', async () => {
    const id = await bees('Flies');
    const squatter = await register(server, 'squatter');
    await app.store.write((tx) =>
      tx
        .updateTable('identity_address')
        .set({ verified_at: null })
        .where('identity_id', '=', squatter.identityId)
        .execute(),
    );
    for (const member of [
      { email: squatter.email },
      { email: 'nobody@example.com' },
      { email: 'no address' },
      { person: crypto.randomUUID() },
    ]) {
      refused(await add(alice, id, member), 400, 'unknown_person', JSON.stringify(member));
    }
    for (const member of [{}, { email: bob.email, person: bob.identityId }, { person: 'x' }]) {
      assert.equal((await add(alice, id, member)).status, 400, JSON.stringify(member));
    }
  });
});
