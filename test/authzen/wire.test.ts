import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { refused } from '../support/administration.ts';
import { askBy, clientOf, question, setUp, written } from '../support/authzen.ts';
import { register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const owner = await register(server, 'alice', { setup: await server.setupToken() });
await setUp(server, owner, written('records.yml'));
const { ask, key } = await clientOf(server, owner, 'records');
const endpoints = ['evaluation', 'evaluations', 'search/subject', 'search/resource', 'search/action'];
const bearer = { authorization: `Bearer ${key}` };
const read = question('alice', 'read', 'record-1');
const raw = (endpoint: string, body: string, headers: Record<string, string> = {}) =>
  request(`${server.url}/access/v1/${endpoint}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...bearer, ...headers },
  });

describe('who asks', () => {
  const nobody: [who: string, headers: Record<string, string>][] = [
    ['nobody', {}],
    ['a key that never was', { authorization: `Bearer sting_app_${'A'.repeat(43)}` }],
    ['a part of a key', { authorization: `Bearer ${key.slice(0, -1)}` }],
    ['a key and more', { authorization: `Bearer ${key}A` }],
    ['a key by another scheme', { authorization: `Basic ${key}` }],
    ['a session', { authorization: `Bearer ${owner.token}` }],
    ['a session in its header', { 'x-session-token': owner.token }],
    ['a key in the header of sessions', { 'x-session-token': key }],
    ['a cookie', { cookie: `ory_kratos_session=${owner.token}` }],
  ];
  for (const [who, headers] of nobody) {
    it(`is 401 for ${who}, whatever is sent`, async () => {
      for (const endpoint of endpoints) {
        for (const body of [JSON.stringify(read), '{', '']) {
          const answer = await raw(endpoint, body, { authorization: '', ...headers });
          refused(answer, 401, 'unauthenticated', `${who} ${endpoint}`);
          assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
        }
      }
    });
  }

  it('is not told by an address', async () => {
    refused(await raw(`evaluation?access_token=${key}`, JSON.stringify(read)), 400, 'token_in_query');
    const answer = await raw(`evaluation?key=${key}`, JSON.stringify(read), { authorization: '' });
    refused(answer, 400, 'token_in_query');
  });

  it('is nobody elsewhere: a key opens nothing but this', async () => {
    for (const path of ['/api/me', '/api/jars', '/api/applications', '/sessions/whoami']) {
      assert.equal((await request(`${server.url}${path}`, { headers: bearer })).status, 401, path);
      assert.equal((await request(`${server.url}${path}`, { headers: { 'x-session-token': key } })).status, 401, path);
    }
  });

  it('gets no cookie, and no other origin may read', async () => {
    const answer = await raw('evaluation', JSON.stringify(read), { origin: 'https://evil.example' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('set-cookie'), null);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    assert.match(answer.headers.get('cache-control')!, /no-store/);
  });
});

describe('a request', () => {
  it('gets its id back where that is a sane one', async () => {
    const idOf = async (id: string, endpoint = 'evaluation', headers = {}) =>
      (await ask(endpoint, read, { 'x-request-id': id, ...headers })).headers.get('x-request-id');
    assert.equal(await idOf('bfe9eb29-ab87-4ca3-be83-a1d5d8305716'), 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716');
    assert.equal(await idOf('x'.repeat(128), 'evaluations'), 'x'.repeat(128));
    assert.equal(await idOf('mine', 'evaluation', { authorization: '' }), 'mine', 'of a refusal too');
    for (const odd of ['x'.repeat(129), 'two words', 'ä']) assert.notEqual(await idOf(odd), odd);
  });

  const unreadable: [what: string, body: string, code: string, headers?: Record<string, string>][] = [
    ['no body', '', 'invalid_input'],
    ['half a body', '{"subject":', 'malformed_json'],
    ['a list', '[]', 'invalid_input'],
    ['nothing', 'null', 'invalid_input'],
    ['text', '"x"', 'invalid_input'],
    ['a member twice', `{"subject":{"type":"user","id":"mallory","id":"alice"}}`, 'duplicate_member'],
    ['depth', `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`, 'too_deep'],
    ['another content type', JSON.stringify(read), 'wrong_content_type', { 'content-type': 'text/plain' }],
    ['XML', '<x/>', 'wrong_content_type', { 'content-type': 'application/xml' }],
    ['a form', 'a=b', 'wrong_content_type', { 'content-type': 'application/x-www-form-urlencoded' }],
  ];
  for (const [what, body, code, headers] of unreadable) {
    it(`with ${what} is 400`, async () => {
      for (const endpoint of endpoints) refused(await raw(endpoint, body, headers), 400, code, endpoint);
    });
  }

  it('says what it asks about, in text', async () => {
    const wrong: [body: object, code: string][] = [
      [{ ...read, subject: { type: 'user' } }, 'missing_member'],
      [{ ...read, subject: { id: 'alice' } }, 'missing_member'],
      [{ ...read, action: {} }, 'missing_member'],
      [{ ...read, resource: { type: 'record' } }, 'missing_member'],
      [{ subject: read.subject, action: read.action }, 'missing_member'],
      [{ ...read, subject: 'alice' }, 'invalid_member'],
      [{ ...read, subject: null }, 'invalid_member'],
      [{ ...read, subject: { type: 'user', id: 1 } }, 'invalid_member'],
      [{ ...read, subject: { type: 'user', id: '' } }, 'invalid_member'],
      [{ ...read, subject: { type: ['user'], id: 'alice' } }, 'invalid_member'],
      [{ ...read, subject: { type: 'user', id: 'alice', properties: 'x' } }, 'invalid_member'],
      [{ ...read, action: { name: 123 } }, 'invalid_member'],
      [{ ...read, context: [] }, 'invalid_member'],
    ];
    for (const [body, code] of wrong) {
      for (const endpoint of ['evaluation', 'evaluations']) {
        refused(await ask(endpoint, body), 400, code, JSON.stringify(body));
      }
    }
  });

  it('may say more than anybody knows', async () => {
    const { status, body } = await ask('evaluation', { ...read, foo: 1, subject: { ...read.subject, future: [{}] } });
    assert.deepEqual([status, body.decision], [200, true]);
  });

  it('may name what nobody knows: that is refused, not an error', async () => {
    const strange = [
      question('nobody', 'read', 'record-1'),
      question('alice', 'read', 'nothing'),
      question('alice', 'fly', 'record-1'),
      question('alice', 'read', 'record-1', { type: 'spaceship' }),
      { ...read, subject: { type: 'spaceship', id: 'alice' } },
      { ...read, subject: { type: 'record', id: 'record-1' } },
      { ...read, subject: { type: 'user::"alice" in user', id: 'alice' } },
      { ...read, subject: { type: 'user', id: 'x" || user::"alice' } },
      { ...read, resource: { type: 'record::"record-1"', id: 'record-1' } },
      { ...read, action: { name: 'read" || true || "' } },
      // Half of a surrogate pair, and a text that is longer than any id.
      { ...read, subject: { type: 'user', id: '\ud800' } },
      question('alice', 'read', '\udfff', { resource: { status: '\ud800' } }),
      question('x'.repeat(20_000), 'read', 'record-1'),
      ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].flatMap((odd) => [
        { ...read, subject: { type: odd, id: odd } },
        { ...read, action: { name: odd } },
        { ...read, resource: { type: odd, id: odd } },
      ]),
    ];
    for (const body of strange) {
      const answer = await ask('evaluation', body);
      assert.deepEqual([answer.status, answer.body.decision], [200, false], JSON.stringify(body));
    }
  });
});

describe('several evaluations', () => {
  const item = (id: string) => ({ resource: { type: 'record', id } });
  const top = { subject: read.subject, action: { name: 'write' } };
  const decisions = async (body: object) =>
    (await ask('evaluations', body)).body.evaluations.map(({ decision }: { decision: boolean }) => decision);

  it('stop where their semantic says', async () => {
    const evaluations = [item('record-1'), item('record-2'), item('record-1')];
    const by = (evaluations_semantic?: string, list = evaluations) =>
      decisions({ ...top, evaluations: list, options: evaluations_semantic ? { evaluations_semantic } : {} });
    assert.deepEqual(await by(), [true, false, true]);
    assert.deepEqual(await by('execute_all'), [true, false, true]);
    assert.deepEqual(await by('deny_on_first_deny'), [true, false]);
    assert.deepEqual(await by('permit_on_first_permit'), [true]);
    assert.deepEqual(await by('permit_on_first_permit', evaluations.slice(1)), [false, true]);
  });

  it('have one of three semantics', async () => {
    for (const options of [
      { evaluations_semantic: 'any' },
      { evaluations_semantic: 1 },
      { evaluations_semantic: 'toString' },
      'x',
      null,
    ]) {
      refused(await ask('evaluations', { ...top, evaluations: [item('record-1')], options }), 400, 'invalid_member');
    }
  });

  it('take a member from the top as a whole, or not at all', async () => {
    const body = {
      ...top,
      resource: { type: 'record', id: 'record-9', properties: { status: 'active' } },
      evaluations: [{}, { resource: { type: 'record', id: 'record-9' } }, { subject: { type: 'user', id: 'bob' } }],
    };
    assert.deepEqual(await decisions(body), [true, false, false]);
  });

  it('fail one by one', async () => {
    const evaluations = [item('record-1'), {}, 'x', null, { resource: { type: 'record' } }, item('record-1')];
    const { status, body } = await ask('evaluations', { ...top, evaluations });
    assert.equal(status, 200);
    const seen = body.evaluations.map(
      (each: { decision: boolean; context?: { error?: { status: number; code: string } } }) => [
        each.decision,
        each.context?.error?.code,
      ],
    );
    assert.deepEqual(seen, [
      [true, undefined],
      [false, 'missing_member'],
      [false, 'invalid_member'],
      [false, 'invalid_member'],
      [false, 'missing_member'],
      [true, undefined],
    ]);
    assert.equal(body.evaluations[1].context.error.status, 400);
    assert.deepEqual(
      await decisions({ ...top, evaluations, options: { evaluations_semantic: 'deny_on_first_deny' } }),
      [true, false],
    );
  });

  it('are a list, of at most a thousand', async () => {
    refused(await ask('evaluations', { ...read, evaluations: {} }), 400, 'invalid_member');
    const all = await decisions({ ...read, evaluations: Array.from({ length: 1000 }, () => ({})) });
    assert.equal(all.length, 1000);
    assert.ok(all.every(Boolean));
    refused(
      await ask('evaluations', { ...read, evaluations: Array.from({ length: 1001 }, () => ({})) }),
      413,
      'too_many_evaluations',
    );
    refused(
      await ask('evaluations', { ...read, evaluations: Array.from({ length: 10_000 }, () => ({})) }),
      413,
      'too_many_evaluations',
    );
  });

  it('are a single one where there is no list, or none in it', async () => {
    for (const body of [read, { ...read, evaluations: [] }]) {
      assert.deepEqual((await ask('evaluations', body)).body, (await ask('evaluation', read)).body);
    }
  });
});

describe('the metadata', () => {
  it('says where everything is, to anybody', async () => {
    const { status, body } = await request(`${server.url}/.well-known/authzen-configuration`);
    assert.equal(status, 200);
    assert.equal(body.policy_decision_point, server.url);
    const { policy_decision_point: _, ...addresses } = body;
    assert.equal(Object.keys(addresses).length, 5);
    for (const address of Object.values(addresses)) {
      const answer = await request(address as string, { body: read, headers: bearer });
      assert.equal(answer.status, 200, address as string);
    }
  });
});

describe('the limit', () => {
  it('is that of the application, and counts evaluations', async (t) => {
    const small = await startServer(t, {
      flags: { 'applications.evaluations_per_minute': 1000, 'serve.requests_per_minute': 100 },
    });
    const alice = await register(small, 'alice', { setup: await small.setupToken() });
    await setUp(small, alice, written('records.yml'));
    const first = (await clientOf(small, alice, 'records')).ask;
    const thousand = Array.from({ length: 999 }, () => ({}));
    assert.equal((await first('evaluations', { ...read, evaluations: thousand })).status, 200);
    assert.equal((await first('evaluation', read)).status, 200);
    const late = await first('evaluation', read);
    refused(late, 429, 'too_many_requests');
    assert.ok(Number(late.headers.get('retry-after')) > 0);
    // Whoever has no key is counted by address.
    const stranger = askBy(small, `sting_app_${'A'.repeat(43)}`);
    const statuses = new Set<number>();
    for (let i = 0; i < 120; i++) statuses.add((await stranger('evaluation', read)).status);
    assert.deepEqual([...statuses], [401, 429]);
  });
});
