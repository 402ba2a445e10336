import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import fastify from 'fastify';
import { OperatorError } from '../kernel/errors.ts';
import { bind, drain } from './bind.ts';

const portOf = ({ server }: { server: { address(): unknown } }) => (server.address() as AddressInfo).port;

test('a request that never ends does not keep the server', async () => {
  const server = fastify();
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  server.get('/', () => {
    resolve();
    return new Promise(() => {});
  });
  await bind(server, 'public', { host: '127.0.0.1', port: 0 });
  const socket = connect(portOf(server), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await arrived;
  const closed = once(socket.resume(), 'close');
  await drain([server], 0);
  await closed;
});

test('a connection that nobody uses is closed at once', async () => {
  const server = fastify();
  server.get('/', async () => 'fine');
  await bind(server, 'admin', { host: '127.0.0.1', port: 0 });
  const socket = connect(portOf(server), '127.0.0.1').setEncoding('utf8');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [answer] = await once(socket, 'data');
  assert.match(answer, /^HTTP\/1\.1 200 OK/);
  await Promise.all([once(socket, 'close'), drain([server], 2 ** 31 - 1)]);
});

const impossible: [problem: string, address: (taken: number) => { host: string; port: number }, sentence: RegExp][] = [
  ['a taken port', (port) => ({ host: '127.0.0.1', port }), /^The admin listener .* is in use.*--admin-port\.$/],
  [
    'a foreign address',
    () => ({ host: '192.0.2.1', port: 0 }),
    /192\.0\.2\.1 port 0 is not an address of this machine/,
  ],
];
for (const [problem, address, sentence] of impossible) {
  test(`${problem} is told in a sentence`, async (t) => {
    const other = fastify();
    const server = fastify();
    t.after(() => drain([other, server]));
    await bind(other, 'public', { host: '127.0.0.1', port: 0 });
    await assert.rejects(bind(server, 'admin', address(portOf(other))), (error: Error) => {
      assert.ok(error instanceof OperatorError);
      assert.match(error.message, sentence);
      return true;
    });
  });
}
