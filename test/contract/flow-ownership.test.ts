import { after } from 'node:test';
import { kinds, matrix, type Row, walk } from '../support/flow-matrix.ts';
import { nodeValue } from '../support/people.ts';
import { startFlow, submitFlow, type WebClient } from '../support/web-client.ts';

/** Whom a flow answers: the browser that began it, by its token; an app, by its id alone (wire contract 3.4, 8.2). */
const { bob, errorPage, fresh, nativeOf, nobody, pathOf, personOf, server } = await matrix({ after });

const refusedForms: Record<string, (flow: ReturnType<typeof JSON.parse>, web: WebClient) => Promise<object>> = {
  'no token': async () => ({ csrf_token: '' }),
  'a token that is none': async () => ({ csrf_token: 'AAAA' }),
  'a token as a number': async () => ({ csrf_token: 1 }),
  "another browser's token": async () => ({ csrf_token: nodeValue(await startFlow(nobody(), 'login'), 'csrf_token') }),
};

walk([
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
]);
