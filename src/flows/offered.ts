import type { Method } from '../assurance/evidence.ts';
import type { Config } from '../config/config.ts';
import type { Courier } from '../courier/courier.ts';
import type { Offered } from '../methods/possible.ts';

/** Whether there is any message that a recovery or verification could go by. */
export function sendsMessages(config: Config, flow: 'recovery' | 'verification'): boolean {
  const enabled = config[`selfservice.flows.${flow}.enabled`];
  return enabled && config[`selfservice.methods.${messageMethod(config, flow)}.enabled`];
}

/** Whether a recovery or verification goes by code or by link: by link only where that is switched on as well. */
export function messageMethod(config: Config, flow: 'recovery' | 'verification'): 'code' | 'link' {
  const link = config['selfservice.methods.link.enabled'] && config[`selfservice.flows.${flow}.use`] === 'link';
  return link ? 'link' : 'code';
}

/** Which methods open a session here, and which stand beside a first proof. */
export function offeredMethods(config: Config, courier: Pick<Courier, 'has'>): Offered {
  const on = (method: 'passkey' | 'webauthn' | 'password' | 'totp' | 'lookup_secret' | 'code') =>
    config[`selfservice.methods.${method}.enabled`];
  const passwordless = config['selfservice.methods.webauthn.config.passwordless'];
  const mail = on('code') && courier.has('email');
  const listed = (entries: [Method, boolean][]) => entries.filter(([, offered]) => offered).map(([method]) => method);
  return {
    first: listed([
      ['passkey', on('passkey')],
      ['webauthn', on('webauthn') && passwordless],
      ['password', on('password')],
      ['code', mail && config['selfservice.methods.code.passwordless_enabled']],
    ]),
    second: listed([
      ['webauthn', on('webauthn') && !passwordless],
      ['totp', on('totp')],
      ['lookup_secret', on('lookup_secret')],
      ['code', mail && config['selfservice.methods.code.mfa_enabled']],
    ]),
  };
}
