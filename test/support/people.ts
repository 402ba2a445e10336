import { createAuthenticator, type SoftwareAuthenticator } from './authenticator.ts';
import type { TestServer } from './server.ts';

/** Somebody with an authenticator and a native session. */
export interface Person {
  name: string;
  email: string;
  authenticator: SoftwareAuthenticator;
  token: string;
  identityId: string;
  /** Calls the API as this person; a body makes it a POST. */
  api(path: string, init?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what the server says is what the test looks at
  body: any;
}

export async function request(
  url: string,
  { method, body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as string | FormData) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = /json\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: json && text !== '' ? JSON.parse(text) : text };
}

/** The value of an input node. */
// biome-ignore lint/suspicious/noExplicitAny: a flow as the server sent it
export function nodeValue(flow: any, name: string): any {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  return flow.ui.nodes.find((node: any) => node.attributes.name === name)?.attributes.value;
}

/** Registers natively with a passkey. `setup` makes the person the owner. */
export async function register(
  server: Pick<TestServer, 'url'>,
  name: string,
  { setup, authenticator = createAuthenticator() }: { setup?: string; authenticator?: SoftwareAuthenticator } = {},
): Promise<Person> {
  const email = `${name}@example.com`;
  const traits = { email, name: { first: name, last: 'Example' } };
  const query = setup ? `?setup=${setup}` : '';
  const first = await request(`${server.url}/self-service/registration/api${query}`);
  const second = await request(first.body.ui.action, { body: { method: 'profile', traits } });
  const { credentialOptions } = JSON.parse(nodeValue(second.body, 'passkey_create_data'));
  const credential = authenticator.register(credentialOptions.publicKey, server.url);
  const done = await request(first.body.ui.action, {
    body: { method: 'passkey', traits, passkey_register: JSON.stringify(credential) },
  });
  if (done.status !== 200) throw new Error(`${name} could not register: ${JSON.stringify(done.body)}`);
  return person(server, {
    name,
    email,
    authenticator,
    token: done.body.session_token,
    identityId: done.body.identity.id,
  });
}

/** Signs in natively with the person's passkey; answers the new session's token. */
export async function signIn(
  server: Pick<TestServer, 'url'>,
  { authenticator }: Pick<Person, 'authenticator'>,
  overrides: Parameters<SoftwareAuthenticator['authenticate']>[2] = {},
): Promise<Answer> {
  const flow = await request(`${server.url}/self-service/login/api`);
  const { publicKey } = JSON.parse(nodeValue(flow.body, 'passkey_challenge'));
  const assertion = authenticator.authenticate(publicKey, server.url, overrides);
  return request(flow.body.ui.action, { body: { method: 'passkey', passkey_login: JSON.stringify(assertion) } });
}

function person(server: Pick<TestServer, 'url'>, init: Omit<Person, 'api'>): Person {
  const self: Person = {
    ...init,
    api: (path, { headers = {}, ...rest } = {}) =>
      request(`${server.url}${path}`, { ...rest, headers: { 'x-session-token': self.token, ...headers } }),
  };
  return self;
}

/** Goes through the step-up that a refusal asks for; answers the grant, if one was given. The token may be new. */
export async function stepUp(
  server: Pick<TestServer, 'url'>,
  somebody: Person,
  refusal: Answer,
  overrides: Parameters<SoftwareAuthenticator['authenticate']>[2] = {},
): Promise<string | undefined> {
  const { operation, resource, parameters } = refusal.body;
  const opened = await somebody.api('/api/step-up', { body: { operation, resource, parameters } });
  const { publicKey } = opened.body.methods.find(({ method }: { method: string }) => method === 'passkey');
  const assertion = somebody.authenticator.authenticate(publicKey, server.url, overrides);
  const proven = await somebody.api(`/api/step-up/${opened.body.id}`, { body: { method: 'passkey', assertion } });
  if (proven.status !== 200) throw new Error(`The proof was refused: ${JSON.stringify(proven.body)}`);
  if (proven.body.session_token) somebody.token = proven.body.session_token;
  return proven.body.grant;
}
