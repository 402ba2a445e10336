import { type Sensitivity, sensitivities } from '../../access/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { cursorAt, positionOf } from '../../kernel/cursor.ts';
import { isUuid, uuid } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/secrets.ts';
import type { Reader, Store, Tx } from '../../store/store.ts';
import { contentOf } from '../content.ts';
import { type Document, documentOf } from '../document.ts';
import type { Jars } from '../jars.ts';
import { deleteEntry } from '../search/store.ts';
import { countDocument } from '../store.ts';
import { Upload } from '../upload.ts';
import { decideUpload } from './approval.ts';
import { findDocument, findDocuments, findLabels, type ShownState, shownStates, updateDocument } from './store.ts';

export interface DocumentsInit {
  jarId: string;
  /** Whose list it is: identity id. */
  subject: string;
  /** Whether they see what waits for a decision; whoever does not sees their own uploads that do. */
  approver: boolean;
  /** The labels that they reach with the proofs they have. */
  labels: readonly Sensitivity[];
  /** All that they may see, unless said. */
  state?: ShownState | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface DocumentPage {
  documents: Document[];
  nextCursor: string | null;
}

interface Init {
  store: Store;
  clock: Clock;
  random: Random;
  maxDocumentBytes: number;
  maxBytesPerPerson: number;
}

type Documents = Pick<
  Jars,
  'documents' | 'document' | 'labels' | 'upload' | 'content' | 'relabel' | 'decide' | 'removeDocument'
>;

export function createDocuments({ store, clock, random, maxDocumentBytes, maxBytesPerPerson }: Init): Documents {
  async function find(db: Reader | Tx, jarId: string, id: string) {
    const row = isUuid(id) ? await findDocument(db, id) : undefined;
    return row?.jar_id === jarId ? row : null;
  }

  return {
    async documents(db, { jarId, subject, approver, labels, state, limit, cursor }) {
      const list = ['documents', jarId, subject, state ?? ''];
      const whose = { ready: null, pending: approver ? null : subject, rejected: subject };
      const states = shownStates.filter((each) => state === undefined || each === state);
      const rows = await findDocuments(db, {
        jarId,
        states: states.map((each) => ({ state: each, of: whose[each] })),
        labels,
        limit: limit + 1,
        before: cursor === undefined ? undefined : positionOf(cursor, list),
      });
      const documents = rows.slice(0, limit).map(documentOf);
      const last = rows.length > limit ? documents.at(-1)! : null;
      return { documents, nextCursor: last && cursorAt({ at: last.createdAt, id: last.id }, list) };
    },

    async document(db, jarId, id) {
      const row = await find(db, jarId, id);
      return row && documentOf(row);
    },

    async labels(db, jarId) {
      const found = isUuid(jarId) ? await findLabels(db, jarId) : [];
      return sensitivities.filter((label) => found.includes(label));
    },

    upload: ({ jarId, by }) =>
      new Upload({ store, clock, id: uuid(random), jarId, by, maxBytes: maxDocumentBytes, maxBytesPerPerson }),
    content: contentOf,

    async relabel(tx, jarId, id, label) {
      const row = await find(tx, jarId, id);
      if (!row || !(await updateDocument(tx, id, row.state, { sensitivity: label }))) return null;
      return { before: documentOf(row), after: documentOf({ ...row, sensitivity: label }) };
    },

    decide: (tx, init) => (isUuid(init.id) ? decideUpload(tx, clock, init) : Promise.resolve(null)),

    async removeDocument(tx, jarId, id) {
      const row = await find(tx, jarId, id);
      if (!row) return null;
      await updateDocument(tx, id, row.state, { state: 'removed', touched_at: clock() });
      if (row.state === 'ready') {
        await countDocument(tx, jarId, -1);
        await deleteEntry(tx, id);
      }
      return documentOf(row);
    },
  };
}
