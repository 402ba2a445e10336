import type { Clock } from '../kernel/clock.ts';
import type { HttpClient } from '../kernel/http-client.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Store, Tx } from '../store/store.ts';
import { askHook } from './ask.ts';
import { hookFailed, type OnHookFailure } from './failure.ts';
import type { IdentityChange } from './identity-change.ts';
import { createOutbox } from './outbox.ts';
import type { HookContext } from './payload.ts';
import type { HookMessage } from './refusal.ts';
import { type HookFlow, type HookSettings, listHooks, type Moment } from './web-hook.ts';

export type { HookFailure } from './failure.ts';
export type { IdentityChange } from './identity-change.ts';
export type { HookContext } from './payload.ts';
export type { HookMessage } from './refusal.ts';
export { verifyHookSignature } from './verify-hook-signature.ts';
export type { HookFlow, HookSettings, WebHook } from './web-hook.ts';

/** Calls to services of the operator before and after flows, see docs/web-hooks.md. */
export interface Hooks {
  /**
   * Asks the hooks of this moment, one after the other, each with what the ones before it changed. Never inside a
   * transaction. Answers why a hook refuses, or what they want to be different about the identity. Throws `hook_failed`
   * (502, 504 when it took too long) when a hook does not answer as it should: the flow does not go on without it.
   */
  run(
    when: Moment['when'],
    flow: HookFlow,
    method: string | null,
    context: HookContext,
  ): Promise<{ refused: HookMessage[] } | { identity: IdentityChange | null }>;
  /** Stores the requests that nobody waits for (`response.ignore`); they are sent when the transaction has committed. */
  queue(tx: Tx, when: Moment['when'], flow: HookFlow, method: string | null, context: HookContext): Promise<void>;
  /** Sends what was queued, soon and in the background. Call it after the commit. */
  wake(): void;
  /** Sends what is due, what failed before included; answers how many requests arrived. Call it every minute. */
  dispatch(): Promise<number>;
  /** Ends requests that are under way; they are sent again after the next start. */
  close(): Promise<void>;
}

interface HooksInit {
  settings: HookSettings;
  http: HttpClient;
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  /** Told of each refusal, each flow that a hook ended by not answering, and each request that was given up. */
  onFailure: OnHookFailure;
  /** For one request; Kratos's 30 seconds if left out. */
  timeoutMs?: number;
}

/** Throws OperatorError when two different hooks have the same id. */
export function createHooks({ settings, timeoutMs = 30_000, ...init }: HooksInit): Hooks {
  const { http, clock, random, onFailure } = init;
  const list = listHooks(settings);
  const outbox = createOutbox({ ...init, list, timeoutMs });

  return {
    async run(when, flow, method, context) {
      const moment = { when, flow, method };
      let known = context;
      let change: IdentityChange = {};
      for (const hook of list.at(moment)) {
        if (hook.response.ignore) continue;
        const question = { hook, moment, context: known, id: uuid(random), now: clock(), timeoutMs };
        const verdict = await askHook(http, question);
        if ('failed' in verdict) {
          await onFailure({ hook: hook.id, moment, reason: verdict.failed });
          throw hookFailed(hook, verdict.failed, verdict.cause);
        }
        if ('refused' in verdict) {
          await onFailure({ hook: hook.id, moment, reason: 'refused' });
          return verdict;
        }
        if (verdict.change) {
          change = { ...change, ...verdict.change };
          known = { ...known, identity: { ...known.identity, ...verdict.change } };
        }
      }
      return { identity: Object.keys(change).length > 0 ? change : null };
    },

    async queue(tx, when, flow, method, context) {
      const moment = { when, flow, method };
      for (const hook of list.at(moment)) if (hook.response.ignore) await outbox.put(tx, hook, moment, context);
    },

    wake: outbox.wake,
    dispatch: outbox.dispatch,
    close: outbox.close,
  };
}
