import type { Tx } from '../store/store.ts';
import type { Application } from './application.ts';

/**
 * Deletes a person with everything that is kept of them; the audit trail keeps their id. Throws `last_owner` and
 * `owns_jars` (409).
 */
export async function erase(
  { access, identities, backupCodes, forgetPerson }: Application,
  tx: Tx,
  identityId: string,
): Promise<void> {
  await access.leave(tx, identityId);
  const addresses = (await identities.byId(tx, identityId))?.addresses ?? [];
  await forgetPerson?.(tx, { id: identityId, addresses: addresses.map(({ value }) => value) });
  await backupCodes.remove(tx, identityId);
  await identities.delete(tx, identityId);
}
