import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { rfc3339 } from '../../kernel/clock.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Application } from '../application.ts';

const declared = { auth: 'admin', tier: 4, permission: 'operator', contract: 'kratos' } as const;

/** As Kratos writes durations; at most a day. */
const seconds: Record<string, number> = { h: 3600, m: 60, s: 1 };
const longestSeconds = 86_400;

const Asked = Type.Object({
  identity_id: Type.String(),
  expires_in: Type.Optional(Type.String()),
  flow_type: Type.Optional(Type.Enum(['browser', 'api'])),
});

/**
 * Codes and links by which the operator lets somebody back in without mail (wire contract 9.3). They open what the
 * person's own recovery would: with a second proof where there is one, and with the hold where there is none.
 */
export function adminRecoveryRoutes(server: FastifyInstance, app: Application): void {
  async function issue(request: FastifyRequest, by: 'code' | 'link') {
    const body = request.body;
    if (!Value.Check(Asked, body)) throw badRequest('malformed_request', 'Send identity_id, and expires_in if needed.');
    const lifetimeSeconds = durationOf(body.expires_in);
    if (!isUuid(body.identity_id)) throw notFound('identity');
    return app.store.write(async (tx) => {
      const identity = await app.identities.byId(tx, body.identity_id);
      if (!identity) throw notFound('identity');
      const kind = by === 'code' ? (body.flow_type ?? 'browser') : 'browser';
      const issued = await app.flows.issueRecovery(tx, { identity, by, kind, lifetimeSeconds });
      const event = {
        type: 'recovery.issued',
        outcome: 'success',
        actor: null,
        operation: `recovery.issue_${by}`,
      } as const;
      await app.audit.append(tx, { ...event, resource: `identity:${identity.id}`, details: { by } }, request.from);
      await app.notices.byOperator(tx, { identity, happened: { type: 'recovery.issued' }, origin: request.from });
      return issued;
    });
  }

  server.post(
    '/admin/recovery/code',
    { config: { ...declared, operation: 'recovery.issue_code' } },
    async (request, reply) => {
      const { link, secret, expiresAt } = await issue(request, 'code');
      reply.code(201);
      return { recovery_link: link, recovery_code: secret, expires_at: rfc3339(expiresAt) };
    },
  );

  server.post(
    '/admin/recovery/link',
    { config: { ...declared, operation: 'recovery.issue_link' } },
    async (request) => {
      const { link, expiresAt } = await issue(request, 'link');
      return { recovery_link: link, expires_at: rfc3339(expiresAt) };
    },
  );
}

function durationOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const parts = [...text.matchAll(/(\d{1,6})([hms])/g)];
  const whole = parts.map(([part]) => part).join('') === text;
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * seconds[unit!]!, 0);
  if (!whole || total < 1 || total > longestSeconds) {
    throw badRequest('bad_duration', 'expires_in is a duration such as 30m, of at most 24h.');
  }
  return total;
}
