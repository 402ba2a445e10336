import { type CborMap, decodeItem } from './cbor.ts';

/** WebAuthn L3 §6.5. */
export interface Attestation {
  format: string;
  statement: CborMap;
  authenticatorData: Uint8Array;
}

/** Null unless the bytes are an attestation object from the first to the last. */
export function parseAttestation(bytes: Uint8Array): Attestation | null {
  const item = decodeItem(bytes);
  if (!(item?.value instanceof Map) || item.end !== bytes.length || item.value.size !== 3) return null;
  const format = item.value.get('fmt');
  const statement = item.value.get('attStmt');
  const authenticatorData = item.value.get('authData');
  if (typeof format !== 'string' || !(statement instanceof Map) || !(authenticatorData instanceof Uint8Array))
    return null;
  return { format, statement, authenticatorData };
}

/** The certificates of a statement, leaf first; none for `none` and self attestation. */
export function certificatesOf({ statement }: Attestation): Uint8Array[] {
  const x5c = statement.get('x5c');
  return Array.isArray(x5c) ? x5c.filter((certificate) => certificate instanceof Uint8Array) : [];
}
