import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { uuid } from '../kernel/ids.ts';
import { createIdentities, type NewIdentity } from './identity.ts';

const login = (credentials: object) => ({ 'ory.sh/kratos': { credentials } });
const staff = {
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        username: { type: 'string', ...login({ password: { identifier: true }, totp: { account_name: true } }) },
        email: {
          type: 'string',
          format: 'email',
          'ory.sh/kratos': {
            credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
            verification: { via: 'email' },
          },
        },
        phone: { type: 'string', format: 'tel', 'ory.sh/kratos': { recovery: { via: 'sms' } } },
      },
    },
  },
};
const plain = { type: 'object', properties: { traits: { type: 'object', properties: { nick: { type: 'string' } } } } };

async function fixture(t: TestContext) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const random = seededRandom();
  const schemas = [
    { id: 'staff', json: staff, selfserviceSelectable: true },
    { id: 'plain', json: plain },
  ];
  const identities = createIdentities({ clock, random, schemas, defaultSchemaId: 'plain' });
  const create = (traits: Record<string, unknown>, more: Partial<NewIdentity> = {}) =>
    store.write((tx) => {
      const [id, userHandle] = [uuid(random), uuid(random)];
      return identities.create(tx, { id, userHandle, schemaId: 'staff', traits, addressesVerified: false, ...more });
    });
  const replace = (id: string, values: Partial<Parameters<typeof identities.replace>[2]>) =>
    store.write((tx) =>
      identities.replace(tx, id, {
        schemaId: 'staff',
        traits: {},
        state: 'active',
        metadataPublic: null,
        metadataAdmin: null,
        externalId: null,
        ...values,
      }),
    );
  return { store, db: store.read, clock, identities, create, replace };
}

const email = 'alice@example.com';
const taken = { code: 'address_taken', status: 409 };

describe('several schemas', () => {
  it('are listed, with the default one and those that people may choose', async (t) => {
    const { identities } = await fixture(t);
    assert.equal(identities.defaultSchemaId, 'plain');
    assert.deepEqual(
      identities.schemas().map(({ id, selfserviceSelectable }) => [id, selfserviceSelectable]),
      [
        ['staff', true],
        ['plain', false],
      ],
    );
  });

  it('have an id each', () => {
    const schemas = [
      { id: 'a', json: plain },
      { id: 'a', json: staff },
    ];
    const init = { clock: movingClock(), random: seededRandom(), schemas };
    assert.throws(() => createIdentities(init), { name: 'OperatorError', message: /"a" is configured twice/ });
    assert.throws(() => createIdentities({ ...init, schemas: [] }), { name: 'OperatorError' });
  });

  it('say what a trait is good for', async (t) => {
    const { identities, create } = await fixture(t);
    const traits = { username: ' Queen ', email, phone: '+4915112345678' };
    assert.deepEqual(identities.passwordIdentifiers('staff', traits), ['queen', email]);
    assert.deepEqual(identities.webauthnIdentifiers('staff', traits), []);
    assert.equal(identities.totpAccountName('staff', traits), ' Queen ');
    assert.equal(identities.totpAccountName('plain', { nick: 'x' }), null);
    const identity = await create(traits);
    assert.deepEqual(
      identities.codeAddresses(identity).map(({ value }) => value),
      [email],
      'a code to sign in does not go to a phone that is for recovery',
    );
  });
});

describe('sign-in names', () => {
  it('find their owner in any spelling, by the method that takes them', async (t) => {
    const { db, identities, create } = await fixture(t);
    const { id } = await create({ username: 'Queen', email });
    const find = async (type: 'password' | 'webauthn' | 'code', value: string) =>
      (await identities.byIdentifier(db, type, value))?.id;
    for (const value of ['queen', ' QUEEN ', 'ｑｕｅｅｎ', 'ALICE@example.com'])
      assert.equal(await find('password', value), id);
    assert.equal(await find('code', 'Alice@Example.com'), id);
    for (const value of ['queen', 'quee', '', '%']) assert.equal(await find('code', value), undefined);
    assert.equal(await find('webauthn', email), undefined);
  });

  it('have one owner, among those who use an address for a name too', async (t) => {
    const { create, replace } = await fixture(t);
    await create({ username: 'queen' });
    await assert.rejects(create({ username: 'ＱＵＥＥＮ' }), taken);
    const { id } = await create({ username: email });
    await assert.rejects(create({ email }), taken);
    await replace(id, { traits: { username: 'drone' } });
    await create({ email });
    await assert.rejects(replace(id, { traits: { username: ' Alice@example.com' } }), taken);
  });

  it('go with the schema that made them', async (t) => {
    const { db, identities, create, replace } = await fixture(t);
    const { id } = await create({ username: 'queen', email });
    const moved = await replace(id, { schemaId: 'plain', traits: { nick: 'queen' } });
    assert.deepEqual([moved.schemaId, moved.addresses], ['plain', []]);
    assert.equal(await identities.byIdentifier(db, 'password', 'queen'), null);
    await create({ username: 'queen' });
  });
});

describe('the operator', () => {
  it('brings addresses with what is known of them', async (t) => {
    const { create, clock } = await fixture(t);
    const { addresses } = await create(
      { email, phone: '+4915112345678' },
      {
        addresses: [
          { value: 'ALICE@example.com', verified: true, verifiedAt: 5 },
          { value: '+49 151 12345678', verified: false, sent: true },
          { value: 'mallory@example.com', verified: true },
        ],
      },
    );
    assert.deepEqual(
      addresses.map(({ value, verifiedAt, sentAt }) => [value, verifiedAt, sentAt]),
      [
        ['+4915112345678', null, clock()],
        [email, 5, null],
      ],
    );
  });

  it('replaces everything, and says of an address only what they mean to', async (t) => {
    const { create, replace, clock } = await fixture(t);
    const before = await create({ email }, { addresses: [{ value: email, verified: true, verifiedAt: 5 }] });
    clock.advance({ seconds: 1 });
    const metadata = { metadataPublic: { a: 1 }, metadataAdmin: { b: 2 }, externalId: 'crm-1' };
    const same = await replace(before.id, { traits: { email }, ...metadata });
    assert.deepEqual(same, { ...before, ...metadata, updatedAt: clock() });
    const off = await replace(before.id, {
      traits: { email },
      state: 'inactive',
      addresses: [{ value: email, verified: false }],
    });
    assert.deepEqual([off.state, off.stateChangedAt, off.externalId], ['inactive', clock(), null]);
    assert.equal(off.addresses[0]!.verified, false);
    const moved = await replace(before.id, { traits: { email: 'al@example.com' } });
    assert.deepEqual(
      moved.addresses.map(({ value, verified }) => [value, verified]),
      [['al@example.com', false]],
    );
    await assert.rejects(replace('nobody', {}), { code: 'not_found' });
  });

  it('finds by an external id, which one identity has', async (t) => {
    const { db, identities, create, replace } = await fixture(t);
    const { id } = await create({}, { externalId: 'crm-1' });
    assert.equal((await identities.byExternalId(db, 'crm-1'))!.id, id);
    assert.equal(await identities.byExternalId(db, 'crm'), null);
    const twice = { code: 'external_id_taken', status: 409 };
    await assert.rejects(create({}, { externalId: 'crm-1' }), twice);
    const other = await create({});
    await assert.rejects(replace(other.id, { externalId: 'crm-1' }), twice);
    const handle = { code: 'user_handle_taken', status: 409 };
    await assert.rejects(create({}, { userHandle: other.userHandle }), handle);
  });

  it('deletes an identity with all that is its own', async (t) => {
    const { store, db, identities, create } = await fixture(t);
    const { id } = await create({ username: 'queen', email });
    await store.write((tx) =>
      identities.addCredential(tx, { identityId: id, type: 'totp', identifier: null, name: 'App', data: {} }),
    );
    await store.write((tx) => identities.delete(tx, id));
    assert.equal(await identities.byId(db, id), null);
    for (const table of ['identity_address', 'credential', 'credential_identifier'] as const) {
      assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table);
    }
    await assert.rejects(
      store.write((tx) => identities.delete(tx, id)),
      { code: 'not_found' },
    );
  });
});

describe('an address', () => {
  it('is marked when a code is sent and when it is verified, if it is still there', async (t) => {
    const { store, db, identities, create, clock } = await fixture(t);
    const [alice, bob] = [await create({ email }), await create({ email: 'bob@example.com' })];
    clock.advance({ seconds: 1 });
    const mark = (who: string, value: string) =>
      store.write(async (tx) => [
        await identities.addressSent(tx, who, value),
        await identities.verifyAddress(tx, who, value),
      ]);
    assert.deepEqual(await mark(alice.id, 'ALICE@example.com '), [true, true]);
    assert.partialDeepStrictEqual((await identities.byId(db, alice.id))!.addresses, [
      { verified: true, verifiedAt: clock(), sentAt: clock() },
    ]);
    for (const value of [email, 'gone@example.com', 'x', ''])
      assert.deepEqual(await mark(bob.id, value), [false, false]);
    assert.equal((await identities.byId(db, bob.id))!.addresses[0]!.verified, false);
  });
});
