import type { Opening } from '../../break-glass/break-glass.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Reader } from '../../store/store.ts';
import type { Application } from '../application.ts';
import type { Opening as OpeningShape } from './break-glass-shapes.ts';
import type { Me } from './me-shapes.ts';
import { addressesOf } from './names.ts';

export const openingView = (
  { id, identityId, reason, openedAt, endsAt, open }: Omit<Opening, 'jars' | 'review'>,
  name: (id: string) => string | null,
): OpeningShape => ({
  id,
  by: { id: identityId, name: name(identityId) },
  reason,
  opened_at: rfc3339(openedAt),
  ends_at: rfc3339(endsAt),
  open,
});

/**
 * What somebody has to know of sealed codes on every page: that one is open, to whoever opened it and to all who oversee
 * such openings, and to these how many wait for a review. Null where that is nothing.
 */
export async function breakGlassOf(
  app: Application,
  db: Reader,
  { identityId, sessionId, oversees }: { identityId: string; sessionId: string; oversees: boolean },
): Promise<Me['break_glass']> {
  const unreviewed = await app.breakGlass.openings(db, { unreviewed: true });
  const open = unreviewed.filter((each) => each.open && (oversees || each.identityId === identityId));
  const waiting = oversees ? unreviewed.filter((each) => !each.open).length : 0;
  if (open.length === 0 && waiting === 0) return null;
  const name = await addressesOf(
    app,
    open.map((each) => each.identityId),
  );
  return {
    open: open.map((each) => ({
      by: { id: each.identityId, name: name(each.identityId) },
      reason: each.reason,
      open_until: rfc3339(each.endsAt),
      here: each.sessionId === sessionId,
    })),
    to_review: waiting,
  };
}
