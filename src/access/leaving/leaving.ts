import { StingError } from '../../kernel/errors.ts';
import type { Reader } from '../../store/store.ts';
import type { Access } from '../access.ts';
import type { Roles } from '../roles.ts';
import { bumpRevision } from '../store.ts';
import { strengthOf } from '../vocabulary.ts';
import { ownedJars, withdrawGrants } from './store.ts';

type Init = Pick<
  Access,
  'rolesOf' | 'removeRole' | 'teamsOf' | 'leaveTeam' | 'forgetAttributes' | 'endEnrolmentException'
> &
  Pick<Roles, 'isLastOwner'>;

/** Nothing that a person was given outlives them, and nothing that they own is left without an owner. */
export function createLeaving(of: Init): Pick<Access, 'leave' | 'dependents'> {
  const jarsOf = (db: Reader, identityId: string) => ownedJars(db, `user:${identityId}`, strengthOf('owner'));

  return {
    async leave(tx, identityId) {
      const { length: jars } = await jarsOf(tx, identityId);
      if (jars > 0) {
        const message = `This person owns ${jars} Honey Jar${jars === 1 ? '' : 's'}. They have to be deleted first.`;
        throw new StingError({ code: 'owns_jars', status: 409, message });
      }
      for (const role of await of.rolesOf(tx, identityId)) await of.removeRole(tx, identityId, role);
      for (const team of await of.teamsOf(tx, identityId)) await of.leaveTeam(tx, team, identityId);
      await of.forgetAttributes(tx, identityId);
      await of.endEnrolmentException(tx, identityId);
      await withdrawGrants(tx, `user:${identityId}`);
      await bumpRevision(tx);
    },

    dependents: async (db, identityId) => ({
      lastOwner: await of.isLastOwner(db, identityId),
      jars: await jarsOf(db, identityId),
    }),
  };
}
