import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, multipart, publicServer } from '../../../test/support/api.ts';
import { proof } from '../../../test/support/evidence.ts';

async function setUp(scope: Parameters<typeof publicServer>[0]) {
  const world = await publicServer(scope);
  const alice = await world.person('alice');
  const jar = (await alice.send('POST', '/api/jars', { name: 'Honey' })).body.id as string;
  const base = `/api/jars/${jar}/documents`;
  const { id } = (await alice.upload(jar, 'nectar')).body;
  const label = (who: Caller, sensitivity: string | null, doc = id) =>
    who.send('PATCH', `${base}/${doc}`, { sensitivity });
  /** Sessions of alice, by how she has proven herself. */
  const sessions = {
    code: await world.signIn(alice.id, alice.email, [proof('code', { at: world.clock() })]),
    'two factors': await world.signIn(alice.id, alice.email, [
      proof('code', { at: world.clock() }),
      proof('totp', { at: world.clock() }),
    ]),
    passkey: await world.signIn(alice.id, alice.email),
  };
  return { ...world, alice, jar, base, id, label, sessions };
}

/** Who reads a document, by the label of its jar and its own. */
const matrix: [jar: string, own: string | null, sensitivity: string, readers: string[]][] = [
  ['public', null, 'public', ['code', 'two factors', 'passkey']],
  ['internal', 'public', 'internal', ['code', 'two factors', 'passkey']],
  ['internal', 'confidential', 'confidential', ['two factors', 'passkey']],
  ['internal', 'restricted', 'restricted', ['passkey']],
  ['confidential', 'public', 'confidential', ['two factors', 'passkey']],
  ['confidential', 'restricted', 'restricted', ['passkey']],
  ['restricted', 'confidential', 'restricted', ['passkey']],
];

test('a document asks for what its own label or that of its jar asks for, whichever is more', async (t) => {
  const { alice, jar, base, id, label, sessions } = await setUp(t);
  for (const [ofJar, own, sensitivity, readers] of matrix) {
    const what = `${own} in ${ofJar}`;
    assert.equal((await alice.send('PATCH', `/api/jars/${jar}`, { sensitivity: ofJar })).statusCode, 200);
    const labelled = await label(alice, own);
    assert.deepEqual(
      [labelled.statusCode, labelled.body.sensitivity, labelled.body.own_sensitivity],
      [200, sensitivity, own],
      what,
    );
    for (const [name, who] of Object.entries(sessions)) {
      const reads = readers.includes(name);
      for (const path of [`${base}/${id}`, `${base}/${id}/content`]) {
        const answer = await who.send('GET', path);
        assert.equal(answer.statusCode, reads ? 200 : 403, `${name}, ${what}: ${path}`);
        if (!reads) assert.ok(['step_up_required', 'enrolment_required'].includes(answer.body.code), what);
      }
      const list = await who.send('GET', base);
      if (list.statusCode === 200) assert.equal(list.body.documents.length, reads ? 1 : 0, `${name}, ${what}`);
      assert.equal(
        (await who.send('DELETE', `${base}/${'0'.repeat(36)}`)).statusCode,
        list.statusCode === 200 ? 404 : 403,
      );
      if (!reads) assert.equal((await who.send('DELETE', `${base}/${id}`)).statusCode, 403, `${name} deletes ${what}`);
    }
  }
});

test('a list tells that there is more for a proof, and how to give it', async (t) => {
  const { alice, jar, base, id, label, sessions } = await setUp(t);
  await label(alice, 'restricted');
  await alice.upload(jar, 'open');
  const list = (await sessions.code.send('GET', base)).body;
  assert.deepEqual([list.documents.length, list.locked], [1, ['restricted']]);
  assert.ok(!JSON.stringify(list).includes(id));
  const refusal = await sessions.code.send('GET', `${base}?sensitivity=restricted`);
  assert.deepEqual([refusal.statusCode, refusal.body.code], [403, 'step_up_required']);
  assert.deepEqual(refusal.body.needs.user_verified, true);
  const { operation, resource, parameters } = refusal.body;
  const opened = await sessions.code.send('POST', '/api/step-up', { operation, resource, parameters });
  assert.deepEqual([opened.statusCode, opened.body.needs], [201, refusal.body.needs], opened.payload);
  assert.deepEqual((await sessions.passkey.send('GET', base)).body.locked, []);
  assert.equal((await sessions.passkey.send('GET', `${base}?sensitivity=restricted`)).body.documents.length, 2);
});

test('a step-up for a document asks for what its label asks for', async (t) => {
  const { alice, base, id, label, sessions } = await setUp(t);
  await label(alice, 'restricted');
  const refusal = await sessions.code.send('GET', `${base}/${id}/content`);
  const { operation, resource, parameters, needs } = refusal.body;
  assert.equal(operation, 'document.read');
  const opened = await sessions.code.send('POST', '/api/step-up', { operation, resource, parameters });
  assert.deepEqual(opened.body.needs, needs);
});

test('a label is changed with a fresh proof, by an editor, and written down', async (t) => {
  const { alice, jar, base, id, label, person, clock, app, signIn } = await setUp(t);
  const [bob, trent] = [await person('bob'), await person('trent')];
  await alice.send('POST', `/api/jars/${jar}/grants`, {
    subject: { type: 'user', id: bob.id },
    relation: 'contributor',
  });
  assert.equal((await label(bob, 'restricted')).statusCode, 403);
  assert.equal((await label(trent, 'restricted')).statusCode, 404);
  assert.equal((await label(alice, 'restricted', '0'.repeat(36))).statusCode, 404);
  for (const body of [{}, { sensitivity: 'secret' }, { sensitivity: null, name: 'x' }]) {
    assert.equal((await alice.send('PATCH', `${base}/${id}`, body)).statusCode, 400);
  }
  assert.equal((await label(alice, 'confidential')).statusCode, 200);
  clock.advance({ minutes: 6 });
  const stale = await label(alice, null);
  assert.deepEqual(
    [stale.statusCode, stale.body.code, stale.body.operation],
    [403, 'step_up_required', 'document.classify'],
  );
  const fresh = await signIn(alice.id, alice.email);
  assert.equal((await label(fresh, null)).statusCode, 200);
  const { events } = await app.audit.list({ limit: 9, type: 'document.classified' });
  assert.deepEqual(
    events.map(({ details }) => [details['from'], details['to'], details['lowered']]),
    [
      ['confidential', null, true],
      [null, 'confidential', false],
    ],
  );
});

test('an upload may bear its label from the start', async (t) => {
  const { jar, sessions } = await setUp(t);
  const path = `/api/jars/${jar}/documents?sensitivity=`;
  const { payload, headers } = multipart([{ field: 'file', name: 'a.txt', content: 'x' }]);
  const made = await sessions.passkey.send('POST', `${path}restricted`, payload, headers);
  assert.deepEqual([made.statusCode, made.body.own_sensitivity], [201, 'restricted']);
  assert.equal((await sessions.code.send('POST', `${path}restricted`, payload, headers)).statusCode, 403);
  assert.equal((await sessions.passkey.send('POST', `${path}secret`, payload, headers)).statusCode, 400);
});
