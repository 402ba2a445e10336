import { atStart, derived, optional, required } from '../key.ts';
import { duration, integer, listOf, oneOf, text } from '../kinds.ts';
import { may, must, record } from '../record.ts';
import { headers, requestConfig } from '../request-config.ts';
import { secret, secretUri } from '../secret.ts';

const address = text('an e-mail address', (value) => /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/.test(value));
const channel = record({
  id: must(oneOf('sms')),
  type: may(oneOf('http'), 'http'),
  request_config: must(requestConfig),
});

/** How messages leave. */
export const courierKeys = atStart({
  'courier.delivery_strategy': required(oneOf('smtp', 'http'), 'smtp', 'What carries e-mail.'),
  'courier.smtp.connection_uri': optional(
    secretUri('smtp', 'smtps'),
    'The SMTP server, with user and password; unset, messages are printed in development and not sent in production.',
  ),
  'courier.smtp.from_address': required(
    address,
    derived(
      '`no-reply@` and the host of serve.public.base_url',
      (above) => `no-reply@${new URL(String(above['serve.public.base_url'])).hostname}`,
    ),
    'The sender.',
  ),
  'courier.smtp.from_name': optional(text(), 'The name of the sender.'),
  'courier.smtp.headers': required(headers, {}, 'More headers of every e-mail.'),
  'courier.smtp.local_name': optional(text('a host name'), 'The name by which STING greets the SMTP server.'),
  'courier.http.request_config': optional(requestConfig, 'The HTTP gateway that carries e-mail.'),
  'courier.channels': required(listOf(channel), [], 'The HTTP gateway that carries SMS.'),
  'courier.sms.twilio.account_sid': optional(text('a Twilio account SID'), 'The account at Twilio that carries SMS.'),
  'courier.sms.twilio.auth_token': optional(secret(16), 'Its token.'),
  'courier.sms.twilio.from': optional(text('a phone number or sender'), 'Its sender.'),
  'courier.message_retries': required(integer(0, 100), 5, 'How often a message that failed is sent again.'),
  'courier.template_override_path': optional(text('a folder'), 'Templates in place of those of STING.'),
  'courier.worker.pull_count': optional(integer(1, 10000), 'Accepted for Kratos.'),
  'courier.worker.pull_wait': optional(duration('10ms', '1h'), 'Accepted for Kratos.'),
});
