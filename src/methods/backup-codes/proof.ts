import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Identity } from '../../identity/identity.ts';
import { throttled } from '../attempts/throttled.ts';
import { slowHash } from '../hashing/slow-hash.ts';
import { type ProofStrategy, type Refusal, refusal } from '../strategy.ts';
import { input, submit } from '../ui.ts';
import type { BackupCodeDependencies } from './backup-codes.ts';
import { backupCodeFactor, canonicalCode } from './codes.ts';
import { codesOf, spendCode } from './store.ts';

interface ProvenByCode {
  identity: Identity;
  evidence: Evidence;
  hash: string;
}

/** A backup code as a second proof or for a step-up, by somebody who is signed in already. */
export function backupCodeProof({
  store,
  clock,
  attempts,
  hash: hashOf = slowHash,
}: BackupCodeDependencies): ProofStrategy<ProvenByCode> {
  return {
    group: 'lookup_secret',

    async nodes({ identity }) {
      const codes = identity ? await codesOf(store.read, identity.id) : [];
      if (!codes.some(({ usedAt }) => usedAt === null)) return [];
      return [
        input('lookup_secret', 'lookup_secret', {
          type: 'text',
          label: 1010007,
          required: true,
          autocomplete: 'off',
          maxlength: 64,
        }),
        submit('lookup_secret', 'method', 'lookup_secret', 1010010),
      ];
    },

    responsible: (body) => body['method'] === 'lookup_secret',

    async claim(tx, { flow }): Promise<Refusal | null> {
      if (!flow.identity) return refusal('not_signed_in', 4000014);
      const wait = await attempts.reserve(tx, flow.identity.id, backupCodeFactor);
      return throttled(wait, 'Backup codes are closed; use a passkey, or create new ones.');
    },

    async verify({ flow, body }): Promise<ProvenByCode | Refusal> {
      const identity = flow.identity!;
      const code = canonicalCode(body['lookup_secret']);
      const rows = await codesOf(store.read, identity.id);
      if (rows.length === 0) return refusal('no_backup_codes', 4000014);
      if (code === null) return refusal('malformed', 4000016);
      const hash = await hashOf(code, rows[0]!.salt).catch(async (error) => {
        // The code was never looked at, so the attempt does not count.
        await store.write((tx) => attempts.release(tx, identity.id, backupCodeFactor));
        throw error;
      });
      const row = rows.find((candidate) => candidate.hash === hash);
      if (!row) return refusal('wrong_code', 4000016);
      if (row.usedAt !== null) return refusal('used_code', 4000012);
      const proof = evidence({
        method: 'lookup_secret',
        at: clock(),
      });
      return { identity, evidence: proof, hash };
    },

    async commit(tx, _attempt, { identity, hash }) {
      if (!(await spendCode(tx, identity.id, hash, clock()))) return refusal('used_code', 4000012);
      await attempts.succeed(tx, identity.id, backupCodeFactor);
      return [{ type: 'backup_codes.used' }];
    },
  };
}
