import type { Reader, Tx } from '../store/store.ts';
import type { TemplateName } from './templates/template.ts';

export { courierSettings } from './configured.ts';
export { createCourier } from './outbox.ts';
export type { CourierSettings } from './settings.ts';
export type { FactorChange, JarEvent, TemplateName } from './templates/template.ts';
export { courierMessageWire } from './wire.ts';

export type Channel = 'email' | 'sms';

/** A message to be sent. */
export interface Outgoing {
  template: TemplateName;
  channel: Channel;
  /** An e-mail address, or a number in E.164. */
  recipient: string;
  /** BCP 47 tag of the recipient's language; the nearest that there is, else English. */
  language: string;
  identityId: string | null;
  /**
   * The template's values: codes as digits, links as absolute URLs, `when` as milliseconds (or words), `what` as a
   * FactorChange. Values that the template does not know are ignored. `device` is taken for a stranger's text.
   */
  data: Record<string, string | number>;
}

/** Kratos's words. A message that is `processing` is on its way right now. */
export type MessageStatus = 'queued' | 'processing' | 'sent' | 'abandoned';

/** A message as it may be shown: codes and links are replaced by a fixed mark. Times in milliseconds. */
export interface CourierMessage {
  id: string;
  status: MessageStatus;
  channel: Channel;
  template: TemplateName;
  recipient: string;
  identityId: string | null;
  /** Empty for an SMS. */
  subject: string;
  body: string;
  /** How often it was tried. */
  attempts: number;
  createdAt: number;
  updatedAt: number;
}

/** One attempt to send. */
export interface Dispatch {
  id: string;
  status: 'success' | 'failed';
  /** A sentence without anything of the message; null for a success. */
  error: string | null;
  createdAt: number;
}

export interface MessageFilter {
  status?: MessageStatus;
  recipient?: string;
  limit: number;
  /** As `next` of the page before. */
  cursor?: string;
}

/** A message that nobody tries to send any more. */
export interface Failure {
  channel: Channel;
  template: TemplateName;
  identityId: string | null;
  /** Of the last attempt; holds nothing of the message and not the address. */
  error: string;
}

export interface Courier {
  /** Whether this installation can send over the channel at all. */
  has(channel: Channel): boolean;
  /** Whether messages reach the real recipient (false: development prints them), so that a code proves the address. */
  delivers(channel: Channel): boolean;
  /**
   * Renders and queues in the caller's transaction; answers the message's id. Throws `invalid_recipient` (400), and a
   * TypeError for data that the template cannot be made from.
   */
  queue(tx: Tx, message: Outgoing): Promise<string>;
  /**
   * Does the work of `queue` and keeps nothing, for an address that is nobody's: how long an answer takes must not tell
   * that a message goes out. Throws what `queue` throws.
   */
  rehearse(tx: Tx, message: Outgoing): Promise<void>;
  /**
   * Sends soon what is due, without anybody waiting: after a commit, and once when the server starts. Not at once, so that
   * the answer to whoever caused a message is on its way before the sending begins. From the first call on, what comes due
   * is sent in time, until `close`.
   */
  wake(): void;
  /** Sends what is due now; answers how many attempts were made. One run at a time; concurrent callers share it. */
  dispatch(): Promise<number>;
  /** The last attempt or probe over this channel failed: tell the person instead of pretending. */
  failing(channel: Channel): boolean;
  /** Looks whether the transport answers, when nothing was seen of it lately (SMTP: connect and verify). Seconds at most. */
  probe(): Promise<void>;
  /** How many messages are kept, by status. */
  counts(db: Reader): Promise<Record<MessageStatus, number>>;
  /** Newest first. Throws `invalid_cursor` (400). */
  messages(db: Reader, filter: MessageFilter): Promise<{ messages: CourierMessage[]; next: string | null }>;
  message(db: Reader, id: string): Promise<(CourierMessage & { dispatches: Dispatch[] }) | null>;
  /** Removes every message to a person who goes, and to their addresses (canonical) that was for no known person. */
  forget(tx: Tx, person: { id: string; addresses: readonly string[] }): Promise<void>;
  /** Removes messages that have been finished for 30 days; answers how many. */
  sweep(tx: Tx): Promise<number>;
  /** Waits for what is under way and lets go of the connections. */
  close(): Promise<void>;
}
