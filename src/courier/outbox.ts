import type { Clock } from '../kernel/clock.ts';
import { cursorAt, positionOf } from '../kernel/cursor.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Channel, Courier, CourierMessage, Failure, Outgoing } from './courier.ts';
import { createDispatcher, type Line, sealPurpose } from './dispatcher.ts';
import type { Http } from './gateway.ts';
import { createHealth } from './health.ts';
import { createHeartbeat } from './heartbeat.ts';
import { checkRecipient } from './recipient.ts';
import type { CourierSettings } from './settings.ts';
import {
  countMessages,
  findDispatches,
  findMessage,
  findMessages,
  insertMessage,
  type MessageRow,
  nextDue,
  removeFinished,
  removeMessage,
  removeMessagesOf,
} from './store.ts';
import { createRenderer } from './templates/render.ts';
import { createTransports } from './transports.ts';

const day = 86_400_000;
const keptDays = 30;
const defaultRetries = 5;

interface CourierInit {
  settings: CourierSettings;
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  http: Http;
  /** Takes the line that development prints in place of a message. */
  print: (line: string) => void;
  /** Told of each message that was abandoned, after that is written; the run waits for it. */
  onFailure: (failure: Failure) => Promise<void> | void;
}

/**
 * Messages as a transactional outbox: written with the change that they tell of, sent afterwards, at least once. Throws
 * OperatorError for settings or texts that cannot be used.
 */
export function createCourier({
  settings,
  store,
  clock,
  random,
  keyring,
  http,
  print,
  onFailure,
}: CourierInit): Courier {
  const renderer = createRenderer(settings.templateFolder);
  const transports = createTransports(settings, { http, print });
  const lines: Partial<Record<Channel, Line>> = {};
  for (const channel of ['email', 'sms'] as const) {
    const transport = transports[channel];
    const lasting = transport?.probe !== undefined;
    if (transport) lines[channel] = { transport, health: createHealth(clock, { lasting }) };
  }
  const retries = settings.retries ?? defaultRetries;
  const dispatcher = createDispatcher({ store, clock, random, keyring, lines, retries, onFailure });
  const { product, baseUrl } = settings;
  const domain = new URL(baseUrl).hostname;

  let probing: Promise<void> | undefined;
  const probe = () => {
    probing ??= lookAt(Object.values(lines)).finally(() => {
      probing = undefined;
    });
    return probing;
  };

  const heartbeat = createHeartbeat({
    clock,
    work: async () => {
      await dispatcher.dispatch();
    },
    nextAt: () => nextDue(store.read),
  });

  async function queue(
    tx: Tx,
    { template, channel, recipient, language, identityId, data }: Outgoing,
  ): Promise<string> {
    if (lines[channel] === undefined) throw new Error(`This installation does not send ${channel}.`);
    checkRecipient(channel, recipient);
    const { content, record } = renderer[channel]({ template, language, recipient, data, product, domain });
    const id = uuid(random);
    const now = clock();
    await insertMessage(tx, {
      id,
      channel,
      template,
      recipient,
      identity_id: identityId,
      subject: record.subject,
      body: record.text,
      sealed: keyring.encrypt(sealPurpose, JSON.stringify(content)),
      status: 'queued',
      attempts: 0,
      next_at: now,
      created_at: now,
      updated_at: now,
    });
    return id;
  }

  return {
    has: (channel) => lines[channel] !== undefined,
    delivers: (channel) => lines[channel]?.transport.real ?? false,
    failing: (channel) => lines[channel]?.health.failing() ?? false,
    dispatch: () => dispatcher.dispatch(),
    wake: () => heartbeat.wake(),
    probe,
    queue,

    async rehearse(tx, message) {
      await removeMessage(tx, await queue(tx, message));
    },

    async counts(db) {
      const counts = { queued: 0, processing: 0, sent: 0, abandoned: 0 };
      for (const { status, count } of await countMessages(db)) counts[status] = Number(count);
      return counts;
    },

    async messages(db, { status, recipient, limit, cursor }) {
      const list = ['messages'];
      const rows = await findMessages(db, {
        ...(status === undefined ? {} : { status }),
        ...(recipient === undefined ? {} : { recipient }),
        ...(cursor === undefined ? {} : { after: positionOf(cursor, list) }),
        limit: limit + 1,
      });
      const messages = rows.slice(0, limit).map(messageOf);
      const last = messages.at(-1);
      const next = rows.length > limit && last ? cursorAt({ at: last.createdAt, id: last.id }, list) : null;
      return { messages, next };
    },

    async message(db, id) {
      const row = await findMessage(db, id);
      if (row === undefined) return null;
      const dispatches = (await findDispatches(db, id)).map(({ id, status, error, created_at }) => ({
        id,
        status,
        error,
        createdAt: Number(created_at),
      }));
      return { ...messageOf(row), dispatches };
    },

    forget: removeMessagesOf,
    sweep: (tx) => removeFinished(tx, clock() - keptDays * day),

    async close() {
      await Promise.all([heartbeat.close(), dispatcher.close()]);
      for (const { transport } of Object.values(lines)) transport.close?.();
    },
  };
}

async function lookAt(lines: Line[]): Promise<void> {
  for (const { transport, health } of lines) {
    if (transport.probe && health.unknown()) health.note(await transport.probe());
  }
}

function messageOf(row: MessageRow): CourierMessage {
  return {
    id: row.id,
    status: row.status,
    channel: row.channel,
    template: row.template,
    recipient: row.recipient,
    identityId: row.identity_id,
    subject: row.subject,
    body: row.body,
    attempts: row.attempts,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}
