import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  Configuration,
  FrontendApi,
  IdentityApi,
  type LoginFlow,
  type RegistrationFlow,
  type SettingsFlow,
} from '@ory/kratos-client';
import { createAuthenticator, type SoftwareAuthenticator } from '../support/authenticator.ts';
import { nodeValue } from '../support/people.ts';
import { startServer } from '../support/server.ts';

/** Kratos's SDK throws for every status but 2xx; "next page" is one of them. */
async function flowOfError<F>(call: Promise<unknown>, status = 400): Promise<F> {
  const error = await call.then(
    () => assert.fail('the call should have been answered with an error status'),
    (thrown: { response?: { status: number; data: F } }) => thrown,
  );
  assert.equal(error.response?.status, status, String(error));
  return error.response!.data;
}

const traits = (name: string) => ({ email: `${name}@example.com`, name: { first: name, last: 'Liddell' } });
const csrfOf = (flow: object) => ({ csrf_token: nodeValue(flow, 'csrf_token') as string });

const server = await startServer({ after });
const native = new FrontendApi(new Configuration({ basePath: server.url }));

type Answered = { headers?: unknown };

/** The SDK in a page of ours. `keep` takes the cookies of an answer and hands the answer on, as a browser does. */
function inBrowser() {
  const cookies = new Map<string, string>();
  const headers = { Accept: 'application/json', Origin: server.url };
  const configuration = new Configuration({ basePath: server.url, baseOptions: { headers } });
  const sdk = new FrontendApi(configuration);
  const take = (answer: Answered | undefined) => {
    for (const line of (answer?.headers as { 'set-cookie'?: string[] } | undefined)?.['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    configuration.baseOptions.headers.Cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
  };
  const keep = async <T extends Answered>(call: Promise<T>): Promise<T> => {
    try {
      const answer = await call;
      take(answer);
      return answer;
    } catch (error) {
      take((error as { response?: Answered }).response);
      throw error;
    }
  };
  return { cookies, sdk, keep };
}

const register = (authenticator: SoftwareAuthenticator, flow: RegistrationFlow) =>
  JSON.stringify(
    authenticator.register(JSON.parse(nodeValue(flow, 'passkey_create_data')).credentialOptions.publicKey, server.url),
  );
const assertion = (authenticator: SoftwareAuthenticator, flow: LoginFlow) =>
  JSON.stringify(authenticator.authenticate(JSON.parse(nodeValue(flow, 'passkey_challenge')).publicKey, server.url));

/** Registers natively; answers the session token. */
async function registered(name: string, authenticator: SoftwareAuthenticator) {
  const { id: flow } = (await native.createNativeRegistrationFlow()).data;
  const body = { method: 'profile' as const, traits: traits(name) };
  const second = await flowOfError<RegistrationFlow>(
    native.updateRegistrationFlow({ flow, updateRegistrationFlowBody: body }),
  );
  return (
    await native.updateRegistrationFlow({
      flow,
      updateRegistrationFlowBody: {
        method: 'passkey',
        traits: traits(name),
        passkey_register: register(authenticator, second),
      },
    })
  ).data;
}

async function signedIn(authenticator: SoftwareAuthenticator) {
  const flow = (await native.createNativeLoginFlow()).data;
  const updateLoginFlowBody = { method: 'passkey' as const, passkey_login: assertion(authenticator, flow) };
  return (await native.updateLoginFlow({ flow: flow.id, updateLoginFlowBody })).data;
}

describe('the official Kratos SDK, natively', () => {
  it('registers, signs in at aal2, reads whoami and signs out', async () => {
    const authenticator = createAuthenticator();
    const alice = await registered('alice', authenticator);
    assert.equal(alice.session?.authenticator_assurance_level, 'aal2');
    assert.equal(alice.identity.traits.email, traits('alice').email);

    const login = (await native.createNativeLoginFlow()).data;
    const { publicKey } = JSON.parse(nodeValue(login, 'passkey_challenge'));
    assert.equal(publicKey.allowCredentials, undefined, 'the passkey is discovered, no identifier is typed');
    const { session_token: token, session } = await signedIn(authenticator);
    assert.match(token!, /^ory_st_/);
    assert.equal(session.authenticator_assurance_level, 'aal2');

    const whoami = (await native.toSession({ xSessionToken: token! })).data;
    assert.equal(whoami.identity?.id, alice.identity.id);
    assert.equal(whoami.active, true);
    assert.deepEqual(
      whoami.authentication_methods?.map(({ method, aal }) => ({ method, aal })),
      [{ method: 'passkey', aal: 'aal2' }],
    );
    assert.equal((await native.listMySessions({ xSessionToken: token! })).data.length, 1);
    assert.equal((await native.disableMyOtherSessions({ xSessionToken: token! })).data.count, 1);

    await native.performNativeLogout({ performNativeLogoutBody: { session_token: token! } });
    await assert.rejects(native.toSession({ xSessionToken: token! }), { status: 401 });
    const again = await native.performNativeLogout({ performNativeLogoutBody: { session_token: token! } });
    assert.equal(again.status, 204);
  });

  it('grades a passkey without user verification as aal1, and a backup code with it as aal2', async () => {
    const authenticator = createAuthenticator({ userVerified: false });
    const { session_token: token } = await registered('bob', authenticator);
    const settings = (await native.createNativeSettingsFlow({ xSessionToken: token! })).data;
    const update = (body: Parameters<typeof native.updateSettingsFlow>[0]['updateSettingsFlowBody']) =>
      native.updateSettingsFlow({ flow: settings.id, xSessionToken: token!, updateSettingsFlowBody: body });
    const shown = (await update({ method: 'lookup_secret', lookup_secret_regenerate: true })).data;
    const codes = codesOf(shown);
    assert.equal(codes.length, 10);
    assert.equal((await update({ method: 'lookup_secret', lookup_secret_confirm: true })).data.state, 'success');

    const { session_token: weak, session } = await signedIn(authenticator);
    assert.equal(session.authenticator_assurance_level, 'aal1');
    const second = (await native.createNativeLoginFlow({ aal: 'aal2', xSessionToken: weak! })).data;
    assert.equal(second.requested_aal, 'aal2');
    const prove = (flow: LoginFlow, lookup_secret: string) =>
      native.updateLoginFlow({
        flow: flow.id,
        xSessionToken: weak!,
        updateLoginFlowBody: { method: 'lookup_secret', lookup_secret },
      });
    const wrong = await flowOfError<LoginFlow>(prove(second, 'AAAA-AAAA-AAAA-AAAA'));
    assert.deepEqual(
      wrong.ui.messages?.map(({ id }) => id),
      [4000016],
    );
    const strong = (await prove(second, codes[0]!)).data;
    assert.equal(strong.session.authenticator_assurance_level, 'aal2');
    assert.notEqual(strong.session_token, weak);
    assert.deepEqual(
      strong.session.authentication_methods?.map(({ method, aal }) => ({ method, aal })),
      [
        { method: 'passkey', aal: 'aal1' },
        { method: 'lookup_secret', aal: 'aal2' },
      ],
    );
    const { session_token: other } = await signedIn(authenticator);
    const third = (await native.createNativeLoginFlow({ aal: 'aal2', xSessionToken: other! })).data;
    const used = await flowOfError<LoginFlow>(
      native.updateLoginFlow({
        flow: third.id,
        xSessionToken: other!,
        updateLoginFlowBody: { method: 'lookup_secret', lookup_secret: codes[0]! },
      }),
    );
    assert.deepEqual(
      used.ui.messages?.map(({ id }) => id),
      [4000012],
    );
  });

  it('adds and removes a passkey', async () => {
    const [first, second] = [createAuthenticator(), createAuthenticator()];
    const { session_token: token } = await registered('carol', first);
    let flow = (await native.createNativeSettingsFlow({ xSessionToken: token! })).data;
    const update = (body: Parameters<typeof native.updateSettingsFlow>[0]['updateSettingsFlowBody']) =>
      native.updateSettingsFlow({ flow: flow.id, xSessionToken: token!, updateSettingsFlowBody: body });
    const [only] = removals(flow);
    assert.equal(only!.disabled, true, 'the last way in stays');
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
    const key = JSON.stringify(second.register(publicKey, server.url));
    flow = (await update({ method: 'passkey', passkey_settings_register: key })).data;
    assert.equal(flow.state, 'success');
    assert.deepEqual(
      flow.ui.messages?.map(({ id }) => id),
      [1050001],
    );
    assert.deepEqual(
      removals(flow).map(({ disabled }) => disabled),
      [false, false],
    );
    assert.equal((await signedIn(second)).session.authenticator_assurance_level, 'aal2');

    const hex = Buffer.from(first.credentials[0]!.id, 'base64url').toString('hex');
    flow = (await update({ method: 'passkey', passkey_remove: hex })).data;
    assert.equal(removals(flow).length, 1);
    await assert.rejects(signedIn(first), { status: 400 });
    assert.ok((await signedIn(second)).session_token);
  });
});

describe('the official Kratos SDK, in a page', () => {
  it('registers, changes, signs out and in, and proves again with cookies', async () => {
    const { sdk, cookies, keep } = inBrowser();
    const authenticator = createAuthenticator();
    const first = (await keep(sdk.createBrowserRegistrationFlow())).data;
    const second = await flowOfError<RegistrationFlow>(
      sdk.updateRegistrationFlow({
        flow: first.id,
        updateRegistrationFlowBody: { method: 'profile', traits: traits('dora'), ...csrfOf(first) },
      }),
    );
    const passkey_register = register(authenticator, second);
    const passkey = { method: 'passkey' as const, traits: traits('dora'), passkey_register, ...csrfOf(second) };
    const done = await keep(sdk.updateRegistrationFlow({ flow: first.id, updateRegistrationFlowBody: passkey }));
    assert.equal(done.data.session_token, undefined, 'a page gets no token');
    assert.deepEqual(
      done.data.continue_with?.map(({ action }) => action),
      ['redirect_browser_to'],
    );
    assert.equal((await sdk.toSession()).data.identity?.id, done.data.identity.id);

    const settings = (await keep(sdk.createBrowserSettingsFlow())).data;
    const shown = (
      await sdk.updateSettingsFlow({
        flow: settings.id,
        updateSettingsFlowBody: { method: 'lookup_secret', lookup_secret_regenerate: true, ...csrfOf(settings) },
      })
    ).data;
    assert.equal(codesOf(shown).length, 10);
    assert.deepEqual(codesOf((await sdk.getSettingsFlow({ id: settings.id })).data), codesOf(shown));
    const saved = await sdk.updateSettingsFlow({
      flow: settings.id,
      updateSettingsFlowBody: { method: 'lookup_secret', lookup_secret_confirm: true, ...csrfOf(shown) },
    });
    assert.equal(saved.data.state, 'success');
    assert.deepEqual(codesOf(saved.data), [], 'they are shown once');

    const logout = (await keep(sdk.createBrowserLogoutFlow())).data;
    assert.equal((await keep(sdk.updateLogoutFlow({ token: logout.logout_token }))).status, 204);
    await assert.rejects(sdk.toSession(), { status: 401 });

    const login = (await keep(sdk.createBrowserLoginFlow())).data;
    await assert.rejects(
      native.getLoginFlow({ id: login.id }),
      { status: 403 },
      'a flow of this browser is not read from elsewhere',
    );
    const passkey_login = assertion(authenticator, login);
    const updateLoginFlowBody = { method: 'passkey' as const, passkey_login, ...csrfOf(login) };
    const back = await keep(sdk.updateLoginFlow({ flow: login.id, updateLoginFlowBody }));
    assert.equal(back.data.session.authenticator_assurance_level, 'aal2');

    const before = cookies.get('ory_kratos_session');
    const refresh = (await keep(sdk.createBrowserLoginFlow({ refresh: true }))).data;
    assert.equal(refresh.refresh, true);
    const again = { method: 'passkey' as const, passkey_login: assertion(authenticator, refresh), ...csrfOf(refresh) };
    await keep(sdk.updateLoginFlow({ flow: refresh.id, updateLoginFlowBody: again }));
    assert.notEqual(cookies.get('ory_kratos_session'), before);
    assert.equal((await sdk.toSession()).data.authentication_methods?.length, 2);
    assert.equal(
      (await flowOfError<{ error: { id: string } }>(sdk.createBrowserLoginFlow())).error.id,
      'session_already_available',
    );
  });

  it('reads what everybody may', async () => {
    const schemas = new IdentityApi(new Configuration({ basePath: server.url }));
    const [schema] = (await schemas.listIdentitySchemas()).data;
    assert.deepEqual((await schemas.getIdentitySchema({ id: schema!.id })).data, schema!.schema);
    assert.match((await native.getWebAuthnJavaScript()).data, /oryPasskeyLogin/);
    const refused = await flowOfError<{ error: { id: string } }>(inBrowser().sdk.createBrowserSettingsFlow(), 401);
    assert.equal(refused.error.id, 'session_inactive');
  });
});

function codesOf(flow: SettingsFlow): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK has no type for the context of a message
  const node = flow.ui.nodes.find(({ attributes }: any) => attributes.id === 'lookup_secret_codes') as any;
  return (
    node?.attributes.text.context.secrets.map(({ context }: { context: { secret: string } }) => context.secret) ?? []
  );
}

function removals(flow: SettingsFlow): { disabled: boolean }[] {
  return flow.ui.nodes
    .map(({ attributes }) => attributes as { name?: string; disabled: boolean })
    .filter(({ name }) => name === 'passkey_remove');
}
