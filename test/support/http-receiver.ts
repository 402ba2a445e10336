import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

interface Scope {
  after(work: () => Promise<void>): void;
}

/** What a receiver was sent. */
export interface Received {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

type Answer = (request: Received, response: ServerResponse) => void;

/** A server on a free loopback port until the end of the test; it keeps what it was sent. */
export async function startReceiver(
  scope: Scope,
  answer: Answer = (_, response) => response.end(),
  tls?: { key: string; cert: string },
): Promise<{ url: string; port: number; received: Received[] }> {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    const one = await read(request);
    received.push(one);
    answer(one, response);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scope.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, port, received };
}

async function read(request: IncomingMessage): Promise<Received> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method!, url: request.url!, headers, body };
}
