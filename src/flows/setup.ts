import { digest, secretToken } from '../kernel/secrets.ts';
import type { FlowDependencies } from './context.ts';
import { replaceSetupToken, setupTokenExists } from './store.ts';

/** The one-time token that makes its bearer the owner of a fresh installation. */
export interface Setup {
  /** Whether nobody owns this installation yet. */
  needed(): Promise<boolean>;
  /** Makes a new token in place of an earlier one; only its hash is stored. */
  issue(): Promise<string>;
  /** Whether this token is the one that is waiting to be used. */
  isCurrent(token: string): Promise<boolean>;
  url(token: string): string;
}

export function createSetup({ access, store, clock, random, config }: FlowDependencies): Setup {
  return {
    needed: async () => (await access.peopleWithRole(store.read, 'owner')).length === 0,
    async issue() {
      const token = secretToken(random);
      await store.write((tx) => replaceSetupToken(tx, digest(token), clock()));
      return token;
    },
    isCurrent: (token) => setupTokenExists(store.read, digest(token)),
    url: (token) => `${config['serve.public.base_url']}/registration?setup=${token}`,
  };
}
