import { createAuthenticator, type SoftwareAuthenticator } from './authenticator.ts';
import { type Answer, nodeValue, request } from './people.ts';
import type { TestServer } from './server.ts';

interface Sending {
  method?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as an HTML form. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
  /** As a browser that navigates, instead of a script of one of our own pages. */
  html?: boolean;
}

/** A browser without a screen: it keeps its cookies, says where it stands and follows no redirect. */
export interface WebClient {
  readonly cookies: Map<string, string>;
  /** Takes the cookies of an answer that came another way. */
  keep(headers: Headers): void;
  /** The path, or an absolute URL. */
  send(target: string, sending?: Sending): Promise<Answer>;
}

const navigation = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

export function webClient({ url }: Pick<TestServer, 'url'>): WebClient {
  const cookies = new Map<string, string>();
  const keep = (headers: Headers) => {
    for (const line of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
  };
  return {
    cookies,
    keep,
    async send(target, { form, html = false, headers = {}, body, method } = {}) {
      const unsafe = form !== undefined || body !== undefined || (method ?? 'GET') !== 'GET';
      const answer = await request(new URL(target, url).href, {
        ...(method === undefined ? {} : { method }),
        ...(form ? { body: new URLSearchParams(form).toString() } : body === undefined ? {} : { body }),
        headers: {
          accept: html ? navigation : 'application/json',
          ...(cookies.size > 0 ? { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') } : {}),
          ...(unsafe ? { origin: url, 'sec-fetch-site': 'same-origin' } : {}),
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          ...headers,
        },
      });
      keep(answer.headers);
      return answer;
    },
  };
}

type Kind = 'login' | 'registration' | 'settings' | 'recovery' | 'verification';
// biome-ignore lint/suspicious/noExplicitAny: a flow as the server sent it
type Flow = any;

/** Starts a browser flow as a script does; throws the answer when there is none. */
export async function startFlow(web: WebClient, kind: Kind, query = ''): Promise<Flow> {
  const { status, body } = await web.send(`/self-service/${kind}/browser${query}`);
  if (status !== 200) throw new Error(`${kind} did not start: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Submits a flow with its token: as a script with JSON, or as the HTML form of the page. */
export function submitFlow(
  web: WebClient,
  flow: Flow,
  values: Record<string, unknown>,
  { html = false, headers = {} }: Pick<Sending, 'html' | 'headers'> = {},
): Promise<Answer> {
  const filled = { csrf_token: nodeValue(flow, 'csrf_token'), ...values };
  return web.send(flow.ui.action, { html, headers, ...(html ? { form: flat(filled) } : { body: filled }) });
}

/** `{traits: {email}}` as the form fields `traits.email`. */
export function flat(values: Record<string, unknown>, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flat(value as Record<string, unknown>, `${prefix}${name}.`))
        : [[`${prefix}${name}`, String(value)]],
    ),
  );
}

export const traitsOf = (name: string) => ({ email: `${name}@example.com`, name: { first: name, last: 'Example' } });

/** Somebody at a browser with a session cookie. */
export interface WebPerson extends WebClient {
  name: string;
  authenticator: SoftwareAuthenticator;
  identityId: string;
}

/** Registers in a browser with a passkey; answers the last answer too, for those who look at it. */
export async function registerInBrowser(
  server: TestServer,
  name: string,
  { query = '', html = false, authenticator = createAuthenticator() } = {},
): Promise<WebPerson & { done: Answer }> {
  const web = webClient(server);
  const traits = traitsOf(name);
  const first = await startFlow(web, 'registration', query);
  await submitFlow(web, first, { method: 'profile', traits });
  const second = (await web.send(`/self-service/registration/flows?id=${first.id}`)).body;
  const { credentialOptions } = JSON.parse(nodeValue(second, 'passkey_create_data'));
  const passkey_register = JSON.stringify(authenticator.register(credentialOptions.publicKey, server.url));
  const done = await submitFlow(web, second, { method: 'passkey', traits, passkey_register }, { html });
  if (done.status !== (html ? 303 : 200)) throw new Error(`${name} did not register: ${JSON.stringify(done.body)}`);
  const { body: session } = await web.send('/sessions/whoami');
  return { ...web, name, authenticator, identityId: session.identity.id, done };
}

/** The answer of an authenticator to a login flow, as its form field. */
export function assertionFor(
  flow: Flow,
  authenticator: SoftwareAuthenticator,
  origin: string,
  overrides: Parameters<SoftwareAuthenticator['authenticate']>[2] = {},
): string {
  const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_challenge'));
  return JSON.stringify(authenticator.authenticate(publicKey, origin, overrides));
}

/** Signs in with a passkey in this browser, or proves it again (`?refresh=true`). */
export async function signInBrowser(
  server: TestServer,
  web: WebClient,
  authenticator: SoftwareAuthenticator,
  { query = '', html = false }: { query?: string; html?: boolean } = {},
): Promise<Answer> {
  const flow = await startFlow(web, 'login', query);
  const passkey_login = assertionFor(flow, authenticator, server.url);
  return submitFlow(web, flow, { method: 'passkey', passkey_login }, { html });
}
