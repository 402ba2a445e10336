import { createHash, timingSafeEqual } from 'node:crypto';
import type { Check, Format } from './imported.ts';

/** Bytes of the digests that the formats name. */
const lengths: Record<string, number> = { sha1: 20, sha256: 32, sha512: 64 };

const matches = (digest: string, expected: Buffer, parts: (password: Buffer) => Buffer[]): Check | null =>
  expected.length === lengths[digest]
    ? async (password) => {
        const sum = createHash(digest)
          .update(Buffer.concat(parts(Buffer.from(password, 'utf8'))))
          .digest();
        return timingSafeEqual(sum, expected);
      }
    : null;

/** LDAP's `{SSHA}`, `{SSHA256}`, `{SSHA512}` (digest, then salt) and the same without salt, `{SHA}` and so on. */
export const saltedShaFormat: Format = {
  name: '{SSHA} or {SHA}',
  begins: /^\{S?SHA/,
  read(text) {
    const [, salted, size, encoded] = /^\{(S?)SHA(256|512)?\}([\w+/-]+={0,2})$/.exec(text) ?? [];
    if (encoded === undefined) return null;
    const digest = `sha${size ?? 1}`;
    const bytes = Buffer.from(encoded, 'base64');
    const salt = bytes.subarray(lengths[digest]);
    if (salt.length > 0 !== (salted === 'S')) return null;
    return matches(digest, bytes.subarray(0, lengths[digest]), (password) => [password, salt]);
  },
};

/**
 * Kratos's `$sha256$pf=<base64 of "{SALT}{PASSWORD}">$<salt>$<hash>`: a digest of salt and password, put together as the
 * format says.
 */
export const shaFormat: Format = {
  name: 'SHA with a format (PHC)',
  begins: /^\$sha(?:1|256|512)\$/,
  read(text) {
    const base64 = '[A-Za-z0-9+/]+={0,2}';
    const [, digest, format, salt, hash] =
      new RegExp(`^\\$(sha1|sha256|sha512)\\$pf=(${base64})\\$(${base64})\\$(${base64})$`).exec(text) ?? [];
    if (digest === undefined) return null;
    const pieces = Buffer.from(format!, 'base64')
      .toString('utf8')
      .split(/(\{SALT\}|\{PASSWORD\})/);
    if (!pieces.includes('{PASSWORD}')) return null;
    const salted = Buffer.from(salt!, 'base64');
    return matches(digest, Buffer.from(hash!, 'base64'), (password) =>
      pieces.map((piece) =>
        piece === '{SALT}' ? salted : piece === '{PASSWORD}' ? password : Buffer.from(piece, 'utf8'),
      ),
    );
  },
};
