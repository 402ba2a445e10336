import { seal, unseal } from '../../kernel/secrets.ts';
import { slowHash } from '../hashing/slow-hash.ts';
import { message } from '../messages.ts';
import { type FlowFacts, refusal, type SettingsStrategy } from '../strategy.ts';
import { asked } from '../submitted.ts';
import { submit, text, type UiNode } from '../ui.ts';
import type { BackupCodeDependencies } from './backup-codes.ts';
import { backupCodeFactor, canonicalCode, codesPerSet, newCode } from './codes.ts';
import { codesOf, removeCodes, replaceCodes } from './store.ts';

const purpose = 'pending backup codes';

/** New codes live sealed in the flow, under the session token that only their owner has, until they are confirmed. */
type Change =
  | { saved: false; show: string[]; prepared: string }
  | { saved: true; replace: { salt: string; hashes: string[] } }
  | { saved: true; remove: true };

function codeList(codes: string[]): UiNode {
  const secrets = codes.map((secret) => message(1050009, { secret }));
  return text('lookup_secret', 'lookup_secret_codes', message(1050015, { secrets }), message(1050010));
}

/** Makes, confirms and removes backup codes on the account page. They are shown once and never revealed again. */
export function backupCodeSettings({
  store,
  clock,
  random,
  attempts,
}: BackupCodeDependencies): SettingsStrategy<Change> {
  function pending({ prepared, clientSecret }: FlowFacts): string[] | null {
    const box = prepared['lookup_secret'];
    const plain = typeof box === 'string' && clientSecret !== null ? unseal(clientSecret, purpose, box) : null;
    return plain === null ? null : plain.split(' ');
  }

  return {
    group: 'lookup_secret',

    async nodes(flow) {
      const shown = pending(flow);
      if (shown) return [codeList(shown), submit('lookup_secret', 'lookup_secret_confirm', 'true', 1050011)];
      const exists = (await codesOf(store.read, flow.identity!.id)).length > 0;
      return [
        submit('lookup_secret', 'lookup_secret_regenerate', 'true', 1050008),
        ...(exists ? [submit('lookup_secret', 'lookup_secret_disable', 'true', 1050016)] : []),
      ];
    },

    responsible: (body) =>
      body['method'] === 'lookup_secret' ||
      ['lookup_secret_regenerate', 'lookup_secret_confirm', 'lookup_secret_disable'].some((name) => asked(body[name])),

    privileged: () => true,

    // A mailbox and a code are two factors, by which every other way to sign in may be added.
    adds: ({ body }) => !asked(body['lookup_secret_disable']),

    async verify({ flow, body }) {
      if (asked(body['lookup_secret_regenerate'])) {
        const codes = Array.from({ length: codesPerSet }, () => newCode(random));
        return { saved: false, show: codes, prepared: seal(random, flow.clientSecret!, purpose, codes.join(' ')) };
      }
      if (asked(body['lookup_secret_confirm'])) {
        const codes = pending(flow);
        if (!codes) {
          const reason = 'Create the codes once more: these cannot be confirmed from here.';
          return refusal('nothing_to_confirm', 4000001, { context: { reason } });
        }
        const salt = random(16).toString('base64url');
        const hashes: string[] = [];
        // One after the other: a set takes one place of the queue, not ten.
        for (const code of codes) hashes.push(await slowHash(canonicalCode(code)!, salt));
        return { saved: true, replace: { salt, hashes } };
      }
      if (asked(body['lookup_secret_disable'])) return { saved: true, remove: true };
      const reason = 'Backup codes are shown once only. Create new ones if you have lost them.';
      return refusal('never_revealed', 4000001, { context: { reason } });
    },

    async commit(tx, { flow }, change) {
      const identityId = flow.identity!.id;
      if ('show' in change) return [];
      if ('remove' in change) {
        await removeCodes(tx, identityId);
        return [{ type: 'backup_codes.removed' }];
      }
      await replaceCodes(tx, identityId, { ...change.replace, now: clock() });
      // Guesses at the codes before say nothing about these.
      await attempts.succeed(tx, identityId, backupCodeFactor);
      return [{ type: 'backup_codes.generated' }];
    },
  };
}
