import type { Identities } from '../identity/identity.ts';
import { badRequest, StingError } from '../kernel/errors.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Access, RoleFacts } from './access.ts';
import type { Deciding } from './decide.ts';
import { isRole, roleNames, roleSentences } from './role-names.ts';
import type { Roles } from './roles.ts';
import { verbs } from './vocabulary.ts';

interface Init extends Pick<Access, 'membership'> {
  roles: Omit<Roles, 'isLastOwner'>;
  identities: Pick<Identities, 'byId'>;
  /** Every permission that the policies know. */
  actions: readonly string[];
  permits: Deciding['permits'];
}

const onJars: readonly string[] = verbs.map((verb) => `jar.${verb}`);

const exceedsOwn = () =>
  new StingError({
    code: 'role_exceeds_own',
    status: 403,
    message: 'You cannot decide about rights that you do not have. Ask an owner.',
  });

/** One's own roles are for others to give, and one's own account has its own pages. */
export const ownAccount = () =>
  new StingError({ code: 'own_account', status: 403, message: 'You cannot do this to yourself. Ask somebody else.' });

/** Who may decide about whose rights: nobody gives, takes or steers more than they hold. */
export function createAppointments({
  roles,
  actions,
  permits,
  identities,
  membership,
}: Init): Pick<Access, 'roles' | 'covers' | 'mayInvite' | 'giveRole' | 'takeRole'> {
  const installation = actions.filter((action) => !onJars.includes(action));
  const permissionsOf = (held: readonly string[]) => installation.filter((action) => permits(held, action, null));

  const facts = (name: (typeof roleNames)[number]): RoleFacts => ({
    name,
    sentence: roleSentences[name],
    permissions: permissionsOf([name]),
    publicJars: verbs.filter((verb) =>
      permits([name], `jar.${verb}`, { id: 'any', type: 'public', sensitivity: 'internal' }),
    ),
  });

  /** The work of a role inside jars is not compared: it reaches what is open to everybody, and no further. */
  function includes(held: readonly string[], asked: readonly string[]): boolean {
    if (asked.includes('owner') && !held.includes('owner')) return false;
    const own = new Set(permissionsOf(held));
    return permissionsOf(asked).every((permission) => own.has(permission));
  }

  async function mayInvite(db: Reader, by: string, to: Parameters<Access['mayInvite']>[2]): Promise<boolean> {
    if ((await identities.byId(db, by))?.state !== 'active') return false;
    const held = await roles.rolesOf(db, by);
    const may = (permission: string) => permits(held, permission, null);
    if (!may('person.invite')) return false;
    if (to.roles.length > 0 && !may('role.assign')) return false;
    if (!to.roles.every((role) => isRole(role) && includes(held, [role]))) return false;
    for (const team of to.teams) if (!may('team.manage') && !(await membership(db, team, by))?.manager) return false;
    return true;
  }

  /** Both what the person may do now and what they may do then has to be within what `by` may do. */
  async function decideAbout(tx: Tx, by: string, about: string, role: string, change: 'give' | 'take'): Promise<void> {
    if (!isRole(role)) throw badRequest('unknown_role', 'There is no role of that name.');
    // To step down is everybody's right.
    if (by === about && change === 'give') throw ownAccount();
    const held = await roles.rolesOf(tx, by);
    const before = await roles.rolesOf(tx, about);
    const after = change === 'give' ? [...before, role] : before.filter((each) => each !== role);
    if (![before, after, [role]].every((asked) => includes(held, asked))) throw exceedsOwn();
  }

  return {
    roles: () => roleNames.map(facts),

    covers: async (db, by, about) => includes(await roles.rolesOf(db, by), await roles.rolesOf(db, about)),

    mayInvite,

    async giveRole(tx, { by, to, role }) {
      await decideAbout(tx, by, to, role, 'give');
      if ((await roles.rolesOf(tx, to)).includes(role)) return false;
      await roles.assignRole(tx, to, role);
      return true;
    },

    async takeRole(tx, { by, from, role }) {
      await decideAbout(tx, by, from, role, 'take');
      return roles.removeRole(tx, from, role);
    },
  };
}
