import type { Proofs, Requirement } from '../assurance/requirement.ts';
import type { Tier } from '../assurance/tiers.ts';
import type { Reader } from '../store/store.ts';
import type { From } from './environment.ts';
import type { JarType, Relation, Sensitivity } from './vocabulary.ts';

/** What `access` needs to know of a jar to decide. Supplied by `jars` through the `Resources` port. */
export interface JarFacts {
  id: string;
  type: JarType;
  sensitivity: Sensitivity;
  ownerId: string;
  /** For jars of type `team`. */
  teamId: string | null;
  tags: readonly string[];
  createdAt: number;
}

/** The interface that `access` wants of whoever owns the resources; `main.ts` supplies it. */
export interface Resources {
  jar(db: Reader, id: string): Promise<JarFacts | null>;
  /** Those of these ids that there are, in any order. */
  jars(db: Reader, ids: readonly string[]): Promise<JarFacts[]>;
}

/** Who asks, by what, and from where. */
export interface Asker {
  /** Identity id of the signed-in, active person. */
  subject: string;
  proofs: Proofs;
  from: From;
  /** A sealed code opened the session that asks. It counts for as long as the person may open one. */
  breakGlass?: boolean;
}

export interface Question extends Asker {
  /** `jar.read`, `jar.delete`, `audit.read`, ...: an action of policies/schema.cedarschema. */
  permission: string;
  tier: Tier;
  /** A jar's id, or null when the permission is about the installation. */
  jar: string | null;
  /** Of the document in the jar that it is about: it counts where it is stricter than that of the jar. */
  label?: Sensitivity | null;
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
