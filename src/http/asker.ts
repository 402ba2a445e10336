import type { FastifyRequest } from 'fastify';
import type { Asker } from '../access/access.ts';
import type { Evidence } from '../assurance/evidence.ts';

/** Whoever a request comes from, as decisions know them. `action`: proofs that were given for exactly this one. */
export const askerOf = (
  { person, from, opening }: Pick<FastifyRequest, 'person' | 'from' | 'opening'>,
  action: readonly Evidence[] = [],
): Asker => ({
  subject: person!.identity.id,
  proofs: { session: person!.session.evidence, action },
  from,
  breakGlass: opening !== null,
});
