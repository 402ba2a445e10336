import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import { inTurn } from './queue.ts';

const argon2Async = promisify(argon2);

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB and two passes. Memory in KiB, the tag in bytes. */
export const slowHashCost = { memory: 19456, passes: 2, parallelism: 1, tagLength: 32 } as const;

/** argon2id of `secret` under `salt` (base64url, at least 8 bytes), base64url. Throws `busy` (503), see `inTurn`. */
export async function slowHash(secret: string, salt: string): Promise<string> {
  const parameters = { message: secret, nonce: Buffer.from(salt, 'base64url'), ...slowHashCost };
  const tag = await inTurn(() => argon2Async('argon2id', parameters));
  return tag.toString('base64url');
}
