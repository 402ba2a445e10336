import type { Reader } from '../store/store.ts';
import type { Asker } from './access.ts';
import type { Deciding } from './decide.ts';
import type { Engine } from './engine.ts';
import type { LoadSubject } from './facts.ts';
import type { Policies } from './policies/policies.ts';
import { jarActions } from './vocabulary.ts';

/** Roles together, and what the policies let whoever has them do on the installation. */
export interface Held {
  roles: readonly string[];
  permissions: string[];
}

/** What people hold, compared with what others do. */
export interface Holdings {
  /** Every permission that is about the installation. */
  installation: readonly string[];
  /**
   * By which rules it is compared: as they are, and as they would be without what administrators forbid. A rule that
   * forbids outside of the office must not make everybody alike.
   */
  engines(db: Reader): Promise<readonly Engine[]>;
  of(engine: Engine, roles: readonly string[]): Held;
  /** The work of a role inside jars is not compared: it reaches what is open to everybody, and no further. */
  within(held: Held, asked: Held): boolean;
  /** Whether the first roles hold all that the second ones do. */
  include(db: Reader, held: readonly string[], asked: readonly string[]): Promise<boolean>;
  /** Whether somebody may use all of these permissions from where they ask, and has them by what they are and not by where. */
  hasAll(db: Reader, by: Pick<Asker, 'subject' | 'from'>, permissions: readonly string[]): Promise<boolean>;
}

interface Init {
  /** Every permission that the policies know. */
  actions: readonly string[];
  permits: Deciding['permits'];
  policies: Pick<Policies, 'current' | 'unforbidden'>;
  loadSubject: LoadSubject;
}

export function createHoldings({ actions, permits, policies, loadSubject }: Init): Holdings {
  const installation = actions.filter((action) => !jarActions.includes(action));
  const engines = async (db: Reader) => [...new Set([await policies.current(db), await policies.unforbidden(db)])];
  const of = (engine: Engine, roles: readonly string[]): Held => ({
    roles,
    permissions: installation.filter((action) => permits(engine, roles, action, null)),
  });

  function within(held: Held, asked: Held): boolean {
    if (asked.roles.includes('owner') && !held.roles.includes('owner')) return false;
    return asked.permissions.every((permission) => held.permissions.includes(permission));
  }

  return {
    installation,
    engines,
    of,
    within,

    include: async (db, held, asked) =>
      (await engines(db)).every((engine) => within(of(engine, held), of(engine, asked))),

    async hasAll(db, { subject: id, from }, permissions) {
      const subject = await loadSubject(db, id);
      const now = await policies.current(db);
      const always = await policies.unforbidden(db);
      return permissions.every(
        (permission) =>
          permits(now, subject.roles, permission, null, { subject, from }) &&
          permits(always, subject.roles, permission, null),
      );
    },
  };
}
