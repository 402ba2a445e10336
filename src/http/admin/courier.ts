import type { FastifyInstance } from 'fastify';
import { courierMessageWire, type MessageStatus } from '../../courier/courier.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { tokenLinks, tokenOf } from '../pagination.ts';

const declared = { auth: 'admin', tier: 1, permission: 'operator', contract: 'kratos' } as const;
const statuses: readonly MessageStatus[] = ['queued', 'processing', 'sent', 'abandoned'];

/** The outbox, for the operator; codes and links are left out of what it shows (wire contract 15). */
export function adminCourierRoutes(server: FastifyInstance, { courier, store }: Application): void {
  server.get(
    '/admin/courier/messages',
    { config: { ...declared, operation: 'message.list' } },
    async (request, reply) => {
      const { status, recipient } = request.query as { status?: string; recipient?: string };
      const { size, token } = tokenOf(request);
      const { messages, next } = await courier.messages(store.read, {
        limit: size,
        ...(status === undefined ? {} : { status: statusOf(status) }),
        ...(recipient === undefined ? {} : { recipient }),
        ...(token === undefined ? {} : { cursor: token }),
      });
      reply.header('link', tokenLinks(request, size, next));
      return messages.map(courierMessageWire);
    },
  );

  server.get('/admin/courier/messages/:id', { config: { ...declared, operation: 'message.read' } }, async (request) => {
    const message = await courier.message(store.read, (request.params as { id: string }).id);
    if (!message) throw notFound('message');
    return courierMessageWire(message);
  });
}

function statusOf(text: string): MessageStatus {
  const status = statuses.find((one) => one === text);
  if (!status) throw badRequest('invalid_input', `“status” is one of ${statuses.join(', ')}.`);
  return status;
}
