import type { Clock } from '../../kernel/clock.ts';
import type { Access } from '../access.ts';
import type { LoadFacts } from '../facts.ts';
import { reachedBy } from './store.ts';

/** Confines a query to the jars that a person is related to in any way. */
export function createReach({ load, clock }: { load: LoadFacts; clock: Clock }): Pick<Access, 'reached'> {
  return {
    async reached(db, identityId) {
      const now = clock();
      const { roles, teams } = await load(db, identityId, null, now);
      const principals = [
        `user:${identityId}`,
        'everyone',
        ...teams.map((id) => `team:${id}`),
        ...roles.map((role) => `role:${role}`),
      ];
      return reachedBy(principals, now);
    },
  };
}
