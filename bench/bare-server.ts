import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { serveParent } from './child.ts';

export interface BareInit {
  /** A database of STING, and the hash of a session token in it. */
  file: string;
  tokenHash: string;
  /** What to answer. */
  headers: Record<string, string>;
  body: string;
}

/** The least that a server could do for the same answer: one indexed lookup, and the same headers and bytes. */
serveParent(async ({ file, tokenHash, headers, body }: BareInit) => {
  const db = new DatabaseSync(file, { readOnly: true });
  db.exec('pragma cache_size = -16000; pragma mmap_size = 268435456');
  const find = db.prepare('select id from session where token_hash = ?');
  const server = createServer((_request, response) => {
    response.writeHead(find.get(tokenHash) ? 200 : 401, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
