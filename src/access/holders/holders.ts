import type { Clock } from '../../kernel/clock.ts';
import type { Access } from '../access.ts';
import { isEverybodys, selectHolders } from './store.ts';

/** Who is related to a jar, which says nothing yet of what they may do. */
export function createHolders({ clock }: { clock: Clock }): Pick<Access, 'holders'> {
  return {
    async holders(db, { jarId, after, limit }) {
      if (await isEverybodys(db, jarId)) return 'everybody';
      return selectHolders(db, { jarId, after, limit, now: clock() });
    },
  };
}
