import { base64url } from './base64url.ts';
import { importCoseKey, type VerificationKey } from './cose-key.ts';

/**
 * Remembers the most recently used verification keys by their stored COSE key. Importing one costs about as much as
 * verifying a signature; a key never changes under its encoding, so nothing ever has to be invalidated.
 */
export class KeyCache {
  readonly #keys = new Map<string, VerificationKey>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Throws when the stored key cannot be read: it was read when it was registered, so the record is damaged. */
  get(publicKey: string): VerificationKey {
    const known = this.#keys.get(publicKey) ?? read(publicKey);
    // Map keeps insertion order; putting an entry back makes the first one the least recently used.
    this.#keys.delete(publicKey);
    this.#keys.set(publicKey, known);
    if (this.#keys.size > this.#capacity) this.#keys.delete(this.#keys.keys().next().value!);
    return known;
  }
}

function read(publicKey: string): VerificationKey {
  const bytes = base64url(publicKey);
  const key = bytes && importCoseKey(bytes);
  if (!key) throw new Error('A stored public key is not a COSE key of a supported algorithm');
  return key;
}
