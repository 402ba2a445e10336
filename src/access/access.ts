import type { Proofs, Requirement } from '../assurance/requirement.ts';
import type { Tier } from '../assurance/tiers.ts';
import type { Reader, Tx } from '../store/store.ts';

export const relations = ['viewer', 'contributor', 'editor', 'manager', 'owner'] as const;
export type Relation = (typeof relations)[number];

export const verbs = [
  'discover', 'read', 'query', 'upload', 'edit', 'approve', 'share', 'export', 'delete', 'administer',
] as const;
export type Verb = (typeof verbs)[number];

export type JarType = 'public' | 'private' | 'team' | 'restricted';
export type Sensitivity = 'public' | 'internal' | 'confidential' | 'restricted';

/** What `access` needs to know of a jar to decide. Supplied by `jars` through the `Resources` port. */
export interface JarFacts {
  id: string;
  type: JarType;
  sensitivity: Sensitivity;
  ownerId: string;
  /** For jars of type `team`. */
  teamId: string | null;
  createdAt: number;
}

/** The interface that `access` wants of whoever owns the resources; `main.ts` supplies it. */
export interface Resources {
  jar(db: Reader, id: string): Promise<JarFacts | null>;
}

export interface Question {
  /** Identity id of the signed-in, active person. */
  subject: string;
  /** `jar.read`, `jar.delete`, `audit.read`, ...: an action of policies/schema.cedarschema. */
  permission: string;
  tier: Tier;
  /** A jar's id, or null when the permission is about the installation. */
  jar: string | null;
  proofs: Proofs;
}

export interface DecidingPolicy {
  id: string;
  sentence: string;
}

export type Decision =
  | { effect: 'allow'; relation: Relation | null; policies: DecidingPolicy[] }
  /** A stronger or fresher proof would change the answer: this one. */
  | { effect: 'step_up'; needs: Requirement; relation: Relation | null; policies: DecidingPolicy[] }
  /** Nothing the person can prove changes it. `visible`: they may know that the resource exists. */
  | { effect: 'deny'; visible: boolean; relation: Relation | null; policies: DecidingPolicy[] };

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

/** A row of "jars I may discover", newest first. */
export interface ReadableJar {
  jarId: string;
  relation: Relation;
}

export interface Access {
  /** The one door to every decision on a shared resource or administrative operation. Fails closed. Never writes. */
  decide(db: Reader, question: Question): Promise<Decision>;
  /** The verbs that this person may use on this jar with these proofs, and the strongest relation. */
  may(db: Reader, question: Omit<Question, 'permission' | 'tier'>): Promise<{ relation: Relation | null; may: Verb[] }>;
  /** Newest readable jars by keyset; `before` is the last row of the previous page. */
  readable(
    db: Reader,
    init: { subject: string; proofs: Proofs; limit: number; before?: { createdAt: number; jarId: string } },
  ): Promise<(ReadableJar & { createdAt: number })[]>;

  /** Keeps the access list of a jar in step with the jar; call in the transaction that creates or changes it. */
  publish(tx: Tx, jar: JarFacts): Promise<void>;
  /** Removes the jar's grants and access list; call in the transaction that deletes it. */
  unpublish(tx: Tx, jarId: string): Promise<void>;

  /**
   * Gives a relation. Nobody grants more than they hold; a manager cannot give `owner`; in a `restricted` jar only the
   * owner shares. An e-mail that is nobody's is kept pending and answers like one that is.
   * Throws `grant_exceeds_own` (403), `unknown_relation`, `expiry_in_past`, `unknown_subject` (400).
   */
  grant(
    tx: Tx,
    init: { jarId: string; by: string; subject: GrantSubject; relation: Relation; expiresAt: number | null },
  ): Promise<Grant>;
  /** Takes a grant away; false if the jar has none of that id. It is gone at the next request. */
  revoke(tx: Tx, jarId: string, grantId: string): Promise<boolean>;
  entries(db: Reader, jarId: string): Promise<AccessEntry[]>;
  /** Makes pending grants to this now verified address effective for this identity. */
  claimPending(tx: Tx, identityId: string, email: string): Promise<number>;

  rolesOf(db: Reader, identityId: string): Promise<string[]>;
  teamsOf(db: Reader, identityId: string): Promise<string[]>;
  assignRole(tx: Tx, identityId: string, role: string): Promise<void>;
  /** Identity ids that have this role. */
  peopleWithRole(db: Reader, role: string): Promise<string[]>;
}
