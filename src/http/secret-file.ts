import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../kernel/errors.ts';
import { secretToken } from '../kernel/secrets.ts';
import type { Application } from './application.ts';

const shortestToken = 32;

/** Writes a file that nobody else on the machine can read, whatever the umask. */
export function writeSecretFile(file: string, content: string): void {
  writeFileSync(file, `${content}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** The operator's token, made at the first start; only the owner of the process may read it. */
export function adminToken({ config, random }: Pick<Application, 'config' | 'random'>): string {
  const file = join(config.data, 'admin-token');
  if (!existsSync(file)) {
    const token = secretToken(random, 'sting_at_');
    writeSecretFile(file, token);
    return token;
  }
  const token = readFileSync(file, 'utf8').trim();
  // An empty file would let everybody in.
  if (token.length < shortestToken) {
    throw new OperatorError(
      `${file} holds a token of less than ${shortestToken} characters: remove it, and the next start makes a good one.`,
    );
  }
  return token;
}
