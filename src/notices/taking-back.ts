import type { Audit } from '../audit/audit.ts';
import type { FactorChange } from '../courier/courier.ts';
import type { Credential, Identities } from '../identity/identity.ts';
import type { Origin } from '../kernel/request.ts';
import type { Tx } from '../store/store.ts';

export interface Disowned {
  /** The credentials, or the API key, that were added, or were found; for a change that added none, none. */
  credentials: readonly string[];
  what: FactorChange | 'new_device';
}

export interface TakingBackInit {
  audit: Audit;
  identities: Pick<Identities, 'credentials' | 'changeCredential'>;
  removeBackupCodes(tx: Tx, identityId: string): Promise<void>;
  /** False where the person has no such API key. */
  revokeApiKey(tx: Tx, identityId: string, id: string): Promise<boolean>;
  /** Voids the codes and links that are under way to the person. */
  voidCodes(tx: Tx, identityId: string): Promise<void>;
  /** A recovery was disowned: it must not lead to new ways to sign in. */
  cancelRecovery(tx: Tx, identityId: string): Promise<void>;
  /** Every device of the person is a new one again. */
  forgetDevices(tx: Tx, identityId: string): Promise<void>;
  /** The account takes no new ways to sign in for a while from whoever holds nothing but its mailbox. */
  hold(tx: Tx, identityId: string): Promise<void>;
}

const codesCameWith: ReadonlySet<Disowned['what']> = new Set(['backup_codes_generated', 'earlier_factors']);
const keysCameWith: ReadonlySet<Disowned['what']> = new Set(['api_key_created', 'api_key_rotated']);

/** Takes away what a change brought, whoever made it. Nothing that it took is given back. */
export function takingBack(init: TakingBackInit) {
  const { audit, identities } = init;
  return async (tx: Tx, identityId: string, { credentials, what }: Disowned, origin: Origin): Promise<void> => {
    await init.voidCodes(tx, identityId);
    if (what === 'new_device') await init.forgetDevices(tx, identityId);
    if (what === 'recovery') await init.cancelRecovery(tx, identityId);
    if (codesCameWith.has(what)) await init.removeBackupCodes(tx, identityId);
    for (const id of keysCameWith.has(what) ? credentials : []) {
      if (!(await init.revokeApiKey(tx, identityId, id))) continue;
      const event = { type: 'api_key.revoked', outcome: 'success', actor: identityId, reason: 'disowned' } as const;
      await audit.append(tx, { ...event, resource: `api_key:${id}`, details: { key: id } }, origin);
    }
    const active = (await identities.credentials(tx, identityId)).filter(({ status }) => status === 'active');
    const brought = ({ id }: Credential) => credentials.includes(id);
    for (const { id, type } of active.filter(brought)) {
      await identities.changeCredential(tx, id, { status: 'suspended' });
      const event = { type: 'credential.suspended', outcome: 'success', actor: identityId } as const;
      const details = { credential: id, method: type };
      await audit.append(tx, { ...event, resource: `identity:${identityId}`, details }, origin);
    }
    // The link came to a mailbox. Whoever reads that must not get further by it than a recovery would let them.
    if (active.length > 0 && active.every(brought)) await init.hold(tx, identityId);
  };
}
