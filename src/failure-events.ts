import type { Audit } from './audit/audit.ts';
import type { createCourier } from './courier/courier.ts';
import type { createHooks } from './hooks/hooks.ts';
import { localOrigin } from './kernel/request.ts';

interface FailureEvents {
  courier: Parameters<typeof createCourier>[0]['onFailure'];
  hook: Parameters<typeof createHooks>[0]['onFailure'];
  /** The policy engine reported an error. */
  engine(problem: string): void;
}

/** How failures that no request answers for get into the audit trail. */
export function failureEvents(audit: Audit): FailureEvents {
  return {
    courier: ({ channel, template, identityId, error }) =>
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
    hook: ({ hook, moment, reason }) =>
      audit.record(
        { type: 'hook.failed', outcome: 'failure', reason, details: { hook, flow: moment?.flow ?? null } },
        localOrigin,
      ),
    // Not awaited: a decision may stand inside the one write transaction, which this one waits for.
    engine: (problem) =>
      void audit
        .record({ type: 'access.alarm', outcome: 'failure', reason: 'engine_error', details: { problem } }, localOrigin)
        .catch((error: Error) => process.emitWarning(`The alarm “${problem}” could not be written: ${error.message}`)),
  };
}
