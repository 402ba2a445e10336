import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { CreateIdentityBody, Identity, JsonPatch } from '@ory/kratos-client';
import { check } from '../support/contract.ts';
import { operatorOf } from '../support/operator.ts';
import { register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const { app, clock } = server;
const operator = operatorOf(server);
const { sdk } = operator;
const nobody = '00000000-0000-4000-8000-000000000000';

let people = 0;
const body = (more: object = {}): CreateIdentityBody => ({
  schema_id: 'default',
  traits: { email: `person${people++}@example.com` },
  ...more,
});
const create = async (more: object = {}): Promise<Identity> =>
  (await sdk.createIdentity({ createIdentityBody: body(more) })).data;
const patch = (id: string, jsonPatch: JsonPatch[]) => sdk.patchIdentity({ id, jsonPatch });
const read = async (id: string): Promise<Identity> => (await sdk.getIdentity({ id })).data;
const lastEvent = async (type: 'identity.created' | 'identity.changed' | 'identity.deleted' | 'credential.removed') =>
  (await app.audit.list({ type, limit: 1 })).events[0]!;

/** What the server answered to a call that the SDK throws for. */
async function refusalOf(call: Promise<unknown>): Promise<{ status: number; data: { error: { id?: string } } }> {
  const error = await call.then(
    () => assert.fail('the call should have been refused'),
    (thrown: { response: { status: number; data: { error: { id?: string } } } }) => thrown,
  );
  return error.response;
}

describe('an identity, by the SDK', () => {
  it('is made, read, replaced and deleted', async () => {
    const answer = await sdk.createIdentity({
      createIdentityBody: body({
        traits: { email: ' Alice@Example.COM ', name: { first: 'Alice' } },
        metadata_public: { plan: 'bee' },
        metadata_admin: { note: 'vip' },
        external_id: 'crm-1',
        verifiable_addresses: [{ value: 'ALICE@example.com', via: 'email', verified: true, status: 'completed' }],
      }),
    });
    assert.equal(answer.status, 201);
    const { id } = answer.data;
    assert.equal(answer.headers['location'], `${app.config['serve.admin.base_url']}/identities/${id}`);
    assert.partialDeepStrictEqual(answer.data, {
      external_id: 'crm-1',
      state: 'active',
      traits: { email: 'alice@example.com', name: { first: 'Alice' } },
      metadata_public: { plan: 'bee' },
      metadata_admin: { note: 'vip' },
      verifiable_addresses: [{ value: 'alice@example.com', verified: true, status: 'completed' }],
      recovery_addresses: [{ value: 'alice@example.com' }],
      credentials: { code: { identifiers: ['alice@example.com'] }, webauthn: { identifiers: ['alice@example.com'] } },
    });
    assert.deepEqual(await read(id), answer.data);
    assert.deepEqual((await sdk.getIdentityByExternalID({ externalID: 'crm-1' })).data, answer.data);
    const event = await lastEvent('identity.created');
    assert.deepEqual([event.actor, event.resource, event.operation], [null, `identity:${id}`, 'identity.create']);
    assert.doesNotMatch(JSON.stringify(event), /alice|vip/i);

    clock.advance({ seconds: 1 });
    const updateIdentityBody = {
      schema_id: 'default',
      state: 'inactive' as const,
      traits: { email: 'alice@example.com' },
    };
    const replaced = (await sdk.updateIdentity({ id, updateIdentityBody })).data;
    assert.deepEqual(replaced.traits, { email: 'alice@example.com' });
    assert.deepEqual([replaced.state, replaced.metadata_admin, replaced.external_id], ['inactive', null, undefined]);
    assert.equal(replaced.verifiable_addresses![0]!.verified, true, 'an address that stays keeps its verification');
    assert.ok(replaced.state_changed_at! > answer.data.state_changed_at!);
    assert.equal(
      (await lastEvent('identity.changed')).details['changed'],
      'traits state metadataPublic metadataAdmin externalId',
    );

    assert.equal((await sdk.deleteIdentity({ id })).status, 204);
    assert.equal((await lastEvent('identity.deleted')).resource, `identity:${id}`);
    await assert.rejects(read(id), { status: 404 });
    await assert.rejects(sdk.deleteIdentity({ id }), { status: 404 });
    await create({ traits: { email: 'alice@example.com' } });
  });

  it('is changed by a JSON patch', async () => {
    const { id, traits } = await create();
    const changed = (
      await patch(id, [
        { op: 'test', path: '/state', value: 'active' },
        { op: 'add', path: '/traits/name', value: { first: 'Bob' } },
        { op: 'replace', path: '/metadata_public', value: { a: 1 } },
        { op: 'copy', from: '/metadata_public', path: '/metadata_admin' },
        { op: 'replace', path: '/verifiable_addresses/0/verified', value: true },
        { op: 'replace', path: '/external_id', value: 'crm-2' },
      ])
    ).data;
    assert.deepEqual(changed.traits, { ...traits, name: { first: 'Bob' } });
    assert.partialDeepStrictEqual(changed, { metadata_admin: { a: 1 }, external_id: 'crm-2' });
    assert.partialDeepStrictEqual(changed.verifiable_addresses![0], { verified: true, status: 'completed' });
    assert.deepEqual(await read(id), changed);
    const gone = (await patch(id, [{ op: 'remove', path: '/external_id' }])).data;
    assert.equal(gone.external_id, undefined);
    assert.deepEqual(gone.verifiable_addresses, changed.verifiable_addresses);
  });

  it('that is made inactive is signed out, and stays so when it is active again', async () => {
    const person = await register(server, 'sleeper');
    const whoami = () => request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': person.token } });
    await patch(person.identityId, [{ op: 'replace', path: '/state', value: 'inactive' }]);
    assert.equal((await whoami()).status, 401);
    await patch(person.identityId, [{ op: 'replace', path: '/state', value: 'active' }]);
    assert.equal((await whoami()).status, 401);
  });

  it('shares no address, external id or key with another', async () => {
    const { id, traits } = await create({ external_id: 'crm-3' });
    const other = await create();
    const conflicts: [call: () => Promise<unknown>, code: string][] = [
      [() => create({ traits }), 'address_taken'],
      [() => create({ external_id: 'crm-3' }), 'external_id_taken'],
      [() => patch(other.id, [{ op: 'replace', path: '/traits', value: traits }]), 'address_taken'],
      [() => patch(other.id, [{ op: 'add', path: '/external_id', value: 'crm-3' }]), 'external_id_taken'],
    ];
    for (const [call, code] of conflicts) {
      const error = await refusalOf(call());
      assert.equal(error.status, 409);
      assert.equal(error.data.error.id, code);
    }
    assert.deepEqual(await read(other.id), other, 'nothing is half done');
    assert.ok(await read(id));
  });
});

describe('a batch', () => {
  it('makes what can be made and says what cannot', async () => {
    const taken = await create();
    const entries = [
      { patch_id: 'a', create: body() },
      { patch_id: 'b', create: body({ traits: taken.traits }) },
      { patch_id: 'c', create: { schema_id: 'default', traits: { email: 'no address' } } },
      { patch_id: 'd', create: { traits: {} } },
      { patch_id: 'e' },
      { create: body() },
    ];
    const { status, body: answer } = await operator.call('/admin/identities', {
      method: 'PATCH',
      body: { identities: entries },
    });
    assert.equal(status, 200);
    assert.deepEqual(
      answer.identities.map(({ action, patch_id, error }: Record<string, never>) => [
        patch_id,
        action,
        (error as unknown as { code: number } | undefined)?.code,
      ]),
      [
        ['a', 'create', undefined],
        ['b', 'error', 409],
        ['c', 'error', 400],
        ['d', 'error', 400],
        ['e', 'error', 400],
        [undefined, 'create', undefined],
      ],
    );
    assert.ok(await read(answer.identities[0].identity));
  });

  it('takes a thousand entries of a real size, and no more', async () => {
    const about = 'x'.repeat(500);
    const batch = (count: number) =>
      sdk.batchPatchIdentities({
        patchIdentitiesBody: {
          identities: Array.from({ length: count }, (_, index) => ({
            // Nearly all are refused, because each that is made is a write of its own.
            create: body({ metadata_admin: { about }, ...(index % 100 === 0 ? {} : { schema_id: 'none' }) }),
          })),
        },
      });
    await assert.rejects(batch(1001), { status: 400 });
    const { identities } = (await batch(1000)).data;
    assert.equal(identities!.length, 1000);
    assert.equal(identities!.filter(({ action }) => action === 'create').length, 10);
  });
});

describe('the list of identities', () => {
  it('goes through all of them by its links alone', async () => {
    const total = await app.identities.count(app.store.read);
    const seen = new Set<string>();
    for (let path: string | undefined = '/admin/identities?page_size=7'; path; ) {
      const { status, body: page, headers } = await operator.call(path);
      assert.equal(status, 200);
      for (const { id } of page) seen.add(id);
      path = /<([^>]*)>; rel="next"/.exec(headers.get('link')!)?.[1];
      assert.ok(path === undefined || path.startsWith('/admin/identities?'));
    }
    assert.equal(seen.size, total);
  });

  it('counts pages for those who ask so', async () => {
    const first = await sdk.listIdentities({ page: 0, perPage: 2 });
    const second = await sdk.listIdentities({ page: 1, perPage: 2 });
    assert.equal(Number(first.headers['x-total-count']), await app.identities.count(app.store.read));
    assert.equal(new Set([...first.data, ...second.data].map(({ id }) => id)).size, 4);
  });

  it('is searched by ids, by an address in any spelling, and by a part of it', async () => {
    const [a, b] = [await create({ traits: { email: 'needle_1@example.com' } }), await create()];
    const found = async (query: Parameters<typeof sdk.listIdentities>[0]) =>
      (await sdk.listIdentities(query)).data.map(({ id }) => id);
    assert.deepEqual((await found({ ids: [b.id, a.id, nobody] })).sort(), [a.id, b.id].sort());
    assert.deepEqual(await found({ credentialsIdentifier: ' NEEDLE_1@Example.com' }), [a.id]);
    assert.deepEqual(await found({ credentialsIdentifier: 'needle' }), []);
    assert.deepEqual(await found({ previewCredentialsIdentifierSimilar: 'eedle_' }), [a.id]);
    assert.deepEqual(await found({ previewCredentialsIdentifierSimilar: 'needle%' }), [], 'no wildcards from outside');
    assert.deepEqual(await found({ organizationId: nobody }), []);
    const [shown] = (await sdk.listIdentities({ ids: [a.id], includeCredential: ['code'] })).data;
    assert.deepEqual(shown!.credentials!['code']!.config, {
      addresses: [{ address: 'needle_1@example.com', channel: 'email' }],
    });
  });
});

describe('deleting', () => {
  it('takes sessions, roles and shares along', async () => {
    const [owner, guest] = [await register(server, 'jarowner'), await register(server, 'guest')];
    await sdk.updateIdentity({
      id: guest.identityId,
      updateIdentityBody: { schema_id: 'default', state: 'active', traits: { email: guest.email } },
    });
    const jar = (await owner.api('/api/jars', { body: { name: 'Honey' } })).body.id;
    await app.store.write(async (tx) => {
      const share = { jarId: jar, by: owner.identityId, relation: 'viewer' as const, expiresAt: null };
      await app.access.grant(tx, { ...share, subject: { type: 'user', id: guest.identityId } });
      await app.access.grant(tx, { ...share, subject: { type: 'user', email: guest.email } });
      await app.access.assignRole(tx, guest.identityId, 'auditor');
    });
    assert.equal((await guest.api(`/api/jars/${jar}`)).status, 200);
    await sdk.deleteIdentity({ id: guest.identityId });
    assert.equal((await guest.api(`/api/jars/${jar}`)).status, 401);
    assert.deepEqual(await app.access.rolesOf(app.store.read, guest.identityId), []);
    const rows = await app.access.entries(app.store.read, jar);
    assert.deepEqual(
      rows.map(({ because, subject }) => [because, subject.email]),
      [
        ['owner', null],
        ['grant', guest.email],
      ],
      'what was shared with the address waits for whoever has it next',
    );
    const error = await refusalOf(sdk.deleteIdentity({ id: owner.identityId }));
    assert.deepEqual([error.status, error.data.error.id], [409, 'owns_jars']);
  });

  it('leaves the installation its last owner', async () => {
    const queen = await register(server, 'queen', { setup: await server.setupToken() });
    const answer = await operator.call(`/admin/identities/${queen.identityId}`, { method: 'DELETE' });
    check(answer, { status: 409, id: 'last_owner' });
    assert.equal((await queen.api('/api/me')).status, 200);
  });
});
