import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { createIdentities } from '../identity/identity.ts';
import { uuid } from '../kernel/ids.ts';
import { createApiKeys, type Made } from './api-keys.ts';

const day = 24 * 60;

async function fixture(
  t: TestContext,
  limits: Partial<ReturnType<Parameters<typeof createApiKeys>[0]['limits']>> = {},
) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const all = { lifespanSeconds: 90 * 86_400, maxLifespanSeconds: 365 * 86_400, maxPerPerson: 3, ...limits };
  const keys = createApiKeys({ store, identities, clock, random, limits: () => all });
  const person = async (name: string) => {
    const traits = { email: `${name}@example.com` };
    const init = { id: uuid(random), userHandle: name, schemaId: 'default', traits, addressesVerified: true };
    return (await store.write((tx) => identities.create(tx, init))).id;
  };
  const alice = await person('alice');
  const create = (more: { identityId?: string; days?: number } = {}) =>
    store.write((tx) => keys.create(tx, { identityId: alice, name: 'nightly', scopes: ['jar.read'], ...more }));
  const rotate = (id: string, overlapSeconds = 3600, identityId = alice) =>
    store.write((tx) => keys.rotate(tx, identityId, id, overlapSeconds));
  const works = async ({ text }: Made) => (await keys.authenticate(text)) !== null;
  const list = async () => (await keys.list(store.read, alice)).map(({ id, status }) => [id, status]);
  return { store, clock, identities, keys, person, alice, create, rotate, works, list };
}

describe('an API key', () => {
  it('opens as its owner, with its scopes and 90 days', async (t) => {
    const { keys, alice, clock, create } = await fixture(t);
    const { key, text } = await create();
    const found = await keys.authenticate(text);
    assert.equal(found?.identity.id, alice);
    assert.deepEqual(found?.key.scopes, ['jar.read']);
    assert.equal(key.expiresAt, clock() + 90 * 86_400_000);
  });

  it('is stored as a hash and four digits', async (t) => {
    const { store, create } = await fixture(t);
    const { text } = await create();
    const rows = JSON.stringify(await store.read.selectFrom('api_key').selectAll().execute());
    assert.ok(!rows.includes(text.slice(0, 12)));
    assert.ok(rows.includes(`"${text.slice(0, 10)}"`));
  });

  it('is nothing once it has expired', async (t) => {
    const { store, keys, clock, create, works, list } = await fixture(t);
    const made = await create({ days: 1 });
    clock.advance({ minutes: day, ms: -1 });
    assert.equal(await works(made), true);
    clock.advance({ ms: 1 });
    assert.equal(await works(made), false);
    assert.equal(await store.write((tx) => keys.isLive(tx, made.key.id)), false);
    assert.deepEqual(await list(), [[made.key.id, 'expired']]);
    clock.advance({ minutes: 30 * day });
    await store.write((tx) => keys.sweep(tx));
    assert.deepEqual(await list(), [[made.key.id, 'expired']]);
    clock.advance({ ms: 1 });
    await store.write((tx) => keys.sweep(tx));
    assert.deepEqual(await list(), []);
  });

  it('is nothing while its owner is suspended, or gone', async (t) => {
    const { store, identities, keys, alice, create, works } = await fixture(t);
    const made = await create();
    const live = () => store.write((tx) => keys.isLive(tx, made.key.id));
    await store.write((tx) => identities.setState(tx, alice, 'inactive'));
    assert.deepEqual([await works(made), await live()], [false, false]);
    await store.write((tx) => identities.setState(tx, alice, 'active'));
    assert.deepEqual([await works(made), await live()], [true, true]);
    await store.write((tx) => identities.delete(tx, alice));
    assert.deepEqual([await works(made), await live()], [false, false]);
  });

  it('is counted: a person has so many, and expired ones do not count', async (t) => {
    const { person, clock, create } = await fixture(t);
    for (let count = 0; count < 3; count++) await create({ days: 1 });
    await assert.rejects(create(), { code: 'api_key_limit', status: 409 });
    await create({ identityId: await person('bob') });
    clock.advance({ minutes: day });
    await create();
  });

  it('lasts no longer than the installation lets it', async (t) => {
    const { clock, create } = await fixture(t, { maxLifespanSeconds: 30 * 86_400 });
    assert.equal((await create()).key.expiresAt, clock() + 30 * 86_400_000);
    await assert.rejects(create({ days: 31 }), { code: 'lifetime_too_long', status: 400 });
  });

  it('is revoked by its owner alone', async (t) => {
    const { store, keys, alice, person, create, works } = await fixture(t);
    const made = await create();
    const bob = await person('bob');
    assert.equal(await store.write((tx) => keys.revoke(tx, bob, made.key.id)), null);
    assert.equal(await works(made), true);
    assert.equal((await store.write((tx) => keys.revoke(tx, alice, made.key.id)))?.id, made.key.id);
    assert.equal(await works(made), false);
    assert.equal(await store.write((tx) => keys.revoke(tx, alice, made.key.id)), null);
  });

  it('goes with all others of its person, of which those that worked are counted', async (t) => {
    const { store, keys, alice, person, clock, create, works } = await fixture(t);
    await create({ days: 1 });
    clock.advance({ minutes: day });
    const mine = await create();
    const bobs = await create({ identityId: await person('bob') });
    assert.equal(await store.write((tx) => keys.revokeAll(tx, alice)), 1);
    assert.deepEqual([await works(mine), await works(bobs)], [false, true]);
  });

  it('remembers when it was used, and no read writes it', async (t) => {
    const { store, keys, alice, clock, create } = await fixture(t);
    const { text } = await create();
    const stored = async () =>
      (await store.read.selectFrom('api_key').select('last_used_at').execute())[0]?.last_used_at;
    const lastUsed = async () => (await keys.list(store.read, alice))[0]?.lastUsedAt;
    assert.equal(await lastUsed(), null);
    clock.advance({ minutes: 5 });
    await keys.authenticate(text);
    assert.deepEqual([await lastUsed(), await stored()], [clock(), null]);
    await keys.flush();
    assert.equal(await stored(), clock());
  });
});

describe('a rotation', () => {
  it('makes another key like it, while the old one works for the overlap', async (t) => {
    const { clock, create, rotate, works, list } = await fixture(t);
    const first = await create({ days: 7 });
    clock.advance({ minutes: day });
    const second = await rotate(first.key.id);
    assert.deepEqual([second.key.name, second.key.scopes], ['nightly', ['jar.read']]);
    assert.equal(second.key.expiresAt, clock() + 7 * 86_400_000);
    assert.deepEqual(await list(), [
      [second.key.id, 'active'],
      [first.key.id, 'replaced'],
    ]);
    clock.advance({ minutes: 60, ms: -1 });
    assert.equal(await works(first), true);
    clock.advance({ ms: 1 });
    assert.deepEqual([await works(first), await works(second)], [false, true]);
  });

  it('without an overlap ends the old key at once, and never lengthens its life', async (t) => {
    const { clock, create, rotate, works } = await fixture(t);
    const first = await create();
    await rotate(first.key.id, 0);
    assert.equal(await works(first), false);
    const short = await create({ days: 1 });
    clock.advance({ minutes: day, seconds: -10 });
    await rotate(short.key.id, 3600);
    clock.advance({ seconds: 10 });
    assert.equal(await works(short), false);
  });

  it('happens once to a key, and to no expired one', async (t) => {
    const { clock, create, rotate } = await fixture(t);
    const { key } = await create({ days: 1 });
    await rotate(key.id);
    await assert.rejects(rotate(key.id), { code: 'api_key_ended', status: 409 });
    const other = await create({ days: 1 });
    clock.advance({ minutes: day });
    await assert.rejects(rotate(other.key.id), { code: 'api_key_ended' });
  });

  it('is possible with as many keys as there may be, and leaves two in the place of one at most', async (t) => {
    const { create, rotate, works } = await fixture(t, { maxPerPerson: 1 });
    const first = await create();
    const second = await rotate(first.key.id);
    const third = await rotate(second.key.id);
    assert.deepEqual([await works(first), await works(second), await works(third)], [false, true, true]);
    await assert.rejects(create(), { code: 'api_key_limit' });
  });

  it('is for the owner', async (t) => {
    const { person, create, rotate } = await fixture(t);
    const { key } = await create();
    await assert.rejects(rotate(key.id, 0, await person('bob')), { code: 'not_found' });
    await assert.rejects(rotate('unknown', 0), { code: 'not_found' });
  });
});

describe('the end of an API key', () => {
  const reminded = async ({ store, keys }: Awaited<ReturnType<typeof fixture>>) =>
    (await store.write((tx) => keys.takeReminders(tx))).map(({ id }) => id);

  it('is told of 14 days, 7 days and one day before, once each', async (t) => {
    const the = await fixture(t);
    const { key } = await the.create({ days: 30 });
    const told: number[] = [];
    for (let hoursLeft = 30 * 24; hoursLeft > -24; hoursLeft--) {
      if ((await reminded(the)).includes(key.id)) told.push(hoursLeft);
      the.clock.advance({ minutes: 60 });
    }
    assert.deepEqual(told, [14 * 24, 7 * 24, 24]);
  });

  it('is told once of all that a stopped server has missed', async (t) => {
    const the = await fixture(t);
    const { key } = await the.create({ days: 30 });
    the.clock.advance({ minutes: 29.5 * day });
    assert.deepEqual([await reminded(the), await reminded(the)], [[key.id], []]);
  });

  it('is no news where the key was made for less, or has a successor', async (t) => {
    const the = await fixture(t);
    await the.create({ days: 1 });
    const { key } = await the.create({ days: 30 });
    the.clock.advance({ minutes: 20 * day });
    await the.rotate(key.id, 86_400);
    assert.deepEqual(await reminded(the), []);
  });
});
