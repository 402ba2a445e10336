import type { JarFacts, Resources } from '../access/access.ts';
import { isUuid } from '../kernel/ids.ts';
import { factsQuery } from './store.ts';

/** What decisions need to know of a jar. One per store; it needs nothing of `access`, which is built on it. */
export function createJarFacts(): Resources {
  const find = factsQuery();
  return {
    async jar(db, id): Promise<JarFacts | null> {
      if (!isUuid(id)) return null;
      const row = (await find(db, id))[0];
      if (!row) return null;
      const { owner_id: ownerId, team_id: teamId, created_at: createdAt, ...same } = row;
      return { ...same, ownerId, teamId, createdAt };
    },
  };
}
