import { slowHashCost } from '../hashing/slow-hash.ts';

/** How our own hashes begin; one with another cost is treated as an imported one and replaced at the next sign-in. */
const { memory, passes, parallelism } = slowHashCost;
const head = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`;

/** Salt and tag of a hash with today's cost, each base64url as `slowHash` takes and answers them. */
export interface CurrentHash {
  salt: string;
  tag: string;
}

/** The PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, base64 without padding. */
export function formatHash({ salt, tag }: CurrentHash): string {
  return head + [salt, tag].map((part) => recoded(part, 'base64url', 'base64').replace(/=+$/, '')).join('$');
}

/** Null for every other kind of hash. */
export function parseCurrentHash(text: string): CurrentHash | null {
  if (!text.startsWith(head)) return null;
  const [, salt, tag] = /^([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{43})$/.exec(text.slice(head.length)) ?? [];
  if (salt === undefined) return null;
  return { salt: recoded(salt, 'base64', 'base64url'), tag: recoded(tag!, 'base64', 'base64url') };
}

const recoded = (text: string, from: BufferEncoding, to: BufferEncoding) => Buffer.from(text, from).toString(to);
