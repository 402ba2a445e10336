import { createHash } from 'node:crypto';
import type { Sensitivity } from '../access/access.ts';
import type { Clock } from '../kernel/clock.ts';
import { notFound, StingError } from '../kernel/errors.ts';
import type { Store, Tx } from '../store/store.ts';
import { refuseBomb } from './archive.ts';
import { type Document, documentOf } from './document.ts';
import { documentName } from './document-name.ts';
import { insertChunk, insertDocument, storedWith, updateDocument } from './documents/store.ts';
import { mediaType } from './media-type.ts';
import { learnDocument } from './search/entries.ts';
import { countDocument, findJar } from './store.ts';
import { dropDocument } from './sweep.ts';

/** 256 KiB: small enough that the single writer is never held for long. */
export const chunkBytes = 262144;

interface UploadInit {
  store: Store;
  clock: Clock;
  id: string;
  jarId: string;
  /** Identity id. */
  by: string;
  maxBytes: number;
  /** What the documents in all jars of one owner may have together. */
  maxBytesPerPerson: number;
}

/** What a client says of its file, and what is known of it besides. */
export interface Claim {
  name: string;
  mediaType: string;
  /** Somebody else has to approve it first. */
  waits?: boolean;
  label?: Sensitivity | null;
}

/** The space belongs to the owner of the jar. */
export const storageFull = (maxBytes: number) =>
  new StingError({
    code: 'storage_full',
    status: 413,
    message: 'The owner of this Honey Jar has no space left. Delete documents that are not needed any more.',
    extensions: { max_bytes: maxBytes },
  });

/**
 * One document on its way in. Chunks are committed as they fill; the document is visible only once `finish` commits, so a
 * process that dies on the way leaves nothing but rows for the sweeper. Exactly one call of `finish` or `discard` ends it.
 */
export class Upload {
  readonly id: string;
  readonly #init: UploadInit;
  readonly #hash = createHash('sha256');
  /** Made when there is something to put into it. */
  #chunk: Buffer | null = null;
  #filled = 0;
  #chunks = 0;
  #size = 0;

  constructor(init: UploadInit) {
    this.id = init.id;
    this.#init = init;
  }

  /** Takes the next bytes. Throws `document_too_large` (413), and `not_found` (404) when the jar went away meanwhile. */
  async write(bytes: Uint8Array): Promise<void> {
    const { maxBytes } = this.#init;
    this.#size += bytes.length;
    if (this.#size > maxBytes) {
      throw new StingError({
        code: 'document_too_large',
        status: 413,
        message: `A document may have at most ${maxBytes} bytes.`,
        extensions: { max_bytes: maxBytes },
      });
    }
    this.#hash.update(bytes);
    this.#chunk ??= Buffer.allocUnsafe(chunkBytes);
    for (let taken = 0; taken < bytes.length; ) {
      if (this.#filled === chunkBytes) await this.#flush();
      const part = bytes.subarray(taken, taken + chunkBytes - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
    }
  }

  /**
   * Makes the document visible, in the transaction in which the caller has just confirmed that it may; one that `waits` to
   * its uploader and to those who approve. Throws `not_found` (404) when the jar went away meanwhile, `storage_full`
   * (413) and `archive_bomb` (400).
   */
  async finish(tx: Tx, claimed: Claim): Promise<Document> {
    const { id, jarId, by, clock, maxBytesPerPerson } = this.#init;
    const jar = await findJar(tx, jarId);
    if (!jar) throw notFound('Honey Jar');
    if ((await storedWith(tx, jar.owner_id)) + this.#size > maxBytesPerPerson) throw storageFull(maxBytesPerPerson);
    const name = documentName(claimed.name);
    const row = {
      jar_id: jarId,
      uploaded_by: by,
      state: claimed.waits ? ('pending' as const) : ('ready' as const),
      name,
      media_type: mediaType(name, claimed.mediaType),
      size: this.#size,
      // A copy, because a transaction that has to be repeated asks for the digest again.
      sha256: this.#hash.copy().digest('hex'),
      sensitivity: claimed.label ?? null,
      decided_by: null,
      decided_at: null,
      decision_reason: null,
      created_at: clock(),
      touched_at: clock(),
    };
    if (this.#filled > 0) await insertChunk(tx, this.#lastChunk());
    await refuseBomb(tx, { id, size: this.#size, chunkBytes });
    if (this.#chunks === 0) await insertDocument(tx, { id, ...row });
    else if (!(await updateDocument(tx, id, 'uploading', row))) throw notFound('Honey Jar');
    const document = documentOf({ id, ...row });
    if (claimed.waits) return document;
    await countDocument(tx, jarId, 1);
    await learnDocument(tx, document);
    return document;
  }

  /** Removes what has been written of a document that does not become one. */
  async discard(): Promise<void> {
    if (this.#chunks > 0) await dropDocument(this.#init.store, this.id);
  }

  #lastChunk() {
    return { document_id: this.id, number: this.#chunks, content: this.#chunk!.subarray(0, this.#filled) };
  }

  async #flush(): Promise<void> {
    const { store, clock, id, jarId, by } = this.#init;
    await store.write(async (tx) => {
      const now = clock();
      if (this.#chunks === 0) {
        const unknown = { name: '', media_type: '', size: 0, sha256: '' };
        const row = { id, jar_id: jarId, uploaded_by: by, state: 'uploading' as const, ...unknown };
        await insertDocument(tx, { ...row, created_at: now, touched_at: now });
      } else if (!(await updateDocument(tx, id, 'uploading', { touched_at: now }))) throw notFound('Honey Jar');
      await insertChunk(tx, this.#lastChunk());
    });
    this.#chunks += 1;
    this.#filled = 0;
  }
}
