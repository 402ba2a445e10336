import type { FastifyRequest } from 'fastify';
import type { Tier } from '../../assurance/tiers.ts';
import type { Reader } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { askerOf } from '../asker.ts';
import { declarationOf } from '../route.ts';

/**
 * What the policies say to whoever asks about a permission on the installation that is not the route's own: `yes` now,
 * `after step-up`, or `no`. The tier is that of the route unless another operation is asked about.
 */
export async function holds(
  app: Application,
  request: FastifyRequest,
  db: Reader,
  permission: string,
  tier: Tier = declarationOf(request).tier,
): Promise<'yes' | 'after step-up' | 'no'> {
  const { effect } = await app.access.decide(db, { ...askerOf(request), permission, tier, jar: null });
  return effect === 'allow' ? 'yes' : effect === 'step_up' ? 'after step-up' : 'no';
}
