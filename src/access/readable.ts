import type { Requirement } from '../assurance/requirement.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Reader } from '../store/store.ts';
import type { Access, JarFacts, ListPosition, ReadableJar, Resources } from './access.ts';
import type { Deciding } from './decide.ts';
import type { Engine } from './engine.ts';
import type { LoadSubject, Subject } from './facts.ts';
import { resourceReads } from './policies/paths.ts';
import type { Policies } from './policies/policies.ts';
import type { RoleMinimumOf } from './role-minimum.ts';
import { type ListedRow, listQuery } from './store.ts';
import {
  type Relation,
  relationOf,
  relations,
  type Sensitivity,
  sensitivities,
  strengthOf,
  verbTiers,
} from './vocabulary.ts';

/** Before the first page. */
const newest: ListPosition = { createdAt: Number.MAX_SAFE_INTEGER, jarId: '' };

/** Each principal is one term of the query; SQLite takes 500 of them. */
const principalsPerQuery = 100;

/** Where rules beyond relations refuse most of what is looked at, a page ends before it has looked at everything. */
const mostRows = 2000;

interface Init {
  deciding: Deciding;
  policies: Pick<Policies, 'current'>;
  resources: Pick<Resources, 'jars'>;
  loadSubject: LoadSubject;
  roleMinimum: RoleMinimumOf;
  clock: Clock;
  /** Rows of a page that the engine decides once more: every one in tests, one of each page otherwise. */
  recheck: 'all' | 'sample';
  alarm: (problem: string) => void;
}

type Page = Awaited<ReturnType<Access['readable']>>;
type Ask = Parameters<Access['readable']>[1] & {
  verb: 'discover' | 'read';
  subjectFacts: Subject;
  minimum: Requirement | null;
  engine: Engine;
};

/** A jar of which nothing counts but its label. */
const labelled = (sensitivity: Sensitivity): JarFacts =>
  ({ id: 'any', type: 'private', sensitivity, ownerId: 'any', teamId: null, tags: [], createdAt: 0 }) as const;

export function createReadable(init: Init): Access['readable'] {
  const { deciding, policies, resources, loadSubject, roleMinimum, clock, recheck, alarm } = init;
  const listed = listQuery();
  let pages = 0;

  /** Says of rows which of them may be seen: by their label alone where the rules look at nothing else, or at each jar. */
  function sieve({ engine, verb, subjectFacts: subject, minimum, proofs, from }: Ask) {
    const action = `jar.${verb}`;
    const reads = resourceReads(engine.speakingOf(action).map(({ json }) => json));
    const byLabel = [...reads].every((attribute) => attribute === 'sensitivity');
    const asker = { subject, minimum, proofs, from };
    const known = new Map<string, boolean>();
    const reachesLabel = (label: Sensitivity, relation: Relation): boolean => {
      const key = `${label} ${relation}`;
      const answer = known.get(key) ?? deciding.reaches(engine, asker, verb, labelled(label), relation);
      known.set(key, answer);
      return answer;
    };
    return {
      /** Whether there can be anything to see behind this label. */
      opens: (label: Sensitivity) => !byLabel || relations.some((relation) => reachesLabel(label, relation)),

      async seen(db: Reader, rows: readonly ListedRow[]): Promise<ListedRow[]> {
        const relation = ({ strength }: ListedRow) => relationOf(strength)!;
        if (byLabel) return rows.filter((row) => reachesLabel(row.sensitivity, relation(row)));
        const ids = [...new Set(rows.map(({ resource }) => resource))];
        const jars = new Map((await resources.jars(db, ids)).map((jar) => [jar.id, jar]));
        return rows.filter((row) => {
          const jar = jars.get(row.resource);
          return jar !== undefined && deciding.reaches(engine, asker, verb, jar, relation(row));
        });
      },
    };
  }

  /** The newest jars that any of these principals reaches, each with its strongest relation. */
  async function newestOf(db: Reader, principals: string[], ask: Ask): Promise<Page> {
    const { limit } = ask;
    const { opens, seen } = sieve(ask);
    // A jar that is reached in several ways is several rows; one that is reached in one way is the rule.
    const batch = limit + principals.length;
    const within = sensitivities.filter(opens);
    const jars = new Map<string, ReadableJar>();
    if (within.length === 0) return { jars: [], next: null };
    let before = ask.before ?? newest;
    for (let looked = 0; looked < mostRows; looked += batch) {
      const rows = await listed(db, { principals, sensitivities: within, before, now: clock(), limit: batch });
      for (const { resource: jarId, created_at: createdAt, strength } of await seen(db, strongest(rows))) {
        if (jars.size === limit) return { jars: [...jars.values()], next: [...jars.values()].at(-1)! };
        if (!jars.has(jarId)) jars.set(jarId, { jarId, createdAt, relation: relationOf(strength)! });
      }
      if (rows.length < batch) return { jars: [...jars.values()], next: null };
      const { created_at: createdAt, resource: jarId } = rows.at(-1)!;
      before = { createdAt, jarId };
    }
    return { jars: [...jars.values()], next: before };
  }

  async function list(db: Reader, ask: Omit<Ask, 'engine' | 'subjectFacts' | 'minimum'>): Promise<Page> {
    const engine = await policies.current(db);
    const subjectFacts = await loadSubject(db, ask.subject);
    const principals = [
      `user:${ask.subject}`,
      'everyone',
      ...subjectFacts.teams.map((id) => `team:${id}`),
      ...subjectFacts.roles.map((role) => `role:${role}`),
    ];
    const minimum = await roleMinimum(db, subjectFacts, ask.proofs, `jar.${ask.verb}`);
    const asked = { ...ask, engine, subjectFacts, minimum };
    const parts: Page[] = [];
    for (let i = 0; i < principals.length; i += principalsPerQuery) {
      parts.push(await newestOf(db, principals.slice(i, i + principalsPerQuery), asked));
    }
    return parts.length === 1 ? parts[0]! : merged(parts, ask.limit);
  }

  return async (db, { verb = 'discover', ...asked }) => {
    const ask = { ...asked, verb };
    const allowed = async (jarId: string) => {
      // Without `breakGlass`: a sealed code opens each jar that is named, and lists none. Which there are, overseers see.
      const { subject, proofs, from } = asked;
      const question = { subject, permission: `jar.${verb}`, tier: verbTiers[verb], jar: jarId, proofs, from };
      return (await deciding.decide(db, question)).effect === 'allow';
    };

    const page = await list(db, ask);
    const sampled = pages++ % Math.max(1, page.jars.length);
    const refused = new Set<string>();
    for (const [i, { jarId }] of page.jars.entries()) {
      if ((recheck === 'all' || i === sampled) && !(await allowed(jarId))) refused.add(jarId);
    }
    if (refused.size === 0) return page;
    // A grant taken away between the two looks is no disagreement: only what is still listed is one.
    const still = (await list(db, ask)).jars.filter(({ jarId }) => refused.has(jarId));
    for (const { jarId } of still) alarm(`jar ${jarId} is listed for ${asked.subject} but jar.${verb} is not allowed`);
    return { ...page, jars: page.jars.filter(({ jarId }) => !refused.has(jarId)) };
  };
}

/** Of the rows of one jar, which stand together, the first: the strongest relation is the one that counts. */
function strongest(rows: readonly ListedRow[]): ListedRow[] {
  return rows.filter(({ resource }, i) => rows[i - 1]?.resource !== resource);
}

const byAge = (a: ListPosition, b: ListPosition) => b.createdAt - a.createdAt || (a.jarId < b.jarId ? 1 : -1);

/** Newest first; a jar on several pages once, with its strongest relation; nothing beyond where one of the pages ends. */
function merged(pages: Page[], limit: number): Page {
  const end = pages.flatMap(({ next }) => next ?? []).sort(byAge)[0] ?? null;
  const jars = new Map<string, ReadableJar>();
  for (const jar of pages.flatMap((page) => page.jars)) {
    const known = jars.get(jar.jarId);
    if (end !== null && byAge(jar, end) > 0) continue;
    if (!known || strengthOf(jar.relation) > strengthOf(known.relation)) jars.set(jar.jarId, jar);
  }
  const all = [...jars.values()].sort(byAge);
  const shown = all.slice(0, limit);
  return { jars: shown, next: all.length > limit ? shown.at(-1)! : end };
}
