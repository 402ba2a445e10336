import type { LightMyRequestResponse } from 'fastify';
import type { Evidence } from '../../src/assurance/evidence.ts';
import type { Config, ConfigKey } from '../../src/config/config.ts';
import type { Application } from '../../src/http/http.ts';
import { uuid } from '../../src/kernel/ids.ts';
import { localOrigin } from '../../src/kernel/request.ts';
import { publicServer } from './api.ts';
import { proof } from './evidence.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

export const forwardName = '__Secure-sting_forward';
export const sessionName = '__Host-ory_kratos_session';
export const base = 'https://id.example.org';

/** STING on https behind a proxy on this machine, for the applications of example.org. */
export const forwardFlags = (rules: object[]) => ({
  'serve.public.base_url': base,
  'serve.trusted_proxies': ['127.0.0.1'],
  'forward_auth.domain': 'example.org',
  'forward_auth.rules': rules,
});

export interface Member {
  id: string;
  sessionId: string;
  /** The Cookie header of their browser at STING. */
  atSting: string;
  /** The token of the session cookie alone. */
  sessionToken: string;
}

/** Somebody with a session of these proofs, by default a user-verified passkey right now. */
export async function member(
  app: Application,
  name: string,
  {
    evidence = [proof('passkey', { user_verified: true, at: app.clock() })],
    traits = {},
    verified = true,
    roles = [] as string[],
  }: { evidence?: Evidence[]; traits?: object; verified?: boolean; roles?: string[] } = {},
): Promise<Member> {
  const id = uuid(app.random);
  return app.store.write(async (tx) => {
    await app.identities.create(tx, {
      id,
      userHandle: `handle of ${name}`,
      schemaId: 'default',
      traits: { email: `${name}@example.org`, ...traits },
      addressesVerified: verified,
    });
    for (const role of roles) await app.access.assignRole(tx, id, role);
    const { session, token } = await app.sessions.open(tx, {
      identityId: id,
      kind: 'cookie',
      evidence,
      origin: localOrigin,
    });
    return { id, sessionId: session.id, sessionToken: token, atSting: `${sessionName}=${token}` };
  });
}

export type Verified = LightMyRequestResponse;

/** The public server, asked as a proxy would. */
export async function forwardServer(
  scope: Scope,
  rules: object[],
  settings: Partial<Record<ConfigKey, Config[ConfigKey]>> = {},
) {
  const { app, server, clock } = await publicServer(scope, { ...forwardFlags(rules), ...settings } as typeof settings);

  /** As nginx asks, with the headers of the visitor. */
  const verify = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
    server.inject({
      url: '/auth/verify',
      headers: { ...headers, 'x-original-url': url, 'x-original-method': method },
    });

  /** `GET /auth/start`, with the cookies of the browser there. */
  const start = (rd: string, cookie = '') =>
    server.inject({ url: `/auth/start?rd=${encodeURIComponent(rd)}`, headers: cookie === '' ? {} : { cookie } });

  /** The forward cookie that somebody gets on the way to this address. */
  async function cookieOf({ atSting }: Member, rd = 'https://wiki.example.org/'): Promise<string> {
    const answer = await start(rd, atSting);
    const found = answer.cookies.find(({ name }) => name === forwardName);
    if (!found) throw new Error(`No cookie: ${answer.statusCode} ${answer.headers.location} ${answer.payload}`);
    return `${forwardName}=${found.value}`;
  }

  return { app, server, clock, verify, start, cookieOf };
}

/** As a browser that opens a page. */
export const navigating = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };
