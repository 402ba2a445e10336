import type { Clock } from '../kernel/clock.ts';
import type { Reader } from '../store/store.ts';
import type { Access } from './access.ts';
import type { Deciding } from './decide.ts';
import type { LoadFacts } from './facts.ts';
import { listQuery } from './store.ts';
import { relationOf, type Sensitivity, sensitivities, strengthOf, verbTiers } from './vocabulary.ts';

/** Before the first page. */
const newest = { createdAt: Number.MAX_SAFE_INTEGER, jarId: '' };

/** Each principal is one term of the query; SQLite takes 500 of them. */
const principalsPerQuery = 100;

interface Init {
  deciding: Deciding;
  load: LoadFacts;
  clock: Clock;
  /** Rows of a page that the engine decides once more: every one in tests, one of each page otherwise. */
  recheck: 'all' | 'sample';
  alarm: (problem: string) => void;
}

type Page = Awaited<ReturnType<Access['readable']>>;

export function createReadable({ deciding, load, clock, recheck, alarm }: Init): Access['readable'] {
  const listed = listQuery();
  let pages = 0;

  /** The newest jars that any of these principals reaches, each with its strongest relation, at most `limit`. */
  async function newestOf(
    db: Reader,
    init: { principals: string[]; before: typeof newest; limit: number; reaches: (label: Sensitivity) => boolean },
  ): Promise<Page> {
    const { principals, limit, reaches } = init;
    // A jar that is reached in several ways is several rows; one that is reached in one way is the rule.
    const batch = limit + principals.length;
    const jars = new Map<string, Page[number]>();
    const hidden = new Set<Sensitivity>();
    const asked = new Set<Sensitivity>();
    for (let before = init.before; jars.size < limit; ) {
      const within = sensitivities.filter((label) => !hidden.has(label));
      if (within.length === 0) break;
      const rows = await listed(db, { principals, sensitivities: within, before, now: clock(), limit: batch });
      for (const { resource: jarId, created_at: createdAt, strength, sensitivity } of rows) {
        before = { createdAt, jarId };
        if (!asked.has(sensitivity) && !reaches(sensitivity)) hidden.add(sensitivity);
        asked.add(sensitivity);
        if (hidden.has(sensitivity) || jars.has(jarId)) continue;
        if (jars.size < limit) jars.set(jarId, { jarId, createdAt, relation: relationOf(strength)! });
      }
      if (rows.length < batch) break;
    }
    return [...jars.values()];
  }

  return async (db, { subject, proofs, limit, before = newest, verb = 'discover' }) => {
    const list = async (): Promise<Page> => {
      const { roles, teams } = await load(db, subject, null, clock());
      const principals = [
        `user:${subject}`,
        'everyone',
        ...teams.map((id) => `team:${id}`),
        ...roles.map((role) => `role:${role}`),
      ];
      const reaches = (label: Sensitivity) => deciding.reaches({ id: subject, roles }, verb, proofs, label);
      const pages: Page[] = [];
      for (let i = 0; i < principals.length; i += principalsPerQuery) {
        const some = principals.slice(i, i + principalsPerQuery);
        pages.push(await newestOf(db, { principals: some, before, limit, reaches }));
      }
      return pages.length === 1 ? pages[0]! : merged(pages).slice(0, limit);
    };
    const allowed = async (jarId: string) => {
      const question = { subject, permission: `jar.${verb}`, tier: verbTiers[verb], jar: jarId, proofs };
      return (await deciding.decide(db, question)).effect === 'allow';
    };

    const page = await list();
    const sampled = pages++ % Math.max(1, page.length);
    const refused = new Set<string>();
    for (const [i, { jarId }] of page.entries()) {
      if ((recheck === 'all' || i === sampled) && !(await allowed(jarId))) refused.add(jarId);
    }
    if (refused.size === 0) return page;
    // A grant taken away between the two looks is no disagreement: only what is still listed is one.
    const still = (await list()).filter(({ jarId }) => refused.has(jarId));
    for (const { jarId } of still) alarm(`jar ${jarId} is listed for ${subject} but jar.${verb} is not allowed`);
    return page.filter(({ jarId }) => !refused.has(jarId));
  };
}

/** Newest first; a jar on several pages once, with its strongest relation. */
function merged(pages: Page[]): Page {
  const jars = new Map<string, Page[number]>();
  for (const jar of pages.flat()) {
    const known = jars.get(jar.jarId);
    if (!known || strengthOf(jar.relation) > strengthOf(known.relation)) jars.set(jar.jarId, jar);
  }
  return [...jars.values()].sort((a, b) => b.createdAt - a.createdAt || (a.jarId < b.jarId ? 1 : -1));
}
