import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, describe, it } from 'node:test';
import { problem } from '../support/contract.ts';
import { register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');
const bob = await registerInBrowser(server, 'bob');
const jar = (await alice.api('/api/jars', { body: { name: 'Honey' } })).body.id as string;

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
