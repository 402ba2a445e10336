import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity, IdentityFilter } from '../../identity/identity.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { offsetLinks, offsetOf, tokenLinks, tokenOf } from '../pagination.ts';

const mostIds = 500;

/**
 * The page of identities that a query asks for (wire contract 14.2), with its `Link` header: by `page` and `per_page`
 * where one of them stands, else by `page_size` and `page_token`. Throws `invalid_input`, `invalid_cursor` (400).
 */
export async function listIdentities(
  { store, identities }: Pick<Application, 'store' | 'identities'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Identity[]> {
  const filter = filterOf(request);
  const query = request.query as Record<string, unknown>;
  if ('page' in query || 'per_page' in query) {
    const offset = offsetOf(request);
    const total = await identities.count(store.read, filter);
    reply.header('x-total-count', total).header('link', offsetLinks(request, offset, total));
    const { size, page } = offset;
    return (await identities.list(store.read, { ...filter, limit: size, offset: page * size })).identities;
  }
  const { size, token } = tokenOf(request);
  const page = await identities.list(store.read, { ...filter, limit: size, ...(token ? { cursor: token } : {}) });
  reply.header('link', tokenLinks(request, size, page.next));
  return page.identities;
}

function filterOf({ query }: FastifyRequest): IdentityFilter {
  const { ids, organization_id, credentials_identifier, preview_credentials_identifier_similar } = query as {
    ids?: string | string[];
    organization_id?: string;
    credentials_identifier?: string;
    preview_credentials_identifier_similar?: string;
  };
  const listed = ids === undefined ? undefined : [ids].flat();
  if (listed && listed.length > mostIds) throw badRequest('invalid_input', `Ask for at most ${mostIds} ids.`);
  return {
    ...(listed ? { ids: listed } : {}),
    // There are no organisations, so nobody is in one.
    ...(organization_id ? { ids: [] } : {}),
    ...(credentials_identifier ? { identifier: credentials_identifier } : {}),
    ...(preview_credentials_identifier_similar ? { similar: preview_credentials_identifier_similar } : {}),
  };
}
