import type { FastifyRequest } from 'fastify';
import type { AccessQuery } from '../../applications/applications.ts';
import { cursorAt, type Position, positionOf } from '../../kernel/cursor.ts';
import { badRequest } from '../../kernel/errors.ts';
import { digest } from '../../kernel/secrets.ts';
import type { Api } from '../api/typed.ts';
import type { Application } from '../application.ts';
import type { RateLimit } from '../rate-limit.ts';
import { isOwn, type OwnResources } from './own-resources.ts';
import { createOwnSearch } from './own-search.ts';
import { type Members, optionalObject, readQuery } from './queries.ts';
import { Body, FoundActions, FoundEntities } from './shapes.ts';

const declared = { auth: 'client', tier: 1, permission: 'application' } as const;

const usualLimit = 50;
const largestLimit = 100;
/** What a search counts as beside evaluations: most pages look at about as much. */
const weight = 100;

/** Searches page by page (AuthZEN 1.0 §8): a page may be short, even empty, while `next_token` is not. */
export function searchRoutes(server: Api, app: Application, own: OwnResources, limit: RateLimit): void {
  const ownSearch = createOwnSearch(app, own);

  /** Everything that a token is good for: this client, this question about this one, and what holds now. */
  async function listOf(request: FastifyRequest, side: string, query: AccessQuery): Promise<string[]> {
    const { uid, revision } = request.client!.application;
    const held = isOwn(query) ? await app.access.revision(app.store.read) : 0;
    return ['access.search', uid, String(revision), String(held), side, digest(JSON.stringify(query))];
  }

  for (const side of ['subject', 'resource'] as const) {
    server.post(
      `/access/v1/search/${side}`,
      {
        config: { ...declared, operation: `access.search_${side}` },
        schema: { body: Body, response: { 200: FoundEntities } },
      },
      async (request) => {
        const { application } = request.client!;
        const query = readQuery(request.body, side);
        const page = pageOf(request.body);
        const list = await listOf(request, side, query);
        const after = page.token === '' ? null : positionOf(page.token, list);
        await limit(application.id, weight);
        const init = { application, query, after, limit: page.limit };
        const { ids, next } = isOwn(query)
          ? await (side === 'subject' ? ownSearch.subjects(init) : ownSearch.resources(init))
          : await stored(init, side);
        return {
          results: ids.map((id) => ({ type: query[side].type, id })),
          page: { next_token: next === null ? '' : cursorAt(next, list), count: ids.length },
        };
      },
    );
  }

  /** Ids of applications may be any text: in a place they stand encoded. */
  async function stored(
    { after, ...init }: Parameters<typeof ownSearch.subjects>[0],
    side: 'subject' | 'resource',
  ): Promise<{ ids: string[]; next: Position | null }> {
    const last = after && Buffer.from(after.id, 'base64url').toString();
    const { ids, next } = await app.applications.search(app.store.read, init.application, {
      ...init,
      side,
      after: last,
    });
    return { ids, next: next === null ? null : { at: 0, id: Buffer.from(next).toString('base64url') } };
  }

  server.post(
    '/access/v1/search/action',
    {
      config: { ...declared, operation: 'access.search_action' },
      schema: { body: Body, response: { 200: FoundActions } },
    },
    async (request) => {
      const { application } = request.client!;
      const query = readQuery(request.body, 'action');
      // All of them are one page.
      if (pageOf(request.body).token !== '') throw badRequest('invalid_cursor', 'This search has one page.');
      await limit(application.id, weight);
      const names = isOwn(query)
        ? await ownSearch.actions(application, query)
        : await app.applications.searchActions(app.store.read, application, query);
      return { results: names.map((name) => ({ name })), page: { next_token: '', count: names.length } };
    },
  );
}

/** Throws `invalid_member` (400). */
function pageOf(body: Members): { token: string; limit: number } {
  const page = optionalObject(body, 'page', 'page');
  const { token = '', limit = usualLimit } = page;
  if (typeof token !== 'string') throw badRequest('invalid_member', '“page.token” has to be text.');
  if (!Number.isInteger(limit) || (limit as number) < 1) {
    throw badRequest('invalid_member', '“page.limit” has to be a whole number from 1.');
  }
  return { token, limit: Math.min(limit as number, largestLimit) };
}
