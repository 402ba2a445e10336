import type { Access } from '../access/access.ts';
import type { Clock } from '../kernel/clock.ts';
import { badRequest, notFound } from '../kernel/errors.ts';
import { isUuid, uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { contentOf } from './content.ts';
import { cursorAt, positionOf } from './cursor.ts';
import { type Document, documentOf } from './document.ts';
import { factsOf, type Jar, type JarChange, jarOf, type NewJar, rowOf } from './jar.ts';
import { type JarPage, type ListInit, listJars } from './listing.ts';
import {
  countDocument,
  deleteJar,
  findDocument,
  findDocuments,
  findJar,
  insertJar,
  markRemoved,
  updateJar,
} from './store.ts';
import { sweepAbandoned } from './sweep.ts';
import { Upload } from './upload.ts';

export type { Document } from './document.ts';
export { createJarFacts } from './facts.ts';
export type { Jar, NewJar } from './jar.ts';
export type { Upload } from './upload.ts';

/**
 * Honey Jars and their documents. Whether somebody may is not decided here: callers ask `access` first, changes again in
 * their transaction. An id that is malformed is an id of nothing.
 */
export interface Jars {
  /** Throws `unknown_team`, `team_not_used` (400). */
  create(tx: Tx, by: string, init: NewJar): Promise<Jar>;
  get(db: Reader, id: string): Promise<Jar | null>;
  /** Newest first. Throws `invalid_cursor` (400). */
  list(db: Reader, init: ListInit): Promise<JarPage>;
  /** `by` is who changes it. Throws `unknown_team`, `team_not_used` (400), `not_found` (404). */
  change(tx: Tx, by: string, id: string, change: JarChange): Promise<Jar>;
  /** With its documents, grants and access list; false if there is none. The sweep frees the space. */
  remove(tx: Tx, id: string): Promise<boolean>;

  /** Newest first; `subject` is whose list it is. Throws `invalid_cursor` (400). */
  documents(
    db: Reader,
    init: { jarId: string; subject: string; limit: number; cursor?: string },
  ): Promise<{ documents: Document[]; nextCursor: string | null }>;
  /** Null also for a document of another jar. */
  document(db: Reader, jarId: string, id: string): Promise<Document | null>;
  /** Starts to take in a document; the caller ends it with `finish` or `discard`. */
  upload(init: { jarId: string; by: string }): Upload;
  /** The bytes, a chunk at a time. */
  content(db: Reader, document: Document): AsyncGenerator<Buffer>;
  /** What it was; null if there is none. The sweep frees the space. */
  removeDocument(tx: Tx, jarId: string, id: string): Promise<Document | null>;
  /** Frees the space of what was removed, and of uploads without a sign of life since `before` (milliseconds). */
  sweepAbandoned(before: number): Promise<number>;
}

interface JarsInit {
  store: Store;
  clock: Clock;
  random: Random;
  access: Pick<Access, 'publish' | 'unpublish' | 'readable' | 'teamsOf'>;
  /** Bytes: of one document, and of all documents in the jars of one owner. */
  maxDocumentBytes: number;
  maxBytesPerPerson: number;
}

export function createJars({ store, clock, random, access, maxDocumentBytes, maxBytesPerPerson }: JarsInit): Jars {
  /** A jar belongs to a team exactly if its type says so, and only to a team of whoever decides that. */
  async function checkTeam(tx: Tx, by: string, { type, teamId }: Pick<Jar, 'type' | 'teamId'>): Promise<void> {
    if (type !== 'team') {
      if (teamId !== null) throw badRequest('team_not_used', 'Only a Honey Jar of type team belongs to a team.');
    } else if (teamId === null || !(await access.teamsOf(tx, by)).includes(teamId)) {
      throw badRequest('unknown_team', 'Name one of your own teams.');
    }
  }

  const find = async (db: Reader, id: string) => (isUuid(id) ? ((await findJar(db, id)) ?? null) : null);

  return {
    async create(tx, by, { name, description = '', type = 'private', sensitivity = 'internal', tags = [], team }) {
      const now = clock();
      const jar: Jar = {
        id: uuid(random),
        name,
        description,
        type,
        sensitivity,
        ownerId: by,
        teamId: team ?? null,
        tags,
        documents: 0,
        createdAt: now,
        updatedAt: now,
      };
      await checkTeam(tx, by, jar);
      await insertJar(tx, rowOf(jar));
      await access.publish(tx, factsOf(jar));
      return jar;
    },

    async get(db, id) {
      const row = await find(db, id);
      return row && jarOf(row);
    },

    list: (db, init) => listJars(access, db, init),

    async change(tx, by, id, { team, ...change }) {
      const row = await find(tx, id);
      if (!row) throw notFound('Honey Jar');
      const before = jarOf(row);
      const type = change.type ?? before.type;
      const teamId = team ?? (type === 'team' ? before.teamId : null);
      const after: Jar = { ...before, ...change, type, teamId, updatedAt: clock() };
      if (type !== before.type || teamId !== before.teamId) await checkTeam(tx, by, after);
      const { id: _, documents: _kept, ...columns } = rowOf(after);
      await updateJar(tx, id, columns);
      await access.publish(tx, factsOf(after));
      return after;
    },

    async remove(tx, id) {
      if (!isUuid(id) || !(await deleteJar(tx, id, clock()))) return false;
      await access.unpublish(tx, id);
      return true;
    },

    async documents(db, { jarId, subject, limit, cursor }) {
      const list = ['documents', jarId, subject];
      const rows = await findDocuments(
        db,
        jarId,
        limit + 1,
        cursor === undefined ? undefined : positionOf(cursor, list),
      );
      const documents = rows.slice(0, limit).map(documentOf);
      const last = rows.length > limit ? documents.at(-1)! : null;
      return { documents, nextCursor: last && cursorAt({ at: last.createdAt, id: last.id }, list) };
    },

    async document(db, jarId, id) {
      const row = isUuid(id) ? await findDocument(db, jarId, id) : undefined;
      return row ? documentOf(row) : null;
    },

    upload: ({ jarId, by }) =>
      new Upload({ store, clock, id: uuid(random), jarId, by, maxBytes: maxDocumentBytes, maxBytesPerPerson }),
    content: contentOf,

    async removeDocument(tx, jarId, id) {
      const row = isUuid(id) ? await findDocument(tx, jarId, id) : undefined;
      if (!row || !(await markRemoved(tx, jarId, id, clock()))) return null;
      await countDocument(tx, jarId, -1);
      return documentOf(row);
    },

    sweepAbandoned: (before) => sweepAbandoned(store, before),
  };
}
