import type { FastifyRequest } from 'fastify';
import type { Identity } from '../../identity/identity.ts';
import { badRequest, StingError } from '../../kernel/errors.ts';
import { envelope } from '../self-service/envelope.ts';
import { fits } from './identity-fits.ts';
import { type BatchBody, type CreateBody, CreateIdentity } from './identity-shapes.ts';

/** Each costs a slow hash. */
const mostPasswords = 200;

const asCreation = fits(CreateIdentity);

/**
 * Makes the identities of a batch one by one, each in its own transaction: what one entry gets wrong does not refuse the
 * others, and the answer says for each entry, in their order, what became of it. Throws `too_many_passwords` (400).
 */
export async function createBatch(
  request: FastifyRequest,
  { identities: entries }: BatchBody,
  create: (request: FastifyRequest, body: CreateBody) => Promise<Identity>,
): Promise<{ identities: object[] }> {
  if (entries.filter(({ create: body }) => hasPassword(body)).length > mostPasswords) {
    throw badRequest('too_many_passwords', `A batch has at most ${mostPasswords} passwords in clear.`);
  }
  const identities: object[] = [];
  for (const { create: body, patch_id } of entries) {
    const named = patch_id === undefined ? {} : { patch_id };
    try {
      const { id } = await create(request, asCreation(body));
      identities.push({ action: 'create', identity: id, ...named });
    } catch (error) {
      if (!(error instanceof StingError) || error.status >= 500) throw error;
      identities.push({ action: 'error', ...named, error: envelope(error)['error'] });
    }
  }
  return { identities };
}

function hasPassword(body: unknown): boolean {
  const { credentials } = Object(body) as { credentials?: { password?: { config?: { password?: unknown } } } };
  return credentials?.password?.config?.password !== undefined;
}
