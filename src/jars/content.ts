import type { Reader } from '../store/store.ts';
import type { Document } from './document.ts';
import { findChunk } from './documents/store.ts';

/** The bytes of a document, a chunk at a time. Throws when it is removed on the way, so that nobody takes a part for the whole. */
export async function* contentOf(db: Reader, { id, size }: Pick<Document, 'id' | 'size'>): AsyncGenerator<Buffer> {
  let left = size;
  for (let number = 0; left > 0; number++) {
    const chunk = await findChunk(db, id, number);
    if (!chunk) throw new Error(`Document ${id} was removed while it was being read.`);
    left -= chunk.length;
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}
