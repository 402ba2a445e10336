import { unmet } from '../../assurance/requirement.ts';
import type { AuditEvent } from '../../audit/audit.ts';
import { refusal, type SettingsStrategy } from '../../methods/strategy.ts';
import { flowError } from '../errors.ts';
import type { FlowKind } from '../flow.ts';
import { changeRequirement, takesTwoProofs } from '../freshness.ts';
import type { Step } from '../steps.ts';

/** Looked up again in the final transaction: suspension acts at once. */
export const identityActive: Step = async (context, tx) => {
  const identity = await context.identities.byId(tx, context.identity!.id);
  if (identity?.state !== 'active') return refusal('identity_inactive', 4010011);
  context.identity = identity;
};

/** A change of sign-in methods or addresses asks for a fresh proof. */
export const proofIsFresh: Step = async (context, tx) => {
  const { client, config, clock, identities, attempt, backupCodesLeft } = context;
  if (!(context.method as SettingsStrategy).privileged(attempt)) return;
  const { session, identity } = client.person!;
  const mode = config['assurance.mode'];
  const known = {
    credentials: await identities.credentials(tx, identity.id),
    backupCodesLeft: await backupCodesLeft(tx, identity.id),
    mode,
  };
  const needs = changeRequirement(known, config['selfservice.flows.settings.privileged_session_max_age']);
  const missing = unmet(needs, { session: session.evidence, action: [] }, clock(), mode);
  if (missing) throw flowError('session_refresh_required', { flow: context.flow, twoProofs: takesTwoProofs(known) });
};

/** A new session, or a stronger or fresher one with a new token for somebody who has one. */
export const openSession: Step = async (context, tx) => {
  const { sessions, client, flow, evidence, kind, missing } = context;
  if (kind === 'step_up' && (missing || flow.data.needs?.action_bound)) return;
  context.opened =
    flow.sessionId === null
      ? await sessions.open(tx, {
          identityId: context.identity!.id,
          kind: flow.client === 'browser' ? 'cookie' : 'token',
          evidence,
          origin: client.origin,
        })
      : await sessions.raise(tx, flow.sessionId, evidence, client.origin);
};

const succeeded = {
  login: 'login.succeeded',
  registration: 'registration.succeeded',
  settings: null,
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
export const claimGrants: Step = async ({ identities, access, identity }, tx) => {
  const { id, addresses } = (await identities.byId(tx, identity!.id))!;
  for (const { value, verified } of addresses) if (verified) await access.claimPending(tx, id, value);
};
