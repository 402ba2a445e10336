import { StingError } from '../kernel/errors.ts';
import type { Moment, NamedHook } from './web-hook.ts';

/** For the audit trail: a hook refused a flow, ended it by not answering, or was given up. */
export interface HookFailure {
  /** Id of the hook. */
  hook: string;
  /** Null when what was stored cannot be read any more. */
  moment: Moment | null;
  /**
   * `refused`, `status_500`, `invalid_answer`, `not_configured`, `key_missing`, or why there is no answer (`timeout`,
   * `unreachable`, `private_address`, ...).
   */
  reason: string;
}

export type OnHookFailure = (failure: HookFailure) => Promise<void>;

/** Ends the flow: what a hook has a say in does not go on without its answer. */
export function hookFailed({ id }: NamedHook, reason: string, cause?: unknown): StingError {
  const detail = `web hook ${id}: ${reason}`;
  const rest = { detail, cause };
  return reason === 'timeout'
    ? new StingError({ code: 'hook_failed', status: 504, message: 'This takes too long. Try again later.', ...rest })
    : new StingError({
        code: 'hook_failed',
        status: 502,
        message: 'This does not work just now. Try again later.',
        ...rest,
      });
}
