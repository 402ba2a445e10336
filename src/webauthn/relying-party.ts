import { parse } from 'tldts';
import { base64url } from './base64url.ts';
import type { RelyingParty } from './webauthn.ts';

const androidPrefix = 'android:apk-key-hash:';

/**
 * What is wrong with the configured relying party, one sentence each; empty when browsers will work with it
 * (WebAuthn L3 §5.1.3 step 8: the RP ID is a registrable suffix of the origin's domain).
 */
export function checkRelyingParty(
  { id, origins }: Pick<RelyingParty, 'id' | 'origins'>,
  { development }: { development: boolean },
): string[] {
  const problems = origins.flatMap((origin) => checkOrigin(origin, id, development) ?? []);
  if (origins.length === 0) problems.push('The relying party needs at least one origin.');
  const problem = checkId(id);
  return problem ? [problem, ...problems] : problems;
}

function checkId(id: string): string | null {
  if (id === 'localhost') return null;
  if (!URL.canParse(`https://${id}`) || new URL(`https://${id}`).hostname !== id || id.endsWith('.')) {
    return `The relying party id "${id}" must be a domain in lower case, without scheme, port or path.`;
  }
  const { isIp, domain } = parse(id, { allowPrivateDomains: true });
  if (isIp) return `The relying party id "${id}" must be a domain; passkeys do not work with an IP address.`;
  return domain === null ? `The relying party id "${id}" is a public suffix that nobody can own alone.` : null;
}

function checkOrigin(origin: string, id: string, development: boolean): string | null {
  if (origin.startsWith(androidPrefix)) {
    const sha256 = base64url(origin.slice(androidPrefix.length));
    return sha256?.length === 32 ? null : `The origin "${origin}" must end in the SHA-256 of a certificate, base64url.`;
  }
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    return `The origin "${origin}" must be scheme, host and port only, such as https://login.example.com.`;
  }
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'https:' && !(protocol === 'http:' && hostname === 'localhost' && development)) {
    return `The origin "${origin}" must use https; only http://localhost in development may do without.`;
  }
  if (hostname !== id && !hostname.endsWith(`.${id}`)) {
    return `The origin "${origin}" does not belong to the relying party id "${id}" and could use none of its passkeys.`;
  }
  return null;
}
