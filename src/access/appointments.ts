import type { Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { badRequest, StingError } from '../kernel/errors.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Access, RoleFacts } from './access.ts';
import type { Deciding } from './decide.ts';
import type { Engine } from './engine.ts';
import type { Policies } from './policies/policies.ts';
import { isRole, roleNames, roleSentences } from './role-names.ts';
import type { Roles } from './roles.ts';
import { verbs } from './vocabulary.ts';

interface Init extends Pick<Access, 'membership'> {
  roles: Omit<Roles, 'isLastOwner'>;
  identities: Pick<Identities, 'byId'>;
  /** Every permission that the policies know. */
  actions: readonly string[];
  permits: Deciding['permits'];
  policies: Pick<Policies, 'current'>;
  clock: Clock;
}

const publicJar = {
  id: 'any',
  type: 'public',
  sensitivity: 'internal',
  ownerId: 'somebody',
  teamId: null,
  tags: [],
} as const;

/** Roles together, and what the policies let whoever has them do on the installation. */
interface Held {
  roles: readonly string[];
  permissions: string[];
}

const onJars: readonly string[] = verbs.map((verb) => `jar.${verb}`);

const exceedsOwn = () =>
  new StingError({
    code: 'role_exceeds_own',
    status: 403,
    message: 'You cannot decide about rights that you do not have. Ask an owner.',
  });

const freshForMs = 10_000;

type Ask = (engine: Engine) => Omit<RoleFacts, 'grantable'>[];

/** Hundreds of questions to the engine, for anybody who looks: the answers may be some seconds old. No decision uses them. */
function everySoOften(clock: Clock, ask: Ask): Ask {
  let known: { at: number; engine: Engine; answer: ReturnType<Ask> } | null = null;
  return (engine) => {
    const now = clock();
    if (known?.engine !== engine || now - known.at >= freshForMs) known = { at: now, engine, answer: ask(engine) };
    return known.answer;
  };
}

/** One's own roles are for others to give, and one's own account has its own pages. */
const ownAccount = () =>
  new StingError({ code: 'own_account', status: 403, message: 'You cannot do this to yourself. Ask somebody else.' });

/** Who may decide about whose rights: nobody gives, takes or steers more than they hold. */
export function createAppointments({
  roles,
  actions,
  permits,
  policies,
  clock,
  identities,
  membership,
}: Init): Pick<Access, 'roles' | 'covers' | 'mayInvite' | 'giveRole' | 'takeRole'> {
  const installation = actions.filter((action) => !onJars.includes(action));
  const permissionsOf = (engine: Engine, held: readonly string[]) =>
    installation.filter((action) => permits(engine, held, action, null));

  /** The work of a role inside jars is not compared: it reaches what is open to everybody, and no further. */
  function within(held: Held, asked: Held): boolean {
    if (asked.roles.includes('owner') && !held.roles.includes('owner')) return false;
    return asked.permissions.every((permission) => held.permissions.includes(permission));
  }

  const holding = (engine: Engine, names: readonly string[]): Held => ({
    roles: names,
    permissions: permissionsOf(engine, names),
  });
  const includes = (engine: Engine, held: readonly string[], asked: readonly string[]) =>
    within(holding(engine, held), holding(engine, asked));

  const published = everySoOften(clock, (engine) =>
    roleNames.map((name) => ({
      name,
      sentence: roleSentences[name],
      permissions: permissionsOf(engine, [name]),
      publicJars: verbs.filter((verb) => permits(engine, [name], `jar.${verb}`, publicJar)),
    })),
  );

  async function mayInvite(db: Reader, by: string, to: Parameters<Access['mayInvite']>[2]): Promise<boolean> {
    if ((await identities.byId(db, by))?.state !== 'active') return false;
    const held = await roles.rolesOf(db, by);
    const engine = await policies.current(db);
    const may = (permission: string) => permits(engine, held, permission, null);
    if (!may('person.invite')) return false;
    if (to.roles.length > 0 && !may('role.assign')) return false;
    if (!to.roles.every((role) => isRole(role) && includes(engine, held, [role]))) return false;
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
    const engine = await policies.current(tx);
    if (![before, after, [role]].every((asked) => includes(engine, held, asked))) throw exceedsOwn();
  }

  return {
    async roles(db, by) {
      const engine = await policies.current(db);
      const giver = holding(engine, await roles.rolesOf(db, by));
      const gives = giver.permissions.includes('role.assign');
      return published(engine).map((role) => ({
        ...role,
        grantable: gives && within(giver, { roles: [role.name], permissions: role.permissions }),
      }));
    },

    async covers(db, by, about) {
      const engine = await policies.current(db);
      return includes(engine, await roles.rolesOf(db, by), await roles.rolesOf(db, about));
    },

    mayInvite,

    async giveRole(tx, { by, to, role }) {
      await decideAbout(tx, by, to, role, 'give');
      if ((await roles.rolesOf(tx, to)).includes(role)) return false;
      await roles.assignRole(tx, to, role, by);
      return true;
    },

    async takeRole(tx, { by, from, role }) {
      await decideAbout(tx, by, from, role, 'take');
      return roles.removeRole(tx, from, role);
    },
  };
}
