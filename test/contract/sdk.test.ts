import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Configuration, FrontendApi, type LoginFlow, type RegistrationFlow } from '@ory/kratos-client';
import { createAuthenticator } from '../support/authenticator.ts';
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

const traits = { email: 'alice@example.com', name: { first: 'Alice', last: 'Liddell' } };

describe('the official Kratos SDK', () => {
  it('registers, signs in at aal2, reads whoami and signs out, natively', async (t) => {
    const server = await startServer(t);
    const sdk = new FrontendApi(new Configuration({ basePath: server.url }));
    const authenticator = createAuthenticator();

    const start = (await sdk.createNativeRegistrationFlow()).data;
    const second = await flowOfError<RegistrationFlow>(
      sdk.updateRegistrationFlow({ flow: start.id, updateRegistrationFlowBody: { method: 'profile', traits } }),
    );
    const { credentialOptions } = JSON.parse(nodeValue(second, 'passkey_create_data'));
    const created = authenticator.register(credentialOptions.publicKey, server.url);
    const registered = await sdk.updateRegistrationFlow({
      flow: start.id,
      updateRegistrationFlowBody: { method: 'passkey', traits, passkey_register: JSON.stringify(created) },
    });
    assert.equal(registered.data.session?.authenticator_assurance_level, 'aal2');
    assert.equal(registered.data.identity.traits.email, traits.email);

    const login = (await sdk.createNativeLoginFlow()).data;
    const { publicKey } = JSON.parse(nodeValue(login, 'passkey_challenge'));
    assert.equal(publicKey.allowCredentials, undefined, 'the passkey is discovered, no identifier is typed');
    const assertion = authenticator.authenticate(publicKey, server.url);
    const signedIn = await sdk.updateLoginFlow({
      flow: login.id,
      updateLoginFlowBody: { method: 'passkey', passkey_login: JSON.stringify(assertion) },
    });
    const token = signedIn.data.session_token!;
    assert.match(token, /^ory_st_/);
    assert.equal(signedIn.data.session.authenticator_assurance_level, 'aal2');

    const whoami = (await sdk.toSession({ xSessionToken: token })).data;
    assert.equal(whoami.identity?.id, registered.data.identity.id);
    assert.equal(whoami.active, true);
    assert.deepEqual(
      whoami.authentication_methods?.map(({ method, aal }) => ({ method, aal })),
      [{ method: 'passkey', aal: 'aal2' }],
    );

    await sdk.performNativeLogout({ performNativeLogoutBody: { session_token: token } });
    await assert.rejects(sdk.toSession({ xSessionToken: token }), { status: 401 });
    const again = await sdk.performNativeLogout({ performNativeLogoutBody: { session_token: token } });
    assert.equal(again.status, 204);
  });

  it('grades a passkey without user verification as aal1', async (t) => {
    const server = await startServer(t);
    const sdk = new FrontendApi(new Configuration({ basePath: server.url }));
    const authenticator = createAuthenticator({ userVerified: false });
    const start = (await sdk.createNativeRegistrationFlow()).data;
    await flowOfError(
      sdk.updateRegistrationFlow({ flow: start.id, updateRegistrationFlowBody: { method: 'profile', traits } }),
    );
    const flow = (await sdk.getRegistrationFlow({ id: start.id })).data;
    const { credentialOptions } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
    const created = authenticator.register(credentialOptions.publicKey, server.url);
    await sdk.updateRegistrationFlow({
      flow: start.id,
      updateRegistrationFlowBody: { method: 'passkey', traits, passkey_register: JSON.stringify(created) },
    });
    const login = (await sdk.createNativeLoginFlow()).data as LoginFlow;
    const { publicKey } = JSON.parse(nodeValue(login, 'passkey_challenge'));
    const signedIn = await sdk.updateLoginFlow({
      flow: login.id,
      updateLoginFlowBody: {
        method: 'passkey',
        passkey_login: JSON.stringify(authenticator.authenticate(publicKey, server.url)),
      },
    });
    assert.equal(signedIn.data.session.authenticator_assurance_level, 'aal1');
  });
});
