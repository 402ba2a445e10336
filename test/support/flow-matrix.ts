import { it } from 'node:test';
import { check, type Expected } from './contract.ts';
import { type Answer, register, request } from './people.ts';
import { startServer } from './server.ts';
import type { Flow, Kind } from './visitor.ts';
import { registerInBrowser, startFlow, submitFlow, type WebClient, webClient } from './web-client.ts';

/** One situation in the three columns of the matrix (wire contract section 6). */
export type Row = [situation: string, columns: { html?: Column; spa?: Column; native?: Column }];
type Column = [answer: () => Promise<Answer>, expected: Expected];

export const kinds: Kind[] = ['login', 'registration', 'settings', 'recovery', 'verification'];

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** A test for each cell. */
export function walk(rows: Row[]): void {
  for (const [situation, columns] of rows) {
    for (const [column, [answer, expected]] of Object.entries(columns)) {
      it(`${situation}: ${column}`, async () => check(await answer(), expected));
    }
  }
}

/** A server with alice and bob at browsers and carol in an app, and what the rows of a matrix do with it. */
export async function matrix(scope: Parameters<typeof startServer>[0]) {
  const server = await startServer(scope);
  const [alice, bob] = [await registerInBrowser(server, 'alice'), await registerInBrowser(server, 'bob')];
  const carol = await register(server, 'carol');
  /** A place of this server; `UUID` stands for any. */
  const at = (path: string) => new RegExp(`^${server.url}${path.replaceAll('?', '\\?').replaceAll('UUID', uuid)}$`);
  const nobody = () => webClient(server);
  const api = (path: string, init: Parameters<typeof request>[1] = {}) => request(`${server.url}${path}`, init);
  const personOf = (kind: Kind) => (kind === 'settings' ? alice : nobody());
  const nativeOf = (kind: Kind) => (kind === 'settings' ? carol.api : api);
  const pathOf = (flow: Flow) => flow.ui.action.slice(server.url.length);
  const fresh = async (kind: Kind): Promise<[WebClient, Flow]> => {
    const web = personOf(kind);
    return [web, await startFlow(web, kind)];
  };

  return {
    server,
    alice,
    bob,
    carol,
    at,
    errorPage: (code: string) => at(`/error?id=${code}.UUID`),
    nobody,
    api,
    personOf,
    nativeOf,
    pathOf,
    fresh,

    start: (web: WebClient, kind: Kind, query = '', html = false) =>
      web.send(`/self-service/${kind}/browser${query}`, { html }),

    /** Submits a flow that was just started, as a form, as a script and natively. */
    submissions(kind: Kind, values: Record<string, unknown>, expected: Omit<Expected, 'location'>): Row[1] {
      const inBrowser = (html: boolean) => async () => {
        const [web, flow] = await fresh(kind);
        return submitFlow(web, flow, values, { html });
      };
      const natively = async () => {
        const send = nativeOf(kind);
        const flow = (await send(`/self-service/${kind}/api`)).body;
        return send(pathOf(flow), { body: values });
      };
      return {
        html: [inBrowser(true), { status: 303, location: at(`/${kind}?flow=UUID`) }],
        spa: [inBrowser(false), expected],
        native: [natively, expected],
      };
    },
  };
}
