import type { FlowPage } from '../../src/pages/flow-page.ts';
import type { FlowKind } from '../../src/pages/heading.ts';
import type { Flow, UiMessage, UiNode } from '../../src/pages/ui.ts';
import { base, csrf, flow, hostile, input, message, script, titled } from './ui-nodes.ts';

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
  { label: titled('E-mail'), messages: [message(4000002, 'error', { property: hostile })] },
);
const sendCode = input('code', 'method', 'submit', { value: 'code' }, { label: 1010015 });
const known = (name: string) => input('default', name, 'hidden', { value: hostile });
/** The page where a code is entered; `label` is that of the flow's code. */
const enterCode = (label: number, problem?: UiMessage[]): UiNode[] => [
  input('code', 'method', 'hidden', { value: 'code' }),
  input(
    'code',
    'code',
    'text',
    { required: true, pattern: '[0-9]+', maxlength: 6, autocomplete: 'one-time-code' },
    { label, ...(problem ? { messages: problem } : {}) },
  ),
  input('code', 'method', 'submit', { value: 'code' }, { label: 1070009 }),
];
const again = (name: string, value: string) => input('code', name, 'submit', { value }, { label: 1070008 });
const securityKey: UiNode[] = [
  input('webauthn', 'identifier', 'hidden', { value: hostile }),
  input('webauthn', 'webauthn_login', 'hidden'),
  input(
    'webauthn',
    'webauthn_login_trigger',
    'button',
    { value: challenge, onclickTrigger: 'oryWebAuthnLogin' },
    { label: 1010008 },
  ),
];
const codeTo = (address: string, channel: string) =>
  input('code', 'address', 'submit', { value: address }, { label: message(1010023, 'info', { address, channel }) });
const password = (autocomplete: string): UiNode[] => [
  input('password', 'password', 'password', { required: true, autocomplete }, { label: 1070001 }),
  input('password', 'method', 'submit', { value: 'password' }, { label: 1010022 }),
];
const traits = (type?: 'hidden'): UiNode[] => [
  input('default', 'traits.email', type ?? 'email', { value: hostile, required: true }, { label: titled('E-mail') }),
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
];
const back = input('profile', 'screen', 'submit', { value: 'previous' }, { label: 1040008 });
const links = {
  login: '/login',
  registration: '/registration',
  recovery: '/recovery',
  logout: '/logout',
  restart: '/restart?return_to=x&y=1',
};
const withoutPasskey = input('code', 'method', 'submit', { value: 'code' }, { label: 1040006 });
const login = (nodes: UiNode[], more: Partial<Flow> = {}, messages?: UiMessage[]) =>
  ({ flow: flow('login', nodes, more, messages), links }) satisfies FlowPage;

export const loginPage = login([csrf, { ...identifier, messages: [] }, ...passkeyLogin, sendCode]);

const registration = (nodes: UiNode[], more: Partial<Flow> = {}, messages?: UiMessage[]) =>
  ({ flow: flow('registration', nodes, more, messages), links }) satisfies FlowPage;
const other = (kind: string, nodes: UiNode[], more: Partial<Flow> = {}, messages?: UiMessage[]) =>
  ({ flow: flow(kind, nodes, more, messages), links: { login: '/login', restart: `/${kind}` } }) satisfies FlowPage;
const sent = { state: 'sent_email', active: 'code' };
const askAddress = [csrf, input('code', 'email', 'email', { required: true }, { label: 1070007 }), sendCode];
const done: UiNode = {
  type: 'a',
  group: 'code',
  attributes: { id: 'continue', href: `${base}/?x=${hostile}`, title: message(1070009) },
  messages: [],
  meta: {},
};

/** Every kind of screen, by name. */
export const screens: Record<string, [FlowKind, FlowPage]> = {
  login: ['login', loginPage],
  'login refused': [
    'login',
    login([csrf, identifier, ...passkeyLogin, sendCode], { active: 'passkey' }, [message(4000043, 'error')]),
  ],
  'login password': ['login', login([csrf, identifier, ...passkeyLogin, sendCode, ...password('current-password')])],
  'login address first': [
    'login',
    login([
      csrf,
      { ...identifier, messages: [] },
      ...passkeyLogin.slice(2),
      input('identifier_first', 'method', 'submit', { value: 'identifier_first' }, { label: 1010013 }),
    ]),
  ],
  'login address known': ['login', login([csrf, known('identifier'), ...passkeyLogin, sendCode])],
  'login code': [
    'login',
    login([known('identifier'), ...enterCode(1070013), again('resend', 'code'), csrf], sent, [message(1010014)]),
  ],
  'login code wrong': [
    'login',
    login([known('identifier'), ...enterCode(1070013), again('resend', 'code'), csrf], sent, [
      message(4010008, 'error'),
    ]),
  ],
  confirm: [
    'login',
    login(
      [
        csrf,
        ...passkeyLogin,
        ...securityKey,
        codeTo(hostile, 'email'),
        codeTo('+49301', 'sms'),
        ...totp,
        ...backupCode,
      ],
      { requested_aal: 'aal2' },
      [message(1010004)],
    ),
  ],
  'confirm app': ['login', login([csrf, ...totp, ...backupCode], { requested_aal: 'aal2' }, [message(1010004)])],
  'confirm backup code wrong': [
    'login',
    login([csrf, ...passkeyLogin, ...backupCode], { requested_aal: 'aal2', active: 'lookup_secret' }, [
      message(4000016, 'error'),
    ]),
  ],
  'confirm code': [
    'login',
    login([...enterCode(1070013), again('resend', 'code'), csrf], { ...sent, requested_aal: 'aal2' }, [
      message(1010025),
    ]),
  ],
  refresh: ['login', login([csrf, ...passkeyLogin, ...backupCode], { refresh: true })],
  registration: [
    'registration',
    registration([csrf, ...traits(), input('profile', 'method', 'submit', { value: 'profile' }, { label: 1040001 })]),
  ],
  'registration code': [
    'registration',
    {
      ...registration(
        [csrf, ...traits('hidden'), ...enterCode(1070012, [message(4040003, 'error')]), again('resend', 'code')],
        sent,
        [message(1040005)],
      ),
      addressProven: true,
    },
  ],
  setup: ['registration', { setup: true, flow: flow('registration', [csrf, ...traits(), ...makePasskey]) }],
  'registration passkey': [
    'registration',
    registration([csrf, ...traits('hidden'), ...makePasskey, withoutPasskey, back], {}, [message(1040009)]),
  ],
  'registration password': [
    'registration',
    registration([csrf, ...traits('hidden'), ...makePasskey, ...password('new-password'), back], {}, [
      message(1040009),
    ]),
  ],
  recovery: ['recovery', other('recovery', askAddress)],
  'recovery code': [
    'recovery',
    other('recovery', [csrf, ...enterCode(1070010), again('email', hostile)], sent, [message(1060003)]),
  ],
  'recovery link': ['recovery', other('recovery', askAddress, { ...sent, active: 'link' }, [message(1060002)])],
  verification: ['verification', other('verification', askAddress)],
  'verification code': [
    'verification',
    other('verification', [csrf, ...enterCode(1070011), again('email', hostile)], sent, [message(4070006, 'error')]),
  ],
  verified: [
    'verification',
    other('verification', [done], { state: 'passed_challenge' }, [message(1080002, 'success')]),
  ],
};
