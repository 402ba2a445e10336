import type { AccountPage } from '../../src/pages/account/account.ts';
import type { UiMessage, UiNode } from '../../src/pages/ui.ts';
import { csrf, flow, hostile, input, message, script, titled } from './ui-nodes.ts';

/** The account page of somebody who has one of everything. */
const at = Date.UTC(2025, 10, 24, 7, 55);
const profile: UiNode[] = [
  input('profile', 'traits.email', 'email', { value: hostile, required: true }, { label: titled('E-mail') }),
  input('profile', 'method', 'submit', { value: 'profile' }, { label: 1070003 }),
];
const passkeySettings: UiNode[] = [
  script,
  input('passkey', 'passkey_remove', 'submit', { value: 'c0ffee' }, { messages: [message(4000001, 'error')] }),
  input(
    'passkey',
    'passkey_register_trigger',
    'button',
    { onclickTrigger: 'oryPasskeySettingsRegistration' },
    { label: 1050019 },
  ),
  input('passkey', 'passkey_settings_register', 'hidden'),
  input('passkey', 'passkey_create_data', 'hidden', { value: '{}' }),
];
export const shownCodes: UiNode = {
  type: 'text',
  group: 'lookup_secret',
  attributes: {
    id: 'lookup_secret_codes',
    text: message(1050015, 'info', {
      secrets: [message(1050009, 'info', { secret: 'k3v9x2m7' }), message(1050014, 'info', { used_at: 'x' })],
    }),
  },
  messages: [],
  meta: { label: message(1050010) },
};
const passkey = { authenticator: hostile, suspended: false, addedAt: at, lastUsedAt: at, lastUsedIp: '192.0.2.7' };
const securityKeySettings: UiNode[] = [
  input('webauthn', 'webauthn_remove', 'submit', { value: 'beef' }),
  input('webauthn', 'webauthn_register_displayname', 'text', { value: '' }, { label: 1050013 }),
  input('webauthn', 'webauthn_register', 'hidden'),
  input(
    'webauthn',
    'webauthn_register_trigger',
    'button',
    { value: '{}', onclickTrigger: 'oryWebAuthnRegistration' },
    { label: 1050012 },
  ),
];
const picture = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=';
export const newApp: UiNode[] = [
  {
    type: 'img',
    group: 'totp',
    attributes: { id: 'totp_qr', src: picture, width: 256, height: 256 },
    messages: [],
    meta: { label: message(1050005) },
  },
  {
    type: 'text',
    group: 'totp',
    attributes: {
      id: 'totp_secret_key',
      text: message(1050006, 'info', { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' }),
    },
    messages: [],
    meta: { label: message(1050017) },
  },
  input('totp', 'totp_code', 'text', { required: true }, { label: 1070006 }),
  input('totp', 'method', 'submit', { value: 'totp' }, { label: 1070003 }),
];
export const haveApp = [input('totp', 'totp_unlink', 'submit', { value: 'true' }, { label: 1050004 })];

export function account(lookup: UiNode[], app: UiNode[] = newApp, messages?: UiMessage[]): AccountPage {
  const nodes = [csrf, ...profile, ...lookup, ...securityKeySettings, ...passkeySettings, ...app];
  return {
    flow: flow('settings', nodes, { state: 'show_form' }, messages),
    displayName: hostile,
    addresses: [
      { value: hostile, via: 'email', verified: false },
      { value: '+49301234567', via: 'sms', verified: true },
    ],
    securityKeys: [
      { ...passkey, id: 'k1', name: hostile, synced: false, suspended: true, removeValue: 'beef', removable: true },
    ],
    authenticatorApp: app === haveApp ? { addedAt: at, lastUsedAt: null } : null,
    waysIn: 1,
    codesSignIn: false,
    newOwner: false,
    passkeys: [
      { ...passkey, id: 'p1', name: hostile, synced: true, removeValue: 'c0ffee', removable: true },
      { ...passkey, id: 'p2', name: 'Key', synced: false, removeValue: 'decade', removable: false, lastUsedAt: null },
    ],
    sessions: [
      { id: 's2', browser: hostile, system: 'iOS 19', ip: '192.0.2.8', signedInAt: at, lastSeenAt: at, current: false },
      { id: 's1', browser: 'Firefox 145', system: '', ip: '192.0.2.7', signedInAt: at, lastSeenAt: at, current: true },
    ],
    backupCodesLeft: 2,
    events: [{ time: at, type: 'some.event', sentence: hostile, ip: '192.0.2.7' }],
    enrolment: null,
    backupCodeUsed: false,
    deletion: { at, keepable: true, blockers: { lastOwner: false, jars: [] } },
    links: { logout: '/logout', console: '/console', verification: '/verification' },
    signal: { rpId: 'localhost', userId: 'dQ', name: hostile, displayName: hostile },
  };
}
export const newCodes = [
  shownCodes,
  input('lookup_secret', 'lookup_secret_confirm', 'submit', { value: 'true' }, { label: 1050011 }),
];
export const makeCodes = [
  input('lookup_secret', 'lookup_secret_regenerate', 'submit', { value: 'true' }, { label: 1050008 }),
  input('lookup_secret', 'lookup_secret_disable', 'submit', { value: 'true' }, { label: 1050016 }),
];
