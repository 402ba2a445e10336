import type { Sensitivity } from '../access/access.ts';
import type { DocumentRow, ShownState } from './documents/store.ts';

/** A document that somebody sees: everybody who may read its jar once it is ready, its uploader and approvers before. */
export interface Document {
  id: string;
  jarId: string;
  name: string;
  /** From a short list; never one that a browser would run. */
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** Identity id. */
  uploadedBy: string;
  state: ShownState;
  /** Its own label, which counts where it is stricter than that of the jar; null if it has none. */
  label: Sensitivity | null;
  /** What was decided about an upload that had to wait; null where nothing was. */
  decision: Decision | null;
  /** Milliseconds: when it became visible, or was uploaded. */
  createdAt: number;
}

interface Decision {
  /** Identity id. */
  by: string;
  /** Milliseconds. */
  at: number;
  reason: string | null;
}

export function documentOf(row: DocumentRow): Document {
  return {
    id: row.id,
    jarId: row.jar_id,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    sha256: row.sha256,
    uploadedBy: row.uploaded_by,
    state: row.state,
    label: row.sensitivity,
    decision: row.decided_by === null ? null : { by: row.decided_by, at: row.decided_at!, reason: row.decision_reason },
    createdAt: row.created_at,
  };
}
