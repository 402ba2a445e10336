import { type Evidence, factorOf } from '../../assurance/evidence.ts';
import { anyProof, provenBeside, unmet } from '../../assurance/requirement.ts';
import type { AuditEvent } from '../../audit/audit.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { refusal, type SettingsChange, type SettingsStrategy } from '../../methods/strategy.ts';
import { builtInHooks, opensSession } from '../built-in-hooks.ts';
import { flowError } from '../errors.ts';
import type { FlowKind } from '../flow.ts';
import { changeRequirement, knownOf, takesTwoProofs } from '../freshness.ts';
import type { Step } from '../steps.ts';
import { clearHold, holdOf } from '../store.ts';

/** Looked up again in the final transaction: suspension acts at once. */
export const identityActive: Step = async (context, tx) => {
  const identity = await context.identities.byId(tx, context.identity!.id);
  if (identity?.state !== 'active') return refusal('identity_inactive', 4010011);
  context.identity = identity;
};

/** How long after its hold a recovery may be completed by new ways to sign in. */
const lostForMs = 7 * 24 * 60 * 60 * 1000;

/** A change of sign-in methods or addresses asks for a fresh proof. */
export const proofIsFresh: Step = async (context, tx) => {
  const { client, config, clock, attempt } = context;
  if (!(context.method as SettingsStrategy).privileged(attempt)) return;
  const { session, identity } = client.person!;
  const known = await knownOf(context, tx, identity);
  const maxAge = config['selfservice.flows.settings.privileged_session_max_age'];
  const until = await holdOf(tx, identity.id);
  // After the hold of a recovery nobody is asked for what they have lost.
  const lost = until !== null && until <= clock() && clock() < until + lostForMs;
  const needs = lost ? anyProof(maxAge) : changeRequirement(known, maxAge);
  const missing = unmet(needs, { session: session.evidence, action: [] }, clock(), config['assurance.mode']);
  if (missing) throw flowError('session_refresh_required', { flow: context.flow, twoProofs: takesTwoProofs(known) });
};

/** Removing a key asks for another proof than its own. */
export const provenOtherwise: Step = async ({ verified, client, clock, config }) => {
  const { removes } = verified as SettingsChange;
  if (!removes) return;
  const others = {
    session: client.person!.session.evidence,
    maxAgeSeconds: config['selfservice.flows.settings.privileged_session_max_age'],
    now: clock(),
    mode: config['assurance.mode'],
  };
  if (provenBeside(removes, others)) return;
  const reason = 'Sign in once more with another of your ways to sign in, then remove this one.';
  return refusal('proven_by_itself', 4000001, { context: { reason } });
};

/**
 * An account that was recovered by its mailbox alone takes no new ways to sign in for a while, unless something else
 * than a mailbox has been proven in this session. The same mailbox does not lift it.
 */
export const notHeldBack: Step = async ({ method, attempt, client, clock, audit }, tx) => {
  if (!(method as SettingsStrategy).adds?.(attempt)) return;
  const { session, identity } = client.person!;
  if (session.evidence.some(isMore)) return;
  const until = await holdOf(tx, identity.id);
  if (until === null || until <= clock()) return;
  audit.count('recovery_hold', client.origin);
  throw flowError('recovery_hold', { details: { held_until: rfc3339(until) } });
};

/** Where the hook asks for it: nobody signs in whose address is not verified. */
export const addressIsVerified: Step = async ({ config, method, identity, kind }) => {
  if (!builtInHooks(config, kind, method.group)?.has('require_verified_address')) return;
  const asked = identity!.addresses.filter(({ verifiable }) => verifiable);
  if (asked.length === 0 || asked.some(({ verified }) => verified)) return;
  if (config['feature_flags.legacy_require_verified_login_error']) return refusal('address_not_verified', 4000010);
  throw flowError('session_verified_address_required', { address: asked[0]!.value });
};

/** A new session, or a stronger or fresher one with a new token for somebody who has one. */
export const openSession: Step = async (context, tx) => {
  const { sessions, client, flow, evidence, kind, missing, config, method, needs } = context;
  if (kind === 'step_up' && (missing || flow.data.needs?.action_bound)) return;
  if (!opensSession(config, kind, method.group)) return;
  context.opened =
    flow.sessionId === null
      ? await sessions.open(tx, {
          identityId: context.identity!.id,
          kind: flow.client === 'browser' ? 'cookie' : 'token',
          evidence,
          origin: client.origin,
          needs,
        })
      : await sessions.raise(tx, flow.sessionId, evidence, client.origin);
};

/** A proof of anything but a mailbox. */
const isMore = (proof: Evidence) => factorOf(proof).kind !== 'mailbox';

/** Whoever proves more than the mailbox has lost nothing: a recovery by somebody else leads nowhere any more. */
export const liftHold: Step = async ({ evidence, identity }, tx) => {
  if (evidence.some(isMore)) await clearHold(tx, identity!.id);
};

/** A factor that was enrolled is proven by that (contract 7.3). A native client keeps its token: it is told of no other. */
export const strengthenSession: Step = async (context, tx) => {
  const { sessions, client, evidence } = context;
  if (evidence.length === 0) return;
  const { session } = client.person!;
  if (session.kind === 'token') await sessions.strengthen(tx, session.id, evidence, client.origin);
  else context.opened = await sessions.raise(tx, session.id, evidence, client.origin);
};

/** Where the hook asks for it, a sign-in or a change of the password ends all other sessions. */
export const revokeOthers: Step = async ({ config, kind, method, sessions, identity, opened, client }, tx) => {
  if (!builtInHooks(config, kind, method.group)?.has('revoke_active_sessions')) return;
  await sessions.revokeAll(tx, identity!.id, opened?.session.id ?? client.person?.session.id);
};

/** Whoever was signed in at the start still is: a change must not outlive the session that asked for it. */
export const sessionLives: Step = async ({ sessions, client: { person } }, tx) => {
  if (person && !(await sessions.isLive(tx, person.session.id))) throw flowError('session_inactive');
};

/** A key that was taken away takes the sessions with it that it opened, but for the one that took it away. */
export const endSessionsOfRemoved: Step = async ({ sessions, client, noted }, tx) => {
  for (const { removedCredential } of noted) {
    const { identity, session } = client.person!;
    if (removedCredential) await sessions.revokeProvenBy(tx, identity.id, removedCredential, session.id);
  }
};

/** What was shared with an address while it was nobody's reaches the person who has it from now on. */
export const claimGrants: Step = async ({ identities, access, identity, kind, noted }, tx) => {
  // Signing in changes no address, unless its code proved one.
  if (kind === 'login' && !noted.some(({ type }) => type === 'address.verified')) return;
  const { id, addresses } = (await identities.byId(tx, identity!.id))!;
  for (const { value, verified } of addresses) if (verified) await access.claimPending(tx, id, value);
};

/** The person hears of every change of how they sign in, at the addresses that were theirs before. */
export const notifyPerson: Step = async ({ notices, identity, noted, client }, tx) => {
  await notices.factorsChanged(tx, { identity: identity!, noted, origin: client.origin });
};

const succeeded = {
  login: 'login.succeeded',
  registration: 'registration.succeeded',
  settings: null,
  recovery: 'recovery.succeeded',
  verification: 'verification.succeeded',
  step_up: 'step_up.succeeded',
} as const satisfies Record<FlowKind, AuditEvent['type'] | null>;

export const recordAudit: Step = async ({ audit, client, flow, kind, identity, opened, evidence, noted }, tx) => {
  const event = {
    outcome: 'success',
    actor: identity!.id,
    session: opened?.session.id ?? flow.sessionId,
    resource: flow.data.action?.resource ?? null,
    ...(flow.data.action ? { operation: flow.data.action.operation } : {}),
    methods: evidence.map(({ method }) => method),
  } as const;
  const type = succeeded[kind];
  if (type) {
    const verified = evidence.some((proof) => proof.user_verified);
    await audit.append(tx, { ...event, type, details: { user_verified: verified } }, client.origin);
  }
  for (const { type: noteType, details = {} } of noted) {
    await audit.append(tx, { ...event, type: noteType, details }, client.origin);
  }
};
