import type { Audit } from '../audit/audit.ts';
import { localOrigin } from '../kernel/request.ts';
import type { Ruling } from './rulings.ts';

/** How often an application was refused, kept until it is written: one event a minute, not one an answer. */
export function createUsage(audit: Pick<Audit, 'record'>) {
  let counted = new Map<string, { denied: number; unfit: number }>();

  return {
    note(applicationId: string, { allowed, unfit }: Pick<Ruling, 'allowed' | 'unfit'>): void {
      if (allowed) return;
      const count = counted.get(applicationId) ?? { denied: 0, unfit: 0 };
      count.denied += 1;
      if (unfit) count.unfit += 1;
      counted.set(applicationId, count);
    },

    async flush(): Promise<void> {
      const written = counted;
      counted = new Map();
      for (const [id, details] of written) {
        const resource = `application:${id}`;
        await audit.record({ type: 'application.denied', outcome: 'denied', resource, details }, localOrigin);
      }
    },
  };
}
