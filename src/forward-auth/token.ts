import { digest, hmac } from '../kernel/secrets.ts';

const prefix = 'sting_fw_';
const shape = /^sting_fw_[A-Za-z0-9_-]{43}$/;

/**
 * The token that stands for a session at the applications: made from the session's own, which it does not tell. The same
 * session token always gives the same one, so that two tabs that sign in at once do not undo each other; a new session
 * token, after a new proof, gives a new one.
 */
export function forwardToken(sessionToken: string): string {
  return prefix + hmac(sessionToken, 'forward-auth').toString('base64url');
}

/** What the database knows of a token; null when the text cannot be one, such as a session token. */
export function forwardTokenHash(token: string): string | null {
  return shape.test(token) ? digest(token) : null;
}
