import type { Evidence } from '../../assurance/evidence.ts';
import type { Proofs } from '../../assurance/requirement.ts';
import { usualSignIn } from '../../assurance/signals.ts';
import { badRequest, notFound, StingError } from '../../kernel/errors.ts';
import type { Reader, Tx } from '../../store/store.ts';
import type { Asker } from '../access.ts';
import { type Deciding, publicJar } from '../decide.ts';
import type { Engine } from '../engine.ts';
import type { From } from '../environment.ts';
import { exceedsOwn } from '../exceeds-own.ts';
import type { LoadSubject, Subject } from '../facts.ts';
import type { Roles } from '../roles.ts';
import { jarActions, signInActions } from '../vocabulary.ts';
import type { Problem } from './check.ts';
import type { Policies, PolicyChange, PolicyVersion } from './policies.ts';
import { versionOf } from './policies.ts';
import { selectVersion, selectVersions } from './store.ts';

/** More rules than this nobody reads, and every decision asks those that speak about it. */
const mostPolicies = 2000;

export interface PolicyChanges {
  /** Every version, newest first, at most 100. */
  policyVersions(db: Reader, id: string): Promise<PolicyVersion[]>;
  /**
   * Makes the next version of a policy, and its first one. `version`: the one that was looked at; another one that came
   * meanwhile is not written over. Throws `policy_invalid`, `policy_id_mismatch` (400), `owner_only`, `role_exceeds_own`
   * (403), `policy_changed`, `policy_locks_out`, `policy_of_role`, `too_many_policies` (409).
   */
  savePolicy(
    tx: Tx,
    init: { by: Asker; id: string; text: string; enabled: boolean; reason: string; version: number | null },
  ): Promise<PolicyVersion>;
  /** Also throws `not_found` (404). */
  deletePolicy(tx: Tx, init: { by: Asker; id: string; reason: string }): Promise<PolicyVersion>;
  /** Makes an earlier version the next one. Also throws `not_found` (404). */
  revertPolicy(tx: Tx, init: { by: Asker; id: string; version: number; reason: string }): Promise<PolicyVersion>;
}

/** How a custom role writes down what it gives; whether it may give that is for the role to ask. */
export interface RolePolicies {
  /** Throws `policy_locks_out`, `too_many_policies` (409), and Error for a text that is not valid. */
  writeRolePolicy(tx: Tx, init: { by: Asker; id: string; text: string | null; reason: string }): Promise<void>;
}

interface Init extends Pick<Roles, 'actingOwners'> {
  policies: Policies;
  deciding: Pick<Deciding, 'permits' | 'signIn' | 'inEmergency'>;
  loadSubject: LoadSubject;
  /** What a question can be about. */
  actions: readonly string[];
  provable(db: Reader, identityId: string): Promise<Evidence[]>;
}

/** Whether a policy of administrators is what a custom role gives. */
export const isOfRole = (id: string): boolean => id.startsWith('role.');

const [entry = ''] = signInActions;

/** What everybody who changes the rules must be able to do afterwards. */
const neverLocked = ['policy.manage', 'policy.read', entry];

const policyInvalid = (problems: readonly Problem[]) =>
  new StingError({
    code: 'policy_invalid',
    status: 400,
    message: problems[0] ? `Line ${problems[0].line}: ${problems[0].message}` : 'This is no policy.',
    extensions: { problems },
  });

/** Throws `policy_invalid`, `policy_id_mismatch` (400). */
export function demandValid({ check }: Pick<Policies, 'check'>, { id, text }: Pick<PolicyChange, 'id' | 'text'>): void {
  if (text === null) return;
  const { problems, policy } = check(text);
  if (policy === null) throw policyInvalid(problems);
  if (policy.id !== id) throw badRequest('policy_id_mismatch', `The @id of the text is “${policy.id}”, not “${id}”.`);
}

export const ownerOnly = () =>
  new StingError({
    code: 'owner_only',
    status: 403,
    message: 'Rules that permit something are for an owner to write. You can write rules that forbid.',
  });

const moreThanOwn = () => exceedsOwn('With this change you could do more than before. Ask an owner to make it.');

const locksOut = (permission: string, policies: readonly string[]) =>
  new StingError({
    code: 'policy_locks_out',
    status: 409,
    message:
      permission === entry
        ? 'With this change you could not sign in any more, from where you are and with what you have. Leave yourself a way in.'
        : 'With this change you could not change the rules any more. Leave yourself a way in.',
    extensions: { permission, policies },
  });

const locksOutOwners = (policies: readonly string[]) =>
  new StingError({
    code: 'policy_locks_out',
    status: 409,
    message: 'With this change no owner could sign in and change the rules any more. Ask an owner to make it.',
    extensions: { policies },
  });

/** Somebody with the strongest proofs that they have. */
interface Able {
  subject: Subject;
  from: From;
  proofs: Proofs;
}

export function createPolicyChanges({
  policies,
  deciding,
  loadSubject,
  actions,
  provable,
  actingOwners,
}: Init): PolicyChanges & RolePolicies {
  type Change = Required<PolicyChange> & { by: Asker; reason: string };

  async function able(
    tx: Tx,
    id: string,
    { from, session }: { from: From; session: Proofs['session'] },
  ): Promise<Able> {
    return {
      subject: await loadSubject(tx, id),
      from,
      proofs: { session: [...session, ...(await provable(tx, id))], action: [] },
    };
  }

  /** With what they have, and to sign in from where they are, on a device that is known. */
  function may(engine: Engine, person: Able, permission: string): boolean {
    if (permission === entry) {
      return deciding.signIn(engine, { ...person, signals: usualSignIn }).decision.effect === 'allow';
    }
    const jar = jarActions.includes(permission) ? publicJar : null;
    return deciding.permits(engine, person.subject.roles, permission, jar, person);
  }

  async function applyOwn(tx: Tx, change: Change): Promise<PolicyVersion> {
    const { by, id, text } = change;
    if (isOfRole(id)) throw policyOfRole();
    const { roles } = await loadSubject(tx, by.subject);
    if (!roles.includes('owner')) {
      const texts = [text, (await policies.find(tx, id))?.text ?? null].filter((each) => each !== null);
      if (texts.some((each) => policies.check(each).policy?.json.effect !== 'forbid')) throw ownerOnly();
    }
    return apply(tx, change);
  }

  async function apply(tx: Tx, { by, reason, ...what }: Change): Promise<PolicyVersion> {
    const editor = await able(tx, by.subject, { from: by.from, session: by.proofs.session });
    const held = await policies.current(tx);
    const after = await policies.candidate(tx, [what]);
    // Whoever undoes a lock-out gets back what administrators had forbidden, and no more.
    const measure = (await deciding.inEmergency(tx, by)) ? await policies.unforbidden(tx) : held;
    keepEditor({ held, after, measure }, editor);
    if (!editor.subject.roles.includes('owner')) await keepOwner(tx, { held, after, from: by.from });
    return policies.write(tx, { ...what, reason, by: by.subject });
  }

  /**
   * Nobody shuts themselves out by a change, and nobody but an owner gains by one, beyond what `measure` lets them do.
   */
  function keepEditor({ held, after, measure }: Record<'held' | 'after' | 'measure', Engine>, editor: Able): void {
    for (const permission of neverLocked) {
      if (may(held, editor, permission) && !may(after, editor, permission)) {
        throw locksOut(permission, forbidding(held, after));
      }
    }
    if (editor.subject.roles.includes('owner')) return;
    // What closes jars to everybody alike is theirs to take back.
    const bindsThem = (permission: string) =>
      !may(measure, editor, permission) &&
      (!jarActions.includes(permission) || deciding.permits(measure, [], permission, publicJar));
    if (actions.some((permission) => bindsThem(permission) && may(after, editor, permission))) throw moreThanOwn();
  }

  /** Whoever else changes the rules, an owner is left who can undo it: `from` where the change is made. */
  async function keepOwner(tx: Tx, { held, after, from }: { held: Engine; after: Engine; from: From }): Promise<void> {
    const owners: Able[] = [];
    for (const id of await actingOwners(tx)) owners.push(await able(tx, id, { from, session: [] }));
    const isLeft = (engine: Engine) =>
      owners.some((owner) => neverLocked.every((permission) => may(engine, owner, permission)));
    if (isLeft(held) && !isLeft(after)) throw locksOutOwners(forbidding(held, after));
  }

  async function roomForOne(tx: Tx): Promise<void> {
    if ((await policies.list(tx)).length >= mostPolicies) throw tooMany();
  }

  /** The rules that are new among those that hold: one of them it is. */
  const forbidding = (held: Engine, after: Engine) => {
    const known = new Set(held.policies.map(({ text }) => text));
    return after.policies.filter(({ text }) => !known.has(text)).map(({ id }) => id);
  };

  return {
    policyVersions: async (db, id) => (await selectVersions(db, id)).map(versionOf),

    async savePolicy(tx, { by, id, text, enabled, reason, version }) {
      demandValid(policies, { id, text });
      const before = await policies.find(tx, id);
      const known = before?.text === null ? null : (before?.version ?? null);
      if (version !== known) throw changedMeanwhile();
      if (known === null) await roomForOne(tx);
      return applyOwn(tx, { id, text, enabled, by, reason });
    },

    async deletePolicy(tx, { by, id, reason }) {
      const before = await policies.find(tx, id);
      if (before === null || before.text === null) throw notFound('policy');
      return applyOwn(tx, { id, text: null, enabled: false, by, reason });
    },

    async revertPolicy(tx, { by, id, version, reason }) {
      const row = await selectVersion(tx, id, version);
      if (row === undefined) throw notFound('version');
      const { text, enabled } = versionOf(row);
      demandValid(policies, { id, text });
      return applyOwn(tx, { id, text, enabled, by, reason });
    },

    async writeRolePolicy(tx, { by, id, text, reason }) {
      const before = (await policies.find(tx, id))?.text ?? null;
      if (text === null && before === null) return;
      const { problems, formatted } = text === null ? { problems: [], formatted: null } : policies.check(text);
      if (problems[0]) throw new Error(`The policy of a role is not valid: ${problems[0].message}`);
      if (formatted === before) return;
      if (before === null) await roomForOne(tx);
      await apply(tx, { id, text: formatted, enabled: formatted !== null, by, reason });
    },
  };
}

const policyOfRole = () =>
  new StingError({
    code: 'policy_of_role',
    status: 409,
    message: 'This policy is what a role gives. Change the role.',
  });

const changedMeanwhile = () =>
  new StingError({
    code: 'policy_changed',
    status: 409,
    message: 'Somebody changed this policy meanwhile. Look at what it is now, then make your change again.',
  });

const tooMany = () =>
  new StingError({ code: 'too_many_policies', status: 409, message: `There are ${mostPolicies} policies already.` });
