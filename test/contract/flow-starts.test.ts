import { after } from 'node:test';
import { kinds, matrix, type Row, walk } from '../support/flow-matrix.ts';

const { alice, api, at, carol, errorPage, nativeOf, nobody, personOf, start } = await matrix({ after });

const bad = '?return_to=https://evil.example/';

walk([
  ...(['login', 'registration', 'recovery'] as const).flatMap((kind): Row[] => [
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
    const [web, native] = [personOf(kind), nativeOf(kind)];
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
]);
