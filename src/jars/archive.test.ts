import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { temporaryStore } from '../../test/support/temporary.ts';
import { refuseBomb } from './archive.ts';

/** A ZIP of which only the directory says how large its files are. */
function zip(sizes: number[], padding = 0, comment = ''): Buffer {
  const local = Buffer.alloc(30 + padding);
  local.writeUInt32LE(0x04034b50, 0);
  const entries = sizes.map((size) => {
    const entry = Buffer.alloc(46 + 5);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(5, 28);
    return entry;
  });
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([local, directory, end, Buffer.from(comment)]);
}

const gibibyte = 1024 ** 3;
const bomb = gzipSync(Buffer.alloc(110_000_000));
const table: [what: string, content: Buffer, refused: boolean][] = [
  ['nothing', Buffer.alloc(0), false],
  ['text', Buffer.from('honey'), false],
  ['a small archive', zip([1000]), false],
  ['one that grows, but to little', zip([100_000_000]), false],
  ['one large file', zip([gibibyte]), true],
  ['many files that are large together', zip(Array(300).fill(1_000_000)), true],
  ['a file whose size stands elsewhere', zip([0xffffffff]), true],
  ['a large archive of large files', zip([gibibyte], gibibyte / 100 + 1), false],
  ['one with a comment', zip([gibibyte], 0, 'x'.repeat(1000)), true],
  ['one that is cut off', zip([gibibyte]).subarray(0, -30), false],
  [
    'a directory that lies about where it is',
    Buffer.from('PK\u0003\u0004xxPK\u0005\u0006'.padEnd(40, '\u00ff'), 'latin1'),
    false,
  ],
  ['gzip', gzipSync(Buffer.from('honey')), false],
  ['a gzip bomb', bomb, true],
  ['the mark of gzip alone', Buffer.from([0x1f, 0x8b]), false],
];

for (const chunkBytes of [64, 262_144]) {
  for (const [what, content, refused] of table) {
    if (chunkBytes === 64 && content.length > 100_000) continue;
    test(`${what} in pieces of ${chunkBytes} is ${refused ? 'refused' : 'taken'}`, async (t) => {
      const { store } = await temporaryStore(t);
      await store.write(async (tx) => {
        for (let number = 0; number * chunkBytes < content.length; number++) {
          const piece = content.subarray(number * chunkBytes, (number + 1) * chunkBytes);
          await tx.insertInto('document_chunk').values({ document_id: 'd', number, content: piece }).execute();
        }
      });
      const look = () => refuseBomb(store.read, { id: 'd', size: content.length, chunkBytes });
      await (refused ? assert.rejects(look, { code: 'archive_bomb', status: 400 }) : look());
    });
  }
}
