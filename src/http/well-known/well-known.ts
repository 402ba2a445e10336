import type { FastifyInstance } from 'fastify';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';

const declared = { auth: 'none', tier: 1, permission: 'public' } as const;

export function wellKnownRoutes(server: FastifyInstance, { config, clock }: Application, pages: Pages): void {
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

  const contact = config['security.contact'];
  if (contact !== undefined) {
    const canonical = `${config['serve.public.base_url']}/.well-known/security.txt`;
    server.get(
      '/.well-known/security.txt',
      { config: { ...declared, operation: 'security_txt.read' } },
      async (_request, reply) => {
        // RFC 9116 §2.5.5: less than a year ahead. The contact is in the configuration, so it is as fresh as this answer.
        const expires = rfc3339(clock() + 180 * 86_400_000);
        const lines = [
          `Contact: ${contact}`,
          `Expires: ${expires}`,
          'Preferred-Languages: en',
          `Canonical: ${canonical}`,
        ];
        return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`);
      },
    );
  }

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
