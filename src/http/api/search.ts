import { Type } from 'typebox';
import type { Application } from '../application.ts';
import { askerOf } from '../asker.ts';
import { SearchResults } from './jar-shapes.ts';
import type { Api } from './typed.ts';

const Query = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: 200 }),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 25 }),
  },
  { additionalProperties: false },
);

/** The words of documents and jars, as far as the person who asks may read them with the proofs they have. */
export function searchRoutes(server: Api, app: Application): void {
  server.get(
    '/api/search',
    {
      config: {
        operation: 'search.query',
        auth: 'session',
        tier: 1,
        permission: 'self',
        beyondAccount: true,
        byKey: true,
      },
      schema: { querystring: Query, response: { 200: SearchResults } },
    },
    async (request) => {
      const { hits, more } = await app.jars.search(app.store.read, { ...askerOf(request), ...request.query });
      return {
        results: hits.map(({ jar, documentId, name, snippet }) => ({
          jar,
          document: documentId === null ? null : { id: documentId, name },
          name,
          snippet,
        })),
        more,
      };
    },
  );
}
