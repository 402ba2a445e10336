import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { createIdentities } from '../identity/identity.ts';
import { namedBy } from './named-by.ts';

const email = { type: 'string', format: 'email', 'ory.sh/kratos': { verification: { via: 'email' } } };
const schema = (traits: object) => ({
  type: 'object',
  properties: { traits: { type: 'object', properties: traits } },
});
const schemas = [
  { id: 'addresses', json: schema({ email }) },
  {
    id: 'names',
    json: schema({
      email,
      username: { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
    }),
  },
];

test('who signs in is named by what the schema marks, or by their address where it marks nothing', async (t) => {
  const { store } = await temporaryStore(t);
  const random = seededRandom('names');
  const identities = createIdentities({ clock: movingClock(), random, schemas });
  const create = (id: string, schemaId: string, traits: Record<string, unknown>) =>
    store.write((tx) => identities.create(tx, { id, userHandle: id, schemaId, traits, addressesVerified: true }));
  await create('alice', 'addresses', { email: 'alice@example.com' });
  await create('bob', 'names', { email: 'bob@example.com', username: 'Bobby' });
  await create('carol', 'names', { email: 'carol@example.com' });
  const cases: [identifier: string, id: string | null][] = [
    [' Alice@Example.com', 'alice'],
    ['bobby', 'bob'],
    ['BOBBY', 'bob'],
    ['bob@example.com', null],
    ['carol@example.com', 'carol'],
    ['nobody', null],
    ['', null],
    ['%', null],
  ];
  for (const [identifier, id] of cases) {
    assert.equal((await namedBy(identities, store.read, 'password', identifier))?.id ?? null, id, identifier);
  }
});
