import type { Clock } from '../../kernel/clock.ts';
import type { Identities } from '../identity.ts';
import { dueDeletions, findDeletion, insertDeletion, removeDeletion, updateDeletion } from './store.ts';

type Deletion = Pick<
  Identities,
  'scheduleDeletion' | 'cancelDeletion' | 'deletionDueAt' | 'deletionsDue' | 'postponeDeletion'
>;

/** The part of `Identities` about accounts that their owners gave up: inactive for a while, then gone. */
export function deletionFunctions({ setState }: Pick<Identities, 'setState'>, { clock }: { clock: Clock }): Deletion {
  return {
    async scheduleDeletion(tx, id, dueAt) {
      await setState(tx, id, 'inactive');
      await insertDeletion(tx, { identity_id: id, due_at: dueAt });
    },

    async cancelDeletion(tx, id) {
      if (!(await removeDeletion(tx, id))) return false;
      await setState(tx, id, 'active');
      return true;
    },

    deletionDueAt: findDeletion,
    deletionsDue: (db, limit) => dueDeletions(db, clock(), limit),
    postponeDeletion: (tx, id, dueAt) => updateDeletion(tx, { identity_id: id, due_at: dueAt }),
  };
}
