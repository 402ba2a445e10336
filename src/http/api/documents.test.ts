import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type Caller, multipart, publicServer } from '../../../test/support/api.ts';

const jarOf = async (caller: Caller, init: object = {}) =>
  (await caller.send('POST', '/api/jars', { name: 'Honey', ...init })).body.id as string;
const max = 300_000;

async function setUp(scope: Parameters<typeof publicServer>[0]) {
  const world = await publicServer(scope, { 'documents.max_bytes': max });
  const alice = await world.person('alice');
  const jar = await jarOf(alice);
  const left = async () => {
    const rows = await world.app.store.read.selectFrom('document').selectAll().execute();
    const chunks = await world.app.store.read.selectFrom('document_chunk').selectAll().execute();
    return { documents: rows.length, chunks: chunks.length };
  };
  return { ...world, alice, jar, left };
}

test('a document is uploaded, described, read back and deleted', async (t) => {
  const { alice, jar, app } = await setUp(t);
  const content = Buffer.from('Honey keeps for \u{1f41d} ever.\n');
  const uploaded = await alice.upload(jar, content, { name: 'Bücher "1".txt' });
  assert.equal(uploaded.statusCode, 201);
  const { id, ...described } = uploaded.body;
  assert.deepEqual(described, {
    name: 'Bücher "1".txt',
    media_type: 'text/plain',
    size: content.length,
    sha256: described.sha256,
    uploaded_by: { id: alice.id, name: 'alice@example.org' },
    created_at: '2026-01-15T12:00:00.000Z',
    state: 'ready',
    sensitivity: 'internal',
    own_sensitivity: null,
    decision: null,
  });
  const base = `/api/jars/${jar}/documents`;
  assert.deepEqual((await alice.send('GET', base)).body, { documents: [uploaded.body], locked: [], next_cursor: null });
  assert.deepEqual((await alice.send('GET', `${base}/${id}`)).body, uploaded.body);
  assert.equal((await alice.send('GET', `/api/jars/${jar}`)).body.documents, 1);

  const answer = await alice.send('GET', `${base}/${id}/content`);
  assert.equal(answer.statusCode, 200);
  assert.ok(answer.rawPayload.equals(content));
  assert.equal(answer.headers['content-type'], 'text/plain');
  assert.equal(answer.headers['content-security-policy'], "sandbox; default-src 'none'");
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['etag'], `"${described.sha256}"`);
  assert.match(
    String(answer.headers['content-disposition']),
    /^attachment; filename="B_cher _1_\.txt"; filename\*=UTF-8''B%C3%BCcher%20%221%22\.txt$/,
  );

  assert.equal((await alice.send('DELETE', `${base}/${id}`)).statusCode, 204);
  for (const path of [`${base}/${id}`, `${base}/${id}/content`])
    assert.equal((await alice.send('GET', path)).statusCode, 404);
  assert.equal((await alice.send('DELETE', `${base}/${id}`)).statusCode, 404);
  const { events } = await app.audit.list({ limit: 100, resource: `jar:${jar}` });
  const types = events.map(({ type, details }) => [type, details['document'] ?? null]);
  assert.deepEqual(
    types.filter(([type]) => String(type).startsWith('document')),
    [
      ['document.deleted', id],
      ['document.read', id],
      ['document.uploaded', id],
    ],
  );
});

const bodies: { what: string; body: ReturnType<typeof multipart>; status: number; code?: string }[] = [
  { what: 'a document of no bytes', body: multipart([{ field: 'file', name: 'a', content: '' }]), status: 201 },
  {
    what: 'exactly the limit',
    body: multipart([{ field: 'file', name: 'a', content: Buffer.alloc(max) }]),
    status: 201,
  },
  {
    what: 'one byte more',
    body: multipart([{ field: 'file', name: 'a', content: Buffer.alloc(max + 1) }]),
    status: 413,
    code: 'document_too_large',
  },
  {
    what: 'far more',
    body: multipart([{ field: 'file', name: 'a', content: Buffer.alloc(20 * max) }]),
    status: 413,
    code: 'document_too_large',
  },
  {
    what: 'two files',
    body: multipart([
      { field: 'file', name: 'a', content: Buffer.alloc(290_000) },
      { field: 'file', name: 'b', content: Buffer.alloc(290_000) },
    ]),
    status: 400,
    code: 'one_file_expected',
  },
  {
    what: 'a field after the file',
    body: multipart([
      { field: 'file', name: 'a', content: 'x' },
      { field: 'note', content: 'x' },
    ]),
    status: 400,
    code: 'one_file_expected',
  },
  { what: 'a field alone', body: multipart([{ field: 'file', content: 'x' }]), status: 400, code: 'one_file_expected' },
  {
    what: 'a file by another name',
    body: multipart([{ field: 'f', name: 'a', content: 'x' }]),
    status: 400,
    code: 'one_file_expected',
  },
  { what: 'a prototype', body: multipart([{ field: '__proto__', name: 'a', content: 'x' }]), status: 400 },
  { what: 'nothing', body: multipart([]), status: 400, code: 'one_file_expected' },
  {
    what: 'a body that breaks off',
    body: {
      ...multipart([]),
      payload: multipart([{ field: 'file', name: 'a', content: 'x' }]).payload.subarray(0, -20),
    },
    status: 400,
    code: 'upload_incomplete',
  },
  {
    what: 'no boundary',
    body: { ...multipart([]), headers: { 'content-type': 'multipart/form-data' } },
    status: 400,
    code: 'upload_incomplete',
  },
  {
    what: 'JSON',
    body: { payload: Buffer.from('{}'), headers: { 'content-type': 'application/json' } },
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'a bare file',
    body: { payload: Buffer.from('x'), headers: { 'content-type': 'text/plain' } },
    status: 415,
    code: 'unsupported_media_type',
  },
];

test('an upload is one file of at most the limit, or leaves nothing behind', async (t) => {
  const { alice, jar, left } = await setUp(t);
  let visible = 0;
  for (const { what, body, status, code } of bodies) {
    const answer = await alice.send('POST', `/api/jars/${jar}/documents`, body.payload, body.headers);
    assert.equal(answer.statusCode, status, `${what}: ${answer.payload}`);
    if (code) assert.equal(answer.body.code, code, what);
    if (status === 201) visible += 1;
    assert.equal((await left()).documents, visible, what);
  }
});

test('an upload that the client gives up is never seen', async (t) => {
  const { alice, jar, left, server } = await setUp(t);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  const { payload, headers } = multipart([{ field: 'file', name: 'a', content: Buffer.alloc(290_000) }]);
  socket.write(
    `POST /api/jars/${jar}/documents HTTP/1.1\r\nhost: localhost\r\nx-session-token: ${alice.token}\r\n` +
      `content-type: ${headers['content-type']}\r\ncontent-length: ${payload.length}\r\n\r\n`,
  );
  socket.write(payload.subarray(0, 280_000));
  while ((await left()).chunks === 0) await setImmediate();
  socket.destroy();
  await once(socket, 'close');
  while ((await left()).documents > 0) await setImmediate();
  assert.deepEqual(await left(), { documents: 0, chunks: 0 });
  assert.deepEqual((await alice.send('GET', `/api/jars/${jar}/documents`)).body.documents, []);
});

test('a refusal in the middle of a large body reaches a client that is still sending', async (t) => {
  const { alice, jar, left, server } = await setUp(t);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const { payload, headers } = multipart([{ field: 'file', name: 'a', content: Buffer.alloc(8_000_000) }]);
  const answer = await fetch(`http://127.0.0.1:${port}/api/jars/${jar}/documents`, {
    method: 'POST',
    headers: { ...headers, 'x-session-token': alice.token },
    body: payload,
  });
  assert.equal(answer.status, 413);
  assert.deepEqual(await left(), { documents: 0, chunks: 0 });
});

test('rights that end during an upload end the upload', async (t) => {
  const { alice, jar, left, person, server } = await setUp(t);
  const bob = await person('bob');
  const share = { subject: { type: 'user', id: bob.id }, relation: 'contributor' };
  const grant = (await alice.send('POST', `/api/jars/${jar}/grants`, share)).body.id;
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const { payload, headers } = multipart([{ field: 'file', name: 'a', content: Buffer.alloc(290_000) }]);
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /api/jars/${jar}/documents HTTP/1.1\r\nhost: localhost\r\nx-session-token: ${bob.token}\r\n` +
      `content-type: ${headers['content-type']}\r\ncontent-length: ${payload.length}\r\n\r\n`,
  );
  socket.write(payload.subarray(0, 280_000));
  while ((await left()).chunks === 0) await setImmediate();
  assert.equal((await alice.send('DELETE', `/api/jars/${jar}/grants/${grant}`)).statusCode, 204);
  socket.write(payload.subarray(280_000));
  const [first] = (await once(socket, 'data')) as [Buffer];
  assert.match(first.toString(), /^HTTP\/1\.1 404 /);
  socket.destroy();
  assert.deepEqual(await left(), { documents: 0, chunks: 0 });
});

test('what a person may not do with the documents of a jar', async (t) => {
  const { alice, jar, person, left } = await setUp(t);
  const [bob, trent] = [await person('bob'), await person('trent')];
  const share = { subject: { type: 'user', id: bob.id }, relation: 'viewer' };
  await alice.send('POST', `/api/jars/${jar}/grants`, share);
  const { id } = (await alice.upload(jar, 'honey')).body;
  const own = await jarOf(trent);
  const hers = `/api/jars/${jar}/documents`;
  const table: [who: Caller, method: 'GET' | 'POST' | 'DELETE', path: string, status: number][] = [
    [bob, 'GET', hers, 200],
    [bob, 'GET', `${hers}/${id}`, 200],
    [bob, 'GET', `${hers}/${id}/content`, 200],
    [bob, 'DELETE', `${hers}/${id}`, 403],
    [trent, 'GET', hers, 404],
    [trent, 'GET', `${hers}/${id}`, 404],
    [trent, 'GET', `${hers}/${id}/content`, 404],
    [trent, 'DELETE', `${hers}/${id}`, 404],
    // By way of a jar of one's own.
    [trent, 'GET', `/api/jars/${own}/documents/${id}`, 404],
    [trent, 'GET', `/api/jars/${own}/documents/${id}/content`, 404],
    [trent, 'DELETE', `/api/jars/${own}/documents/${id}`, 404],
    [alice, 'GET', `${hers}/${'x'.repeat(36)}`, 404],
    [alice, 'GET', `${hers}/%00/content`, 404],
  ];
  for (const [who, method, path, status] of table) {
    const answer = await who.send(method, path);
    assert.equal(answer.statusCode, status, `${who.email} ${method} ${path}: ${answer.payload}`);
  }
  assert.equal((await bob.upload(jar, 'x')).statusCode, 403);
  assert.equal((await trent.upload(jar, 'x')).statusCode, 404);
  assert.equal((await left()).documents, 1);
});

test('a session has four uploads at once, and the next when one has ended', async (t) => {
  const { alice, signIn, jar, app } = await setUp(t);
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let waiting = 0;
  const { upload } = app.jars;
  app.jars.upload = (init) => {
    const started = upload(init);
    const { write } = started;
    started.write = async (bytes) => {
      waiting++;
      await gate;
      return write.call(started, bytes);
    };
    return started;
  };
  const four = Array.from({ length: 4 }, () => alice.upload(jar, 'honey'));
  while (waiting < 4) await setImmediate();
  const fifth = await alice.upload(jar, 'honey');
  assert.deepEqual([fifth.statusCode, fifth.body.code], [429, 'too_many_uploads']);
  assert.ok(Number(fifth.headers['retry-after']) > 0);
  const elsewhere = (await signIn(alice.id, alice.email)).upload(jar, 'honey');
  while (waiting < 5) await setImmediate();
  open();
  for (const { statusCode } of await Promise.all([...four, elsewhere])) assert.equal(statusCode, 201);
  assert.equal((await alice.upload(jar, 'honey')).statusCode, 201);
});

test('an upload that is refused gives its place back', async (t) => {
  const { alice, jar } = await setUp(t);
  for (let refused = 0; refused < 5; refused++) {
    assert.equal((await alice.send('POST', `/api/jars/${jar}/documents`, {})).statusCode, 415);
  }
  assert.equal((await alice.upload(jar, 'honey')).statusCode, 201);
});
