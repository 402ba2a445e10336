import { StingError } from '../../kernel/errors.ts';
import type { Access } from '../access.ts';
import { bumpRevision } from '../store.ts';
import { strengthOf } from '../vocabulary.ts';
import { ownedJars, withdrawGrants } from './store.ts';

/** Nothing that a person was given outlives them, and nothing that they own is left without an owner. */
export function createLeaving(
  of: Pick<Access, 'rolesOf' | 'removeRole' | 'teamsOf' | 'leaveTeam'>,
): Pick<Access, 'leave'> {
  return {
    async leave(tx, identityId) {
      const principal = `user:${identityId}`;
      const jars = await ownedJars(tx, principal, strengthOf('owner'));
      if (jars > 0) {
        const message = `This person owns ${jars} Honey Jar${jars === 1 ? '' : 's'}. They have to be deleted first.`;
        throw new StingError({ code: 'owns_jars', status: 409, message });
      }
      for (const role of await of.rolesOf(tx, identityId)) await of.removeRole(tx, identityId, role);
      for (const team of await of.teamsOf(tx, identityId)) await of.leaveTeam(tx, team, identityId);
      await withdrawGrants(tx, principal);
      await bumpRevision(tx);
    },
  };
}
