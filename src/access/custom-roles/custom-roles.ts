import type { Clock } from '../../kernel/clock.ts';
import { badRequest, notFound, StingError } from '../../kernel/errors.ts';
import type { Reader, Tx } from '../../store/store.ts';
import type { Asker } from '../access.ts';
import { exceedsOwn } from '../exceeds-own.ts';
import type { Holdings } from '../holdings.ts';
import { withdrawGrants } from '../leaving/store.ts';
import type { RolePolicies } from '../policies/changes.ts';
import { isBuiltIn } from '../role-names.ts';
import { bumpRevision, selectHolders } from '../store.ts';
import type { Verb } from '../vocabulary.ts';
import { ruleIds, rulesOf } from './rules.ts';
import { type CustomRoleRow, deleteRole, insertRole, selectRole, selectRoles, updateRole } from './store.ts';

/** A role that an installation made for itself. */
export interface CustomRole {
  /** Small letters, digits and underscores. */
  name: string;
  title: string;
  sentence: string;
  /** Actions on the installation. */
  permissions: string[];
  /** What it gives on public jars beyond what everybody has. */
  publicJars: Verb[];
}

export interface CustomRoles {
  /** Whether there is a role of that name, STING's own or one that was made here. */
  isRole(db: Reader, name: string): Promise<boolean>;
  /** By name. */
  customRoles(db: Reader): Promise<CustomRole[]>;
  /**
   * Makes a role: the rules that give it what it holds are policies, from the next request on. Nobody makes a role that
   * holds more than they do. Throws `unknown_permission` (400), `role_exceeds_own` (403), `role_exists`,
   * `too_many_roles` (409).
   */
  defineRole(tx: Tx, init: { by: Asker; role: CustomRole }): Promise<void>;
  /**
   * Also throws `not_found` (404), `built_in_role` and, for whoever would shut themselves out of the rules by it,
   * `policy_locks_out` (409).
   */
  changeRole(tx: Tx, init: { by: Asker; name: string; change: Partial<Omit<CustomRole, 'name'>> }): Promise<CustomRole>;
  /** Takes with it what was shared with the role. Throws the same, and `role_in_use` (409). */
  deleteRole(tx: Tx, init: { by: Asker; name: string }): Promise<void>;
}

interface Init extends RolePolicies {
  holdings: Holdings;
  clock: Clock;
}

/** More than this nobody oversees. */
const mostRoles = 100;

/** What a role may give on public jars; to share, export, delete and administer stays with whoever manages or owns a jar. */
const givenOnPublicJars: readonly Verb[] = ['discover', 'read', 'query', 'upload', 'edit', 'approve'];

const moreThanOwn = () => exceedsOwn('A role that you make or change cannot hold more than you do. Ask an owner.');

export const isRole: CustomRoles['isRole'] = async (db, name) =>
  isBuiltIn(name) || (await selectRole(db, name)) !== undefined;

export const selectCustomRoles: CustomRoles['customRoles'] = async (db) => (await selectRoles(db)).map(roleOf);

/** Roles that are made here. What each of them gives is a rule that one can read among the policies, and nothing else. */
export function createCustomRoles({ writeRolePolicy, holdings, clock }: Init): CustomRoles {
  function known({ permissions, publicJars }: CustomRole): void {
    const unknown =
      permissions.find((each) => !holdings.installation.includes(each)) ??
      publicJars.find((each) => !givenOnPublicJars.includes(each));
    if (unknown !== undefined) {
      throw badRequest('unknown_permission', `No role can hold “${unknown}”.`);
    }
  }

  /** What the role held and what it is to hold has to be within what the person holds. */
  async function withinOwn(tx: Tx, by: Asker, ...roles: CustomRole[]): Promise<void> {
    const asked = roles.flatMap(({ permissions }) => permissions);
    if (!(await holdings.hasAll(tx, by, asked))) throw moreThanOwn();
  }

  async function writeRules(tx: Tx, by: Asker, role: CustomRole, reason: string): Promise<void> {
    for (const { id, text } of rulesOf(role)) await writeRolePolicy(tx, { by, id, text, reason });
  }

  async function find(db: Reader, name: string): Promise<{ row: CustomRoleRow; role: CustomRole }> {
    if (isBuiltIn(name)) throw builtInRole();
    const row = await selectRole(db, name);
    if (row === undefined) throw notFound('role');
    return { row, role: roleOf(row) };
  }

  return {
    isRole,
    customRoles: selectCustomRoles,

    async defineRole(tx, { by, role }) {
      known(role);
      const all = await selectRoles(tx);
      if (isBuiltIn(role.name) || all.some(({ name }) => name === role.name)) throw roleExists();
      if (all.length >= mostRoles) throw tooManyRoles();
      await withinOwn(tx, by, role);
      await insertRole(tx, { ...rowOf(role), created_at: clock() });
      await writeRules(tx, by, role, 'The role was made.');
    },

    async changeRole(tx, { by, name, change }) {
      const { row, role: before } = await find(tx, name);
      const after = { ...before, ...change };
      known(after);
      await withinOwn(tx, by, before, after);
      await updateRole(tx, { ...row, ...rowOf(after) });
      await writeRules(tx, by, after, 'The role was changed.');
      return after;
    },

    async deleteRole(tx, { by, name }) {
      const { role } = await find(tx, name);
      await withinOwn(tx, by, role);
      const { length: holders } = await selectHolders(tx, name);
      if (holders > 0) throw roleInUse(holders);
      for (const id of Object.values(ruleIds(name))) {
        await writeRolePolicy(tx, { by, id, text: null, reason: 'The role was deleted.' });
      }
      await withdrawGrants(tx, `role:${name}`);
      await deleteRole(tx, name);
      await bumpRevision(tx);
    },
  };
}

const rowOf = ({ name, title, sentence, permissions, publicJars }: CustomRole) => ({
  name,
  title,
  sentence,
  permissions: JSON.stringify(permissions),
  public_jars: JSON.stringify(publicJars),
});

const roleOf = ({ name, title, sentence, permissions, public_jars }: CustomRoleRow): CustomRole => ({
  name,
  title,
  sentence,
  permissions: JSON.parse(permissions) as string[],
  publicJars: JSON.parse(public_jars) as Verb[],
});

const roleExists = () =>
  new StingError({ code: 'role_exists', status: 409, message: 'There is a role of that name already.' });

const tooManyRoles = () =>
  new StingError({ code: 'too_many_roles', status: 409, message: `There are ${mostRoles} roles already.` });

const builtInRole = () =>
  new StingError({
    code: 'built_in_role',
    status: 409,
    message: 'This role belongs to STING and stays as it is. Make one of your own beside it.',
  });

const roleInUse = (holders: number) =>
  new StingError({
    code: 'role_in_use',
    status: 409,
    message: `${holders === 1 ? 'Somebody has' : `${holders} people have`} this role. Take it from them first.`,
    extensions: { holders },
  });
