import type { Uid } from '../access/rulebook/rulebook.ts';
import { breathe } from '../kernel/breathe.ts';
import type { Reader } from '../store/store.ts';
import type { ClientApplication } from './client-application.ts';
import type { FindEntity, Named } from './entities.ts';
import type { AccessQuery, Rulings } from './rulings.ts';
import { selectEntities } from './store.ts';

/** A page may hold less than `limit`, even nothing, while there is a next one: behind the id `next`. */
export interface Found {
  ids: string[];
  next: string | null;
}

export interface Searches {
  /**
   * The stored entities of a type that take the place of one side of the question, in the order of their ids: those for
   * which the answer is yes. What is said of the side that is searched counts for nobody.
   */
  search(
    db: Reader,
    application: ClientApplication,
    init: { side: 'subject' | 'resource'; query: AccessQuery; after: string | null; limit: number },
  ): Promise<Found>;
  /** The actions that the answer is yes for. */
  searchActions(db: Reader, application: ClientApplication, query: Omit<AccessQuery, 'action'>): Promise<string[]>;
}

/** A page ends before it has looked at everything, where most of it is refused. */
const mostLooked = 1000;
const perBatch = 50;

export function createSearches({ rulings, find }: { rulings: Rulings; find: FindEntity }): Searches {
  /** Nothing is found about somebody or something that nobody ever told of. */
  const isStored = async (db: Reader, { id }: ClientApplication, named: Uid) =>
    (await find(db, id, named.type, named.id)) !== null;

  return {
    async search(db, application, { side, query, after, limit }) {
      const { type } = query[side];
      if (!(await isStored(db, application, query[side === 'subject' ? 'resource' : 'subject']))) {
        return { ids: [], next: null };
      }
      const ids: string[] = [];
      let last = after;
      for (let looked = 0; looked < mostLooked; looked += perBatch) {
        const rows = await selectEntities(db, { applicationId: application.id, type, after: last, limit: perBatch });
        for (const { id } of rows) {
          if (ids.length === limit) return { ids, next: last };
          const named: Named = { type, id, properties: {} };
          if ((await rulings.rule(db, application, { ...query, [side]: named })).allowed) ids.push(id);
          last = id;
        }
        if (rows.length < perBatch) return { ids, next: null };
        await breathe();
      }
      return { ids, next: last };
    },

    async searchActions(db, application, query) {
      if (!(await isStored(db, application, query.subject))) return [];
      if (!(await isStored(db, application, query.resource))) return [];
      const { actions } = await rulings.kinds(db, application);
      const allowed: string[] = [];
      for (const [index, name] of [...actions.keys()].sort().entries()) {
        if (index % perBatch === perBatch - 1) await breathe();
        const action = { name, properties: {} };
        if ((await rulings.rule(db, application, { ...query, action })).allowed) allowed.push(name);
      }
      return allowed;
    },
  };
}
