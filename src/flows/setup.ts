import { digest, secretToken } from '../kernel/secrets.ts';
import type { FlowDependencies } from './context.ts';
import { findSetupToken, replaceSetupToken } from './store.ts';

const recoveryLifetimeSeconds = 3600;

/** The one-time token that makes its bearer the owner of a fresh installation. */
export interface Setup {
  /** Whether nobody owns this installation yet. */
  needed(): Promise<boolean>;
  /**
   * Makes a new token in place of an earlier one; only its hash is stored. For an identity it adds a passkey to that
   * person instead of making a new one, within the hour: the operator's way to let a locked-out owner back in.
   */
  issue(identityId?: string): Promise<string>;
  /** Whether this token is the one that is waiting to be used. */
  isCurrent(token: string): Promise<boolean>;
  url(token: string): string;
}

export function createSetup({ access, store, clock, random, config }: FlowDependencies): Setup {
  return {
    needed: async () => (await access.peopleWithRole(store.read, 'owner')).length === 0,
    async issue(identityId) {
      const token = secretToken(random);
      // Before there is an owner the link waits as long as it takes; one into an account must not lie around.
      const expiresAt = identityId === undefined ? null : clock() + recoveryLifetimeSeconds * 1000;
      const row = { hash: digest(token), identityId: identityId ?? null, expiresAt };
      await store.write((tx) => replaceSetupToken(tx, row));
      return token;
    },
    isCurrent: async (token) => (await findSetupToken(store.read, digest(token), clock())) !== null,
    url: (token) => `${config['serve.public.base_url']}/registration?setup=${token}`,
  };
}
