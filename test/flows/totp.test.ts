import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode, wrongCode } from '../support/authenticator-app.ts';
import { check, nativeFlow, problem, refused, submitNative } from '../support/contract.ts';
import { type Answer, type Person, register, signIn } from '../support/people.ts';
import { openStepUp, prove } from '../support/proving.ts';
import { startServer, type TestServer } from '../support/server.ts';

const server = await startServer({ after });
const { clock } = server;

// biome-ignore lint/suspicious/noExplicitAny: a flow as the server sent it
type Flow = any;

const withoutPin = () => createAuthenticator({ userVerified: false });
const nameOf = ({ attributes }: Flow) => attributes.name ?? attributes.id;
const ofGroup = (flow: Flow) => flow.ui.nodes.filter(({ group }: Flow) => group === 'totp');
const secretIn = (flow: Flow): string =>
  ofGroup(flow).find((node: Flow) => nameOf(node) === 'totp_secret_key').attributes.text.context.secret;

/** Sets the app up; answers its secret. One step later its codes are good to prove with. */
async function enrol(person: Person, on: TestServer = server): Promise<string> {
  const flow = await nativeFlow(on, 'settings/api', person);
  const secret = secretIn(flow);
  const done = await submitNative(flow, { method: 'totp', totp_code: appCode(secret, on.clock()) }, person);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  on.clock.advance({ seconds: 30 });
  return secret;
}

/** The same person in another session, which a passkey without a PIN has opened. */
async function elsewhere(person: Person): Promise<Person> {
  const token: string = (await signIn(server, person)).body.session_token;
  const other: Person = {
    ...person,
    token,
    api: (path, init = {}) =>
      person.api(path, { ...init, headers: { ...init.headers, 'x-session-token': other.token } }),
  };
  return other;
}

const secondProof = async (person: Person, totp_code: string, query = '?aal=aal2'): Promise<Answer> =>
  submitNative(await nativeFlow(server, `login/api${query}`, person), { method: 'totp', totp_code }, person);

describe('an authenticator app', () => {
  it('is there after one right code; its secret is shown while it is set up, and never again', async () => {
    const alice = await register(server, 'alice');
    const flow = await nativeFlow(server, 'settings/api', alice);
    assert.deepEqual(ofGroup(flow).map(nameOf), ['totp_qr', 'totp_secret_key', 'totp_code', 'method']);
    const [picture] = ofGroup(flow);
    assert.equal(picture.type, 'img');
    assert.deepEqual([picture.attributes.width, picture.attributes.height], [256, 256]);
    const secret = secretIn(flow);

    const wrong = await submitNative(flow, { method: 'totp', totp_code: wrongCode(secret, clock()) }, alice);
    check(wrong, { status: 400, message: 4000008 });
    const field = ofGroup(wrong.body).find((node: Flow) => nameOf(node) === 'totp_code');
    assert.deepEqual(
      field.messages.map(({ id }: Flow) => id),
      [4000008],
    );
    assert.equal(secretIn(wrong.body), secret, 'the app has this secret already');

    const done = await submitNative(flow, { method: 'totp', totp_code: appCode(secret, clock()) }, alice);
    check(done, { status: 200, message: 1050001 });
    assert.equal(done.body.state, 'success');
    assert.deepEqual(ofGroup(done.body).map(nameOf), ['totp_unlink']);
    const again = await nativeFlow(server, `settings/flows?id=${flow.id}`, alice);
    for (const body of [done.body, again, await nativeFlow(server, 'settings/api', alice)]) {
      assert.ok(!JSON.stringify(body).includes(secret));
    }
    const { factors } = (await alice.api('/api/me/factors')).body;
    const app = factors.find(({ type }: { type: string }) => type === 'totp');
    assert.deepEqual([app.strength, app.status], ['aal1', 'active']);
  });

  it('that was set up has been proven by that', async () => {
    const bob = await register(server, 'bob', { authenticator: withoutPin() });
    assert.equal((await bob.api('/sessions/whoami')).body.authenticator_assurance_level, 'aal1');
    await enrol(bob);
    const { authenticator_assurance_level, authentication_methods } = (await bob.api('/sessions/whoami')).body;
    assert.equal(authenticator_assurance_level, 'aal2');
    assert.equal(authentication_methods.at(-1).method, 'totp');
  });

  it('is a second proof, each code once', async () => {
    const carol = await register(server, 'carol', { authenticator: withoutPin() });
    const secret = await enrol(carol);
    const [one, two] = [await elsewhere(carol), await elsewhere(carol)];
    refused(await secondProof(one, wrongCode(secret, clock())), 4000008);
    refused(await secondProof(one, appCode(secret, clock() - 30_000)), 4000008);
    const code = appCode(secret, clock());
    const done = await secondProof(one, code);
    assert.equal(done.body.session.authenticator_assurance_level, 'aal2', JSON.stringify(done.body));
    refused(await secondProof(two, code), 4000008);
    clock.advance({ seconds: 30 });
    refused(await secondProof(two, code), 4000008);
    assert.equal((await secondProof(two, appCode(secret, clock()))).status, 200);
  });

  it('has one code spent by one of two at the same moment', async () => {
    const dora = await register(server, 'dora', { authenticator: withoutPin() });
    const secret = await enrol(dora);
    const sessions = [await elsewhere(dora), await elsewhere(dora), await elsewhere(dora)];
    const code = appCode(secret, clock());
    const answers = await Promise.all(sessions.map((session) => secondProof(session, code)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400]);
  });

  it('that is guessed is throttled, whatever flow it comes in, and never closes the passkey', async () => {
    const erin = await register(server, 'erin', { authenticator: withoutPin() });
    const secret = await enrol(erin);
    const session = await elsewhere(erin);
    for (let count = 0; count < 5; count++) refused(await secondProof(session, wrongCode(secret, clock())), 4000008);
    const answer = await secondProof(session, appCode(secret, clock()));
    assert.equal(answer.status, 429);
    const seconds = Number(answer.headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 3600);
    assert.equal((await signIn(server, erin)).status, 200);
    clock.advance({ seconds: 30 });
    assert.equal((await secondProof(session, appCode(secret, clock()))).status, 200);
  });

  it('that nobody has is neither offered nor taken', async () => {
    const frank = await register(server, 'frank', { authenticator: withoutPin() });
    const flow = await nativeFlow(server, 'login/api?aal=aal2', frank);
    assert.deepEqual(ofGroup(flow), []);
    refused(await submitNative(flow, { method: 'totp', totp_code: '123456' }, frank), 4000011);
  });

  it('opens no session by itself', async () => {
    const flow = await nativeFlow(server, 'login/api');
    assert.deepEqual(ofGroup(flow), []);
    const answer = await submitNative(flow, { method: 'totp', identifier: 'alice@example.com', totp_code: '123456' });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.session_token, undefined);
  });

  it('confirms one action beside a passkey', async () => {
    const gina = await register(server, 'gina', { authenticator: withoutPin() });
    const secret = await enrol(gina);
    const { id: jar } = (await gina.api('/api/jars', { body: { name: 'Honey' } })).body;
    const remove = (grant?: string) =>
      gina.api(`/api/jars/${jar}`, { method: 'DELETE', headers: grant ? { 'sting-step-up': grant } : {} });
    const opened = await openStepUp(gina, await remove());
    const methods = opened.body.methods.map(({ method }: { method: string }) => method);
    assert.deepEqual(methods, ['passkey', 'totp']);
    problem(await prove(gina, opened.body.id, { method: 'totp', code: '000' }), 401, 'proof_refused');
    const first = await prove(gina, opened.body.id, { method: 'totp', code: appCode(secret, clock()) });
    assert.deepEqual(first.body.needs, { level: 'aal2', action_bound: true }, JSON.stringify(first.body));
    const { publicKey } = opened.body.methods[0];
    const assertion = gina.authenticator.authenticate(publicKey, server.url);
    const second = await prove(gina, opened.body.id, { method: 'passkey', assertion });
    assert.equal((await remove(second.body.grant)).status, 204);
  });

  it('is removed by somebody who proves all they can', async () => {
    const heidi = await register(server, 'heidi', { authenticator: withoutPin() });
    await enrol(heidi);
    const thief = await elsewhere(heidi);
    const asThief = await submitNative(await nativeFlow(server, 'settings/api', thief), { totp_unlink: true }, thief);
    check(asThief, { status: 403, id: 'session_refresh_required' });
    const done = await submitNative(await nativeFlow(server, 'settings/api', heidi), { totp_unlink: true }, heidi);
    check(done, { status: 200, message: 1050001 });
    assert.notEqual(secretIn(await nativeFlow(server, 'settings/api', heidi)), undefined);
  });

  it('is not removed by a code of its own alone', async () => {
    const ivan = await register(server, 'ivan', { authenticator: withoutPin() });
    const secret = await enrol(ivan);
    clock.advance({ minutes: 10 });
    const proven = await secondProof(ivan, appCode(secret, clock()), '?aal=aal2&refresh=true');
    ivan.token = proven.body.session_token;
    const answer = await submitNative(await nativeFlow(server, 'settings/api', ivan), { totp_unlink: true }, ivan);
    check(answer, { status: 403, id: 'session_refresh_required' });
  });

  it('is not removed by a code of its own alone where two possessions are one factor', async () => {
    const strict = await startServer({ after }, { flags: { 'assurance.mode': 'nist' } });
    const judy = await register(strict, 'judy', { authenticator: withoutPin() });
    const secret = await enrol(judy, strict);
    strict.clock.advance({ minutes: 10 });
    const login = await nativeFlow(strict, 'login/api?aal=aal2', judy);
    const proven = await submitNative(login, { method: 'totp', totp_code: appCode(secret, strict.clock()) }, judy);
    judy.token = proven.body.session_token ?? judy.token;
    const answer = await submitNative(await nativeFlow(strict, 'settings/api', judy), { totp_unlink: true }, judy);
    check(answer, { status: 400, message: 4000001 });
    assert.match(answer.body.ui.messages[0].text, /another of your ways/);
  });
});
