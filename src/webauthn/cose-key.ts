import { createPublicKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';
import { type CborMap, decodeItem } from './cbor.ts';

/** COSE algorithms that are offered and accepted, the preferred first (RFC 9053, RFC 8812): EdDSA with Ed25519, ES256, RS256. */
export const algorithms = [-8, -7, -257] as const;
export type Algorithm = (typeof algorithms)[number];

type Jwk = JsonWebKeyInput['key'];

export interface VerificationKey {
  algorithm: Algorithm;
  key: KeyObject;
}

const label = { kty: 1, alg: 3, crv: -1, x: -2, y: -3, n: -1, e: -2 };

const rsaBits = { least: 2048, most: 4096 };
/** FIPS 186-5 §5.4: a public exponent is larger than 2^16. */
const leastExponent = 65537n;

/** The verification key in a COSE_Key (WebAuthn L3 §5.8.5), or null when it is broken, weak or of another algorithm. */
export function importCoseKey(bytes: Uint8Array): VerificationKey | null {
  const cose = decodeItem(bytes);
  if (!(cose?.value instanceof Map) || cose.end !== bytes.length) return null;
  const algorithm = algorithms.find((offered) => offered === (cose.value as CborMap).get(label.alg));
  const jwk = algorithm && toJwk(algorithm, cose.value);
  const key = jwk && toKeyObject(jwk);
  if (!key || (algorithm === -257 && !strongRsa(key))) return null;
  return { algorithm, key };
}

function toJwk(algorithm: Algorithm, cose: CborMap): Jwk | null {
  const bytes = (name: number, length?: number): string | null => {
    const value = cose.get(name);
    if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length)) return null;
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64url');
  };
  const kty = cose.get(label.kty);
  const crv = cose.get(label.crv);
  switch (algorithm) {
    case -8: {
      const x = bytes(label.x, 32);
      return kty === 1 && crv === 6 && x !== null ? { kty: 'OKP', crv: 'Ed25519', x } : null;
    }
    case -7: {
      const x = bytes(label.x, 32);
      const y = bytes(label.y, 32);
      return kty === 2 && crv === 1 && x !== null && y !== null ? { kty: 'EC', crv: 'P-256', x, y } : null;
    }
    case -257: {
      const n = bytes(label.n);
      const e = bytes(label.e);
      return kty === 3 && n !== null && e !== null ? { kty: 'RSA', n, e } : null;
    }
  }
}

function toKeyObject(jwk: Jwk): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    // The shape is right, so OpenSSL objects to the numbers: a point off the curve, for one.
    return null;
  }
}

function strongRsa(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  return modulusLength >= rsaBits.least && modulusLength <= rsaBits.most && publicExponent >= leastExponent;
}
