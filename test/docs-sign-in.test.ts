import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { account } from './support/accounts.ts';
import { createAuthenticator } from './support/authenticator.ts';
import { startMailingServer } from './support/mailbox.ts';
import { register, request } from './support/people.ts';
import { backupCodes } from './support/proving.ts';
import { startServer } from './support/server.ts';
import { temporaryFolder } from './support/temporary.ts';
import { registerInBrowser, startFlow, submitFlow, type WebClient, webClient } from './support/web-client.ts';

const guide = readFileSync(new URL('../docs/sign-in.md', import.meta.url), 'utf8');
const pieces = [...guide.matchAll(/```js\n([\s\S]+?)```/g)].map(([, code]) => code!);
const [serverSide = '', inPage = '', native = ''] = pieces;

/** A piece of the guide as somebody would copy it, at another address than `id.example.org`. */
// biome-ignore lint/suspicious/noExplicitAny: what a piece exports, its test knows
async function run(code: string, basePath: string): Promise<any> {
  const file = join(await temporaryFolder({ after }), 'piece.mjs');
  const sdk = import.meta.resolve('@ory/kratos-client');
  await writeFile(file, code.replace('@ory/kratos-client', sdk).replace('https://id.example.org', basePath));
  return import(file);
}

const cookieOf = ({ cookies }: WebClient) => ({ cookie: [...cookies].map((pair) => pair.join('=')).join('; ') });

it('the guide has three pieces', () => assert.equal(pieces.length, 3));

describe('a web application with a server', async () => {
  const server = await startServer({ after }, { flags: { 'session.whoami.required_aal': 'highest_available' } });
  const { visitor } = await run(serverSide, server.url);

  it('knows who sends a request', async () => {
    const alice = await registerInBrowser(server, 'alice');
    assert.equal((await visitor({ headers: cookieOf(alice) })).session.identity.id, alice.identityId);
    for (const headers of [{}, { cookie: 'ory_kratos_session=ory_sc_nobody' }]) {
      assert.deepEqual(await visitor({ headers }), { session: null });
    }
  });

  it('knows where a second proof is given', async () => {
    const bob = await registerInBrowser(server, 'bob', { authenticator: createAuthenticator({ userVerified: false }) });
    const settings = await startFlow(bob, 'settings');
    await submitFlow(bob, settings, { lookup_secret_regenerate: true });
    assert.equal((await submitFlow(bob, settings, { lookup_secret_confirm: true })).status, 200);
    const goTo = `${server.url}/self-service/login/browser?aal=aal2`;
    assert.deepEqual(await visitor({ headers: cookieOf(bob) }), { session: null, goTo });
  });

  it('is not told that nobody is there when the server is gone', async () => {
    const { visitor: lost } = await run(serverSide, 'http://127.0.0.1:1');
    await assert.rejects(lost({ headers: {} }), /ECONNREFUSED/);
  });
});

describe('a page that signs people in itself', async () => {
  const server = await startServer({ after });
  const alice = await register(server, 'alice');
  const web = webClient(server);
  /** The cookies and headers of a browser, which a script has no hand in. */
  const browser = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const sent = { method: incoming.method!, ...(body === '' ? {} : { body: JSON.parse(body) }) };
    const answer = await web.send(incoming.url!, sent);
    outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => browser.listen(0, '127.0.0.1', resolve));
  after(() => browser.close());

  it('signs in with a passkey, and out', async (t) => {
    Object.assign(globalThis, {
      PublicKeyCredential: { parseRequestOptionsFromJSON: (options: object) => options },
      credentials: {
        get: async ({ publicKey }: { publicKey: Parameters<typeof alice.authenticator.authenticate>[0] }) =>
          alice.authenticator.authenticate(publicKey, server.url),
      },
    });
    t.after(() =>
      ['PublicKeyCredential', 'credentials'].forEach((name) => void Reflect.deleteProperty(globalThis, name)),
    );
    const code = inPage.replace('navigator.credentials', 'credentials');
    const { signIn, signOut } = await run(code, `http://127.0.0.1:${(browser.address() as AddressInfo).port}`);
    const session = await signIn();
    assert.equal(session.identity.id, alice.identityId);
    assert.equal((await web.send('/sessions/whoami')).status, 200);
    await signOut();
    assert.equal((await web.send('/sessions/whoami')).status, 401);
  });
});

describe('an application on a device', async () => {
  const { server, box } = await startMailingServer({ after });
  const { signInByCode, proveMore, signOut } = await run(native, server.url);

  it('signs in by a code, tries again, proves more and signs out', async () => {
    const alice = await account(server, 'alice');
    const shown: number[] = [];
    const token = await signInByCode(alice.email, async (messages: { id: number }[]) => {
      shown.push(...messages.map(({ id }) => id));
      return shown.length === 1 ? '000000' : box.code(alice.email);
    });
    assert.deepEqual(shown, [1010014, 4010008]);
    const headers = { 'x-session-token': token };
    const whoami = await request(`${server.url}/sessions/whoami`, { headers });
    assert.equal(whoami.body.identity.id, alice.id);

    const api = (path: string, init = {}) => request(server.url + path, { headers, ...init });
    const [code] = await backupCodes({ api } as Parameters<typeof backupCodes>[0]);
    const stronger = await proveMore(token, code);
    assert.notEqual(stronger, token);
    const after = await request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': stronger } });
    assert.equal(after.body.authenticator_assurance_level, 'aal2');
    await signOut(stronger);
    assert.equal(
      (await request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': stronger } })).status,
      401,
    );
    // What is still being sent arrives before its server stops.
    await box.letters(alice.email);
  });
});
