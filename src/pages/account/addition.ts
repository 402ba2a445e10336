import type { UiNode } from '../ui.ts';

const additions = {
  passkey: ['passkey_register_trigger'],
  webauthn: ['webauthn_register_displayname', 'webauthn_register_trigger'],
  totp: ['totp_qr', 'totp_secret_key', 'totp_code', 'method'],
  lookup_secret: ['lookup_secret_regenerate', 'lookup_secret_confirm', 'lookup_secret_codes'],
  password: ['password', 'method'],
};

/** Whether this is part of adding a way to sign in, which an account that is held does not take. */
export function adds({ type, group, attributes }: UiNode): boolean {
  const names: readonly string[] = Object.hasOwn(additions, group) ? additions[group as keyof typeof additions] : [];
  return names.includes(type === 'input' ? attributes.name : attributes.id);
}
