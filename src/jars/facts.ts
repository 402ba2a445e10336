import type { JarFacts, Resources } from '../access/access.ts';
import { isUuid } from '../kernel/ids.ts';
import { type FactsRow, factsQuery, selectFacts } from './store.ts';

/** What decisions need to know of a jar. One per store; it needs nothing of `access`, which is built on it. */
export function createJarFacts(): Resources {
  const find = factsQuery();
  return {
    async jar(db, id): Promise<JarFacts | null> {
      if (!isUuid(id)) return null;
      const row = (await find(db, id))[0];
      return row ? factsIn(row) : null;
    },
    jars: async (db, ids) => (await selectFacts(db, ids)).map(factsIn),
  };
}

function factsIn({ owner_id: ownerId, team_id: teamId, created_at: createdAt, tags, ...same }: FactsRow): JarFacts {
  return { ...same, ownerId, teamId, createdAt, tags: JSON.parse(tags) };
}
