import type { Config } from '../config/config.ts';
import type { CourierSettings } from './settings.ts';

/** How a configuration wants its messages sent. Without a transport, development prints and production sends nothing. */
export function courierSettings(config: Config): CourierSettings {
  return {
    product: config['selfservice.methods.passkey.config.rp.display_name'],
    baseUrl: config['serve.public.base_url'],
    email: emailOf(config),
    sms: smsOf(config),
    retries: config['courier.message_retries'],
    templateFolder: config['courier.template_override_path'],
  };
}

function emailOf(config: Config): CourierSettings['email'] {
  const gateway = config['courier.http.request_config'];
  if (config['courier.delivery_strategy'] === 'http' && gateway) return { type: 'http', ...gateway };
  const connectionUri = config['courier.smtp.connection_uri'];
  if (connectionUri === undefined) return { type: config.mode === 'development' ? 'console' : 'none' };
  return {
    type: 'smtp',
    connectionUri,
    fromAddress: config['courier.smtp.from_address'],
    fromName: config['courier.smtp.from_name'],
    headers: config['courier.smtp.headers'],
    localName: config['courier.smtp.local_name'],
  };
}

function smsOf(config: Config): CourierSettings['sms'] {
  const [accountSid, authToken, from] = (['account_sid', 'auth_token', 'from'] as const).map(
    (name) => config[`courier.sms.twilio.${name}`],
  );
  if (accountSid !== undefined && authToken !== undefined && from !== undefined)
    return { type: 'twilio', accountSid, authToken, from };
  const channel = config['courier.channels'].find(({ id }) => id === 'sms');
  if (channel) return { type: 'http', ...channel.request_config };
  const printed = config.mode === 'development' && config['selfservice.methods.code.sms.enabled'];
  return { type: printed ? 'console' : 'none' };
}
