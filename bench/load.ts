import { connect, type Socket } from 'node:net';

/** GET requests of one address over and over on kept connections. */
export interface Load {
  url: string;
  /** The requests take their turns with these. */
  headers: readonly Record<string, string>[];
  connections: number;
  milliseconds: number;
}

/**
 * Sends the next request of a connection when the answer to its last one is complete. Answers how many were complete.
 * Written on sockets because a client library would need more of the machine than the server. Throws where an answer is
 * not 200.
 */
export async function load({ url, headers, connections, milliseconds }: Load): Promise<number> {
  const { hostname, port, pathname, host } = new URL(url);
  const requests = headers.map((one) => {
    const lines = [`GET ${pathname} HTTP/1.1`, `host: ${host}`, ...Object.entries(one).map(([k, v]) => `${k}: ${v}`)];
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  });
  let sent = 0;
  const next = () => requests[sent++ % requests.length]!;
  const end = performance.now() + milliseconds;
  const stop = stayAwake();

  const counts = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      let count = 0;
      socket.write(next());
      for await (const _answer of answers(socket)) {
        count++;
        if (performance.now() >= end) break;
        socket.write(next());
      }
      return count;
    }),
  );
  stop();
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Keeps this process running while it has nothing to do. A server that answers more slowly than we ask would otherwise
 * have to wake us for each answer, which in a virtual machine costs it more than the answer.
 */
function stayAwake(): () => void {
  let awake = true;
  const turn = () => {
    if (awake) setImmediate(turn);
  };
  turn();
  return () => {
    awake = false;
  };
}

/** The answers that come in on a socket. They need a content-length. */
async function* answers(socket: Socket): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) {
    text += chunk;
    const head = text.indexOf('\r\n\r\n');
    if (head === -1) continue;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
    if (!text.startsWith('HTTP/1.1 200') || Number.isNaN(length)) throw new Error(`Unexpected: ${text}`);
    if (text.length < head + 4 + length) continue;
    yield text;
    text = '';
  }
}
