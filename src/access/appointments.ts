import type { Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { badRequest, StingError } from '../kernel/errors.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Access, RoleFacts } from './access.ts';
import { type Deciding, publicJar } from './decide.ts';
import type { Engine } from './engine.ts';
import { exceedsOwn } from './exceeds-own.ts';
import type { Holdings } from './holdings.ts';
import type { Policies } from './policies/policies.ts';
import { builtInRoles } from './role-names.ts';
import type { Roles } from './roles.ts';
import { verbs } from './vocabulary.ts';

interface Init extends Pick<Access, 'membership' | 'isRole' | 'customRoles'> {
  roles: Omit<Roles, 'isLastOwner' | 'actingOwners'>;
  identities: Pick<Identities, 'byId'>;
  holdings: Holdings;
  permits: Deciding['permits'];
  policies: Pick<Policies, 'current'>;
  clock: Clock;
}

const moreThanOwn = () => exceedsOwn('You cannot decide about rights that you do not have. Ask an owner.');

const freshForMs = 10_000;

type Published = Pick<RoleFacts, 'permissions' | 'publicJars'>;
type Ask = (engine: Engine, role: string) => Published;

/** Dozens of questions for each role, for anybody who looks: the answers may be some seconds old. No decision uses them. */
function everySoOften(clock: Clock, ask: Ask): Ask {
  const known = new WeakMap<Engine, Map<string, { at: number; answer: Published }>>();
  return (engine, role) => {
    const now = clock();
    const answers = known.get(engine) ?? new Map();
    known.set(engine, answers);
    const earlier = answers.get(role);
    if (earlier && now - earlier.at < freshForMs) return earlier.answer;
    const answer = ask(engine, role);
    answers.set(role, { at: now, answer });
    return answer;
  };
}

/** One's own roles are for others to give, and one's own account has its own pages. */
const ownAccount = () =>
  new StingError({ code: 'own_account', status: 403, message: 'You cannot do this to yourself. Ask somebody else.' });

/** Who may decide about whose rights: nobody gives, takes or steers more than they hold. */
export function createAppointments({
  roles,
  holdings,
  permits,
  policies,
  clock,
  identities,
  membership,
  isRole,
  customRoles,
}: Init): Pick<Access, 'roles' | 'covers' | 'mayInvite' | 'giveRole' | 'takeRole'> {
  const published = everySoOften(clock, (engine, name) => ({
    permissions: holdings.of(engine, [name]).permissions,
    publicJars: verbs.filter((verb) => permits(engine, [name], `jar.${verb}`, publicJar)),
  }));

  async function mayGive(db: Reader, held: readonly string[], role: string): Promise<boolean> {
    return (await isRole(db, role)) && holdings.include(db, held, [role]);
  }

  async function mayInvite(db: Reader, by: string, to: Parameters<Access['mayInvite']>[2]): Promise<boolean> {
    if ((await identities.byId(db, by))?.state !== 'active') return false;
    const held = await roles.rolesOf(db, by);
    const engine = await policies.current(db);
    const may = (permission: string) => permits(engine, held, permission, null);
    if (!may('person.invite')) return false;
    if (to.roles.length > 0 && !may('role.assign')) return false;
    for (const role of to.roles) if (!(await mayGive(db, held, role))) return false;
    for (const team of to.teams) if (!may('team.manage') && !(await membership(db, team, by))?.manager) return false;
    return true;
  }

  /** Both what the person may do now and what they may do then has to be within what `by` may do. */
  async function decideAbout(tx: Tx, by: string, about: string, role: string, change: 'give' | 'take'): Promise<void> {
    if (!(await isRole(tx, role))) throw badRequest('unknown_role', 'There is no role of that name.');
    // To step down is everybody's right.
    if (by === about && change === 'give') throw ownAccount();
    const held = await roles.rolesOf(tx, by);
    const before = await roles.rolesOf(tx, about);
    const after = change === 'give' ? [...before, role] : before.filter((each) => each !== role);
    for (const asked of [before, after, [role]]) if (!(await holdings.include(tx, held, asked))) throw moreThanOwn();
  }

  return {
    async roles(db, by) {
      const current = await policies.current(db);
      const giver = await roles.rolesOf(db, by);
      const gives = permits(current, giver, 'role.assign', null);
      const measures = (await holdings.engines(db)).map((engine) => ({ engine, held: holdings.of(engine, giver) }));
      const grantable = (name: string) =>
        gives &&
        measures.every(({ engine, held }) =>
          holdings.within(held, { roles: [name], permissions: published(engine, name).permissions }),
        );
      const own = (await customRoles(db)).map((role) => ({ ...role, definition: role }));
      return [...builtInRoles.map((role) => ({ ...role, definition: null })), ...own].map(
        ({ name, title, sentence, definition }) => ({
          name,
          title,
          sentence,
          definition,
          ...published(current, name),
          grantable: grantable(name),
        }),
      );
    },

    covers: async (db, by, about) => holdings.include(db, await roles.rolesOf(db, by), await roles.rolesOf(db, about)),

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
