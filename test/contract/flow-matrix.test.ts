import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { check, type Expected } from '../support/contract.ts';
import { type Answer, nodeValue, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import {
  registerInBrowser,
  startFlow,
  submitFlow,
  traitsOf,
  type WebClient,
  webClient,
} from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await registerInBrowser(server, 'alice');
const bob = await registerInBrowser(server, 'bob');
const carol = await register(server, 'carol');
const kinds = ['login', 'registration', 'settings'] as const;
type Kind = (typeof kinds)[number];

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const at = (path: string) => new RegExp(`^${server.url}${path.replaceAll('?', '\\?').replaceAll('UUID', uuid)}$`);
const errorPage = (code: string) => at(`/error?id=${code}.UUID`);
const nobody = () => webClient(server);
const api = (path: string, init: Parameters<typeof request>[1] = {}) => request(`${server.url}${path}`, init);

/** One situation in the three columns of the matrix (wire contract section 6). */
type Row = [situation: string, columns: { html?: Column; spa?: Column; native?: Column }];
type Column = [answer: () => Promise<Answer>, expected: Expected];

const start = (web: WebClient, kind: Kind, query = '', html = false) =>
  web.send(`/self-service/${kind}/browser${query}`, { html });

const bad = '?return_to=https://evil.example/';

const starts: Row[] = [
  ...(['login', 'registration'] as const).flatMap((kind): Row[] => [
    [
      `${kind} starts`,
      {
        html: [() => start(nobody(), kind, '', true), { status: 303, location: at(`/${kind}?flow=UUID`) }],
        spa: [() => start(nobody(), kind), { status: 200 }],
        native: [() => api(`/self-service/${kind}/api`), { status: 200 }],
      },
    ],
    [
      `${kind} while signed in`,
      {
        html: [() => start(alice, kind, '', true), { status: 303, location: at('/console') }],
        spa: [() => start(alice, kind), { status: 400, id: 'session_already_available' }],
        native: [() => carol.api(`/self-service/${kind}/api`), { status: 400, id: 'session_already_available' }],
      },
    ],
    [
      `${kind} while signed in, with somewhere to return to`,
      { html: [() => start(alice, kind, '?return_to=/settings', true), { status: 303, location: at('/settings') }] },
    ],
  ]),
  [
    'settings start',
    {
      html: [() => start(alice, 'settings', '', true), { status: 303, location: at('/settings?flow=UUID') }],
      spa: [() => start(alice, 'settings'), { status: 200 }],
      native: [() => carol.api('/self-service/settings/api'), { status: 200 }],
    },
  ],
  [
    'settings without a session',
    {
      html: [
        () => start(nobody(), 'settings', '', true),
        { status: 303, location: /\/self-service\/login\/browser\?return_to=http.*settings%2Fbrowser$/ },
      ],
      spa: [() => start(nobody(), 'settings'), { status: 401, id: 'session_inactive' }],
      native: [() => api('/self-service/settings/api'), { status: 401, id: 'session_inactive' }],
    },
  ],
  [
    'a second proof without a first',
    {
      html: [
        () => start(nobody(), 'login', '?aal=aal2', true),
        { status: 303, location: errorPage('session_aal1_required') },
      ],
      spa: [() => start(nobody(), 'login', '?aal=aal2'), { status: 401, id: 'session_aal1_required' }],
      native: [() => api('/self-service/login/api?aal=aal2'), { status: 401, id: 'session_aal1_required' }],
    },
  ],
  ...kinds.map((kind): Row => {
    const [web, native] = kind === 'settings' ? [alice, carol.api] : [nobody(), api];
    const id = 'self_service_flow_return_to_forbidden';
    return [
      `${kind} with a bad return_to`,
      {
        html: [() => start(web, kind, bad, true), { status: 303, location: errorPage(id) }],
        spa: [() => start(web, kind, bad), { status: 400, id }],
        native: [() => native(`/self-service/${kind}/api${bad}`), { status: 400, id }],
      },
    ];
  }),
];

const personOf = (kind: Kind) => (kind === 'settings' ? alice : nobody());
const nativeOf = (kind: Kind) => (kind === 'settings' ? carol.api : api);
const fresh = async (kind: Kind): Promise<[WebClient, ReturnType<typeof JSON.parse>]> => {
  const web = personOf(kind);
  return [web, await startFlow(web, kind)];
};
const pathOf = (flow: { ui: { action: string } }) => flow.ui.action.slice(server.url.length);

/** Submits a flow that was just started, as a form, as a script and natively. */
function submissions(kind: Kind, values: Record<string, unknown>, expected: Omit<Expected, 'location'>): Row[1] {
  return {
    html: [
      async () => {
        const [web, flow] = await fresh(kind);
        return submitFlow(web, flow, values, { html: true });
      },
      { status: 303, location: at(`/${kind}?flow=UUID`) },
    ],
    spa: [
      async () => {
        const [web, flow] = await fresh(kind);
        return submitFlow(web, flow, values);
      },
      expected,
    ],
    native: [
      async () => {
        const send = nativeOf(kind);
        const flow = (await send(`/self-service/${kind}/api`)).body;
        return send(pathOf(flow), { body: values });
      },
      expected,
    ],
  };
}

const refusedForms: Record<string, (flow: ReturnType<typeof JSON.parse>, web: WebClient) => Promise<object>> = {
  'no token': async () => ({ csrf_token: '' }),
  'a token that is none': async () => ({ csrf_token: 'AAAA' }),
  'a token as a number': async () => ({ csrf_token: 1 }),
  "another browser's token": async () => ({ csrf_token: nodeValue(await startFlow(nobody(), 'login'), 'csrf_token') }),
};

const submits: Row[] = [
  ['login with nothing', submissions('login', {}, { status: 400, message: 4010002 })],
  [
    'registration with nothing',
    submissions('registration', { traits: traitsOf('dan') }, { status: 400, message: 4010003 }),
  ],
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
  ...kinds.flatMap((kind) =>
    Object.entries(refusedForms).map(([what, values]): Row => {
      const id = 'security_csrf_violation';
      const send = (html: boolean) => async () => {
        const [web, flow] = await fresh(kind);
        return submitFlow(web, flow, { method: 'profile', ...(await values(flow, web)) }, { html });
      };
      return [
        `${kind} with ${what}`,
        { html: [send(true), { status: 303, location: errorPage(id) }], spa: [send(false), { status: 403, id }] },
      ];
    }),
  ),
  ...kinds.flatMap((kind): Row[] => {
    const web = personOf(kind);
    const native = nativeOf(kind);
    const unknown = `/self-service/${kind}?flow=${crypto.randomUUID()}`;
    const form = { method: 'profile' };
    return [
      [
        `${kind} without a flow`,
        {
          html: [
            () => web.send(`/self-service/${kind}`, { form, html: true }),
            { status: 303, location: errorPage('missing_flow') },
          ],
          spa: [() => web.send(`/self-service/${kind}`, { body: form }), { status: 400, id: 'missing_flow' }],
          native: [() => native(`/self-service/${kind}`, { body: form }), { status: 400, id: 'missing_flow' }],
        },
      ],
      [
        `${kind} with an unknown flow`,
        {
          html: [() => web.send(unknown, { form, html: true }), { status: 303, location: errorPage('unknown_flow') }],
          spa: [() => web.send(unknown, { body: form }), { status: 404, id: null }],
          native: [() => native(unknown, { body: form }), { status: 404, id: null }],
        },
      ],
      [
        `${kind} with a flow of another kind`,
        {
          spa: [
            async () => {
              const flow = await startFlow(web, kind);
              const other = kind === 'login' ? 'registration' : 'login';
              return web.send(`/self-service/${other}?flow=${flow.id}`, { body: form });
            },
            { status: 404, id: null },
          ],
        },
      ],
      [
        `reading ${kind} from another browser`,
        {
          spa: [
            async () => {
              const flow = await startFlow(web, kind);
              return (kind === 'settings' ? bob : nobody()).send(`/self-service/${kind}/flows?id=${flow.id}`);
            },
            { status: 403, id: 'security_csrf_violation' },
          ],
        },
      ],
      [
        `submitting ${kind} from another browser`,
        {
          spa: [
            async () => {
              const flow = await startFlow(web, kind);
              const other = kind === 'settings' ? bob : nobody();
              const theirs = await startFlow(other, kind);
              const csrf_token = nodeValue(theirs, 'csrf_token');
              return other.send(flow.ui.action, { body: { ...form, csrf_token } });
            },
            { status: 403, id: 'security_csrf_violation' },
          ],
        },
      ],
      [
        `reading an unknown ${kind}`,
        { spa: [() => web.send(`/self-service/${kind}/flows?id=x`), { status: 404, id: null }] },
      ],
      [
        `reading ${kind} without an id`,
        { spa: [() => web.send(`/self-service/${kind}/flows`), { status: 400, id: 'missing_flow' }] },
      ],
      ...Object.entries({ origin: server.url, cookie: 'a=b' }).map(
        ([name, value]): Row => [
          `a native ${kind} with the header ${name}`,
          {
            native: [
              async () => {
                const flow = (await native(`/self-service/${kind}/api`)).body;
                return native(pathOf(flow), { body: form, headers: { [name]: value } });
              },
              { status: 400, message: 4000001 },
            ],
          },
        ],
      ),
    ];
  }),
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
];

for (const [title, rows] of Object.entries({ 'starting a flow': starts, 'submitting a flow': submits })) {
  describe(title, () => {
    for (const [situation, columns] of rows) {
      for (const [column, [answer, expected]] of Object.entries(columns)) {
        it(`${situation}: ${column}`, async () => check(await answer(), expected));
      }
    }
  });
}
