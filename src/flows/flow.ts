import type { Evidence, Level } from '../assurance/evidence.ts';
import type { Requirement } from '../assurance/requirement.ts';
import type { UiMessage } from '../methods/messages.ts';
import type { FlowFacts } from '../methods/strategy.ts';
import type { AddressChange } from '../notices/notices.ts';

export type FlowKind = FlowFacts['kind'];

/** One self-service conversation. Times in milliseconds. */
export interface Flow {
  id: string;
  kind: FlowKind;
  client: 'browser' | 'api';
  state: FlowFacts['state'];
  issuedAt: number;
  expiresAt: number;
  /** Where it was started, without secrets. */
  requestUrl: string;
  returnTo: string | null;
  /** Digest of the browser's CSRF secret: the flow answers that browser only. Null for native clients. */
  csrf: string | null;
  /** Whose flow it is, where somebody is signed in. */
  identityId: string | null;
  sessionId: string | null;
  /** Method of the last submission. */
  active: string | null;
  completed: boolean;
  data: FlowData;
  /** What this submission gave along for hooks; it is shown again and never stored. */
  transientPayload?: Record<string, unknown>;
}

export interface FlowData {
  /** What each method's `prepare` answered, by group, and when that was. */
  prepared: Record<string, unknown>;
  preparedAt: number;
  messages: UiMessage[];
  nodeMessages: Record<string, UiMessage[]>;
  /** Login. */
  refresh?: boolean;
  requestedAal?: Level;
  /** Proving oneself again: this person has a key that is worth more than their mailbox, and changes ask for it. */
  withoutMailbox?: boolean;
  /** Login of a session that the rules keep limited: only a key gives what it needs. */
  keysOnly?: boolean;
  /** Login by identifier first: what was typed. */
  identifier?: string;
  /** Registration: the screen, the traits so far and the identity that it will make. */
  screen?: 'profile' | 'credential';
  traits?: Record<string, unknown>;
  newIdentity?: { id: string; userHandle: string; schemaId: string };
  /** The address whose code was entered in this flow. */
  proven?: string;
  /** The code that was sent proves the address; how to sign in is chosen after it. */
  proving?: boolean;
  /** Login with a code: the trait of the address to send it to. */
  via?: string;
  /** Verification: a new address that takes effect with its code. */
  change?: AddressChange;
  /** Verification after registration or settings: where its end leads. */
  afterVerification?: string;
  /** Recovery that the operator began: whoever is given its code has not started it in any browser. */
  byOperator?: boolean;
  /** Recovery: do not lead to the settings. */
  skipSettings?: boolean;
  /** Registration of the owner: digest of the set-up token. */
  setup?: string;
  /** Registration by invitation: the digest of its token, and the only address that it is open for and may prove. */
  invitation?: { token: string; email: string; mailed: boolean };
  /** The set-up link lets an existing owner back in: `newIdentity` is theirs and their traits stay. */
  recovers?: boolean;
  /** Step-up: the action with its fingerprint, what it needs and what has been proven so far. */
  action?: { operation: string; resource: string | null; fingerprint: string };
  needs?: Requirement;
  evidence?: Evidence[];
}
