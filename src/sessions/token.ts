import { digest, type Random, secretToken } from '../kernel/secrets.ts';
import type { Session } from './sessions.ts';

const prefixes: Record<Session['kind'], string> = { cookie: 'ory_sc_', token: 'ory_st_' };
const shapes: Record<Session['kind'], RegExp> = {
  cookie: /^ory_sc_[A-Za-z0-9_-]{43}$/,
  token: /^ory_st_[A-Za-z0-9_-]{43}$/,
};

/** A new session token: 256 random bits behind a prefix that tells its kind. */
export function newToken(random: Random, kind: Session['kind']): string {
  return secretToken(random, prefixes[kind]);
}

/** What the database knows of a token; null when the text cannot be a token of this kind. */
export function tokenHash(token: string, kind: Session['kind']): string | null {
  return shapes[kind].test(token) ? digest(token) : null;
}
