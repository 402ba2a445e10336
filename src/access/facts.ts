import type { Clock } from '../kernel/clock.ts';
import type { Reader } from '../store/store.ts';
import type { JarFacts, Resources } from './access.ts';
import type { AttributeStore, Attributes } from './attributes/attributes.ts';
import { type StandingRow, standingQuery } from './store.ts';
import { type Relation, relationOf, strengthOf } from './vocabulary.ts';

/** What the store knows of a person and, if asked, of a jar. */
export interface Facts {
  jar: JarFacts | null;
  relation: Relation | null;
  roles: string[];
  teams: string[];
  /** What administrators know of the person. */
  attributes: Attributes;
  /** Each live way in which the person reaches the jar, in no order; `by` is the principal of the access list. */
  held: { relation: Relation; by: string; expiresAt: number | null }[];
}

/** What decisions know of a person. */
export interface Subject extends Pick<Facts, 'attributes'> {
  id: string;
  roles: readonly string[];
  teams: readonly string[];
}

export type LoadFacts = (db: Reader, identityId: string, jarId: string | null, now: number) => Promise<Facts>;

export type LoadSubject = (db: Reader, identityId: string) => Promise<Subject>;

/** The person alone, now. */
export const subjectLoader =
  (load: LoadFacts, clock: Clock): LoadSubject =>
  async (db, id) => ({ id, ...(await load(db, id, null, clock())) });

interface Init extends Pick<AttributeStore, 'attributesOf'> {
  resources: Pick<Resources, 'jar'>;
  alarm: (problem: string) => void;
}

/** Three reads: the jar from its module, everything that the person is with their rows on it, and their attributes. */
export function factsLoader({ resources, attributesOf, alarm }: Init): LoadFacts {
  const standing = standingQuery();
  return async (db, identityId, jarId, now) => {
    const jar = jarId === null ? null : await resources.jar(db, jarId);
    const rows = await standing(db, identityId, jar?.id ?? '', now);
    const held: Facts['held'] = [];
    for (const row of rows) {
      const relation = relationOf(row.strength ?? 0);
      if (jar === null || relation === null) continue;
      if (agrees(row, relation, jar, identityId)) held.push({ relation, by: row.principal, expiresAt: row.expires_at });
      else alarm(`the access list of jar ${jar.id} does not agree with the jar on ${row.principal}`);
    }
    return {
      jar,
      relation: strongestOf(held),
      roles: idsOf('role:', rows),
      teams: idsOf('team:', rows),
      attributes: await attributesOf(db, identityId),
      held,
    };
  };
}

/** Of several ways to a jar the strongest counts. */
export function strongestOf(held: Facts['held']): Relation | null {
  return relationOf(Math.max(0, ...held.map(({ relation }) => strengthOf(relation))));
}

/** Ownership and the type's defaults are checked against the jar itself: a stale row never opens it. */
function agrees({ principal, grant_id }: StandingRow, relation: Relation, jar: JarFacts, identityId: string): boolean {
  if (grant_id !== '') return relation !== 'owner';
  if (relation === 'owner') return jar.ownerId === identityId && principal === `user:${identityId}`;
  if (principal === 'everyone') return jar.type === 'public';
  return jar.type === 'team' && principal === `team:${jar.teamId}`;
}

function idsOf(prefix: string, rows: StandingRow[]): string[] {
  const ids = rows.filter((row) => row.principal.startsWith(prefix)).map((row) => row.principal.slice(prefix.length));
  return [...new Set(ids)];
}
