import type { Audit } from './audit/audit.ts';
import type { createCourier } from './courier/courier.ts';
import type { createHooks } from './hooks/hooks.ts';
import { rfc3339 } from './kernel/clock.ts';
import { localOrigin } from './kernel/request.ts';

type MessageFailure = Parameters<Parameters<typeof createCourier>[0]['onFailure']>[0];
type HookFailure = Parameters<Parameters<typeof createHooks>[0]['onFailure']>[0];

/** Attempts with a key of this person that were refused since then, in milliseconds. No count is kept of them elsewhere. */
export async function refusedKeys(audit: Pick<Audit, 'list'>, actor: string, since: number): Promise<number> {
  const filter = { actor, type: 'login.failed', since: rfc3339(since), limit: 100 } as const;
  const { events } = await audit.list(filter);
  return events.filter(({ methods, reason }) => methods.some((method) => keys.has(method)) && !byRules.has(reason))
    .length;
}

const keys: ReadonlySet<string> = new Set(['passkey', 'webauthn']);
/** The proof was right, and the rules refused what it was for. */
const byRules: ReadonlySet<string | null> = new Set(['sign_in_refused', 'sign_in_unprovable']);

/** What fails without a request that could be told of it, as events of the audit. */
export function failureEvents(audit: Pick<Audit, 'record'>) {
  return {
    message: ({ channel, template, identityId, error }: MessageFailure) =>
      audit.record(
        {
          type: 'courier.failed',
          outcome: 'failure',
          actor: identityId,
          reason: 'not_delivered',
          details: { channel, template, error },
        },
        localOrigin,
      ),

    hook: ({ hook, moment, reason }: HookFailure) =>
      audit.record(
        { type: 'hook.failed', outcome: 'failure', reason, details: { hook, flow: moment?.flow ?? null } },
        localOrigin,
      ),

    /** Not awaited: a decision may stand inside the one write transaction, which this one waits for. */
    engine: (problem: string) =>
      void audit
        .record({ type: 'access.alarm', outcome: 'failure', reason: 'engine_error', details: { problem } }, localOrigin)
        .catch((error: Error) => process.emitWarning(`The alarm “${problem}” could not be written: ${error.message}`)),
  };
}
