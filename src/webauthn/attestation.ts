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

/**
 * Whether the statement's ECDSA signature, if it has one, is the one DER encoding of its two numbers (RFC 3279 §2.2.3).
 * The library reads several encodings of one signature, so that a changed statement could still verify.
 */
export function signatureIsDer({ format, statement }: Attestation): boolean {
  const signature = statement.get('sig');
  const ecdsa = format === 'fido-u2f' || statement.get('alg') === -7;
  return !ecdsa || (signature instanceof Uint8Array && isDerPair(signature));
}

/** `SEQUENCE { INTEGER, INTEGER }` of positive numbers in the shortest form, and nothing behind it. */
function isDerPair(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2 || bytes.length > 129) return false;
  let at = 2;
  for (let number = 0; number < 2; number++) {
    const [tag, length = 0, first = 0x80, second = 0] = bytes.subarray(at);
    const padded = first === 0 && length > 1 && second < 0x80;
    if (tag !== 0x02 || length === 0 || first >= 0x80 || padded) return false;
    at += 2 + length;
  }
  return at === bytes.length;
}
