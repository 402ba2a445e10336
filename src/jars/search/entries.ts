import type { Reader, Store, Tx } from '../../store/store.ts';
import { findChunk, findDocument } from '../documents/store.ts';
import type { Jar } from '../jar.ts';
import { deleteEntry, findIncomplete, putEntry } from './store.ts';
import { kindOf, mostReadBytes, textOf } from './text.ts';

interface Readable {
  id: string;
  jarId: string;
  name: string;
  mediaType: string;
}

/** Lets a document that is ready be found, in the transaction that makes it so, once its content is written. */
export async function learnDocument(tx: Tx, { id, jarId, name, mediaType }: Readable): Promise<void> {
  const bytes = kindOf(name, mediaType) === null ? Buffer.alloc(0) : await beginningOf(tx, id);
  await putEntry(tx, { id, jarId, name: name.normalize('NFKC'), text: textOf(name, mediaType, bytes) });
}

/** Lets a jar be found by its name, description and tags. */
export async function learnJar(tx: Tx, { id, name, description, tags }: Jar): Promise<void> {
  const text = [description, ...tags].join(' ').replaceAll(/\p{Cc}+/gu, ' ');
  await putEntry(tx, { id, jarId: id, name: name.normalize('NFKC'), text: text.normalize('NFKC') });
}

async function beginningOf(db: Reader, documentId: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < mostReadBytes) {
    const chunk = await findChunk(db, documentId, chunks.length);
    if (!chunk) break;
    chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, mostReadBytes);
}

const documentsAtOnce = 20;

/** Reads the texts of documents that an earlier version took in; answers how many. */
export async function learnMissing(store: Store): Promise<number> {
  for (let learned = 0; ; ) {
    const ids = await findIncomplete(store.read, documentsAtOnce);
    if (ids.length === 0) return learned;
    for (const id of ids) {
      await store.write(async (tx) => {
        const row = await findDocument(tx, id);
        if (row?.state !== 'ready') return deleteEntry(tx, id);
        await learnDocument(tx, { id, jarId: row.jar_id, name: row.name, mediaType: row.media_type });
      });
    }
    learned += ids.length;
  }
}
