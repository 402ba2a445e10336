import { badRequest } from '../kernel/errors.ts';
import type { Reader } from '../store/store.ts';
import { findChunk } from './documents/store.ts';

/** What an archive may become of itself when somebody unpacks it. Text packs to a twentieth, a bomb to a thousandth. */
const mostTimes = 100;
const harmlessBytes = 104_857_600;
const endOfDirectory = Buffer.from('PK\u0005\u0006', 'latin1');
const endOfDirectoryBytes = 22;
const longestComment = 65_535;
/** A central directory of this size names some 300,000 files. */
const longestDirectory = 16_777_216;

interface Stored {
  id: string;
  size: number;
  /** Of every chunk but the last. */
  chunkBytes: number;
}

/**
 * Throws `archive_bomb` (400) for a ZIP (which office documents are too) or gzip file that says of itself that it grows
 * beyond all measure. Nothing here unpacks it: whoever downloads it would.
 */
export async function refuseBomb(db: Reader, file: Stored): Promise<void> {
  const head = await read(db, file, 0, 4);
  let unpacked = 0;
  if (head.length === 4 && head.readUInt32LE(0) === 0x04034b50) unpacked = await unpackedZip(db, file);
  else if (head[0] === 0x1f && head[1] === 0x8b) {
    // RFC 1952 §2.3.1: the size modulo 2^32.
    const size = await read(db, file, Math.max(0, file.size - 4), 4);
    unpacked = size.length === 4 ? size.readUInt32LE(0) : 0;
  }
  if (unpacked > harmlessBytes && unpacked > mostTimes * file.size) {
    throw badRequest('archive_bomb', 'This archive would grow beyond all measure when it is unpacked.');
  }
}

/** The sizes that the central directory gives, together (APPNOTE.TXT 4.3.12, 4.3.16); 0 where it cannot be read. */
async function unpackedZip(db: Reader, file: Stored): Promise<number> {
  const from = Math.max(0, file.size - endOfDirectoryBytes - longestComment);
  const tail = await read(db, file, from, file.size - from);
  const end = tail.lastIndexOf(endOfDirectory);
  if (end < 0 || end + endOfDirectoryBytes > tail.length) return 0;
  const length = tail.readUInt32LE(end + 12);
  const directory = await read(db, file, tail.readUInt32LE(end + 16), Math.min(length, longestDirectory));
  let sum = 0;
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    // 0xffffffff, where ZIP64 has more to say, is more than enough to judge by.
    sum += directory.readUInt32LE(at + 24);
    at += 46 + directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return sum;
}

async function read(db: Reader, { id, chunkBytes }: Stored, from: number, length: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let at = from; at < from + length; ) {
    const number = Math.floor(at / chunkBytes);
    const chunk = await findChunk(db, id, number);
    const start = at - number * chunkBytes;
    if (!chunk || start >= chunk.length) break;
    const piece = chunk.subarray(start, start + from + length - at);
    pieces.push(piece);
    at += piece.length;
  }
  return Buffer.concat(pieces);
}
