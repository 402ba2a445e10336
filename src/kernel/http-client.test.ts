import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import tls from 'node:tls';
import { createCertificate } from '../../test/support/certificate.ts';
import { startReceiver } from '../../test/support/http-receiver.ts';
import { createHttpClient, type HttpFailure, type HttpRequest } from './http-client.ts';

const open = createHttpClient({ allowPrivate: true, exceptions: [] });
const guarded = createHttpClient({ allowPrivate: false, exceptions: [] });
const failsWith = (reason: HttpFailure) => ({ name: 'HttpClientError', reason });

/** Hosts by which somebody may try to reach this machine or its network. */
const privateHosts = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'any.localhost',
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '１２７.0.0.1',
  '127。0。0。1',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::127.0.0.1]',
  '[2002:7f00:1::]',
];

async function rawServer(t: TestContext, answer: string): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.write(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
}

describe('http client', () => {
  it('sends what it is given and answers what the server says', async (t) => {
    const { url, received } = await startReceiver(t, (_, response) => {
      response.writeHead(409, { 'x-one': 'a', 'set-cookie': ['b=1', 'c=2'] }).end('nö');
    });
    const request: HttpRequest = { url: `${url}/a?b=c`, method: 'POST', headers: { 'X-Ask': '1' }, body: '{"ü":1}' };
    const { status, headers, body } = await open.send(request);
    assert.deepEqual([status, headers['x-one'], headers['set-cookie'], body], [409, 'a', 'b=1, c=2', 'nö']);
    const [{ method, url: path, headers: sent, body: text }] = received as [(typeof received)[0]];
    assert.deepEqual([method, path, sent['x-ask'], text], ['POST', '/a?b=c', '1', '{"ü":1}']);
    assert.deepEqual([sent['content-length'], sent['accept-encoding'], sent['connection']], ['8', 'identity', 'close']);
  });

  it('takes a redirect as the answer', async (t) => {
    const { url, received } = await startReceiver(t, (_, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const { status, headers } = await open.send({ url, method: 'GET' });
    assert.deepEqual([status, headers['location'], received.length], [307, '/elsewhere', 1]);
  });

  for (const host of privateHosts) {
    it(`does not reach ${host}`, async (t) => {
      const { port, received } = await startReceiver(t);
      const request = { url: `http://${host}:${port}/`, method: 'GET' };
      await assert.rejects(guarded.send(request), failsWith('private_address'));
      assert.equal(received.length, 0);
    });
  }

  it('reaches a private address where an exception says so, and only there', async (t) => {
    const { url, received } = await startReceiver(t);
    const client = createHttpClient({ allowPrivate: false, exceptions: [`${url}/hooks/*`] });
    assert.equal((await client.send({ url: `${url}/hooks/a?x=1`, method: 'GET' })).status, 200);
    for (const path of ['/', '/hooks', '/hooks/../admin', '/hooks/a/b'])
      await assert.rejects(client.send({ url: `${url}${path}`, method: 'GET' }), failsWith('private_address'));
    assert.equal(received.length, 1);
  });

  it('connects to the address that was checked, whatever the name says afterwards', async (t) => {
    const { port, received } = await startReceiver(t);
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '192.0.2.1', family: 4 }]];
    const client = createHttpClient({ allowPrivate: true, exceptions: [], resolve: async () => answers.shift()! });
    await client.send({ url: `http://rebound.example:${port}/`, method: 'GET' });
    assert.deepEqual([received[0]!.headers['host'], answers.length], [`rebound.example:${port}`, 1]);
  });

  const rebound: [name: string, addresses: string[], reason: HttpFailure][] = [
    ['one private address beside a public one', ['8.8.8.8', '10.0.0.1'], 'private_address'],
    ['an address with a zone', ['fe80::1%lo'], 'private_address'],
    ['no address', [], 'unreachable'],
  ];
  for (const [name, addresses, reason] of rebound) {
    it(`does not follow a name to ${name}`, async () => {
      const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const client = createHttpClient({ allowPrivate: false, exceptions: [], resolve });
      await assert.rejects(client.send({ url: 'http://hooks.example/', method: 'GET' }), failsWith(reason));
    });
  }

  it('asks no resolver about an address', async () => {
    const resolve = async () => [{ address: '8.8.8.8', family: 4 }];
    const client = createHttpClient({ allowPrivate: false, exceptions: [], resolve });
    for (const url of ['http://127.0.0.1/', 'http://0x7f.1/', 'http://[::1]/'])
      await assert.rejects(client.send({ url, method: 'GET' }), failsWith('private_address'));
  });

  const refused: [what: string, request: HttpRequest, reason: HttpFailure][] = [
    ['no URL', { url: '/hooks', method: 'GET' }, 'bad_url'],
    ['a file', { url: 'file:///etc/passwd', method: 'GET' }, 'bad_url'],
    ['a zone', { url: 'http://[fe80::1%25eth0]/', method: 'GET' }, 'bad_url'],
    ['a user', { url: 'http://u@hooks.example/', method: 'GET' }, 'bad_url'],
    ['a password', { url: 'http://:p@hooks.example/', method: 'GET' }, 'bad_url'],
    ['another method', { url: 'http://127.0.0.1:1/', method: 'CONNECT' }, 'bad_request'],
    ['a header of the protocol', { url: 'http://127.0.0.1:1/', method: 'GET', headers: { HOST: 'x' } }, 'bad_request'],
    [
      'a header of two lines',
      { url: 'http://127.0.0.1:1/', method: 'GET', headers: { a: 'b\r\nc: d' } },
      'bad_request',
    ],
    ['a header without a name', { url: 'http://127.0.0.1:1/', method: 'GET', headers: { '': 'b' } }, 'bad_request'],
    ['a closed port', { url: 'http://127.0.0.1:1/', method: 'GET' }, 'unreachable'],
    ['an unknown name', { url: 'http://nobody.invalid/', method: 'GET' }, 'unreachable'],
  ];
  for (const [what, request, reason] of refused) {
    it(`refuses ${what}`, () => assert.rejects(open.send(request), failsWith(reason)));
  }

  it('never repeats the secrets of a URL', async () => {
    for (const url of ['http://u:s3cret@127.0.0.1:1/', 'http://127.0.0.1:1/s3cret?s3cret', 's3cret']) {
      await assert.rejects(open.send({ url, method: 'GET' }), (error: Error) => !error.message.includes('s3cret'));
    }
  });

  describe('gives up', () => {
    it('on a name that is not resolved in time', async () => {
      const client = createHttpClient({ allowPrivate: true, exceptions: [], resolve: () => new Promise(() => {}) });
      // Its timer alone does not keep a process alive, as a pending look-up would.
      const alive = setTimeout(() => {}, 60_000);
      const sent = client.send({ url: 'http://slow.example/', method: 'GET', timeoutMs: 5 });
      await assert.rejects(sent, failsWith('timeout')).finally(() => clearTimeout(alive));
    });

    it('when it is told to', async (t) => {
      const given = new AbortController();
      const { url } = await startReceiver(t, () => given.abort());
      await assert.rejects(open.send({ url, method: 'GET', signal: given.signal }), failsWith('aborted'));
      await assert.rejects(open.send({ url, method: 'GET', signal: given.signal }), failsWith('aborted'));
    });

    const slow: [what: string, answer: string][] = [
      ['says nothing', ''],
      ['stops in the headers', 'HTTP/1.1 200 OK\r\ncontent-'],
      ['stops in the body', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'],
      ['only ever says to wait', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ];
    for (const [what, answer] of slow) {
      it(`on a server that ${what}`, async (t) => {
        const url = await rawServer(t, answer);
        await assert.rejects(open.send({ url, method: 'GET', timeoutMs: 50 }), failsWith('timeout'));
      });
    }

    const broken: [what: string, answer: string, reason: HttpFailure][] = [
      ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'unreachable'],
      [
        'another protocol',
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
        'unreachable',
      ],
      ['headers without end', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}`, 'too_large'],
    ];
    for (const [what, answer, reason] of broken) {
      it(`on ${what}`, async (t) => {
        await assert.rejects(open.send({ url: await rawServer(t, answer), method: 'GET' }), failsWith(reason));
      });
    }

    it('on a body without end', async (t) => {
      const { url } = await startReceiver(t, (_, response) => {
        const more = () => {
          while (response.write('x'.repeat(10_000)));
        };
        response.on('drain', more);
        more();
      });
      await assert.rejects(open.send({ url, method: 'GET' }), failsWith('too_large'));
    });

    it('at one byte more than allowed', async (t) => {
      const { url } = await startReceiver(t, (_, response) => response.end('12345'));
      assert.equal((await open.send({ url, method: 'GET', maxBytes: 5 })).body, '12345');
      await assert.rejects(open.send({ url, method: 'GET', maxBytes: 4 }), failsWith('too_large'));
    });
  });

  it('trusts no certificate but a trusted one for this host, whatever the environment says', async (t) => {
    const trusted = tls.getCACertificates('default');
    t.after(() => tls.setDefaultCACertificates(trusted));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    t.after(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);
    const certificate = createCertificate({ name: 'hooks.example', ca: true, issuer: null });
    const key = certificate.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const { port, received } = await startReceiver(t, undefined, { key, cert: certificate.pem });
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const client = createHttpClient({ allowPrivate: true, exceptions: [], resolve });
    const ask = (host: string) => client.send({ url: `https://${host}:${port}/`, method: 'GET' });

    await assert.rejects(ask('hooks.example'), failsWith('unreachable'));
    tls.setDefaultCACertificates([certificate.pem]);
    await assert.rejects(ask('other.example'), failsWith('unreachable'));
    assert.equal(received.length, 0);
    assert.equal((await ask('hooks.example')).status, 200);
  });
});
