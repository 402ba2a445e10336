import { badRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../store/store.ts';
import { slowHash } from '../hashing/slow-hash.ts';
import type { BackupCodeDependencies } from './backup-codes.ts';
import { canonicalCode } from './codes.ts';
import { replaceCodes } from './store.ts';

const most = 20;

/**
 * Backup codes from elsewhere, as Kratos's `recovery_codes`; used ones are left out. Codes of fewer than 80 bits, such as
 * Kratos's own, are no match for somebody who guesses: they are refused, and their owner makes new ones. Throws
 * `invalid_credential` (400).
 */
export function backupCodeImport({ random, clock, hash: hashOf = slowHash }: BackupCodeDependencies) {
  return async (config: Record<string, unknown>): Promise<(tx: Tx, identityId: string) => Promise<void>> => {
    const { recovery_codes: listed, ...rest } = config;
    if (!Array.isArray(listed) || listed.length > most || Object.keys(rest).length > 0) {
      throw badRequest('invalid_credential', `Import backup codes as “recovery_codes”, at most ${most}.`);
    }
    const salt = random(16).toString('base64url');
    const hashes: string[] = [];
    for (const entry of listed as { code?: unknown; used_at?: unknown }[]) {
      if (entry?.used_at) continue;
      const code = canonicalCode(entry?.code);
      if (code === null) {
        throw badRequest(
          'invalid_credential',
          'A backup code has 16 symbols (80 bits); let people make new ones here.',
        );
      }
      hashes.push(await hashOf(code, salt));
    }
    return (tx, identityId) => replaceCodes(tx, identityId, { salt, hashes, now: clock() });
  };
}
