import { Configuration, FrontendApi } from '@ory/kratos-client';
import { nodeValue } from './people.ts';
import type { TestServer } from './server.ts';
import { flat, type WebClient, webClient } from './web-client.ts';

/** The three ways to drive a flow: HTML forms and redirects, a script with cookies, an app with a token. */
export type Variant = 'html' | 'spa' | 'native';
export const variants: Variant[] = ['html', 'spa', 'native'];
/** A value for each variant, for tables. */
export type Each<T> = Record<Variant, T>;

export type Kind = 'login' | 'registration' | 'settings' | 'recovery' | 'verification';

// biome-ignore lint/suspicious/noExplicitAny: a flow as the server sent it
export type Flow = any;

/** What a call came to; `flow` is what its page shows now, wherever the variant finds it. */
export interface Outcome {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the server says is what the test looks at
  body: any;
  headers: Headers;
  location: string | null;
  flow: Flow;
}

/** Somebody who drives flows, with the official SDK wherever it can. */
export interface Visitor {
  readonly variant: Variant;
  readonly web: WebClient;
  /** With this visitor's cookies or token. */
  readonly sdk: FrontendApi;
  /** An app's session token; taken over from each answer that brings one. */
  token: string | null;
  /** Starts a flow, with the contract's query parameters. */
  open(kind: Kind, query?: Record<string, string>): Promise<Outcome>;
  /** The same; throws when there is no flow. */
  start(kind: Kind, query?: Record<string, string>): Promise<Flow>;
  /** Submits with the flow's token, where it has one. */
  submit(flow: Flow, values: Record<string, unknown>): Promise<Outcome>;
  read(kind: Kind, id: string): Promise<Outcome>;
  whoami(): Promise<Outcome>;
}

interface SdkAnswer {
  status: number;
  data: unknown;
  headers: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: the SDK has a type for each body; tables hold them all, wrong ones too
type Body = any;

/** The SDK's operations of each flow. */
const operations = {
  login: {
    browser: (sdk: FrontendApi, query: object) => sdk.createBrowserLoginFlow(query),
    api: (sdk: FrontendApi, query: object) => sdk.createNativeLoginFlow(query),
    read: (sdk: FrontendApi, id: string) => sdk.getLoginFlow({ id }),
    update: (sdk: FrontendApi, flow: string, body: Body) => sdk.updateLoginFlow({ flow, updateLoginFlowBody: body }),
  },
  registration: {
    browser: (sdk: FrontendApi, query: object) => sdk.createBrowserRegistrationFlow(query),
    api: (sdk: FrontendApi, query: object) => sdk.createNativeRegistrationFlow(query),
    read: (sdk: FrontendApi, id: string) => sdk.getRegistrationFlow({ id }),
    update: (sdk: FrontendApi, flow: string, body: Body) =>
      sdk.updateRegistrationFlow({ flow, updateRegistrationFlowBody: body }),
  },
  settings: {
    browser: (sdk: FrontendApi, query: object) => sdk.createBrowserSettingsFlow(query),
    api: (sdk: FrontendApi, query: object) => sdk.createNativeSettingsFlow(query),
    read: (sdk: FrontendApi, id: string) => sdk.getSettingsFlow({ id }),
    update: (sdk: FrontendApi, flow: string, body: Body) =>
      sdk.updateSettingsFlow({ flow, updateSettingsFlowBody: body }),
  },
  recovery: {
    browser: (sdk: FrontendApi, query: object) => sdk.createBrowserRecoveryFlow(query),
    api: (sdk: FrontendApi) => sdk.createNativeRecoveryFlow(),
    read: (sdk: FrontendApi, id: string) => sdk.getRecoveryFlow({ id }),
    update: (sdk: FrontendApi, flow: string, body: Body) =>
      sdk.updateRecoveryFlow({ flow, updateRecoveryFlowBody: body }),
  },
  verification: {
    browser: (sdk: FrontendApi, query: object) => sdk.createBrowserVerificationFlow(query),
    api: (sdk: FrontendApi, query: object) => sdk.createNativeVerificationFlow(query),
    read: (sdk: FrontendApi, id: string) => sdk.getVerificationFlow({ id }),
    update: (sdk: FrontendApi, flow: string, body: Body) =>
      sdk.updateVerificationFlow({ flow, updateVerificationFlowBody: body }),
  },
} satisfies Record<Kind, unknown>;

const camel = (name: string) => name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
const kindOf = (flow: Flow) => new URL(flow.ui.action).pathname.split('/').at(-1) as Kind;

/** Every status is an answer here: the SDK throws for what a table expects. */
export function visitor(server: Pick<TestServer, 'url'>, variant: Variant): Visitor {
  const web = webClient(server);
  const configuration = new Configuration({
    basePath: server.url,
    baseOptions: { headers: {}, validateStatus: () => true, maxRedirects: 0 },
  });
  const sdk = new FrontendApi(configuration);

  /** Calls the SDK as this visitor, and keeps the cookies that came back. */
  async function call(operation: () => Promise<SdkAnswer>): Promise<Outcome> {
    const cookie = [...web.cookies].map((pair) => pair.join('=')).join('; ');
    configuration.baseOptions.headers =
      variant === 'native'
        ? { ...(self.token ? { 'X-Session-Token': self.token } : {}) }
        : { Accept: 'application/json', Origin: server.url, ...(cookie ? { Cookie: cookie } : {}) };
    const { status, data, headers } = await operation();
    const answered = new Headers();
    for (const [name, value] of Object.entries(headers as Record<string, string | string[]>)) {
      for (const each of [value].flat()) answered.append(name, String(each));
    }
    web.keep(answered);
    const body = data as Outcome['body'];
    if (variant === 'native' && body?.session_token) self.token = body.session_token;
    for (const { action, ory_session_token: token } of body?.continue_with ?? []) {
      if (variant === 'native' && action === 'set_ory_session_token') self.token = token;
    }
    return { status, body, headers: answered, location: answered.get('location'), flow: body?.ui ? body : null };
  }

  /** Where a navigation came to, and the flow of the page that it leads to, read as that page reads it. */
  async function navigated(target: string, form?: Record<string, string>): Promise<Outcome> {
    const { status, headers, body } = await web.send(target, { html: true, ...(form ? { form } : {}) });
    const location = headers.get('location');
    const page = location && /\/(login|registration|settings|recovery|verification)\?flow=([\w-]+)/.exec(location);
    const flow = page ? (await self.read(page[1] as Kind, page[2]!)).body : null;
    return { status, headers, body, location, flow };
  }

  const self: Visitor = {
    variant,
    web,
    sdk,
    token: null,

    open(kind, query = {}) {
      if (variant === 'html') {
        const search = new URLSearchParams(query).toString();
        return navigated(`/self-service/${kind}/browser${search && '?'}${search}`);
      }
      const named = Object.fromEntries(Object.entries(query).map(([name, value]) => [camel(name), value]));
      return call(() => operations[kind][variant === 'spa' ? 'browser' : 'api'](sdk, named));
    },

    async start(kind, query = {}) {
      const { flow, status, location, body } = await self.open(kind, query);
      if (!flow) throw new Error(`${kind} did not start: ${status} ${location} ${JSON.stringify(body).slice(0, 400)}`);
      return flow;
    },

    submit(flow, values) {
      const token = variant === 'native' ? {} : { csrf_token: nodeValue(flow, 'csrf_token') };
      const filled = { ...token, ...values };
      if (variant === 'html') return navigated(flow.ui.action, flat(filled));
      return call(() => operations[kindOf(flow)].update(sdk, flow.id, filled));
    },

    read: (kind, id) => call(() => operations[kind].read(sdk, id)),
    whoami: () => call(() => sdk.toSession()),
  };
  return self;
}

/** The ids of the messages that a flow shows: those of the container, then those of its nodes. */
export function shown(flow: Flow): number[] {
  const messages = [...(flow.ui.messages ?? []), ...flow.ui.nodes.flatMap((node: Flow) => node.messages)];
  return messages.map(({ id }: { id: number }) => id);
}
