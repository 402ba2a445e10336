import { after } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { matrix, walk } from '../support/flow-matrix.ts';
import { nodeValue, register } from '../support/people.ts';
import { submitFlow, traitsOf } from '../support/web-client.ts';

const { api, carol, fresh, pathOf, server, submissions } = await matrix({ after });

walk([
  ['login with nothing', submissions('login', {}, { status: 400, message: 4010002 })],
  [
    'registration with nothing',
    submissions('registration', { traits: traitsOf('dan') }, { status: 400, message: 4010003 }),
  ],
  ['recovery with nothing', submissions('recovery', {}, { status: 400, message: 4010005 })],
  ['verification with nothing', submissions('verification', {}, { status: 400, message: 4010006 })],
  ['settings with nothing', submissions('settings', {}, { status: 400, message: 4010004 })],
  [
    'login with a password',
    submissions('login', { method: 'password', identifier: 'a', password: 'b' }, { status: 400, message: 4010002 }),
  ],
  [
    'registration with a password',
    submissions(
      'registration',
      { method: 'password', password: 'b', traits: traitsOf('dan') },
      { status: 400, message: 4010003 },
    ),
  ],
  [
    'settings with a password',
    submissions('settings', { method: 'password', password: 'b' }, { status: 400, message: 4010004 }),
  ],
  [
    'login with a passkey that is none',
    submissions('login', { method: 'passkey', passkey_login: '{}' }, { status: 400, message: 4000043 }),
  ],
  [
    'registration without an address',
    submissions('registration', { method: 'profile', traits: {} }, { status: 400, message: 4000002 }),
  ],
  [
    'registration with a bad address',
    submissions(
      'registration',
      { method: 'profile', traits: { ...traitsOf('x'), email: 'x' } },
      { status: 400, message: 4000040 },
    ),
  ],
  [
    'settings with a bad address',
    submissions(
      'settings',
      { method: 'profile', traits: { ...traitsOf('x'), email: 'x' } },
      { status: 400, message: 4000040 },
    ),
  ],
  [
    'settings with an attestation that is none',
    submissions(
      'settings',
      { method: 'passkey', passkey_settings_register: '{"a":1}' },
      { status: 400, message: 4000001 },
    ),
  ],
  [
    'removing a passkey that is not there',
    submissions('settings', { method: 'passkey', passkey_remove: '00ff' }, { status: 400, message: 4000001 }),
  ],
  [
    'confirming backup codes that were never made',
    submissions('settings', { lookup_secret_confirm: true }, { status: 400, message: 4000001 }),
  ],
  [
    'a native login behind Cloudflare',
    {
      native: [
        async () => {
          const flow = (await api('/self-service/login/api')).body;
          return api(pathOf(flow), { body: {}, headers: { cookie: '__cf_bm=1; _cfuvid=2; cf_clearance=3' } });
        },
        { status: 400, message: 4010002 },
      ],
    },
  ],
  [
    "somebody else's native settings",
    {
      native: [
        async () => {
          const flow = (await carol.api('/self-service/settings/api')).body;
          const mallory = await register(server, 'mallory');
          return mallory.api(pathOf(flow), { body: { method: 'profile', traits: traitsOf('mallory') } });
        },
        { status: 403, id: 'security_identity_mismatch' },
      ],
    },
  ],
  [
    'registering an address that is taken',
    {
      spa: [
        async () => {
          const [web, flow] = await fresh('registration');
          const traits = { ...traitsOf('alice'), email: 'ALICE@example.com' };
          return submitFlow(web, flow, { method: 'profile', traits });
        },
        { status: 400, message: 4000007 },
      ],
    },
  ],
  [
    'registering an address that somebody took in the meantime',
    {
      spa: [
        async () => {
          const [web, flow] = await fresh('registration');
          const traits = traitsOf('niaj');
          const second = (await submitFlow(web, flow, { method: 'profile', traits })).body;
          const { credentialOptions } = JSON.parse(nodeValue(second, 'passkey_create_data'));
          const key = createAuthenticator().register(credentialOptions.publicKey, server.url);
          await register(server, 'niaj');
          return submitFlow(web, second, { method: 'passkey', traits, passkey_register: JSON.stringify(key) });
        },
        { status: 400, message: 4000007 },
      ],
    },
  ],
]);
