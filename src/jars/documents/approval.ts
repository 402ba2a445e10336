import type { Clock } from '../../kernel/clock.ts';
import { StingError } from '../../kernel/errors.ts';
import type { Tx } from '../../store/store.ts';
import { type Document, documentOf } from '../document.ts';
import { learnDocument } from '../search/entries.ts';
import { countDocument } from '../store.ts';
import { findDocument, updateDocument } from './store.ts';

export const notPending = () =>
  new StingError({ code: 'not_pending', status: 409, message: 'This document does not wait for a decision.' });

export interface DecisionInit {
  jarId: string;
  id: string;
  /** Identity id of the approver. */
  by: string;
  /** Null: approved. */
  rejection: { reason: string } | null;
}

/**
 * Decides about an upload that waits: it becomes a document like any other, or its content goes and its uploader is told.
 * Null if there is none. Throws `own_upload` (403) and, where somebody has decided before, `not_pending` (409).
 */
export async function decideUpload(
  tx: Tx,
  clock: Clock,
  { jarId, id, by, rejection }: DecisionInit,
): Promise<Document | null> {
  const row = await findDocument(tx, id);
  if (!row || row.jar_id !== jarId) return null;
  if (row.uploaded_by === by) {
    throw new StingError({ code: 'own_upload', status: 403, message: 'Somebody else decides about what you upload.' });
  }
  const now = clock();
  const decided = {
    state: rejection ? ('rejected' as const) : ('ready' as const),
    decided_by: by,
    decided_at: now,
    decision_reason: rejection?.reason ?? null,
    touched_at: now,
    ...(rejection ? {} : { created_at: now }),
  };
  if (!(await updateDocument(tx, id, 'pending', decided))) {
    throw notPending();
  }
  const document = documentOf({ ...row, ...decided });
  if (rejection) return document;
  await countDocument(tx, jarId, 1);
  await learnDocument(tx, document);
  return document;
}
