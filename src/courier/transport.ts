import type { Content } from './templates/render.ts';
import type { TemplateName } from './templates/template.ts';

/** One message on its way. */
export interface Delivery {
  id: string;
  template: TemplateName;
  recipient: string;
  content: Content;
  /** When it was written, milliseconds. */
  at: number;
}

/**
 * Whose fault it is that a message did not go out. One of the `transport` would meet every message and is worth another
 * try; so is one of the `recipient`, such as a mailbox that is busy, which meets nobody else; one of the `message`, such as
 * an address that does not exist, would only come again.
 */
export type Fault = 'transport' | 'recipient' | 'message';

/** What came of an attempt. */
export type Outcome = { delivered: true } | { delivered: false; fault: Fault; error: string };

/** A way out of the house. */
export interface Transport {
  /** Whether messages reach their recipient. */
  readonly real: boolean;
  /** Within 30 seconds. The sentence of an outcome may be shown to the operator: it holds nothing of the message. */
  send(delivery: Delivery): Promise<Outcome>;
  /** Whether it answers. Absent where only sending can tell. */
  probe?(): Promise<Outcome>;
  close?(): void;
}
