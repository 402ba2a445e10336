import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Answer, type Person, register, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');
const trent = await register(server, 'trent');

const upload = async (person: Person, jar: string, name: string) => {
  const form = new FormData();
  form.set('file', new File([`the text of ${name}`], name, { type: 'text/plain' }));
  return (await person.api(`/api/jars/${jar}/documents`, { body: form })).body.id as string;
};
const jar = (
  await alice.api('/api/jars', {
    body: { name: 'Royal jelly', description: 'of the queen', tags: ['secretion'], sensitivity: 'confidential' },
  })
).body.id as string;
const document = await upload(alice, jar, 'recipe.txt');
await alice.api(`/api/jars/${jar}/grants`, {
  body: { subject: { type: 'user', email: 'dave@example.com' }, relation: 'viewer' },
});
const { grant_id: grant } = (await alice.api(`/api/jars/${jar}/grants`)).body.entries.find(
  ({ grant_id }: { grant_id: string | null }) => grant_id,
);
const flow = (await alice.api('/self-service/settings/api')).body.id as string;
const stepUp = (
  await alice.api('/api/step-up', { body: { operation: 'jar.delete', resource: `jar:${jar}`, parameters: {} } })
).body.id as string;
const { id: session } = (await alice.api('/sessions/whoami')).body;
const { id: passkey } = (await alice.api('/api/me/passkeys')).body.passkeys[0];

/** What belongs to alice: nothing of it may be in an answer to trent. */
const secrets = {
  'her id': alice.identityId,
  'her address': alice.email,
  'her session': session as string,
  'her passkey': passkey as string,
  'her credential id': alice.authenticator.credentials[0]!.id,
  'her user handle': alice.authenticator.credentials[0]!.userHandle,
  'her flow': flow,
  'her step-up': stepUp,
  'her jar': jar,
  'the name of her jar': 'Royal jelly',
  'its description': 'of the queen',
  'its tag': 'secretion',
  'her document': document,
  'its name': 'recipe.txt',
  'its text': 'the text of',
  'her grant': grant as string,
  'whom she shares with': 'dave@example.com',
};

function holdsNothing(answer: Answer, what: string, except: string[] = []): void {
  const text = JSON.stringify([answer.body, [...answer.headers]]);
  for (const [name, secret] of Object.entries(secrets)) {
    if (!except.includes(secret)) assert.ok(!text.includes(secret), `${what} tells ${name}: ${text.slice(0, 500)}`);
  }
}

const { operations } = (await trent.api('/api/operations')).body as { operations: { method: string; path: string }[] };
const filled = (path: string) =>
  path
    .replace('/jars/{id}', `/jars/${jar}`)
    .replace('{doc}', document)
    .replace('{grant}', grant)
    .replace('/passkeys/{id}', `/passkeys/${passkey}`)
    .replace('/sessions/{id}', `/sessions/${session}`)
    .replace('/step-up/{id}', `/step-up/${stepUp}`)
    .replace('/console/{file}', '/console/x');

const bodies: [pattern: RegExp, body: object][] = [
  [/\/grants$/, { subject: { type: 'user', id: trent.identityId }, relation: 'owner' }],
  [/\/step-up\//, { method: 'passkey', assertion: {} }],
  [/\/step-up$/, { operation: 'jar.delete', resource: `jar:${jar}`, parameters: {} }],
  [/\/passkeys\//, { name: 'mine' }],
  [/\/jars\//, { name: 'mine' }],
  [/\/jars$/, { name: 'mine' }],
];

describe('an outsider', () => {
  it('finds nothing of somebody else on any route, by list, by id or by change', async () => {
    for (const { method, path } of operations) {
      // They say of themselves what the whole test says with its requests.
      if (path === '/api/operations' || path.startsWith('/self-service/logout')) continue;
      if (method === 'DELETE' && /sessions$/.test(path)) continue;
      const body =
        method === 'POST' || method === 'PATCH' ? bodies.find(([pattern]) => pattern.test(path))?.[1] : undefined;
      for (const query of ['', `?flow=${flow}`, `?id=${flow}`]) {
        if (query !== '' && !path.startsWith('/self-service')) continue;
        const answer = await trent.api(filled(path) + query, { method, ...(body ? { body } : {}) });
        assert.ok(answer.status < 500);
        // A flow repeats the address that it was started with.
        const echoed = /\/(api|browser)$/.test(path) ? [flow] : [];
        holdsNothing(answer, `${method} ${path}${query.slice(0, 4)}`, echoed);
        if (path.includes('{') && path.startsWith('/api/')) assert.ok(answer.status >= 400, `${method} ${path}`);
      }
    }
    assert.equal((await alice.api(`/api/jars/${jar}`)).body.name, 'Royal jelly');
    assert.equal((await alice.api('/sessions/whoami')).status, 200);
  });

  it('finds nothing by searching', async () => {
    for (const q of [
      'Royal',
      'jelly',
      'queen',
      'secretion',
      'recipe',
      'text of',
      '"the text"',
      'r*',
      '%',
      '_',
      'R',
      '*',
      '"',
      jar,
    ]) {
      const answer = await trent.api(`/api/jars?q=${encodeURIComponent(q)}`);
      assert.equal(answer.status, 200);
      holdsNothing(answer, `searching ${q}`);
      const words = await trent.api(`/api/search?q=${encodeURIComponent(q)}`);
      assert.deepEqual([words.status, words.body], [200, { results: [], more: false }], q);
      holdsNothing(words, `searching ${q} in texts`);
    }
  });

  it('does not get further by a cursor of somebody else', async () => {
    for (let count = 0; count < 3; count++) await alice.api('/api/jars', { body: { name: `Royal jelly ${count}` } });
    const { next_cursor } = (await alice.api('/api/jars?limit=1')).body;
    assert.ok(next_cursor);
    for (const path of ['/api/jars', '/api/me/events', '/api/audit/events']) {
      holdsNothing(await trent.api(`${path}?cursor=${encodeURIComponent(next_cursor)}`), `${path} with a cursor`);
    }
    const documents = await trent.api(`/api/jars/${jar}/documents?cursor=${encodeURIComponent(next_cursor)}`);
    assert.equal(documents.status, 404);
  });

  it("does not reach a document through a jar of one's own", async () => {
    const own = (await trent.api('/api/jars', { body: { name: 'Mine' } })).body.id;
    for (const suffix of ['', '/content']) {
      const answer = await trent.api(`/api/jars/${own}/documents/${document}${suffix}`);
      assert.equal(answer.status, 404);
      holdsNothing(answer, `a document${suffix}`);
    }
    const removal = await trent.api(`/api/jars/${own}/documents/${document}`, { method: 'DELETE' });
    assert.equal(removal.status, 404);
    assert.equal((await trent.api(`/api/jars/${own}/grants/${grant}`, { method: 'DELETE' })).status, 404);
    assert.equal((await alice.api(`/api/jars/${jar}/documents/${document}`)).status, 200);
  });

  it('does not learn whether an address is somebody’s by sharing with it', async () => {
    const own = (await trent.api('/api/jars', { body: { name: 'Mine too' } })).body.id;
    const share = (email: string) =>
      trent.api(`/api/jars/${own}/grants`, { body: { subject: { type: 'user', email }, relation: 'viewer' } });
    const known = await share(alice.email);
    const unknown = await share('nobody@example.com');
    assert.deepEqual(
      { ...known.body, id: '', created_at: '', subject: { ...known.body.subject, email: '' } },
      { ...unknown.body, id: '', created_at: '', subject: { ...unknown.body.subject, email: '' } },
    );
    holdsNothing(known, 'a grant', [alice.email]);
  });
});

describe('a grant', () => {
  it('opens a jar from the next request on, and its end closes it again', async () => {
    const id = (await alice.api('/api/jars', { body: { name: 'Shared' } })).body.id;
    const text = await upload(alice, id, 'shared.txt');
    const reads = [`/api/jars/${id}`, `/api/jars/${id}/documents`, `/api/jars/${id}/documents/${text}/content`];
    const statuses = async () => Promise.all(reads.map(async (path) => (await trent.api(path)).status));
    const listed = async () =>
      (await trent.api('/api/jars')).body.jars.some((found: { id: string }) => found.id === id) as boolean;
    assert.deepEqual(await statuses(), [404, 404, 404]);

    alice.token = (await signIn(server, alice)).body.session_token;
    const subject = { type: 'user', email: trent.email };
    const granted = await alice.api(`/api/jars/${id}/grants`, { body: { subject, relation: 'viewer' } });
    assert.equal(granted.status, 201);
    assert.deepEqual(await statuses(), [200, 200, 200]);
    assert.equal(await listed(), true);
    for (const [method, path, body] of [
      ['PATCH', `/api/jars/${id}`, { name: 'Mine' }],
      ['DELETE', `/api/jars/${id}`, undefined],
      ['DELETE', `/api/jars/${id}/documents/${text}`, undefined],
      ['POST', `/api/jars/${id}/grants`, { subject, relation: 'owner' }],
      ['GET', `/api/jars/${id}/grants`, undefined],
      ['DELETE', `/api/jars/${id}/grants/${granted.body.id}`, undefined],
    ] as const) {
      const answer = await trent.api(path, { method, body });
      assert.equal(answer.status, 403, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      assert.equal(answer.body.code, 'access_denied');
    }
    const form = new FormData();
    form.set('file', new File(['x'], 'x.txt'));
    assert.equal((await trent.api(`/api/jars/${id}/documents`, { body: form })).status, 403);

    const revoked = await alice.api(`/api/jars/${id}/grants/${granted.body.id}`, { method: 'DELETE' });
    assert.equal(revoked.status, 204);
    // A document that comes after the end is not seen either.
    await upload(alice, id, 'later.txt');
    assert.deepEqual(await statuses(), [404, 404, 404]);
    assert.equal(await listed(), false);
    const denied = await server.app.audit.list({ type: 'access.denied', resource: `jar:${id}`, limit: 100 });
    assert.ok(denied.events.length >= 10, `${denied.events.length} refusals are written down`);
  });

  it('with an end is closed by time', async () => {
    const person = await register(server, 'bob');
    const id = (await alice.api('/api/jars', { body: { name: 'For a while' } })).body.id;
    const expires_at = new Date(server.clock() + 60_000).toISOString();
    const body = { subject: { type: 'user', email: person.email }, relation: 'viewer', expires_at };
    assert.equal((await alice.api(`/api/jars/${id}/grants`, { body })).status, 201);
    assert.equal((await person.api(`/api/jars/${id}`)).status, 200);
    server.clock.advance({ seconds: 60 });
    assert.equal((await person.api(`/api/jars/${id}`)).status, 404);
    assert.deepEqual((await person.api('/api/jars')).body.jars, []);
  });
});
