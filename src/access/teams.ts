import type { Clock } from '../kernel/clock.ts';
import { notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import { isUniqueViolation } from '../store/store.ts';
import type { Access } from './access.ts';
import type { LoadFacts } from './facts.ts';
import * as store from './store.ts';

type Teams = Pick<Access, 'teamsOf' | 'createTeam' | 'joinTeam' | 'leaveTeam'>;

export function createTeams(init: { load: LoadFacts; clock: Clock; random: Random }): Teams {
  const { load, clock, random } = init;
  return {
    teamsOf: async (db, identityId) => (await load(db, identityId, null, clock())).teams.sort(),

    async createTeam(tx, { name, by }) {
      const id = uuid(random);
      try {
        await store.insertTeam(tx, { id, name, created_by: by, created_at: clock() });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new StingError({ code: 'team_exists', status: 409, message: 'There is a team of that name.' });
      }
      return id;
    },

    async joinTeam(tx, teamId, identityId) {
      if (!(await store.teamExists(tx, teamId))) throw notFound('team');
      await store.insertMember(tx, { team_id: teamId, identity_id: identityId, joined_at: clock() });
      await store.bumpRevision(tx);
    },

    async leaveTeam(tx, teamId, identityId) {
      const gone = await store.deleteMember(tx, teamId, identityId);
      if (gone) await store.bumpRevision(tx);
      return gone;
    },
  };
}
