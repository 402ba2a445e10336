import type { AccountPage } from '../../src/pages/account/account.ts';
import type { FlowPage } from '../../src/pages/flow-page.ts';
import type { FlowKind } from '../../src/pages/heading.ts';
import type { Flow, InputAttributes, InputNode, UiMessage, UiNode } from '../../src/pages/ui.ts';

/** Flows as the contract's section 4.5 lists their nodes. Text that a person wrote tries to break out of its place. */
export const hostile = `"><img src=x onerror=alert(1)>'</script>`;

const base = 'http://localhost:4433';
const id = '7d3f8f0e-4c7b-4d8a-9a9b-6c8e3c0e6f0e';

export function message(number: number, type: UiMessage['type'] = 'info', context: Record<string, unknown> = {}) {
  return { id: number, text: `server text ${number}`, type, context } satisfies UiMessage;
}

export function input(
  group: string,
  name: string,
  type: string,
  more: Partial<InputAttributes> = {},
  { label, messages = [] }: { label?: number | UiMessage; messages?: UiMessage[] } = {},
): InputNode {
  const words = typeof label === 'number' ? message(label) : label;
  return { type: 'input', group, attributes: { name, type, ...more }, messages, meta: words ? { label: words } : {} };
}

export function flow(kind: string, nodes: UiNode[], more: Partial<Flow> = {}, messages?: UiMessage[]): Flow {
  const ui = { action: `${base}/self-service/${kind}?flow=${id}`, method: 'POST', nodes };
  return { id, state: 'choose_method', ...more, ui: messages ? { ...ui, messages } : ui };
}

export const csrf = input('default', 'csrf_token', 'hidden', { value: 'A'.repeat(88), required: true });
const titled = (title: string) => message(1070002, 'info', { title });
const script: UiNode = {
  type: 'script',
  group: 'webauthn',
  attributes: { id: 'webauthn_script', src: `${base}/.well-known/ory/webauthn.js` },
  messages: [],
  meta: {},
};
const challenge = JSON.stringify({
  publicKey: { challenge: 'c'.repeat(43), timeout: 300000, rpId: 'localhost', userVerification: 'required' },
});
const passkeyLogin: UiNode[] = [
  script,
  input(
    'passkey',
    'passkey_login_trigger',
    'button',
    { value: '', onclickTrigger: 'oryPasskeyLogin' },
    { label: 1010021 },
  ),
  input('passkey', 'passkey_login', 'hidden', { onloadTrigger: 'oryPasskeyLoginAutocompleteInit' }),
  input('passkey', 'passkey_challenge', 'hidden', { value: challenge }),
];
const backupCode: UiNode[] = [
  input('lookup_secret', 'lookup_secret', 'text', { required: true }, { label: 1010007 }),
  input('lookup_secret', 'method', 'submit', { value: 'lookup_secret' }, { label: 1010010 }),
];
const totp: UiNode[] = [
  input('totp', 'totp_code', 'text', { required: true }, { label: 1010006, messages: [message(4000008, 'error')] }),
  input('totp', 'method', 'submit', { value: 'totp' }, { label: 1010009 }),
];
const identifier = input(
  'default',
  'identifier',
  'text',
  { value: hostile, required: true, autocomplete: 'username webauthn' },
  { label: titled('E-mail address'), messages: [message(4000002, 'error', { property: hostile })] },
);
const sendCode = input('code', 'method', 'submit', { value: 'code' }, { label: 1010015 });
const enterCode: UiNode[] = [
  input('code', 'method', 'hidden', { value: 'code' }),
  input('code', 'code', 'text', { required: true, pattern: '[0-9]+', maxlength: 6 }, { label: 1070013 }),
  input('code', 'method', 'submit', { value: 'code' }, { label: 1070009 }),
  input('code', 'resend', 'submit', { value: 'code' }, { label: 1070008 }),
];
const traits = (type?: 'hidden'): UiNode[] => [
  input(
    'default',
    'traits.email',
    type ?? 'email',
    { value: hostile, required: true },
    { label: titled('E-mail address') },
  ),
  input('default', 'traits.name.first', type ?? 'text', { value: hostile }),
];
const publicKey = { rp: { id: 'localhost', name: 'STING' }, user: { id: 'dQ', name: 'STING', displayName: 'STING' } };
const creation = JSON.stringify({
  credentialOptions: { publicKey: { ...publicKey, challenge: 'c'.repeat(43) } },
  displayNameFieldNames: ['traits.email'],
});
const makePasskey: UiNode[] = [
  script,
  input(
    'passkey',
    'passkey_register_trigger',
    'button',
    { onclickTrigger: 'oryPasskeyRegistration' },
    { label: 1040007 },
  ),
  input('passkey', 'passkey_register', 'hidden'),
  input('passkey', 'passkey_create_data', 'hidden', { value: creation }),
  input('profile', 'screen', 'submit', { value: 'previous' }, { label: 1040008 }),
];
const links = { login: '/login', registration: '/registration', recovery: '/recovery', logout: '/logout' };
const login = (nodes: UiNode[], more: Partial<Flow> = {}, messages?: UiMessage[]) =>
  ({ flow: flow('login', nodes, more, messages), links }) satisfies FlowPage;

export const loginPage = login([csrf, { ...identifier, messages: [] }, ...passkeyLogin, sendCode]);

/** Every kind of screen, by name. */
export const screens: Record<string, [FlowKind, FlowPage]> = {
  login: ['login', loginPage],
  'login refused': ['login', login([csrf, identifier, ...passkeyLogin, sendCode], {}, [message(4000043, 'error')])],
  'login code': ['login', login([...enterCode, csrf], { state: 'sent_email' }, [message(1010014)])],
  confirm: [
    'login',
    login([csrf, ...passkeyLogin, ...totp, ...backupCode], { requested_aal: 'aal2' }, [message(1010004)]),
  ],
  refresh: ['login', login([csrf, ...passkeyLogin, ...backupCode], { refresh: true })],
  registration: [
    'registration',
    {
      flow: flow('registration', [csrf, ...traits(), input('profile', 'method', 'submit', { value: 'profile' })]),
      links,
    },
  ],
  setup: ['registration', { setup: true, flow: flow('registration', [csrf, ...traits(), ...makePasskey]) }],
  'registration passkey': [
    'registration',
    { flow: flow('registration', [csrf, ...traits('hidden'), ...makePasskey], {}, [message(1040009)]), links },
  ],
  recovery: [
    'recovery',
    {
      flow: flow('recovery', [csrf, input('code', 'email', 'email', { required: true }, { label: 1070007 }), sendCode]),
    },
  ],
  verified: [
    'verification',
    {
      flow: flow(
        'verification',
        [
          {
            type: 'a',
            group: 'code',
            attributes: { id: 'continue', href: `${base}/?x=${hostile}`, title: message(1070009) },
            messages: [],
            meta: {},
          },
        ],
        { state: 'passed_challenge' },
        [message(1080002, 'success')],
      ),
    },
  ],
};

const at = Date.UTC(2025, 10, 24, 7, 55);
const profile: UiNode[] = [
  input('profile', 'traits.email', 'email', { value: hostile, required: true }, { label: titled('E-mail address') }),
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
const passkey = { authenticator: hostile, addedAt: at, lastUsedAt: at, lastUsedIp: '192.0.2.7' };

export function account(lookup: UiNode[]): AccountPage {
  return {
    flow: flow('settings', [csrf, ...profile, ...lookup, ...passkeySettings], { state: 'show_form' }),
    displayName: hostile,
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
    links: { logout: '/logout', console: '/console' },
    signal: { rpId: 'localhost', userId: 'dQ', name: hostile, displayName: hostile },
  };
}
export const newCodes = [
  shownCodes,
  input('lookup_secret', 'lookup_secret_confirm', 'submit', { value: 'true' }, { label: 1050011 }),
];
export const makeCodes = [
  input('lookup_secret', 'lookup_secret_regenerate', 'submit', { value: 'true' }, { label: 1050008 }),
];
