import { type Verb, verbTiers } from '../../access/access.ts';
import type { Tier } from '../../assurance/tiers.ts';

/** Operations that ask for something else than their verb does, and why. */
export const ownTiers: Readonly<Record<string, { tier: Tier; because: string }>> = {
  'document.classify': { tier: 3, because: 'A milder label lets weaker proofs in, so a label is no ordinary edit.' },
  'grant.list': { tier: 1, because: 'Seeing who has access gives none.' },
  'grant.remove': { tier: 2, because: 'Taking access away lets nobody in, and it must not wait for a proof.' },
  'transfer.offer': { tier: 4, because: 'Who gives a jar away cannot take it back once it is accepted.' },
  'transfer.read': { tier: 1, because: 'Seeing whom a jar is offered to gives nothing away.' },
  'transfer.withdraw': { tier: 2, because: 'Taking an offer back leaves everything as it is.' },
};

/** The declaration of an operation on the jar in the path: it takes a verb, and with it the verb's tier. */
export function onJar(operation: string, verb: Verb) {
  const tier = ownTiers[operation]?.tier ?? verbTiers[verb];
  return { operation, auth: 'session', tier, permission: `jar.${verb}`, resource: 'jar' } as const;
}
