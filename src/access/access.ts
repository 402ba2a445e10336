import type { Evidence, Mode } from '../assurance/evidence.ts';
import type { Requirement } from '../assurance/requirement.ts';
import type { Requirements } from '../assurance/tiers.ts';
import type { Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Random, systemRandom } from '../kernel/secrets.ts';
import type { Reader, Tx } from '../store/store.ts';
import { createAppointments } from './appointments.ts';
import { type AttributeStore, createAttributes } from './attributes/attributes.ts';
import { type CustomRole, type CustomRoles, createCustomRoles, isRole } from './custom-roles/custom-roles.ts';
import { createDeciding } from './decide.ts';
import { createEffective, type Effective } from './effective.ts';
import { createEnrolment, type EnrolmentSettings, type Enrolments } from './enrolment/enrolment.ts';
import { createSurround } from './environment.ts';
import { createExplaining, type Explanation } from './explain.ts';
import { factsLoader, subjectLoader } from './facts.ts';
import { createGrants } from './grants.ts';
import { createHolders } from './holders/holders.ts';
import { createHoldings } from './holdings.ts';
import { createLeaving } from './leaving/leaving.ts';
import { createPolicyChanges, type PolicyChanges } from './policies/changes.ts';
import { createPolicies, type Policies, type PolicyChange } from './policies/policies.ts';
import { productPolicies, readPolicyFiles } from './policy-files.ts';
import type { Asker, Decision, JarFacts, Question, Resources } from './question.ts';
import { createReach } from './reach/reach.ts';
import type { Reached } from './reach/store.ts';
import { createReadable } from './readable.ts';
import { createRoleMinimum } from './role-minimum.ts';
import { createRoles } from './roles.ts';
import { createSigningIn, type SigningIn } from './sign-in.ts';
import { selectRevision } from './store.ts';
import { createTeams, type Teams } from './teams/teams.ts';
import type { Relation, Verb } from './vocabulary.ts';

export type { Attributes } from './attributes/attributes.ts';
export type { EnrolmentSettings } from './enrolment/enrolment.ts';
export type { From } from './environment.ts';
export { exceedsOwn } from './exceeds-own.ts';
export type { Explanation } from './explain.ts';
export { isOfRole } from './policies/changes.ts';
export type { PolicyChange, PolicyVersion } from './policies/policies.ts';
export { policyTemplates } from './policies/templates.ts';
export type { Asker, Decision, JarFacts, Question, Resources } from './question.ts';
export type { Reached } from './reach/store.ts';
export { roleNames } from './role-names.ts';
export type { SignInDecision } from './sign-in.ts';
export type { Team } from './teams/teams.ts';
export { createTrial, type Trial, type TrialWorld } from './trial.ts';
export {
  type JarType,
  jarActions,
  jarTypes,
  type Relation,
  relations,
  type Sensitivity,
  sensitivities,
  stricter,
  type Verb,
  verbs,
  verbTiers,
} from './vocabulary.ts';

export type GrantSubject =
  | { type: 'user'; id: string }
  | { type: 'user'; email: string }
  | { type: 'team'; id: string }
  | { type: 'role'; id: string };

export interface Grant {
  id: string;
  jarId: string;
  subject: { type: 'user' | 'team' | 'role'; id: string | null; email: string | null };
  relation: Relation;
  expiresAt: number | null;
  createdBy: string;
  createdAt: number;
}

/** One line of "who has access and why". `grant` is null where the jar's type or ownership is the reason. */
export interface AccessEntry {
  subject: { type: 'user' | 'team' | 'role' | 'everyone'; id: string | null; email: string | null };
  relation: Relation;
  because: 'owner' | 'grant' | 'public' | 'team';
  grant: Grant | null;
}

export interface Capabilities {
  relation: Relation | null;
  may: Verb[];
  needs: Partial<Record<Verb, Requirement>>;
}

/** A place in a list of jars, newest first. */
export interface ListPosition {
  createdAt: number;
  jarId: string;
}

/** A row of "jars I may discover". */
export interface ReadableJar extends ListPosition {
  relation: Relation;
}

/** A role as the policies know it. */
export interface RoleFacts {
  name: string;
  title: string;
  sentence: string;
  /** What it was given when it was made here; null for a role of STING. */
  definition: Pick<CustomRole, 'permissions' | 'publicJars'> | null;
  /** What it may do on the installation, with every proof that can be asked for. */
  permissions: string[];
  /** What it may do on public jars beyond being a viewer of them, that included. */
  publicJars: Verb[];
  /** Whether the person who asks may give it to somebody who has none. */
  grantable: boolean;
}

export interface Access extends AttributeStore, CustomRoles, Effective, Enrolments, PolicyChanges, SigningIn, Teams {
  /** Every permission that can be asked about: the actions of the policies. */
  actions: readonly string[];
  /** The one door to every decision on a shared resource or administrative operation. Fails closed. Never writes. */
  decide(db: Reader, question: Question): Promise<Decision>;
  /**
   * The verbs that this person may use on this jar, at once or after a step-up, and the strongest relation. `needs`
   * says for those that ask for a step-up which one.
   */
  may(db: Reader, question: Asker & { jar: string | null }): Promise<Capabilities>;
  /**
   * Newest jars that the person may discover (or, with `verb: 'read'`, read with the proofs they have), by keyset;
   * `before` is `next` of the previous page. Exactly those for which `decide` allows the verb. A page may hold less than
   * `limit`, even nothing, while there is a next one: where rules beyond relations refuse most of what is looked at.
   */
  readable(
    db: Reader,
    init: Asker & { limit: number; before?: ListPosition; verb?: 'discover' | 'read' },
  ): Promise<{ jars: ReadableJar[]; next: ListPosition | null }>;

  /** The same as `decide`, with everything that the answer rests on. For whoever may know all of it. */
  explain(db: Reader, question: Question): Promise<Explanation>;
  /**
   * What would be answered if these policies were changed, beside what is. Throws `policy_invalid`, `policy_id_mismatch`
   * (400).
   */
  simulate(
    db: Reader,
    init: { changes: readonly PolicyChange[]; questions: readonly Question[] },
  ): Promise<{ before: Explanation; after: Explanation }[]>;
  /** The rules of administrators, and how a text is judged that is to become one; the product's own. */
  policies: Pick<Policies, 'list' | 'find' | 'check' | 'product' | 'vocabulary'>;

  /** A condition for queries of other modules: the person has a live relation to the jar. Whether they may, `decide` says. */
  reached(db: Reader, identityId: string): Promise<Reached>;

  /** Identity ids behind `after`, in their order, of those who are related to a jar in any way, unless everybody is. */
  holders(db: Reader, init: { jarId: string; after: string; limit: number }): Promise<string[] | 'everybody'>;

  /** Keeps the access list of a jar in step with the jar; call in the transaction that creates or changes it. */
  publish(tx: Tx, jar: JarFacts): Promise<void>;
  /** Removes the jar's grants and access list; call in the transaction that deletes it. */
  unpublish(tx: Tx, jarId: string): Promise<void>;

  /**
   * Gives a relation, in place of an earlier grant to the same subject. Nobody gives more than they hold, nor for
   * longer, nor to themselves; `owner` is not given; in a `restricted` jar only the owner shares. An e-mail that is
   * nobody's is kept pending and answers like one that is. Throws `grant_exceeds_own` (403), `unknown_relation`,
   * `expiry_in_past`, `unknown_subject` (400), `not_found` (404).
   */
  grant(
    tx: Tx,
    init: { jarId: string; by: string; subject: GrantSubject; relation: Relation; expiresAt: number | null },
  ): Promise<Grant>;
  /** Takes a grant away; false if the jar has none of that id. It is gone at the next request. */
  revoke(tx: Tx, jarId: string, grantId: string): Promise<boolean>;
  entries(db: Reader, jarId: string): Promise<AccessEntry[]>;
  /**
   * Makes pending grants to this address effective for this identity; answers how many. Call it in the transaction
   * that verified the address, after it: an address that is not verified for the identity claims nothing.
   */
  claimPending(tx: Tx, identityId: string, email: string): Promise<number>;

  rolesOf(db: Reader, identityId: string): Promise<string[]>;
  /**
   * `by` is who gives it; null where nobody does. Throws `unknown_role` (400), and `last_owner` (409) for a role that would
   * keep the last owner from acting as one.
   */
  assignRole(tx: Tx, identityId: string, role: string, by?: string | null): Promise<void>;
  /** False if they do not have it. Throws `unknown_role` (400), `last_owner` (409). */
  removeRole(tx: Tx, identityId: string, role: string): Promise<boolean>;
  /** Identity ids that have this role, the longest first. */
  peopleWithRole(db: Reader, role: string): Promise<string[]>;

  /** Every role with what it may do, as the policies answer when they are asked about each; `by` is who asks. */
  roles(db: Reader, by: string): Promise<RoleFacts[]>;
  /** Whether `by` may do everything on the installation that `about` may. */
  covers(db: Reader, by: string, about: string): Promise<boolean>;
  /** Whether this person is active and may invite somebody to these roles and teams, each of them. */
  mayInvite(db: Reader, by: string, to: { roles: readonly string[]; teams: readonly string[] }): Promise<boolean>;
  /**
   * The same as `assignRole`, by somebody: nobody gives more than they hold, nor to whoever holds more, nor to themselves.
   * False if they had it. Also throws `role_exceeds_own`, `own_account` (403).
   */
  giveRole(tx: Tx, init: { by: string; to: string; role: string }): Promise<boolean>;
  /** The same as `removeRole`, by somebody; one may step down. Also throws `role_exceeds_own` (403). */
  takeRole(tx: Tx, init: { by: string; from: string; role: string }): Promise<boolean>;

  /**
   * Takes a person who goes out of everything: roles, teams and what was shared with them. Call it in the transaction
   * that deletes the identity. Throws `last_owner` and, for somebody whose jars nobody else could delete, `owns_jars` (409).
   */
  leave(tx: Tx, identityId: string): Promise<void>;
  /**
   * What would be left without anybody if this person went: the jars that they own, and the installation where no other
   * owner is active.
   */
  dependents(db: Reader, identityId: string): Promise<{ lastOwner: boolean; jars: string[] }>;

  /** Counts up with every change of who may do what. */
  revision(db: Reader): Promise<number>;
}

export interface AccessInit {
  resources: Resources;
  identities: Pick<Identities, 'byId' | 'byAddress' | 'credentials'>;
  clock: Clock;
  mode: Mode;
  requirements: Requirements;
  enrolment: EnrolmentSettings;
  /**
   * Told when the engine errors, a list disagrees with it, or the access list with a jar; the answer was the safe one.
   * Called in the middle of a decision, possibly inside a transaction: it must not wait for the writer.
   */
  alarm: (problem: string) => void;
  /** Every proof that a person could give now: whoever changes the rules must still be able to sign in with them. */
  provable: (db: Reader, identityId: string) => Promise<Evidence[]>;
  random?: Random;
  /** Where the policies are; the product's own by default. */
  policyDirectory?: string;
  /** For rules about hours and days; UTC by default. */
  timeZone?: string;
  /** Rows of a list page that the engine decides once more. */
  recheck?: 'all' | 'sample';
}

/** For one store. Throws, naming file and line, where a policy is not valid. */
export function createAccess(init: AccessInit): Access {
  const { resources, identities, clock, mode, requirements, alarm, provable, random = systemRandom } = init;
  const { policyDirectory = productPolicies, timeZone = 'UTC', recheck = 'sample' } = init;
  const attributes = createAttributes({ clock });
  const load = factsLoader({ resources, alarm, ...attributes });
  const loadSubject = subjectLoader(load, clock);
  const policies = createPolicies({ source: readPolicyFiles(policyDirectory), clock, random, alarm });
  const { actions } = policies;
  const enrolment = createEnrolment({ requirements, settings: init.enrolment, identities, clock });
  const roleMinimum = createRoleMinimum({ ...enrolment, requirements, clock, mode });
  const surround = createSurround(clock, timeZone);
  const deciding = createDeciding({ policies, load, clock, mode, surround, requirements, roleMinimum });
  const { isLastOwner, actingOwners, ...roles } = createRoles({ load, identities, isRole, clock });
  const { permits } = deciding;
  const holdings = createHoldings({ actions, permits, policies, loadSubject });
  const { writeRolePolicy, ...policyChanges } = createPolicyChanges({
    policies,
    deciding,
    loadSubject,
    actions,
    actingOwners,
    provable,
  });
  const customRoles = createCustomRoles({ writeRolePolicy, holdings, clock });
  const teams = createTeams({ load, clock, random });
  return {
    actions,
    policies,
    decide: deciding.decide,
    may: deciding.may,
    readable: createReadable({ deciding, policies, resources, loadSubject, roleMinimum, clock, recheck, alarm }),
    ...createExplaining({ policies, deciding }),
    ...createEffective({ policies, deciding, loadSubject, holdings }),
    ...createReach({ load, clock }),
    ...createHolders({ clock }),
    ...createGrants({ resources, identities, isRole, load, clock, random }),
    ...roles,
    ...enrolment,
    ...teams,
    ...attributes,
    ...customRoles,
    ...createAppointments({ ...teams, ...customRoles, roles, identities, holdings, clock, policies, permits }),
    ...policyChanges,
    ...createSigningIn({ policies, deciding, loadSubject }),
    ...createLeaving({ ...roles, ...teams, ...attributes, ...enrolment, isLastOwner }),
    revision: selectRevision,
  };
}
