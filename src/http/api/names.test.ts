import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicServer } from '../../../test/support/api.ts';

test('people see each other’s names; an address is for its owner and for whoever shares', async (t) => {
  const { app, person } = await publicServer(t);
  const [alice, bob] = [await person('alice'), await person('bob')];
  const rename = (name: object) =>
    app.store.write((tx) => app.identities.updateTraits(tx, alice.id, { email: alice.email, name }, true));
  const { id } = (await alice.send('POST', '/api/jars', { name: 'Honey', type: 'public' })).body;
  await alice.upload(id, 'honey');

  const shown = async (who: typeof alice) => {
    const one = (await who.send('GET', `/api/jars/${id}`)).body;
    const listed = (await who.send('GET', '/api/jars')).body.jars[0];
    const { documents } = (await who.send('GET', `/api/jars/${id}/documents`)).body;
    const document = (await who.send('GET', `/api/jars/${id}/documents/${documents[0].id}`)).body;
    const people = [one.owner, listed.owner, documents[0].uploaded_by, document.uploaded_by];
    for (const { id: personId } of people) assert.equal(personId, alice.id);
    return [...new Set(people.map(({ name }) => name))];
  };

  assert.deepEqual(await shown(alice), ['alice@example.org']);
  assert.deepEqual(await shown(bob), ['Unnamed person']);
  const names: [traits: object, name: string][] = [
    [{ first: 'Alice', last: 'Example' }, 'Alice Example'],
    [{ last: 'Example' }, 'Example'],
    [{ first: 'Alice', last: ' ' }, 'Alice'],
  ];
  for (const [traits, name] of names) {
    await rename(traits);
    for (const who of [alice, bob]) assert.deepEqual(await shown(who), [name]);
  }
  await rename({ first: ' ' });
  assert.deepEqual(await shown(bob), ['Unnamed person']);

  const { entries } = (await alice.send('GET', `/api/jars/${id}/grants`)).body;
  assert.equal(entries[0].subject.name, 'alice@example.org');
});
