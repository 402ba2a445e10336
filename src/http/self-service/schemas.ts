import type { FastifyInstance } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';

const declared = { auth: 'none', tier: 1, permission: 'public', contract: 'kratos' } as const;

/** The identity schemas, by plain id or by its base64url form. */
export function schemaRoutes(server: FastifyInstance, { identities }: Application): void {
  server.get('/schemas', { config: { ...declared, operation: 'schema.list' } }, async () =>
    identities.schemaIds().map((id) => ({ id, schema: identities.schema(id)!.json })),
  );

  server.get('/schemas/:id', { config: { ...declared, operation: 'schema.read' } }, async (request) => {
    const { id } = request.params as { id: string };
    const found = identities.schema(id) ?? identities.schema(Buffer.from(id, 'base64url').toString());
    if (!found) throw notFound('schema');
    return found.json;
  });
}
