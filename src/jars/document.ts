import type { DocumentRow } from './store.ts';

/** A document that is ready. */
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
  /** Milliseconds: when it became visible. */
  createdAt: number;
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
    createdAt: row.created_at,
  };
}
