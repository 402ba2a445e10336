import { type Verb, verbTiers } from '../../access/access.ts';
import type { Tier } from '../../assurance/tiers.ts';

/** Operations that ask for less than their verb does, and why they may. */
export const lowerTiers: Readonly<Record<string, { tier: Tier; because: string }>> = {
  'grant.list': { tier: 1, because: 'Seeing who has access gives none.' },
  'grant.remove': { tier: 2, because: 'Taking access away lets nobody in, and it must not wait for a proof.' },
};

/** The declaration of an operation on the jar in the path: it takes a verb, and with it the verb's tier. */
export function onJar(operation: string, verb: Verb) {
  const tier = lowerTiers[operation]?.tier ?? verbTiers[verb];
  return { operation, auth: 'session', tier, permission: `jar.${verb}`, resource: 'jar' } as const;
}
