import type { Audit } from '../audit/audit.ts';
import { localOrigin } from '../kernel/request.ts';
import type { Ruling } from './rulings.ts';

interface Count {
  denied: number;
  unfit: number;
}

/** How often an application was refused, kept until it is written: one event a minute, not one an answer. */
export function createUsage(audit: Pick<Audit, 'record'>) {
  const counted = new Map<string, Count>();

  return {
    note(applicationId: string, { allowed, unfit }: Pick<Ruling, 'allowed' | 'unfit'>): void {
      if (allowed) return;
      const { denied: before, unfit: odd } = counted.get(applicationId) ?? { denied: 0, unfit: 0 };
      counted.set(applicationId, { denied: before + 1, unfit: odd + (unfit ? 1 : 0) });
    },

    /** What could not be written is counted still. */
    async flush(): Promise<void> {
      for (const [id, count] of [...counted]) {
        const resource = `application:${id}`;
        await audit.record(
          { type: 'application.denied', outcome: 'denied', resource, details: { ...count } },
          localOrigin,
        );
        const now = counted.get(id)!;
        if (now === count) counted.delete(id);
        else counted.set(id, { denied: now.denied - count.denied, unfit: now.unfit - count.unfit });
      }
    },
  };
}
