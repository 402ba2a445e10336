import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Random } from '../kernel/secrets.ts';

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
};

/** The headers of an answer that says nothing else of itself. */
export function defaultHeaders({ https }: { https: boolean }): Record<string, string> {
  return {
    ...everywhere,
    ...(https ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  };
}

/** Sets the security headers of every answer; a route may have set a stricter one, and static assets their caching. */
export function securityHeaders(server: FastifyInstance, { https }: { https: boolean }): void {
  const fixed = Object.entries(defaultHeaders({ https }));
  server.addHook('onSend', (_request, reply, _payload, done) => {
    for (const [name, value] of fixed) if (!reply.hasHeader(name)) reply.header(name, value);
    done();
  });
}

/**
 * Sends a page: a fresh nonce for its inline script and style, nothing else may run. `formTargets` adds origins that a
 * form's redirect may end at (Chromium checks `form-action` along the redirects).
 */
export function sendHtml(
  reply: FastifyReply,
  { random, formTargets = [] }: { random: Random; formTargets?: string[] },
  render: (nonce: string) => string,
): FastifyReply {
  const nonce = random(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    ["form-action 'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return reply
    .header('content-security-policy', policy.join('; '))
    .type('text/html; charset=utf-8')
    .send(render(nonce));
}
