import type { Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { badRequest, StingError } from '../kernel/errors.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Access } from './access.ts';
import type { LoadFacts } from './facts.ts';
import { limitingRoles } from './role-names.ts';
import * as store from './store.ts';

export type Roles = Pick<Access, 'rolesOf' | 'assignRole' | 'removeRole' | 'peopleWithRole'> & {
  /** Whether nobody else could act as owner if this person did not. */
  isLastOwner(db: Reader, identityId: string): Promise<boolean>;
  /** Identity ids of the owners who can act as such. */
  actingOwners(db: Reader): Promise<string[]>;
};

interface Init extends Pick<Access, 'isRole'> {
  load: LoadFacts;
  identities: Pick<Identities, 'byId'>;
  clock: Clock;
}

const lastOwner = () =>
  new StingError({
    code: 'last_owner',
    status: 409,
    message: 'An installation keeps at least one owner. Make somebody else owner first.',
  });

const limits = (role: string) => (limitingRoles as readonly string[]).includes(role);

/** Who has which role. The rules here hold whoever asks; who may ask is for `appointments` to say. */
export function createRoles({ load, identities, isRole, clock }: Init): Roles {
  async function known(db: Reader, role: string): Promise<void> {
    if (!(await isRole(db, role))) throw badRequest('unknown_role', 'There is no role of that name.');
  }

  const rolesOf = async (db: Reader, identityId: string) => (await load(db, identityId, null, clock())).roles.sort();

  /** Whoever is suspended, or limited by another role, has the role and cannot use it. */
  async function actsAsOwner(db: Reader, id: string): Promise<boolean> {
    return (await identities.byId(db, id))?.state === 'active' && !(await rolesOf(db, id)).some(limits);
  }

  async function isLastOwner(db: Reader, identityId: string): Promise<boolean> {
    const owners = await store.selectHolders(db, 'owner');
    if (!owners.includes(identityId)) return false;
    for (const id of owners) if (id !== identityId && (await actsAsOwner(db, id))) return false;
    return true;
  }

  async function actingOwners(db: Reader): Promise<string[]> {
    const acting: string[] = [];
    for (const id of await store.selectHolders(db, 'owner')) if (await actsAsOwner(db, id)) acting.push(id);
    return acting;
  }

  /** Throws `last_owner` where the change would leave the installation without one. */
  async function keepOwner(tx: Tx, identityId: string): Promise<void> {
    if (await isLastOwner(tx, identityId)) throw lastOwner();
  }

  return {
    rolesOf,
    isLastOwner,
    actingOwners,

    async assignRole(tx, identityId, role, by = null) {
      await known(tx, role);
      if (limits(role)) await keepOwner(tx, identityId);
      await store.insertRole(tx, { identity_id: identityId, role, assigned_at: clock(), assigned_by: by });
      await store.bumpRevision(tx);
    },

    async removeRole(tx, identityId, role) {
      await known(tx, role);
      if (role === 'owner') await keepOwner(tx, identityId);
      const gone = await store.deleteRole(tx, identityId, role);
      if (gone) await store.bumpRevision(tx);
      return gone;
    },

    peopleWithRole: (db, role) => store.selectHolders(db, role),
  };
}
