import type { FastifyInstance } from 'fastify';
import type { Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';

const declared = { auth: 'none', tier: 1, permission: 'public' } as const;

export function wellKnownRoutes(server: FastifyInstance, { config }: Application, pages: Pages): void {
  const settings = config['selfservice.flows.settings.ui_url'];

  server.get(
    '/.well-known/ory/webauthn.js',
    { config: { ...declared, operation: 'passkey_script.read', contract: 'kratos' } },
    async (_request, reply) => {
      // Other origins' pages load it by the hash in the script node.
      reply.header('cross-origin-resource-policy', 'cross-origin');
      return reply.type('text/javascript; charset=UTF-8').send(pages.passkeyScript.body);
    },
  );

  // Where password managers lead people (W3C "A Well-Known URL for Relying Party Passkey Endpoints").
  server.get(
    '/.well-known/passkey-endpoints',
    { config: { ...declared, operation: 'passkey_endpoints.read' } },
    async () => ({
      enroll: settings,
      manage: settings,
    }),
  );

  server.get(
    '/.well-known/change-password',
    { config: { ...declared, operation: 'change_password.open', contract: 'page' } },
    (_request, reply) => reply.redirect(settings, 303),
  );
}
