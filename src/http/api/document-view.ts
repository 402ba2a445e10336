import { type Sensitivity, stricter } from '../../access/access.ts';
import type { Document } from '../../jars/jars.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Document as DocumentShape } from './shapes.ts';

/** A document as the API shows it. `ofJar` is the label of its jar, `name` what to call a person of an id. */
export function documentView(
  document: Document,
  ofJar: Sensitivity,
  name: (id: string) => string | null,
): DocumentShape {
  const { decision } = document;
  return {
    id: document.id,
    name: document.name,
    media_type: document.mediaType,
    size: document.size,
    sha256: document.sha256,
    uploaded_by: { id: document.uploadedBy, name: name(document.uploadedBy) ?? 'Unknown person' },
    created_at: rfc3339(document.createdAt),
    state: document.state,
    sensitivity: stricter(ofJar, document.label),
    own_sensitivity: document.label,
    decision: decision && { reason: decision.reason, decided_at: rfc3339(decision.at) },
  };
}
