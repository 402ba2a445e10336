import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, publicServer } from '../../../test/support/api.ts';

test('an administrator sees that jars exist and whose they are, and opens none of them', async (t) => {
  const { app, person, clock, signIn } = await publicServer(t);
  const [alice, bob, trent] = [await person('alice'), await person('bob'), await person('trent')];
  await app.store.write((tx) => app.access.assignRole(tx, trent.id, 'admin'));
  const init = { name: 'Private', description: 'Hidden words', tags: ['secret-tag'] };
  const jar = (await alice.send('POST', '/api/jars', init)).body.id as string;
  const { id: doc } = (await alice.upload(jar, 'nectar', { name: 'inside.txt' })).body;
  clock.advance({ ms: 1 });
  const other = (await bob.send('POST', '/api/jars', { name: 'Other' })).body.id as string;
  const overseen = async (query = '') => {
    const answer = await trent.send('GET', `/api/oversight/jars${query}`);
    assert.equal(answer.statusCode, 200, answer.payload);
    for (const inside of ['Hidden words', 'secret-tag', 'inside.txt', doc, 'nectar'])
      assert.ok(!answer.payload.includes(inside));
    return answer.body.jars as { id: string; orphaned: boolean; owner: { id: string }; documents: number }[];
  };
  assert.deepEqual(
    (await overseen()).map(({ id, owner, documents, orphaned }) => [id, owner.id, documents, orphaned]),
    [
      [other, bob.id, 0, false],
      [jar, alice.id, 1, false],
    ],
  );
  const page = (await trent.send('GET', '/api/oversight/jars?limit=1')).body;
  const cursor = encodeURIComponent(page.next_cursor);
  assert.deepEqual(
    (await overseen(`?limit=1&cursor=${cursor}`)).map(({ id }) => id),
    [jar],
  );

  for (const path of ['', '/documents', `/documents/${doc}`, `/documents/${doc}/content`, '/grants', '/transfer']) {
    const answer = await trent.send('GET', `/api/jars/${jar}${path}`);
    assert.deepEqual([answer.statusCode, answer.body.code], [403, 'access_denied'], path);
  }
  assert.deepEqual((await trent.send('GET', '/api/search?q=nectar')).body.results, []);
  assert.deepEqual((await trent.send('GET', '/api/jars')).body.jars, []);

  assert.deepEqual(await overseen('?orphaned=true'), []);
  await app.store.write((tx) => app.identities.setState(tx, alice.id, 'inactive'));
  assert.deepEqual(
    (await overseen('?orphaned=true')).map(({ id, orphaned }) => [id, orphaned]),
    [[jar, true]],
  );
  const { events } = await app.audit.list({ limit: 9, type: 'jar.overseen' });
  assert.equal(events.length, 5);
  clock.advance({ minutes: 6 });
  assert.equal((await trent.send('GET', '/api/oversight/jars')).body.code, 'step_up_required');
  const fresh = await signIn(bob.id, bob.email);
  const refused = async (who: Caller) => (await who.send('GET', '/api/oversight/jars')).body.code;
  assert.equal(await refused(fresh), 'access_denied');
});
