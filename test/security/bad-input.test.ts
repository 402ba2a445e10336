import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, describe, it } from 'node:test';
import { type Answer, nodeValue, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser, startFlow, submitFlow, traitsOf, webClient } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');
const bob = await registerInBrowser(server, 'bob');
const jar = (await alice.api('/api/jars', { body: { name: 'Honey' } })).body.id as string;

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

function problem({ status, body, headers }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.match(headers.get('content-type')!, /^application\/problem\+json/);
  assert.equal(body.code, code);
  assert.equal(body.status, expected);
  assert.equal(body.request_id, headers.get('x-request-id'));
  assert.ok(body.detail.length > 10);
}

/** The same refusal in the shape of Kratos's routes. */
function envelope({ status, body, headers }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal(body.error.id, code);
}

type Raw = [what: string, headers: Record<string, string>, body: string | Buffer, status: number, code: string];

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const malformed: Raw[] = [
  ['no JSON', json, '{', 400, 'malformed_json'],
  ['JSON with a comment', json, '{"name":"a"/* */}', 400, 'malformed_json'],
  ['JSON with a comma too many', json, '{"name":"a",}', 400, 'malformed_json'],
  ['two documents', json, '{}{}', 400, 'malformed_json'],
  ['a byte order mark', json, '\ufeff{"name":"a"}', 400, 'malformed_json'],
  ['NaN', json, '{"name":NaN}', 400, 'malformed_json'],
  ['invalid UTF-8', json, Buffer.from('7b226e616d65223a22ff227d', 'hex'), 400, 'malformed_json'],
  ['an overlong encoding', json, Buffer.from('7b226e616d65223a22c080227d', 'hex'), 400, 'malformed_json'],
  ['a surrogate in UTF-8', json, Buffer.from('7b226e616d65223a22eda080227d', 'hex'), 400, 'malformed_json'],
  ['NUL', json, '{"name":"a\\u0000b"}', 400, 'malformed_json'],
  ['NUL in a name', json, '{"na\\u0000me":"a"}', 400, 'malformed_json'],
  ['a member twice', json, '{"name":"a","name":"b"}', 400, 'duplicate_member'],
  ['a member twice by escape', json, '{"name":"a","n\\u0061me":"b"}', 400, 'duplicate_member'],
  ['21 levels', json, deep(21), 400, 'too_deep'],
  ['no end of levels', json, '['.repeat(60_000), 400, 'malformed_json'],
  ['500 levels', json, `${'['.repeat(500)}${']'.repeat(500)}`, 400, 'too_deep'],
  ['64 KiB and more', json, `{"name":"${'x'.repeat(65_536)}"}`, 413, 'too_large'],
  ['text', { 'content-type': 'text/plain' }, '{"name":"a"}', 415, 'unsupported_media_type'],
  ['XML', { 'content-type': 'application/xml' }, '<a/>', 415, 'unsupported_media_type'],
  [
    'JSON by another name',
    { 'content-type': 'application/vnd.api+json' },
    '{"name":"a"}',
    415,
    'unsupported_media_type',
  ],
  ['a content type that is none', { 'content-type': 'json' }, '{"name":"a"}', 415, 'unsupported_media_type'],
];

const onlyApi: Raw[] = [
  ['an array', json, '[]', 400, 'invalid_input'],
  ['a string', json, '"a"', 400, 'invalid_input'],
  ['null', json, 'null', 400, 'invalid_input'],
  ['nothing', json, '', 400, 'invalid_input'],
  ['an unknown field', json, '{"name":"a","role":"owner"}', 400, 'invalid_input'],
  ['the owner', json, '{"name":"a","owner":"me"}', 400, 'invalid_input'],
  ['__proto__', json, '{"name":"a","__proto__":{"sensitivity":"public"}}', 400, 'invalid_input'],
  ['constructor', json, '{"name":"a","constructor":{"prototype":{"x":1}}}', 400, 'invalid_input'],
  ['a number for a text', json, '{"name":1}', 400, 'invalid_input'],
  ['a text for a list', json, '{"name":"a","tags":"b"}', 400, 'invalid_input'],
  ['an unknown type', json, '{"name":"a","type":"secret"}', 400, 'invalid_input'],
  ['a name of blanks', json, '{"name":"   "}', 400, 'invalid_input'],
  ['a name with a line break', json, '{"name":"a\\nb"}', 400, 'invalid_input'],
  ['a name that turns the text around', json, '{"name":"a\\u202eb"}', 400, 'invalid_input'],
  ['half of a pair of surrogates', json, '{"name":"\\ud800"}', 400, 'invalid_input'],
  ['a name of 121 characters', json, `{"name":"${'x'.repeat(121)}"}`, 400, 'invalid_input'],
  ['a form', form, 'name=a', 415, 'unsupported_media_type'],
];

const onlyForms: Raw[] = [
  ['a field twice', form, 'traits.email=a&traits.email=b', 400, 'malformed_form'],
  ['a value that is a group too', form, 'traits=a&traits.email=b', 400, 'malformed_form'],
  ['a group that is a value too', form, 'traits.email=b&traits=a', 400, 'malformed_form'],
  ['__proto__', form, '__proto__.polluted=1', 400, 'malformed_form'],
  ['__proto__ further in', form, 'traits.__proto__.polluted=1', 400, 'malformed_form'],
  ['constructor.prototype', form, 'constructor.prototype.polluted=1', 400, 'malformed_form'],
  ['an empty name', form, 'traits..email=a', 400, 'malformed_form'],
  ['21 levels', form, `${'a.'.repeat(21)}b=1`, 400, 'malformed_form'],
  ['NUL', form, 'traits.email=%00', 400, 'malformed_form'],
  ['a percent sign alone', form, 'traits.email=%', 400, 'malformed_form'],
  ['invalid UTF-8 in percent', form, 'traits.email=%ff', 400, 'malformed_form'],
  ['invalid UTF-8', form, Buffer.from('613dff', 'hex'), 400, 'malformed_form'],
  ['an array', json, '[]', 400, 'malformed_request'],
  ['a string', json, '"a"', 400, 'malformed_request'],
];

describe('a request body', () => {
  const send = (path: string, headers: Record<string, string>, body: string | Buffer) =>
    alice.api(path, { method: 'POST', body, headers });
  const path = '/self-service/settings?flow=';
  const flowId = alice.api('/self-service/settings/api').then(({ body }) => body.id as string);

  for (const [what, headers, body, status, code] of [...malformed, ...onlyApi]) {
    it(`of ${what} is refused by the API`, async () => problem(await send('/api/jars', headers, body), status, code));
  }
  for (const [what, headers, body, status, code] of [...malformed, ...onlyForms]) {
    it(`of ${what} is refused by a flow`, async () =>
      envelope(await send(path + (await flowId), headers, body), status, code));
  }
  it('of a form is refused as a page where a browser sent it', async () => {
    const answer = await bob.send('/self-service/settings?flow=x', {
      html: true,
      method: 'POST',
      body: 'a=%ff',
      headers: form,
    });
    assert.equal(answer.status, 400);
    assert.match(answer.headers.get('content-type')!, /^text\/html/);
    assert.ok(!('polluted' in {}));
  });
  it('belongs to those that take one', async () => {
    const path = `/api/me/passkeys/${crypto.randomUUID()}/suspend`;
    problem(await alice.api(path, { body: { user_verified: true } }), 400, 'unexpected_body');
    problem(await alice.api(path, { body: {} }), 404, 'not_found');
  });
  it('of refused kinds is counted in the audit chain', async () => {
    server.clock.advance({ minutes: 1 });
    await server.app.audit.flush();
    const { events } = await server.app.audit.list({ type: 'request.refused', limit: 100 });
    const counted = new Set(events.map(({ reason }) => reason));
    for (const code of [
      'malformed_json',
      'duplicate_member',
      'too_large',
      'malformed_form',
      'unsupported_media_type',
    ]) {
      assert.ok(counted.has(code), `${code} in ${[...counted]}`);
    }
  });
});

describe('an address', () => {
  const cases: [path: string, status: number, code: string][] = [
    ['/api/jars?limit=x', 400, 'invalid_input'],
    ['/api/jars?limit=0', 400, 'invalid_input'],
    ['/api/jars?limit=101', 400, 'invalid_input'],
    ['/api/jars?limit=1e9', 400, 'invalid_input'],
    ['/api/jars?unknown=1', 400, 'invalid_input'],
    ['/api/jars?limit=1&limit=2', 400, 'duplicate_parameter'],
    ['/api/jars?q=%00', 400, 'malformed_query'],
    ['/api/jars?cursor=garbage', 400, 'invalid_cursor'],
    [`/api/me?token=${alice.token}`, 400, 'token_in_query'],
    [`/api/jars?access_token=${bob.cookies.get('ory_kratos_session')}`, 400, 'token_in_query'],
    ['/api/jars/x', 404, 'not_found'],
    ['/api/jars/%00', 404, 'not_found'],
    ['/api/jars/%F0%9F%90%9D', 404, 'not_found'],
    [`/api/jars/${jar.toUpperCase()}`, 404, 'not_found'],
    [`/api/jars/${jar}%20`, 404, 'not_found'],
    [`/api/jars/${jar}/documents/x`, 404, 'not_found'],
    [`/api/jars/${jar}/documents/..%2f..%2fx`, 404, 'not_found'],
    [`/api/jars/${'x'.repeat(201)}`, 414, 'address_too_long'],
    ['/api/jars/%zz', 400, 'malformed_request'],
    ['/api/jars/%ff', 400, 'malformed_request'],
    ['/api/jars/%ED%A0%80', 400, 'malformed_request'],
  ];
  for (const [path, status, code] of cases) {
    it(`${path.slice(0, 50)} is answered ${status}`, async () => problem(await alice.api(path), status, code));
  }
  it('names a console file and no other', async () => {
    for (const path of ['..%2findex.html', '..%2f..%2f..%2fpackage.json', '..%5c..%5cpackage.json', 'nothing.js']) {
      const answer = await request(`${server.url}/console/assets/${path}`, { headers: { accept: 'text/html' } });
      assert.ok(answer.status === 403 || answer.status === 404, `${path}: ${answer.status}`);
      assert.doesNotMatch(String(answer.body), /"dependencies"/);
    }
  });
  it('keeps a token in a query out of the stored flow', async () => {
    const path = '/self-service/login/api?setup=secret&token=secret&code=secret&aal=aal1';
    assert.match((await request(`${server.url}${path}`)).body.request_url, /\/login\/api\?aal=aal1$/);
  });
});

describe('what is no HTTP request of ours', () => {
  /** Writes bytes as they are and answers everything that comes back. */
  const raw = (bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes));
      let answer = '';
      socket.setEncoding('utf8');
      socket.on('data', (piece) => {
        answer += piece;
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  const cases: [what: string, bytes: string, status: number][] = [
    ['headers without end', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['a thousand cookies', `GET / HTTP/1.1\r\nhost: a\r\n${'cookie: a=b; c=d; e=f\r\n'.repeat(1000)}\r\n`, 431],
    ['bytes that are no HTTP', 'honey\r\n\r\n', 400],
    ['two lengths', 'POST /api/jars HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}', 400],
    [
      'a length and chunks',
      'POST /api/jars HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a header that is folded', 'GET / HTTP/1.1\r\nhost: a\r\nx: y\r\n z\r\n\r\n', 400],
    ['a line feed alone in a header', 'GET / HTTP/1.1\r\nhost: a\r\nx: y\nset-cookie: z\r\n\r\n', 400],
  ];
  for (const [what, bytes, status] of cases) {
    it(`${what} is answered ${status}`, async () => {
      const answer = await raw(bytes);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      assert.match(answer, /content-type: application\/problem\+json/);
      assert.match(answer, /x-content-type-options: nosniff/);
      assert.match(answer, /cache-control: no-store/);
      assert.equal(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).status, status);
    });
  }
});

describe('traits', () => {
  const traits = traitsOf('mallory');
  const cases: [what: string, traits: unknown][] = [
    ['a role', { ...traits, role: 'owner' }],
    ['roles', { ...traits, roles: ['owner'] }],
    ['verified', { ...traits, verified: true }],
    ['an id', { ...traits, id: alice.identityId }],
    ['a schema', { ...traits, schema_id: 'other' }],
    ['metadata', { ...traits, metadata_admin: {} }],
    ['a member in the name', { ...traits, name: { ...traits.name, role: 'owner' } }],
    ['__proto__', JSON.parse(`{"email":"mallory@example.com","name":{"first":"a","last":"b"},"__proto__":{"role":1}}`)],
    ['control characters', { ...traits, name: { first: 'a\u0007b', last: 'c' } }],
    ['a line break in the address', { ...traits, email: 'a@example.com\r\nbcc: b@example.com' }],
    ['an address without end', { ...traits, email: `${'a'.repeat(250)}@example.com` }],
    ['two addresses', { ...traits, email: 'a@example.com,b@example.com' }],
    ['an address as a list', { ...traits, email: ['a@example.com'] }],
    ['an address as an object', { ...traits, email: { value: 'a@example.com' } }],
    ['a name as a text', { ...traits, name: 'Mallory' }],
    ['nothing', null],
    ['a text', 'mallory'],
    ['a list', [traits]],
  ];
  for (const [what, wrong] of cases) {
    it(`with ${what} register nobody and change nobody`, async () => {
      const native = (await request(`${server.url}/self-service/registration/api`)).body;
      const refused = await request(native.ui.action, { body: { method: 'profile', traits: wrong } });
      assert.equal(refused.status, 400, JSON.stringify(refused.body));
      assert.equal(nodeValue(refused.body, 'passkey_create_data'), undefined, 'there is no second page');
      const skipped = await request(native.ui.action, {
        body: { method: 'passkey', traits: wrong, passkey_register: '{}' },
      });
      assert.equal(skipped.status, 400);

      const settings = (await alice.api('/self-service/settings/api')).body;
      const path = settings.ui.action.slice(server.url.length);
      assert.equal((await alice.api(path, { body: { method: 'profile', traits: wrong } })).status, 400);

      // The page has to show what was entered, whatever it was.
      const web = webClient(server);
      const flow = await startFlow(web, 'registration');
      await submitFlow(web, flow, { method: 'profile', traits: wrong });
      const page = await web.send(`/registration?flow=${flow.id}`, { html: true });
      assert.equal(page.status, 200);
    });
  }
  it('are the same as before', async () => {
    assert.deepEqual((await alice.api('/sessions/whoami')).body.identity.traits, traitsOf('alice'));
  });

  it('may hold HTML, which stays text on every page', async () => {
    const web = await registerInBrowser(server, 'eve');
    const name = { first: '<img src=x onerror=alert(1)>', last: '"><script>alert(1)</script>' };
    const flow = await startFlow(web, 'settings');
    const saved = await submitFlow(web, flow, { method: 'profile', traits: { ...traitsOf('eve'), name } });
    assert.equal(saved.status, 200);
    assert.deepEqual(saved.body.identity.traits.name, name);
    const page = await web.send(`/settings?flow=${flow.id}`, { html: true });
    assert.doesNotMatch(page.body, /<img src=x|"><script>alert/);
    assert.match(page.body, /&lt;img src=x/);
  });
});

describe('what a client says of itself', () => {
  it('is no proof: verification, methods and levels are the server’s to tell', async () => {
    const flow = (await request(`${server.url}/self-service/login/api`)).body;
    for (const body of [
      { user_verified: true },
      { method: 'passkey', user_verified: true },
      { method: 'passkey', passkey_login: JSON.stringify({ user_verified: true, id: 'x' }) },
      { method: 'biometric' },
      { authenticator_assurance_level: 'aal2', identity: alice.identityId },
    ]) {
      const answer = await request(flow.ui.action, { body });
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.session_token, undefined);
    }
  });

  it('is no password: that is refused in every flow and written down', async () => {
    const password = 'correct horse battery staple';
    const settings = (await alice.api('/self-service/settings/api')).body;
    const path = settings.ui.action.slice(server.url.length);
    assert.equal((await alice.api(path, { body: { method: 'password', password } })).status, 400);
    for (const kind of ['login', 'registration']) {
      const flow = (await request(`${server.url}/self-service/${kind}/api`)).body;
      const body = { method: 'password', identifier: alice.email, password, traits: traitsOf('x') };
      assert.equal((await request(flow.ui.action, { body })).status, 400);
      assert.ok(!flow.ui.nodes.some(({ group }: { group: string }) => group === 'password'));
    }
    server.clock.advance({ minutes: 1 });
    await server.app.audit.flush();
    const { events } = await server.app.audit.list({ limit: 100 });
    const seen = events.filter(({ reason }) => reason === 'no_method').map(({ type }) => type);
    assert.deepEqual([...new Set(seen)].sort(), ['request.refused', 'settings.failed']);
    assert.doesNotMatch(JSON.stringify(events), /correct horse/);
  });
});
