import type { Clock } from '../kernel/clock.ts';
import type { Reader } from '../store/store.ts';
import type { Access } from './access.ts';
import type { Deciding } from './decide.ts';
import type { LoadFacts } from './facts.ts';
import { pageQuery } from './store.ts';
import { relationOf, verbTiers } from './vocabulary.ts';

/** Before the first page. */
const newest = { createdAt: Number.MAX_SAFE_INTEGER, jarId: '' };

/** Each branch of the page query counts as one term; SQLite takes 500 of them. */
const principalsPerQuery = 100;

interface Init {
  deciding: Deciding;
  load: LoadFacts;
  clock: Clock;
  /** Rows of a page that the engine decides once more: every one in tests, one of each page otherwise. */
  recheck: 'all' | 'sample';
  alarm: (problem: string) => void;
}

export function createReadable({ deciding, load, clock, recheck, alarm }: Init): Access['readable'] {
  const page = pageQuery();
  let pages = 0;

  return async (db, { subject, proofs, limit, before = newest, verb = 'discover' }) => {
    const list = async () => {
      const { roles, teams } = await load(db, subject, null, clock());
      const sensitivities = deciding.reach({ id: subject, roles }, verb, proofs);
      if (sensitivities.length === 0) return [];
      const principals = [
        `user:${subject}`,
        'everyone',
        ...teams.map((id) => `team:${id}`),
        ...roles.map((role) => `role:${role}`),
      ];
      return merged(db, principals, { sensitivities, before, now: clock(), limit });
    };
    const allowed = async (jarId: string) => {
      const question = { subject, permission: `jar.${verb}`, tier: verbTiers[verb], jar: jarId, proofs };
      return (await deciding.decide(db, question)).effect === 'allow';
    };

    const rows = await list();
    const sampled = pages++ % Math.max(1, rows.length);
    const refused = new Set<string>();
    for (const [i, { jarId }] of rows.entries()) {
      if ((recheck === 'all' || i === sampled) && !(await allowed(jarId))) refused.add(jarId);
    }
    if (refused.size === 0) return rows;
    // A grant taken away between the two looks is no disagreement: only what is still listed is.
    const still = (await list()).filter(({ jarId }) => refused.has(jarId));
    for (const { jarId } of still) alarm(`jar ${jarId} is listed for ${subject} but jar.${verb} is not allowed`);
    return rows.filter(({ jarId }) => !refused.has(jarId));
  };

  async function merged(
    db: Reader,
    principals: string[],
    init: Omit<Parameters<typeof page>[1], 'principals'>,
  ): ReturnType<Access['readable']> {
    const best = new Map<string, { jarId: string; createdAt: number; strength: number }>();
    for (let i = 0; i < principals.length; i += principalsPerQuery) {
      const rows = await page(db, { ...init, principals: principals.slice(i, i + principalsPerQuery) });
      for (const { resource: jarId, created_at: createdAt, strength } of rows) {
        if (strength > (best.get(jarId)?.strength ?? 0)) best.set(jarId, { jarId, createdAt, strength });
      }
    }
    return [...best.values()]
      .sort((a, b) => b.createdAt - a.createdAt || (a.jarId < b.jarId ? 1 : -1))
      .slice(0, init.limit)
      .map(({ jarId, createdAt, strength }) => ({ jarId, createdAt, relation: relationOf(strength)! }));
  }
}
