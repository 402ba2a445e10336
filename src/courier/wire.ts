import { rfc3339 } from '../kernel/clock.ts';
import type { CourierMessage, Dispatch } from './courier.ts';

/** A message as Kratos's admin API shows it; the dispatches only when they are given. */
export function courierMessageWire(message: CourierMessage & { dispatches?: Dispatch[] }) {
  return {
    id: message.id,
    status: message.status,
    // Kratos's word for an SMS.
    type: message.channel === 'email' ? ('email' as const) : ('phone' as const),
    channel: message.channel,
    template_type: message.template,
    recipient: message.recipient,
    subject: message.subject,
    body: message.body,
    send_count: message.attempts,
    ...(message.dispatches ? { dispatches: message.dispatches.map((one) => dispatchWire(message.id, one)) } : {}),
    created_at: rfc3339(message.createdAt),
    updated_at: rfc3339(message.updatedAt),
  };
}

function dispatchWire(messageId: string, { id, status, error, createdAt }: Dispatch) {
  const at = rfc3339(createdAt);
  return {
    id,
    message_id: messageId,
    status,
    ...(error === null ? {} : { error: { message: error } }),
    created_at: at,
    updated_at: at,
  };
}
