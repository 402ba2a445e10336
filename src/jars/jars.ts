import type { Access, Sensitivity } from '../access/access.ts';
import type { Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { badRequest, notFound } from '../kernel/errors.ts';
import { isUuid, uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import type { Document } from './document.ts';
import type { DecisionInit } from './documents/approval.ts';
import { createDocuments, type DocumentPage, type DocumentsInit } from './documents/documents.ts';
import { markAllRemoved } from './documents/store.ts';
import { factsOf, type Jar, type JarChange, jarOf, type NewJar, rowOf } from './jar.ts';
import { type JarPage, type ListInit, listJars } from './listing.ts';
import { type OverseenJar, type OversightInit, overseeJars } from './oversight.ts';
import { learnJar, learnMissing } from './search/entries.ts';
import { fts5 } from './search/fts5/store.ts';
import { type Hit, type SearchInit, search } from './search/search.ts';
import { deleteEntriesOf } from './search/store.ts';
import type { TextIndex } from './search/text-index.ts';
import { deleteJar, findJar, insertJar, updateJar } from './store.ts';
import { sweepAbandoned } from './sweep.ts';
import { deleteTransferOf } from './transfer/store.ts';
import { createTransfers, type Transfers } from './transfer/transfer.ts';
import type { Upload } from './upload.ts';

export type { Document } from './document.ts';
export { notPending } from './documents/approval.ts';
export { createJarFacts } from './facts.ts';
export type { Jar, NewJar } from './jar.ts';
export type { Transfer } from './transfer/transfer.ts';
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
  /** Jars and documents that this person may read, by their words. */
  search(db: Reader, init: SearchInit): Promise<{ hits: Hit[]; more: boolean }>;
  /** Every jar there is, for those who look after the installation. Throws `invalid_cursor` (400). */
  oversee(db: Reader, init: OversightInit): Promise<{ jars: OverseenJar[]; nextCursor: string | null }>;
  /** Giving a jar to somebody else, who has to accept it. */
  transfers: Transfers;

  /** Newest first. Throws `invalid_cursor` (400). */
  documents(db: Reader, init: DocumentsInit): Promise<DocumentPage>;
  /** In any state that somebody sees; null also for a document of another jar. */
  document(db: Reader, jarId: string, id: string): Promise<Document | null>;
  /** The labels of their own that documents of the jar bear, the mildest first. */
  labels(db: Reader, jarId: string): Promise<Sensitivity[]>;
  /** Starts to take in a document; the caller ends it with `finish` or `discard`. */
  upload(init: { jarId: string; by: string }): Upload;
  /** The bytes, a chunk at a time. */
  content(db: Reader, document: Document): AsyncGenerator<Buffer>;
  /** Gives a document a label of its own, or takes it; null if there is no such document. */
  relabel(
    tx: Tx,
    jarId: string,
    id: string,
    label: Sensitivity | null,
  ): Promise<{ before: Document; after: Document } | null>;
  /** Approves or rejects an upload that waits; null if there is none. Throws `own_upload` (403), `not_pending` (409). */
  decide(tx: Tx, init: DecisionInit): Promise<Document | null>;
  /** What it was; null if there is none. The sweep frees the space. */
  removeDocument(tx: Tx, jarId: string, id: string): Promise<Document | null>;
  /** Frees the space of what was removed, and of uploads without a sign of life since `before` (milliseconds). */
  sweepAbandoned(before: number): Promise<number>;
  /** Reads what an earlier version took in without its text; answers how many documents. */
  learnMissing(): Promise<number>;
}

interface JarsInit {
  store: Store;
  clock: Clock;
  random: Random;
  access: Pick<
    Access,
    'publish' | 'unpublish' | 'readable' | 'reached' | 'decide' | 'teamsOf' | 'grant' | 'revoke' | 'entries'
  >;
  identities: Pick<Identities, 'byId' | 'byAddress'>;
  /** Bytes: of one document, and of all documents in the jars of one owner. */
  maxDocumentBytes: number;
  maxBytesPerPerson: number;
  /** What the database offers for the search. */
  index?: TextIndex;
}

export function createJars(init: JarsInit): Jars {
  const { store, clock, random, access, identities, index = fts5 } = init;

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
      await learnJar(tx, jar);
      await access.publish(tx, factsOf(jar));
      return jar;
    },

    async get(db, id) {
      const row = await find(db, id);
      return row && jarOf(row);
    },

    list: (db, init) => listJars(access, db, init),
    search: (db, init) => search({ access, index }, db, init),
    oversee: (db, init) => overseeJars(identities, db, init),
    transfers: createTransfers(init),

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
      await learnJar(tx, after);
      await access.publish(tx, factsOf(after));
      return after;
    },

    async remove(tx, id) {
      if (!isUuid(id) || !(await deleteJar(tx, id))) return false;
      await markAllRemoved(tx, id, clock());
      await deleteEntriesOf(tx, id);
      await deleteTransferOf(tx, id, clock());
      await access.unpublish(tx, id);
      return true;
    },

    ...createDocuments(init),
    sweepAbandoned: (before) => sweepAbandoned(store, before),
    learnMissing: () => learnMissing(store),
  };
}
