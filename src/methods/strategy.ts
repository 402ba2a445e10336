import type { Evidence } from '../assurance/evidence.ts';
import type { Identity } from '../identity/identity.ts';
import type { Origin } from '../kernel/request.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Tx } from '../store/store.ts';
import { type MessageId, message, type UiMessage } from './messages.ts';
import type { Group, UiNode } from './ui.ts';

/** What a method may know of the flow that it works in. */
export interface FlowFacts {
  id: string;
  kind: 'login' | 'registration' | 'settings' | 'recovery' | 'verification' | 'step_up';
  client: 'browser' | 'api';
  state: 'choose_method' | 'sent_email' | 'passed_challenge' | 'show_form' | 'success';
  /** Login: a second proof is asked for. */
  second: boolean;
  /** Login: a code to a mailbox would be worth too little of what is asked for. */
  withoutMailbox: boolean;
  /** Login: the first proof is asked for once more. */
  refresh: boolean;
  /** Login with a code as second proof: the trait of the address that it is to go to. */
  via: string | null;
  /** Login by identifier first: what was typed. Null when it was not asked for yet. */
  identifier: string | null;
  /** Of the signed-in person: refresh, second proof, settings, step-up. */
  identity: Identity | null;
  session: Session | null;
  /** What each method's `prepare` answered, by group. */
  prepared: Record<string, unknown>;
  /** A registration's canonical traits, once they are known, and the identity that it will make. */
  registration: {
    traits: Record<string, unknown> | null;
    identityId: string;
    userHandle: string;
    schemaId: string;
    /** The address whose code has been entered in this flow. */
    proven: string | null;
  } | null;
  /** Verification: the new address of somebody, which takes effect with its code. */
  change: { identityId: string; address: string } | null;
  /** Recovery: the operator began it, for somebody who could not. */
  byOperator: boolean;
  /** Fingerprint of the action for a step-up. */
  action: string | null;
  /** The client's own session token of this request: what only it may read again is sealed with it. */
  clientSecret: string | null;
}

/** One submission. */
export interface Attempt {
  flow: FlowFacts;
  body: Record<string, unknown>;
  origin: Origin;
}

/** An expected "no": what the person reads and where, and the reason for the audit. */
export interface Refusal {
  refused: true;
  reason: string;
  /** Whose credential was presented, once that is known: the attempt belongs into their history. */
  identity?: Identity;
  /** What else the attempt showed. */
  noted?: Noted[];
  /** On the node of that name, else on the container. */
  messages: { node?: string; message: UiMessage }[];
  /** Throttled: seconds until the next attempt is read. */
  retryAfterSeconds?: number;
  /** The status of a JSON answer, where it is not the contract's own for a refusal (400). */
  status?: number;
}

/**
 * An expected stop that is no failure: the flow turns to its next page, such as the field for a code that was sent. What
 * the stage wrote is kept.
 */
export interface Turn {
  turned: true;
  state?: FlowFacts['state'];
  messages: UiMessage[];
  /** Kept in the flow for this method's next nodes, in place of what `prepare` answered. */
  prepared?: unknown;
  /** Login: what was typed as identifier. */
  identifier?: string;
  /** Whom it concerns, once known, for the audit. */
  identity?: Identity | null;
  noted?: Noted[];
}

export function refusal(
  reason: string,
  id: MessageId,
  { node, context }: { node?: string; context?: Record<string, unknown> } = {},
): Refusal {
  return { refused: true, reason, messages: [{ ...(node ? { node } : {}), message: message(id, context) }] };
}

/** A field that has to be filled in was left empty. */
export const missingField = (node: string): Refusal =>
  refusal('missing_field', 4000002, { node, context: { property: node } });

/** A number that is sent no text messages, whoever has it. */
export const blockedNumber = (node: string): Refusal => {
  const reason = 'Text messages to this number are not possible. Use another one.';
  return { ...refusal('blocked_number', 4000001, { node, context: { reason } }), status: 422 };
};

/** Audit events that a commit wants beside the flow's own. */
export interface Noted {
  /** A credential that was taken away: the sessions that it opened end with it. */
  removedCredential?: string;
  type:
    | 'passkey.added'
    | 'passkey.removed'
    | 'passkey.counter_regressed'
    | 'security_key.added'
    | 'security_key.removed'
    | 'security_key.counter_regressed'
    | 'totp.added'
    | 'totp.removed'
    | 'password.changed'
    | 'password.removed'
    | 'backup_codes.generated'
    | 'backup_codes.used'
    | 'backup_codes.removed'
    | 'code.sent'
    | 'address.verified'
    | 'recovery.limited'
    | 'sign_in.limited'
    | 'sign_in.refused'
    | 'sign_in.new_device'
    | 'address.change_requested'
    | 'profile.changed';
  details?: Record<string, string | number | boolean | null>;
}

/**
 * A method in one kind of flow, in three stages: `claim` consumes the one-time thing in a short transaction that stays
 * even when the attempt fails; `verify` does the slow work outside of any; `commit` writes in the flow's final one.
 */
export interface Strategy<Verified> {
  group: Group;
  /** Issues what the nodes need (a challenge). Called when a flow is created and after each attempt. */
  prepare?(tx: Tx, flow: FlowFacts): Promise<unknown>;
  nodes(flow: FlowFacts): Promise<UiNode[]>;
  /** Whether a submission is for this method. */
  responsible(body: Record<string, unknown>): boolean;
  claim?(tx: Tx, attempt: Attempt): Promise<Refusal | Turn | null>;
  verify(attempt: Attempt): Promise<Verified | Refusal>;
  commit(tx: Tx, attempt: Attempt, verified: Verified): Promise<Refusal | Noted[]>;
}

/** A proof of who somebody is. */
export interface Proven {
  identity: Identity;
  evidence: Evidence;
}

/** Login, refresh, second proof and step-up. */
export type ProofStrategy<V extends Proven = Proven> = Strategy<V>;

/** A registration's credential: `commit` runs after the identity exists. */
export interface Enrolled {
  /** What the ceremony proved, for the session that follows. */
  evidence: Evidence;
}
export type RegistrationStrategy<V extends Enrolled = Enrolled> = Strategy<V>;

/** A change of the account. `saved`: the flow says that changes were saved; otherwise it only shows something new. */
export interface SettingsChange {
  saved: boolean;
  /** Kept in the flow for this method's next nodes, in place of what `prepare` answered. */
  prepared?: unknown;
  /** A factor that was enrolled has been proven by that, and strengthens the session (contract 7.3). */
  evidence?: Evidence;
  /** What is taken away: a proof by that alone does not suffice for it. */
  removes?: Pick<Evidence, 'method' | 'credential'>;
  /** A new address that takes effect once its code is entered; until then the old one stays. */
  addressChange?: { path: string; from: string | null; address: string; via: 'email' | 'sms' };
}
/** A proof that an address is somebody's; of whom, and which. */
export interface VerifiedAddress {
  identity: Identity;
  address: string;
}
export type VerificationStrategy<V extends VerifiedAddress = VerifiedAddress> = Strategy<V>;

export interface SettingsStrategy<V extends SettingsChange = SettingsChange> extends Strategy<V> {
  /** Whether this submission needs a fresh proof (changes of credentials or addresses). */
  privileged(attempt: Attempt): boolean;
  /** Whether it adds a way to sign in, which an account that was just recovered has to wait for. */
  adds?(attempt: Attempt): boolean;
}

export function isTurn(value: unknown): value is Turn {
  return typeof value === 'object' && value !== null && 'turned' in value;
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}
