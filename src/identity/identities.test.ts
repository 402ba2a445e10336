import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { uuid } from '../kernel/ids.ts';
import { createIdentities } from './identity.ts';

async function fixture(t: TestContext) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const create = (traits: Record<string, unknown>, addressesVerified = false) =>
    store.write((tx) =>
      identities.create(tx, {
        id: uuid(random),
        userHandle: random(64).toString('base64url'),
        schemaId: 'default',
        traits,
        addressesVerified,
      }),
    );
  return { store, db: store.read, clock, identities, create };
}

const alice = { email: 'alice@example.com', name: { first: 'Alice', last: 'Apis' } };
const bob = { email: 'bob@example.com' };
const taken = { code: 'address_taken', status: 409 };

describe('identities', () => {
  it('are found by id, user handle and any spelling of their address', async (t) => {
    const { db, identities, create, clock } = await fixture(t);
    const created = await create(alice, true);
    assert.deepEqual(created.traits, alice);
    assert.equal(created.state, 'active');
    assert.equal(created.createdAt, clock());
    assert.deepEqual(
      created.addresses.map(({ value, via, verified, verifiedAt }) => ({ value, via, verified, verifiedAt })),
      [{ value: 'alice@example.com', via: 'email', verified: true, verifiedAt: clock() }],
    );
    assert.deepEqual(await identities.byId(db, created.id), created);
    assert.deepEqual(await identities.byUserHandle(db, created.userHandle), created);
    for (const spelling of ['alice@example.com', ' ALICE@Example.Com ']) {
      assert.deepEqual(await identities.byAddress(db, spelling), created);
    }
  });

  it('are not found by what is nobody’s', async (t) => {
    const { db, identities, create } = await fixture(t);
    await create(alice);
    assert.equal(await identities.byId(db, 'x'), null);
    assert.equal(await identities.byUserHandle(db, 'x'), null);
    for (const value of ['bob@example.com', '', 'alice', 'alice@example.com\0', '%', '+4915112345678']) {
      assert.equal(await identities.byAddress(db, value), null);
    }
  });

  it('share no address: of two that come at once, one is refused and leaves nothing', async (t) => {
    const { db, create } = await fixture(t);
    const answers = await Promise.allSettled([create(alice), create(alice)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refusal = answers.find((answer) => answer.status === 'rejected');
    assert.throws(() => {
      throw refusal!.reason;
    }, taken);
    assert.equal((await db.selectFrom('identity').selectAll().execute()).length, 1);
  });

  it('lose the verification of an address that changes, and keep it otherwise', async (t) => {
    const { store, db, identities, create, clock } = await fixture(t);
    const { id, addresses } = await create(alice, true);
    const update = (traits: Record<string, unknown>, verified = false) =>
      store.write((tx) => identities.updateTraits(tx, id, traits, verified));

    clock.advance({ minutes: 1 });
    const renamed = await update({ ...alice, name: { first: 'Alicia' } });
    assert.deepEqual(renamed.addresses, addresses);
    assert.deepEqual(renamed.traits['name'], { first: 'Alicia' });
    assert.equal(renamed.updatedAt, clock());

    const moved = await update({ ...alice, email: 'alicia@example.com' });
    assert.deepEqual(
      moved.addresses.map(({ value, verified }) => ({ value, verified })),
      [{ value: 'alicia@example.com', verified: false }],
    );
    assert.equal(await identities.byAddress(db, 'alice@example.com'), null, 'the old address is free');
    assert.equal((await update(alice, true)).addresses[0]!.verified, true);
  });

  it('cannot move to somebody else’s address, nor exist only half', async (t) => {
    const { store, db, identities, create } = await fixture(t);
    await create(alice);
    const { id } = await create(bob);
    const update = (who: string) => store.write((tx) => identities.updateTraits(tx, who, alice, true));
    await assert.rejects(update(id), taken);
    assert.deepEqual((await identities.byId(db, id))!.traits, bob);
    assert.equal((await identities.byAddress(db, bob.email))!.id, id);
    await assert.rejects(update('nobody'), { code: 'not_found' });
  });

  it('can be made inactive and active', async (t) => {
    const { store, db, identities, create, clock } = await fixture(t);
    const { id } = await create(alice);
    clock.advance({ minutes: 1 });
    await store.write((tx) => identities.setState(tx, id, 'inactive'));
    assert.partialDeepStrictEqual(await identities.byId(db, id), { state: 'inactive', stateChangedAt: clock() });
    await store.write((tx) => identities.setState(tx, id, 'active'));
    assert.partialDeepStrictEqual(await identities.byId(db, id), { state: 'active' });
    await assert.rejects(
      store.write((tx) => identities.setState(tx, 'nobody', 'active')),
      { code: 'not_found' },
    );
  });

  it('are shown by the trait that the schema names', async (t) => {
    const { identities } = await fixture(t);
    assert.equal(identities.displayName('default', alice), 'alice@example.com');
    assert.equal(identities.displayName('default', {}, 'the-id'), 'the-id');
  });

  it('of an unknown schema are refused', async (t) => {
    const { identities } = await fixture(t);
    assert.equal(identities.schema('constructor'), null);
    assert.throws(() => identities.checkTraits('constructor', alice), { code: 'unknown_schema', status: 400 });
    const none = { clock: movingClock(), random: seededRandom(), defaultSchemaId: 'bees' };
    assert.throws(() => createIdentities(none), /"bees" is not configured/);
  });

  it('take a phone for recovery or sign-in, once, when the schema says so', async (t) => {
    const { store } = await temporaryStore(t);
    const random = seededRandom();
    const phone = (extension: object) => ({ type: 'string', format: 'tel', 'ory.sh/kratos': extension });
    const properties = {
      login: phone({ credentials: { code: { identifier: true, via: 'sms' } } }),
      rescue: phone({ recovery: { via: 'sms' } }),
      fax: phone({}),
    };
    const json = { type: 'object', properties: { traits: { type: 'object', properties } } };
    const identities = createIdentities({ clock: movingClock(), random, schemas: [{ id: 'phones', json }] });
    const traits = { login: '+4915112345678', rescue: '+4915112345678', fax: '+4915100000000' };
    const init = { id: uuid(random), userHandle: 'h', schemaId: 'phones', traits, addressesVerified: false };
    const created = await store.write((tx) => identities.create(tx, init));
    assert.deepEqual(
      created.addresses.map(({ via, value, verifiable, recovery }) => ({ via, value, verifiable, recovery })),
      [{ via: 'sms', value: '+4915112345678', verifiable: false, recovery: true }],
    );
    assert.equal((await identities.byAddress(store.read, '+49 151 1234 5678'))?.id, created.id);
  });
});

describe('credentials', () => {
  async function withKeys(t: TestContext) {
    const all = await fixture(t);
    const { id: aliceId } = await all.create(alice);
    const { id: bobId } = await all.create(bob);
    const add = (identityId: string, identifier: string | null, name = 'Key', type: 'passkey' | 'totp' = 'passkey') =>
      all.store.write((tx) => all.identities.addCredential(tx, { identityId, type, identifier, name, data: { n: 1 } }));
    return { ...all, aliceId, bobId, add };
  }

  it('are listed oldest first, by type if asked', async (t) => {
    const { db, identities, clock, aliceId, bobId, add } = await withKeys(t);
    const first = await add(aliceId, 'k1');
    clock.advance({ seconds: 1 });
    const second = await add(aliceId, null, 'App', 'totp');
    await add(bobId, 'k2');
    assert.deepEqual(await identities.credentials(db, aliceId), [first, second]);
    assert.deepEqual(await identities.credentials(db, aliceId, 'totp'), [second]);
    assert.deepEqual(await identities.credentialByIdentifier(db, 'k1'), first);
    assert.equal(await identities.credentialByIdentifier(db, 'k3'), null);
  });

  it('have an identifier that nobody else has', async (t) => {
    const { aliceId, bobId, add } = await withKeys(t);
    await add(aliceId, 'k1');
    const exists = { code: 'credential_exists', status: 409 };
    await assert.rejects(add(bobId, 'k1'), exists);
    await assert.rejects(add(aliceId, 'k1'), exists);
    await assert.rejects(add(bobId, 'k1', 'App', 'totp'), exists);
    await add(aliceId, null);
    await add(bobId, null);
  });

  it('belong to somebody', async (t) => {
    const { add } = await withKeys(t);
    await assert.rejects(add('nobody', 'k1'), /FOREIGN KEY/);
  });

  it('have a name that is checked whenever it is given', async (t) => {
    const { store, identities, aliceId, add } = await withKeys(t);
    const { id, name } = await add(aliceId, 'k1', ' Blue key ');
    assert.equal(name, 'Blue key');
    const invalid = { code: 'invalid_name', status: 400 };
    await assert.rejects(add(aliceId, 'k2', 'a\nb'), invalid);
    const rename = (to: string) => store.write((tx) => identities.changeCredential(tx, id, { name: to }));
    await assert.rejects(rename(''), invalid);
    await rename(' Red key ');
    assert.deepEqual(
      (await identities.credentials(store.read, aliceId)).map((credential) => credential.name),
      ['Red key'],
    );
  });

  it('change only in what is given', async (t) => {
    const { store, db, identities, aliceId, add } = await withKeys(t);
    const key = await add(aliceId, 'k1');
    const change = (values: Parameters<typeof identities.changeCredential>[2], id = key.id) =>
      store.write((tx) => identities.changeCredential(tx, id, values));
    await change({ status: 'suspended' });
    await change({ lastUsedAt: 5, lastUsedIp: '192.0.2.1' });
    await change({ data: { n: 2 } });
    const expected = { ...key, status: 'suspended', lastUsedAt: 5, lastUsedIp: '192.0.2.1', data: { n: 2 } };
    assert.deepEqual(await identities.credentials(db, aliceId), [expected]);
    await assert.rejects(change({ status: 'active' }, 'nothing'), { code: 'not_found' });
  });

  it('are removed once', async (t) => {
    const { store, db, identities, aliceId, add } = await withKeys(t);
    const { id } = await add(aliceId, 'k1');
    const remove = () => store.write((tx) => identities.removeCredential(tx, id));
    await remove();
    assert.deepEqual(await identities.credentials(db, aliceId), []);
    await assert.rejects(remove, { code: 'not_found' });
    await add(aliceId, 'k1');
  });
});
