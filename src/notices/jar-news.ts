import type { Courier, JarEvent } from '../courier/courier.ts';
import type { Identities } from '../identity/identity.ts';
import type { Tx } from '../store/store.ts';

/**
 * Messages about Honey Jars to somebody who waits for what others decide. They name neither jar nor document nor person:
 * a name is a stranger's text, and whoever reads the mail need not be who may read the jar.
 */
export interface JarNews {
  /** Nothing happens where there is no mail, or the person has no verified address. */
  tell(tx: Tx, init: { identityId: string; what: JarEvent; jarId: string | null }): Promise<void>;
}

interface Init {
  courier: Pick<Courier, 'has' | 'queue'>;
  identities: Pick<Identities, 'byId'>;
  baseUrl: string;
}

export function createJarNews({ courier, identities, baseUrl }: Init): JarNews {
  return {
    async tell(tx, { identityId, what, jarId }) {
      if (!courier.has('email')) return;
      const link = `${baseUrl}/console/jars${jarId === null ? '' : `/${jarId}`}`;
      const { addresses = [] } = (await identities.byId(tx, identityId)) ?? {};
      for (const { via, value, verified } of addresses) {
        if (!verified || via !== 'email') continue;
        const data = { what, link };
        // What language its reader speaks is not known here.
        await courier.queue(tx, {
          template: 'jar_news',
          channel: via,
          recipient: value,
          language: 'en',
          identityId,
          data,
        });
      }
    },
  };
}
