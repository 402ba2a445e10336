import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/secrets.ts';
import type { Reader, Store, Tx } from '../../store/store.ts';
import type { Attempts } from '../attempts/attempts.ts';
import type { slowHash } from '../hashing/slow-hash.ts';
import { backupCodeImport } from './import.ts';
import { backupCodeProof } from './proof.ts';
import { backupCodeSettings } from './settings.ts';
import { codesOf, removeCodes } from './store.ts';

export interface BackupCodeDependencies {
  store: Store;
  clock: Clock;
  random: Random;
  attempts: Attempts;
  /** The slow hash; a test supplies one that has no time. */
  hash?: typeof slowHash;
}

/** Backup codes (`lookup_secret` on the wire): a set of ten, each good once, as a second proof. */
export function createBackupCodes(dependencies: BackupCodeDependencies) {
  return {
    proof: backupCodeProof(dependencies),
    settings: backupCodeSettings(dependencies),
    /** How many codes there are and how many of them are unused, since when, and when one was last used; null if never. */
    async count(db: Reader, identityId: string) {
      const codes = await codesOf(db, identityId);
      const used = codes.flatMap(({ usedAt }) => usedAt ?? []);
      return {
        total: codes.length,
        left: codes.length - used.length,
        addedAt: codes[0]?.createdAt ?? null,
        lastUsedAt: used.length > 0 ? Math.max(...used) : null,
      };
    },
    remove: (tx: Tx, identityId: string) => removeCodes(tx, identityId),
    import: backupCodeImport(dependencies),
  };
}

export type BackupCodes = ReturnType<typeof createBackupCodes>;
