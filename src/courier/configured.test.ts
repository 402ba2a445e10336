import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Config } from '../config/config.ts';
import { courierSettings } from './configured.ts';

const config = (change: Partial<Config>) =>
  ({
    mode: 'production',
    'serve.public.base_url': 'https://id.example.com',
    'selfservice.methods.passkey.config.rp.display_name': 'Acme',
    'selfservice.methods.code.sms.enabled': false,
    'courier.delivery_strategy': 'smtp',
    'courier.smtp.from_address': 'no-reply@example.com',
    'courier.smtp.headers': {},
    'courier.channels': [],
    'courier.message_retries': 3,
    ...change,
  }) as Config;
const gateway = { url: 'https://gateway.example.com', method: 'POST', headers: {}, auth: null } as const;

describe('the configuration', () => {
  const cases: [string, Partial<Config>, { email: string; sms: string }][] = [
    ['nothing in production', {}, { email: 'none', sms: 'none' }],
    ['nothing in development', { mode: 'development' }, { email: 'console', sms: 'none' }],
    [
      'SMS in development',
      { mode: 'development', 'selfservice.methods.code.sms.enabled': true },
      { email: 'console', sms: 'console' },
    ],
    [
      'SMS without a gateway in production',
      { 'selfservice.methods.code.sms.enabled': true },
      { email: 'none', sms: 'none' },
    ],
    ['SMTP', { 'courier.smtp.connection_uri': 'smtps://mail.example.com' }, { email: 'smtp', sms: 'none' }],
    [
      'a gateway, although there is SMTP',
      {
        'courier.delivery_strategy': 'http',
        'courier.http.request_config': gateway,
        'courier.smtp.connection_uri': 'smtps://mail.example.com',
      },
      { email: 'http', sms: 'none' },
    ],
    [
      'a channel',
      { 'courier.channels': [{ id: 'sms', type: 'http', request_config: gateway }] },
      { email: 'none', sms: 'http' },
    ],
    [
      'Twilio',
      {
        'courier.sms.twilio.account_sid': 'AC1',
        'courier.sms.twilio.auth_token': 'twilio-secret-01',
        'courier.sms.twilio.from': '+15005550006',
      },
      { email: 'none', sms: 'twilio' },
    ],
  ];
  for (const [what, change, { email, sms }] of cases) {
    it(`of ${what} sends by ${email} and ${sms}`, () => {
      const settings = courierSettings(config(change));
      assert.deepEqual([settings.email.type, settings.sms.type], [email, sms]);
      assert.deepEqual([settings.product, settings.retries, settings.baseUrl], ['Acme', 3, 'https://id.example.com']);
    });
  }
});
