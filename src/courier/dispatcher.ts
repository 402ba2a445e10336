import type { Clock } from '../kernel/clock.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Store } from '../store/store.ts';
import type { Channel, Failure } from './courier.ts';
import type { Health } from './health.ts';
import { type MessageRow, settle, takeDue } from './store.ts';
import type { Content } from './templates/render.ts';
import type { Fault, Outcome, Transport } from './transport.ts';

/** Waits after the first, second, ... attempt that failed; the last one stands for all that follow. Seconds. */
const backOffSeconds = [1, 5, 30, 120, 600];
/** For how long a message is taken: longer than any attempt. A server that dies loses its messages after that. */
const leaseSeconds = 60;
/** How many messages are on their way at once. */
const atOnce = 10;

/** The purpose of the messages' encryption. */
export const sealPurpose = 'courier';

/** One way out and what is known of it. */
export interface Line {
  transport: Transport;
  health: Health;
}

interface DispatcherInit {
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  lines: Partial<Record<Channel, Line>>;
  retries: number;
  onFailure: (failure: Failure) => Promise<void> | void;
}

export interface Dispatcher {
  dispatch(): Promise<number>;
  /** No further message is taken; resolves when those under way have ended. */
  close(): Promise<void>;
}

export function createDispatcher({
  store,
  clock,
  random,
  keyring,
  lines,
  retries,
  onFailure,
}: DispatcherInit): Dispatcher {
  let running: Promise<number> | undefined;
  let closed = false;
  /** Whether there may be something to take. */
  let wanted = false;
  let bell = Promise.withResolvers<void>();

  /** Takes what is due while there is room: one slow server does not hold up the messages of the others. */
  async function run(): Promise<number> {
    const underWay = new Set<Promise<void>>();
    const problems: unknown[] = [];
    let attempts = 0;
    try {
      while (underWay.size > 0 || (wanted && !closed)) {
        const room = atOnce - underWay.size;
        if (!wanted || closed || room === 0) {
          await Promise.race([...underWay, ...(wanted ? [] : [bell.promise])]);
          continue;
        }
        wanted = false;
        bell = Promise.withResolvers();
        for (const row of await take(room)) {
          attempts += 1;
          const one = attempt(row)
            .catch((problem) => void problems.push(problem))
            .finally(() => {
              underWay.delete(one);
              wanted = true;
            });
          underWay.add(one);
        }
      }
    } finally {
      if (underWay.size > 0) await Promise.all(underWay);
      running = undefined;
    }
    if (problems.length > 0) throw problems[0];
    return attempts;
  }

  function take(limit: number): Promise<MessageRow[]> {
    const now = clock();
    return store.write((tx) => takeDue(tx, { now, until: now + 1000 * leaseSeconds, limit }));
  }

  async function attempt(row: MessageRow): Promise<void> {
    const outcome = await send(row);
    const at = clock();
    const left = retries + 1 - row.attempts;
    const over = !outcome.delivered && (outcome.fault === 'message' || left <= 0);
    const wait = backOffSeconds[row.attempts - 1] ?? backOffSeconds.at(-1)!;
    const error = outcome.delivered ? null : outcome.error;
    const settled = await store.write((tx) =>
      settle(tx, row, {
        status: outcome.delivered ? 'sent' : over ? 'abandoned' : 'queued',
        nextAt: at + 1000 * wait,
        dispatch: {
          id: uuid(random),
          message_id: row.id,
          status: outcome.delivered ? 'success' : 'failed',
          error,
          created_at: at,
        },
      }),
    );
    if (settled && over) {
      await onFailure({ channel: row.channel, template: row.template, identityId: row.identity_id, error: error! });
    }
  }

  async function send(row: MessageRow): Promise<Outcome> {
    const line = lines[row.channel];
    if (line === undefined) return failure('transport', `This installation does not send ${row.channel} any more.`);
    // Taken up from a server that ended during the last attempt.
    if (row.attempts > retries + 1) return failure('message', 'The server ended while the message was being sent.');
    const opened = keyring.decrypt(sealPurpose, row.sealed ?? '');
    if (opened === null) return failure('message', 'The message cannot be decrypted: its key is gone.');
    const content = JSON.parse(opened) as Content;
    const minutes = Number(content.data['expires_in_minutes'] ?? Number.POSITIVE_INFINITY);
    if (clock() >= row.created_at + 60_000 * minutes) return failure('message', 'What the message holds has expired.');
    const { id, template, recipient, created_at: at } = row;
    const outcome = await line.transport.send({ id, template, recipient, content, at });
    line.health.note(outcome);
    return outcome;
  }

  return {
    async dispatch() {
      if (closed) return 0;
      wanted = true;
      bell.resolve();
      running ??= run();
      return running;
    },
    async close() {
      closed = true;
      await running;
    },
  };
}

const failure = (fault: Fault, error: string): Outcome => ({ delivered: false, fault, error });
