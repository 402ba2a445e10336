import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import fc from 'fast-check';
import { nodeValue, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser, startFlow, type WebClient, webClient } from '../support/web-client.ts';

const runs = 1500;

const server = await startServer({ after });
const alice = await register(server, 'alice');
const bob = await registerInBrowser(server, 'bob');
const visitor = webClient(server);
const jar = (await alice.api('/api/jars', { body: { name: 'Honey' } })).body.id as string;
const anybody = async (kind: string) => (await request(`${server.url}/self-service/${kind}/api`)).body.id as string;
const flows = {
  nativeSettings: (await alice.api('/self-service/settings/api')).body.id as string,
  nativeLogin: await anybody('login'),
  nativeRegistration: await anybody('registration'),
  settings: await startFlow(bob, 'settings'),
  registration: await startFlow(visitor, 'registration'),
};
const { operations } = (await alice.api('/api/operations')).body as { operations: { method: string; path: string }[] };

/** Strings that parsers, databases and templates have stumbled over. */
const nasty = fc.constantFrom(
  ...['', ' ', 'null', 'undefined', 'NaN', '__proto__', 'constructor', 'toString', '-1', '1e309', '9007199254740993'],
  ...["' OR 1=1 --", '"; DROP TABLE session', '%', '_', '*', '../../../etc/passwd', '..%2f', '%00', '%ff'],
  ...['<script>alert(1)</script>', '{{7*7}}', '\u202e', '\ud800', '\u0000', '\r\nx: y', '\u{1f41d}', 'a'.repeat(300)],
  ...['jar:', `jar:${jar}`, 'User::"x"', jar, flows.nativeLogin, alice.identityId],
);
const text = fc.oneof({ weight: 3, arbitrary: nasty }, fc.string({ unit: 'binary', maxLength: 40 }));
const name = fc.constantFrom(
  ...['method', 'traits', 'csrf_token', 'passkey_login', 'passkey_register', 'passkey_settings_register', 'screen'],
  ...['passkey_remove', 'lookup_secret', 'lookup_secret_regenerate', 'lookup_secret_confirm', 'session_token', 'name'],
  ...[
    'type',
    'sensitivity',
    'tags',
    'description',
    'team',
    'subject',
    'relation',
    'expires_at',
    'operation',
    'resource',
  ],
  ...['parameters', 'assertion', 'code', 'email', 'id', 'limit', 'cursor', 'q', 'since', 'flow', 'return_to', 'setup'],
  ...['aal', 'refresh', 'token', 'page', 'per_page', 'format', 'actor', 'outcome', 'first', '__proto__', 'constructor'],
);
const value = fc.constantFrom('passkey', 'profile', 'lookup_secret', 'private', 'user', 'viewer', 'jar.delete', 'aal2');
const json = fc.letrec((again) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    value,
    text,
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308),
    fc.array(again('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof({ weight: 4, arbitrary: name }, text), again('value'), { maxKeys: 4 }),
  ),
})).value;
const pairs = fc
  .tuple(fc.array(fc.tuple(fc.oneof(name, text), fc.oneof(value, text)), { maxLength: 5 }), fc.nat({ max: 3 }))
  // Sometimes everything stands twice.
  .map(([some, doubled]) => (doubled === 0 ? [...some, ...some] : some));
const file = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhoney\r\n--x--\r\n';

type Body = readonly [type: string, content: string];
const body = fc.oneof<fc.WeightedArbitrary<Body>[]>(
  { weight: 6, arbitrary: json.map((some) => ['application/json', JSON.stringify(some)]) },
  {
    weight: 3,
    arbitrary: pairs.map((some) => ['application/x-www-form-urlencoded', some.map((pair) => pair.join('=')).join('&')]),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('application/json', 'multipart/form-data; boundary=x', 'text/plain', '', 'x'),
      text,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Body>(
      ['application/json', '['.repeat(30_000)],
      ['application/json', `{"a":"${'x'.repeat(70_000)}"}`],
      ['multipart/form-data; boundary=x', file],
    ),
  },
);
const headers = fc.record(
  {
    accept: fc.constantFrom('text/html', 'application/json', '*/*', 'text/html;q=x, application/json', ';;;,,', ''),
    origin: fc.constantFrom('null', 'https://evil.example', server.url),
    'sec-fetch-site': fc.constantFrom('cross-site', 'same-origin', 'none', 'x'),
    'sting-step-up': fc.constantFrom('x', `sting_su_${'A'.repeat(43)}`),
    range: fc.constantFrom('bytes=0-', 'bytes=9999999999-', 'bytes=x'),
    'if-none-match': fc.constant('*'),
    'x-http-method-override': fc.constant('DELETE'),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', 'x'.repeat(2000)),
  },
  { requiredKeys: [] },
);

const cookiesOf = ({ cookies }: WebClient) => [...cookies].map((pair) => pair.join('=')).join('; ');
const token = { 'x-session-token': alice.token };
const cookie = cookiesOf(bob);
type Target = readonly [method: string, address: string, as: Record<string, string>];

const anywhere: fc.Arbitrary<Target> = fc
  .tuple(
    fc.constantFrom(...operations),
    fc.array(text, { minLength: 2, maxLength: 2 }),
    pairs,
    fc.constantFrom<Target[2]>(
      {},
      token,
      { cookie },
      { cookie, origin: server.url },
      { cookie: `${cookie}; ${cookie}` },
      { authorization: 'Bearer x' },
    ),
  )
  .map(([{ method, path }, ids, query, as]) => {
    const encoded = (part = '') => encodeURIComponent(part.toWellFormed());
    const filled = path.replace(/\{\w+\}|\*/g, () => encoded(ids.pop()));
    return [method, `${filled}?${query.map((pair) => pair.map(encoded).join('=')).join('&')}`, as];
  });

const inBrowser = (web: WebClient, flow: object) => ({
  cookie: cookiesOf(web),
  'x-csrf-token': nodeValue(flow, 'csrf_token') as string,
});
/** Half of the requests go to something that is there, by somebody who may see it. */
const somewhere = fc.constantFrom<Target>(
  ['POST', `/self-service/settings?flow=${flows.nativeSettings}`, token],
  ['POST', `/self-service/login?flow=${flows.nativeLogin}`, {}],
  ['POST', `/self-service/registration?flow=${flows.nativeRegistration}`, {}],
  ['POST', `/self-service/settings?flow=${flows.settings.id}`, inBrowser(bob, flows.settings)],
  ['POST', `/self-service/registration?flow=${flows.registration.id}`, inBrowser(visitor, flows.registration)],
  ['GET', `/settings?flow=${flows.settings.id}`, { cookie }],
  ['GET', `/registration?flow=${flows.registration.id}`, { cookie: cookiesOf(visitor) }],
  ['POST', '/api/step-up', token],
  ['PATCH', `/api/jars/${jar}`, token],
  ['POST', `/api/jars/${jar}/grants`, token],
  ['POST', `/api/jars/${jar}/documents`, token],
);

it('answers whatever is sent, and never with an error of its own', { timeout: 120_000 }, async () => {
  const seen = new Set<number>();
  const property = fc.asyncProperty(fc.oneof(anywhere, somewhere), body, headers, async (target, sent, more) => {
    const [method, address, as] = target;
    const [type, content] = sent;
    const withBody = method !== 'GET' && method !== 'HEAD';
    const response = await fetch(`${server.url}${address}`, {
      method,
      redirect: 'manual',
      headers: { ...more, ...as, ...(withBody && type !== '' ? { 'content-type': type } : {}) },
      ...(withBody ? { body: content } : {}),
      signal: AbortSignal.timeout(20_000),
    });
    const answer = await response.text();
    seen.add(response.status);
    assert.ok(response.status < 500, `${method} ${address} ${type} ${content.slice(0, 300)}: ${answer}`);
    assert.ok(response.headers.has('x-request-id'));
    assert.doesNotMatch(answer, /node_modules|\bat \w+ \(|SQLITE|TypeError/, 'internals stay inside');
  });
  await fc.assert(property, { numRuns: runs, seed: 7 });
  for (const status of [200, 303, 400, 401, 403, 404, 413, 415]) assert.ok(seen.has(status), `${status} never came`);
  assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);
  assert.equal((await server.app.audit.verify()).intact, true);
});
