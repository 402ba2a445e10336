import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { sensitivities } from '../access/access.ts';
import { openStore } from '../store/store.ts';
import { createJars, type Jars } from './jars.ts';
import { chunkBytes } from './upload.ts';

const alice = 'a11ce000-0000-4000-8000-000000000001';
const maxDocumentBytes = 3 * chunkBytes;
const maxBytesPerPerson = 8 * chunkBytes;
// Decisions are not what is tested here; jars.test.ts works with the real ones.
const access = {
  publish: async () => {},
  unpublish: async () => {},
  readable: async () => [],
  teamsOf: async () => [],
} as unknown as Parameters<typeof createJars>[0]['access'];
const identities = { byId: async () => null, byAddress: async () => null };
/** Whoever approves, with every proof there is. */
const seen = { subject: alice, approver: true, labels: sensitivities };

async function setUp(scope: Parameters<typeof temporaryStore>[0]) {
  const { store, file } = await temporaryStore(scope);
  const clock = movingClock();
  const jars = createJars({
    store,
    clock,
    random: seededRandom(),
    access,
    identities,
    maxDocumentBytes,
    maxBytesPerPerson,
  });
  const jar = await store.write((tx) => jars.create(tx, alice, { name: 'Honey' }));
  const other = await store.write((tx) => jars.create(tx, alice, { name: 'Other' }));
  const upload = async (content: Buffer, { pieces = 65536, name = 'a.bin', jarId = jar.id } = {}) => {
    const started = jars.upload({ jarId, by: alice });
    for (let at = 0; at < content.length; at += pieces) await started.write(content.subarray(at, at + pieces));
    return store.write((tx) => started.finish(tx, { name, mediaType: '' }));
  };
  const list = async (jarId = jar.id) => (await jars.documents(store.read, { jarId, ...seen, limit: 100 })).documents;
  const rows = async () => {
    const count = async (table: 'document' | 'document_chunk') =>
      (await store.read.selectFrom(table).selectAll().execute()).length;
    return { documents: await count('document'), chunks: await count('document_chunk') };
  };
  return { store, file, clock, jars, jar, other, upload, list, rows };
}

/** Bytes in which no two chunks are alike. */
const bytes = (size: number, seed = 'bytes') =>
  size === 0 ? Buffer.alloc(0) : createHash('shake256', { outputLength: size }).update(seed).digest();
const counted = async (jars: Jars, store: Parameters<Jars['get']>[0], id: string) =>
  (await jars.get(store, id))!.documents;

async function read(jars: Jars, store: Parameters<Jars['content']>[0], document: Parameters<Jars['content']>[1]) {
  const pieces: Buffer[] = [];
  for await (const piece of jars.content(store, document)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const sizes = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes, maxDocumentBytes];
for (const size of sizes) {
  for (const pieces of [1000, chunkBytes, 700_000]) {
    test(`${size} bytes in pieces of ${pieces} come back as they went in`, async (t) => {
      const { store, jars, upload } = await setUp(t);
      const content = bytes(size);
      const document = await upload(content, { pieces });
      assert.equal(document.size, size);
      assert.equal(document.sha256, createHash('sha256').update(content).digest('hex'));
      assert.deepEqual(await jars.document(store.read, document.jarId, document.id), document);
      assert.ok((await read(jars, store.read, document)).equals(content));
    });
  }
}

test('one byte more than allowed leaves nothing behind', async (t) => {
  const { jars, jar, rows } = await setUp(t);
  const upload = jars.upload({ jarId: jar.id, by: alice });
  await upload.write(bytes(maxDocumentBytes));
  await assert.rejects(upload.write(Buffer.alloc(1)), { code: 'document_too_large', status: 413 });
  await upload.discard();
  assert.deepEqual(await rows(), { documents: 0, chunks: 0 });
});

test('a process that dies on the way leaves what nobody sees and the sweep removes', async (t) => {
  const { store, file, clock, jars, jar, list, rows } = await setUp(t);
  const upload = jars.upload({ jarId: jar.id, by: alice });
  await upload.write(bytes(2 * chunkBytes));
  assert.deepEqual(await rows(), { documents: 1, chunks: 1 });
  // Whoever opens the file now sees what is left after kill -9.
  const next = await openStore(file);
  t.after(() => next.close());
  const restarted = createJars({
    store: next,
    clock,
    random: seededRandom('next'),
    access,
    identities,
    maxDocumentBytes,
    maxBytesPerPerson,
  });
  const init = { jarId: jar.id, ...seen, limit: 100 };
  assert.deepEqual((await restarted.documents(next.read, init)).documents, []);
  assert.equal(await restarted.document(next.read, jar.id, upload.id), null);
  assert.equal(await counted(restarted, next.read, jar.id), 0);

  const begun = clock();
  assert.equal(await jars.sweepAbandoned(begun), 0, 'it may still be going on');
  assert.equal(await jars.sweepAbandoned(begun + 1), 1);
  assert.deepEqual(await rows(), { documents: 0, chunks: 0 });
  assert.deepEqual(await list(), []);
  await assert.rejects(upload.write(bytes(chunkBytes)), { code: 'not_found' }, 'it cannot come back');
  assert.deepEqual(await rows(), { documents: 0, chunks: 0 });
  assert.equal(await counted(jars, store.read, jar.id), 0);
});

test('a slow upload is alive as long as it gives signs of life', async (t) => {
  const { store, clock, jars, jar } = await setUp(t);
  const upload = jars.upload({ jarId: jar.id, by: alice });
  await upload.write(bytes(chunkBytes + 1));
  clock.advance({ minutes: 50 });
  await upload.write(bytes(chunkBytes));
  clock.advance({ minutes: 50 });
  assert.equal(await jars.sweepAbandoned(clock() - 3_600_000), 0);
  const document = await store.write((tx) => upload.finish(tx, { name: 'a', mediaType: '' }));
  assert.equal(document.createdAt, clock(), 'its time is when it became visible');
});

test('a refusal in the last transaction takes everything back', async (t) => {
  const { store, jars, jar, list, rows } = await setUp(t);
  for (const size of [5, 2 * chunkBytes]) {
    const upload = jars.upload({ jarId: jar.id, by: alice });
    await upload.write(bytes(size));
    const refused = store.write(async (tx) => {
      await upload.finish(tx, { name: 'a', mediaType: '' });
      throw new Error('revoked meanwhile');
    });
    await assert.rejects(refused, /revoked meanwhile/);
    assert.deepEqual(await list(), []);
    await upload.discard();
    assert.deepEqual(await rows(), { documents: 0, chunks: 0 });
    assert.equal(await counted(jars, store.read, jar.id), 0);
  }
});

test('an upload to a jar that goes away meanwhile is refused', async (t) => {
  for (const size of [5, chunkBytes + 5]) {
    const { store, jars, jar, rows } = await setUp(t);
    const upload = jars.upload({ jarId: jar.id, by: alice });
    await upload.write(bytes(size));
    await store.write((tx) => jars.remove(tx, jar.id));
    await assert.rejects(
      store.write((tx) => upload.finish(tx, { name: 'a', mediaType: '' })),
      { code: 'not_found' },
    );
    await upload.discard();
    assert.deepEqual(await rows(), { documents: 0, chunks: 0 });
  }
});

test('uploads at the same time do not mix', async (t) => {
  const { store, jars, upload, list, jar } = await setUp(t);
  const contents = [0, 1, 2, 3, 4, 5].map((number) => bytes(chunkBytes + 1000 * number, `content ${number}`));
  const documents = await Promise.all(contents.map((content, number) => upload(content, { name: `${number}.txt` })));
  for (const [number, document] of documents.entries()) {
    assert.ok((await read(jars, store.read, document)).equals(contents[number]!));
  }
  assert.equal((await list()).length, 6);
  assert.equal(await counted(jars, store.read, jar.id), 6);
});

test('a document is found in its own jar only', async (t) => {
  const { store, jars, other, upload, jar, list } = await setUp(t);
  const document = await upload(bytes(10));
  assert.equal(await jars.document(store.read, other.id, document.id), null);
  assert.equal(await store.write((tx) => jars.removeDocument(tx, other.id, document.id)), null);
  assert.deepEqual(await list(other.id), []);
  assert.deepEqual(await list(jar.id), [document]);
  for (const id of ['', 'x', `${document.id}'`]) assert.equal(await jars.document(store.read, jar.id, id), null);
});

test('a removed document is gone at once and its bytes with the next sweep', async (t) => {
  const { store, jars, jar, upload, list, rows } = await setUp(t);
  const document = await upload(bytes(chunkBytes + 1));
  const reading = jars.content(store.read, document);
  await reading.next();
  assert.deepEqual(await store.write((tx) => jars.removeDocument(tx, jar.id, document.id)), document);
  assert.equal(await store.write((tx) => jars.removeDocument(tx, jar.id, document.id)), null);
  assert.deepEqual(await list(), []);
  assert.equal(await counted(jars, store.read, jar.id), 0);
  assert.equal(await jars.sweepAbandoned(0), 1);
  assert.deepEqual(await rows(), { documents: 0, chunks: 0 });
  await assert.rejects(reading.next(), /was removed/, 'a part must not look like the whole');
});

test('the list of documents is read page by page, newest first', async (t) => {
  const { store, clock, jars, jar, other, upload } = await setUp(t);
  const made: string[] = [];
  for (let number = 0; number < 5; number++) {
    made.unshift((await upload(bytes(3), { name: `${number}.txt` })).name);
    clock.advance({ ms: 1 });
  }
  const page = (cursor?: string, jarId = jar.id, subject = alice) =>
    jars.documents(store.read, { ...seen, jarId, subject, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
  const first = await page();
  const second = await page(first.nextCursor!);
  const third = await page(second.nextCursor!);
  assert.deepEqual(
    [...first.documents, ...second.documents, ...third.documents].map(({ name }) => name),
    made,
  );
  assert.equal(third.nextCursor, null);
  await assert.rejects(page(first.nextCursor!, other.id), { code: 'invalid_cursor' });
  await assert.rejects(page(first.nextCursor!, jar.id, 'bob'), { code: 'invalid_cursor' });
});

for (const order of ['the sweep first', 'the end of the upload first'] as const) {
  test(`a document that is answered as kept is kept, ${order}`, async (t) => {
    const { store, clock, jars, jar, list, rows } = await setUp(t);
    const started = jars.upload({ jarId: jar.id, by: alice });
    await started.write(bytes(2 * chunkBytes));
    clock.advance({ minutes: 61 });
    const sweep = () => jars.sweepAbandoned(clock());
    const finish = () => store.write((tx) => started.finish(tx, { name: 'a.bin', mediaType: '' }));
    const swept = order === 'the sweep first' ? sweep() : null;
    const kept = await finish().then(
      () => true,
      () => false,
    );
    await (swept ?? sweep());
    if (!kept) await started.discard();
    assert.equal((await list()).length, kept ? 1 : 0);
    assert.deepEqual(await rows(), kept ? { documents: 1, chunks: 2 } : { documents: 0, chunks: 0 });
    assert.equal(await counted(jars, store.read, jar.id), kept ? 1 : 0);
  });
}

test('an owner’s documents have a limit together, whoever uploads and into which jar', async (t) => {
  const { store, jars, jar, other, upload, rows } = await setUp(t);
  const bob = 'b0b00000-0000-4000-8000-000000000002';
  const foreign = await store.write((tx) => jars.create(tx, bob, { name: 'Foreign' }));
  const first = await upload(bytes(3 * chunkBytes));
  await upload(bytes(3 * chunkBytes), { jarId: other.id });
  await upload(bytes(3 * chunkBytes), { jarId: foreign.id });
  const before = await rows();
  const over = async () => {
    const started = jars.upload({ jarId: other.id, by: bob });
    await started.write(bytes(2 * chunkBytes + 1));
    await assert.rejects(
      store.write((tx) => started.finish(tx, { name: 'a', mediaType: '' })),
      { code: 'storage_full', status: 413 },
    );
    await started.discard();
  };
  await over();
  assert.deepEqual(await rows(), before);
  await upload(bytes(2 * chunkBytes));
  await assert.rejects(upload(bytes(1)), { code: 'storage_full' });
  await upload(bytes(1), { jarId: foreign.id });
  await store.write((tx) => jars.removeDocument(tx, jar.id, first.id));
  await upload(bytes(1), { jarId: other.id });
});
