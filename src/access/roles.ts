import type { Clock } from '../kernel/clock.ts';
import { badRequest, StingError } from '../kernel/errors.ts';
import type { Access } from './access.ts';
import type { LoadFacts } from './facts.ts';
import * as store from './store.ts';

/** The roles that policies and grants may name. None of them opens a jar. */
const roles = ['owner', 'security_officer', 'auditor'] as const;

export function isRole(name: string): boolean {
  return (roles as readonly string[]).includes(name);
}

type Roles = Pick<Access, 'rolesOf' | 'assignRole' | 'removeRole' | 'peopleWithRole'>;

export function createRoles({ load, clock }: { load: LoadFacts; clock: Clock }): Roles {
  const known = (role: string) => {
    if (!isRole(role)) throw badRequest('unknown_role', 'There is no role of that name.');
  };

  return {
    rolesOf: async (db, identityId) => (await load(db, identityId, null, clock())).roles.sort(),

    async assignRole(tx, identityId, role) {
      known(role);
      await store.insertRole(tx, { identity_id: identityId, role, assigned_at: clock() });
      await store.bumpRevision(tx);
    },

    async removeRole(tx, identityId, role) {
      known(role);
      const gone = await store.deleteRole(tx, identityId, role);
      if (gone && role === 'owner' && (await store.selectHolders(tx, role)).length === 0) {
        throw new StingError({
          code: 'last_owner',
          status: 409,
          message: 'An installation keeps at least one owner. Make somebody else owner first.',
        });
      }
      if (gone) await store.bumpRevision(tx);
      return gone;
    },

    peopleWithRole: (db, role) => store.selectHolders(db, role),
  };
}
