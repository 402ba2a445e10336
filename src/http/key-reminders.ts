import { localOrigin } from '../kernel/request.ts';
import type { Application } from './application.ts';

/** Tells people of API keys that expire soon, as long as they may sign in to rotate them. */
export async function remindOfKeys({
  store,
  apiKeys,
  identities,
  notices,
  audit,
  courier,
}: Application): Promise<void> {
  const told = await store.write(async (tx) => {
    const keys = await apiKeys.takeReminders(tx);
    for (const { id, identityId, name, expiresAt } of keys) {
      const identity = await identities.byId(tx, identityId);
      if (identity?.state !== 'active') continue;
      await notices.apiKeyExpires(tx, { identity, name, at: expiresAt });
      const event = { type: 'api_key.expiring', outcome: 'success', actor: null } as const;
      await audit.append(tx, { ...event, resource: `api_key:${id}`, details: { key: id } }, localOrigin);
    }
    return keys.length;
  });
  if (told > 0) courier.wake();
}
