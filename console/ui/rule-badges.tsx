import type { Policy } from '../../src/http/api/policy-shapes.ts';
import { Badge } from './badge.tsx';

/** What a rule does where it applies. */
export function EffectBadge({ effect }: Pick<Policy, 'effect'>) {
  return effect === 'permit' ? <Badge tone="accent">Permits</Badge> : <Badge tone="danger">Forbids</Badge>;
}
