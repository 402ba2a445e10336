import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../../test/support/temporary.ts';
import { uuid } from '../../kernel/ids.ts';
import { createIdentities, type IdentityFilter } from '../identity.ts';

async function fixture(t: TestContext, names: string[]) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const ids = new Map<string, string>();
  for (const name of names) {
    const id = uuid(random);
    const traits = { email: `${name}@example.com` };
    const init = { id, userHandle: id, schemaId: 'default', traits, addressesVerified: false };
    await store.write((tx) => identities.create(tx, init));
    ids.set(name, id);
  }
  const found = async (filter: IdentityFilter) => {
    const { identities: some } = await identities.list(store.read, { limit: 10, ...filter });
    assert.equal(await identities.count(store.read, filter), some.length);
    return some.map(({ traits }) => String(traits['email']).split('@')[0]);
  };
  return { store, db: store.read, identities, ids, found };
}

describe('the list of identities', () => {
  it('comes in pages, each identity once although many are of one moment', async (t) => {
    const { db, identities, ids } = await fixture(t, ['a', 'b', 'c', 'd', 'e']);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof identities.list>> = await identities.list(db, {
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      assert.ok(page.identities.length <= 2);
      seen.push(...page.identities.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    assert.deepEqual(seen, [...ids.values()].sort());
    const offset = await identities.list(db, { limit: 2, offset: 4 });
    assert.deepEqual(
      offset.identities.map(({ id }) => id),
      seen.slice(4),
    );
  });

  it('goes on behind an identity that is gone', async (t) => {
    const { store, db, identities } = await fixture(t, ['a', 'b', 'c']);
    const first = await identities.list(db, { limit: 1 });
    await store.write((tx) => identities.delete(tx, first.identities[0]!.id));
    const rest = await identities.list(db, { limit: 5, cursor: first.next! });
    assert.equal(rest.identities.length, 2);
    assert.equal(rest.next, null);
  });

  it('is searched', async (t) => {
    const { ids, found } = await fixture(t, ['alice', 'malice', 'b_b', 'bob']);
    assert.deepEqual(await found({ identifier: ' Alice@Example.com' }), ['alice']);
    assert.deepEqual(await found({ identifier: 'alice' }), []);
    assert.deepEqual((await found({ similar: 'ALICE' })).sort(), ['alice', 'malice']);
    assert.deepEqual(await found({ similar: 'b_b' }), ['b_b'], 'a wildcard is a character');
    assert.deepEqual(await found({ similar: '%' }), []);
    assert.deepEqual(await found({ similar: "' or 1=1 --" }), []);
    assert.deepEqual((await found({ mentions: 'Alice@' })).sort(), ['alice', 'malice']);
    assert.deepEqual(await found({ mentions: 'b%b' }), []);
    assert.deepEqual(await found({ mentions: '"' }), []);
    assert.deepEqual(await found({ mentions: 'alice', state: 'inactive' }), []);
    assert.deepEqual(await found({ mentions: 'malice', state: 'active' }), ['malice']);
    assert.deepEqual(await found({ ids: [ids.get('bob')!, 'x', "' or 1=1"] }), ['bob']);
    assert.deepEqual(await found({ ids: [] }), []);
    assert.deepEqual(await found({ ids: [ids.get('bob')!], similar: 'alice' }), []);
  });

  it('refuses a cursor that it did not give', async (t) => {
    const { db, identities } = await fixture(t, []);
    for (const cursor of ['', 'x', Buffer.from('1.x').toString('base64url'), 'é'.repeat(5000)]) {
      await assert.rejects(identities.list(db, { limit: 1, cursor }), { code: 'invalid_cursor', status: 400 });
    }
  });
});
