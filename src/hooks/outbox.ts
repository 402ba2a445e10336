import type { Clock } from '../kernel/clock.ts';
import { type HttpClient, HttpClientError } from '../kernel/http-client.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Store, Tx } from '../store/store.ts';
import type { OnHookFailure } from './failure.ts';
import { type HookContext, payload } from './payload.ts';
import { sendHook } from './send.ts';
import {
  claimDelivery,
  type Delivery,
  deleteDelivery,
  dueDeliveries,
  insertDelivery,
  putBackDelivery,
} from './store.ts';
import type { HookList, Moment, NamedHook } from './web-hook.ts';

interface OutboxInit {
  list: HookList;
  http: HttpClient;
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  onFailure: OnHookFailure;
  timeoutMs: number;
}

/** Until the next attempt, after the first, the second, ...; after the last one the delivery is given up: a day in all. */
const retryAfterSeconds = [30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800];
const atOnce = 8;
/** Beyond the time that a request may take: whoever took a delivery for longer than that is gone. */
const graceMs = 30_000;

/** Requests whose answer nobody waits for: stored with the flow, sent afterwards, each by one worker at a time. */
export function createOutbox({ list, http, store, clock, random, keyring, onFailure, timeoutMs }: OutboxInit) {
  const stop = new AbortController();
  const working = new Set<Promise<unknown>>();
  let sending = false;
  let again = false;

  async function put(tx: Tx, hook: NamedHook, moment: Moment, context: HookContext): Promise<void> {
    const now = clock();
    const sealed = keyring.encrypt('hooks', JSON.stringify({ moment, body: payload(moment, context) }));
    await insertDelivery(tx, { id: uuid(random), hook: hook.id, sealed, attempts: 0, next_at: now, created_at: now });
  }

  /** Null when it arrived, else why it did not. A receiver answers 409 to a delivery that it has already. */
  async function attempt(hook: NamedHook, { id }: Delivery, body: string): Promise<string | null> {
    try {
      const { status } = await sendHook(http, hook, { id, body, now: clock(), timeoutMs, signal: stop.signal });
      return (status >= 200 && status < 300) || status === 409 ? null : `status_${status}`;
    } catch (error) {
      if (!(error instanceof HttpClientError)) throw error;
      return error.reason;
    }
  }

  async function giveUp(delivery: Delivery, moment: Moment | null, reason: string): Promise<void> {
    await store.write((tx) => deleteDelivery(tx, delivery));
    await onFailure({ hook: delivery.hook, moment, reason });
  }

  /** Whether it was delivered, and by this call. */
  async function deliver(id: string): Promise<boolean> {
    const now = clock();
    const delivery = await store.write((tx) => claimDelivery(tx, id, now, now + timeoutMs + graceMs));
    if (!delivery) return false;
    const plain = keyring.decrypt('hooks', delivery.sealed);
    if (plain === null) {
      await giveUp(delivery, null, 'key_missing');
      return false;
    }
    const { moment, body } = JSON.parse(plain) as { moment: Moment; body: string };
    const hook = list.byId(delivery.hook);
    if (!hook) {
      await giveUp(delivery, moment, 'not_configured');
      return false;
    }
    const reason = await attempt(hook, delivery, body);
    if (reason === null) {
      await store.write((tx) => deleteDelivery(tx, delivery));
      return true;
    }
    const seconds = retryAfterSeconds[delivery.attempts - 1];
    if (reason === 'aborted') {
      await store.write((tx) => putBackDelivery(tx, delivery, { nextAt: clock(), counted: false }));
    } else if (seconds === undefined) {
      await giveUp(delivery, moment, reason);
    } else {
      const nextAt = clock() + 1000 * seconds;
      await store.write((tx) => putBackDelivery(tx, delivery, { nextAt, counted: true }));
    }
    return false;
  }

  async function deliverAll(): Promise<number> {
    let delivered = 0;
    while (!stop.signal.aborted) {
      const due = await dueDeliveries(store.read, clock(), atOnce);
      if (due.length === 0) break;
      delivered += (await Promise.all(due.map(deliver))).filter(Boolean).length;
    }
    return delivered;
  }

  /** After what is under way already, so that whoever waits for it has waited for everything. */
  function dispatch(): Promise<number> {
    const work = Promise.allSettled(working)
      .then(deliverAll)
      .finally(() => working.delete(work));
    working.add(work);
    return work;
  }

  async function dispatchAgain(): Promise<void> {
    again = true;
    if (sending) return;
    sending = true;
    try {
      while (again) {
        again = false;
        await dispatch();
      }
    } finally {
      sending = false;
    }
  }

  function wake(): void {
    // Nobody waits for this; the next round finds what is left.
    dispatchAgain().catch((error: Error) => process.emitWarning(`Web hooks could not be sent: ${error.message}`));
  }

  async function close(): Promise<void> {
    stop.abort();
    await Promise.allSettled(working);
  }

  return { put, dispatch, wake, close };
}
