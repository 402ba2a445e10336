import type { Document } from '../../jars/jars.ts';

/**
 * The headers under which a stranger's file is served: saved and never shown, and if a browser shows it all the same,
 * without scripts, without our origin and as nothing else than what it says it is.
 */
export function attachment({ name, mediaType, size, sha256 }: Document): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-length': String(size),
    'content-disposition': `attachment; filename="${asciiName(name)}"; filename*=UTF-8''${extendedValue(name)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    etag: `"${sha256}"`,
  };
}

/** For clients that do not know `filename*`. */
const asciiName = (name: string) => name.replace(/[^\x20-\x7e]|["\\%]/g, '_');

/** RFC 8187 ext-value: everything that is not an attr-char is percent-encoded. */
const extendedValue = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
