import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { nativeFlow, problem, submitNative } from '../support/contract.ts';
import { type Answer, type Person, register, signIn } from '../support/people.ts';
import { backupCodes, byPasskey, openStepUp, prove } from '../support/proving.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const newJar = async (person: Person) => (await person.api('/api/jars', { body: { name: 'Honey' } })).body.id as string;
const remove = (person: Person, jar: string, grant?: string) =>
  person.api(`/api/jars/${jar}`, { method: 'DELETE', headers: grant ? { 'sting-step-up': grant } : {} });

describe('a backup code', () => {
  it('alone is not enough for a critical operation; with a passkey it is', async () => {
    const carol = await register(server, 'carol', { authenticator: createAuthenticator({ userVerified: false }) });
    const codes = await backupCodes(carol);
    assert.equal(codes.length, 10);
    const jar = await newJar(carol);
    const opened = await openStepUp(carol, await remove(carol, jar));
    assert.deepEqual(
      opened.body.methods.map(({ method }: { method: string }) => method),
      ['passkey', 'lookup_secret'],
    );
    const first = await prove(carol, opened.body.id, { method: 'lookup_secret', code: codes[0] });
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.equal(first.body.grant, undefined);
    assert.deepEqual(first.body.needs, { level: 'aal2', action_bound: true });
    problem(await remove(carol, jar), 403, 'step_up_required');
    const twice = await prove(carol, opened.body.id, { method: 'lookup_secret', code: codes[1] });
    assert.equal(twice.body.grant, undefined, 'a factor counts once');
    const second = await prove(carol, opened.body.id, byPasskey(carol, opened, server.url));
    assert.ok(second.body.grant, JSON.stringify(second.body));
    assert.equal((await remove(carol, jar, second.body.grant)).status, 204);
  });

  it('is spent once, also by two at the same moment', async () => {
    const dora = await register(server, 'dora', { authenticator: createAuthenticator({ userVerified: false }) });
    const [code] = await backupCodes(dora);
    const jars = [await newJar(dora), await newJar(dora), await newJar(dora)];
    const opened = await Promise.all(jars.map(async (jar) => openStepUp(dora, await remove(dora, jar))));
    const answers = await Promise.all(
      opened.map(({ body }) => prove(dora, body.id, { method: 'lookup_secret', code })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401]);
    const { backup_codes_left } = (await dora.api('/api/me')).body;
    assert.equal(backup_codes_left, 9);
  });

  it('and another, given to one sign-in at the same moment, have one effect and spend one', async () => {
    const emil = await register(server, 'emil', { authenticator: createAuthenticator({ userVerified: false }) });
    const codes = await backupCodes(emil);
    const token = (await signIn(server, emil)).body.session_token;
    const weak: Person = { ...emil, token };
    const flow = await nativeFlow(server, 'login/api?aal=aal2', weak);
    const answers = await Promise.all(
      codes.slice(0, 3).map((code) => submitNative(flow, { method: 'lookup_secret', lookup_secret: code }, weak)),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal((await emil.api('/api/me')).body.backup_codes_left, 9);
  });

  it('is read as it was meant, and void after a new set was made', async () => {
    const erin = await register(server, 'erin');
    const [code] = await backupCodes(erin);
    const again = await backupCodes(erin);
    const opened = await openStepUp(erin, await remove(erin, await newJar(erin)));
    problem(await prove(erin, opened.body.id, { method: 'lookup_secret', code }), 401, 'proof_refused');
    const typed = ` ${again[0]!.toLowerCase().replaceAll('-', ' ')} `;
    assert.equal((await prove(erin, opened.body.id, { method: 'lookup_secret', code: typed })).status, 200);
  });

  it('that is wrong too often is throttled, whatever flow it comes in, and never closes the passkey', async () => {
    const frank = await register(server, 'frank');
    const [code] = await backupCodes(frank);
    const wrong = { method: 'lookup_secret', code: 'AAAA-AAAA-AAAA-AAAA' };
    const opened = await openStepUp(frank, await remove(frank, await newJar(frank)));
    const answers: Answer[] = [];
    for (let count = 0; count < 6; count++) answers.push(await prove(frank, opened.body.id, wrong));
    const statuses = answers.map(({ status }) => status);
    const answer = answers.at(-1)!;
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
    problem(answer, 429, 'too_many_attempts');
    const seconds = Number(answer.headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 3600);
    assert.equal(answer.body.retry_after_seconds, seconds);

    const another = await openStepUp(frank, await remove(frank, await newJar(frank)));
    const right = await prove(frank, another.body.id, { method: 'lookup_secret', code });
    problem(right, 429, 'too_many_attempts');
    assert.equal((await frank.api('/api/me')).body.backup_codes_left, 10, 'a throttled code is not read');
    assert.ok((await prove(frank, another.body.id, byPasskey(frank, another, server.url))).body.grant);
    assert.equal((await signIn(server, frank)).status, 200);

    server.clock.advance({ seconds });
    const later = await openStepUp(frank, await remove(frank, await newJar(frank)));
    assert.equal((await prove(frank, later.body.id, { method: 'lookup_secret', code })).status, 200);
  });

  it('that is guessed in parallel is counted in full', async () => {
    const gina = await register(server, 'gina');
    await backupCodes(gina);
    const opened = await Promise.all(
      [1, 2, 3].map(async () => openStepUp(gina, await remove(gina, await newJar(gina)))),
    );
    const guesses = Array.from({ length: 15 }, (_, index) =>
      prove(gina, opened[index % 3]!.body.id, { method: 'lookup_secret', code: `AAAA-AAAA-AAAA-AA${10 + index}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 401).length, 5);
    assert.equal(statuses.filter((status) => status === 429).length, 10);
  });

  it('is made only by somebody who proves all they can', async () => {
    const authenticator = createAuthenticator({ userVerified: false });
    const heidi = await register(server, 'heidi', { authenticator });
    const [code] = await backupCodes(heidi);
    // Whoever stole the key that asks for no PIN does not have the codes.
    const thief = { ...heidi, token: (await signIn(server, heidi)).body.session_token };
    const asThief = (path: string, init: Parameters<Person['api']>[1] = {}) =>
      heidi.api(path, { ...init, headers: { 'x-session-token': thief.token } });
    const flow = (await asThief('/self-service/settings/api')).body;
    const path = flow.ui.action.slice(server.url.length);
    const { publicKey } = JSON.parse(
      flow.ui.nodes.find((node: { attributes: { name?: string } }) => node.attributes.name === 'passkey_create_data')
        .attributes.value,
    );
    const key = createAuthenticator().register({ ...publicKey, excludeCredentials: [] }, server.url);
    for (const body of [
      { lookup_secret_regenerate: true },
      { lookup_secret_disable: true },
      { method: 'passkey', passkey_settings_register: JSON.stringify(key) },
      { method: 'profile', traits: { email: 'mallory@example.com', name: { first: 'a', last: 'b' } } },
    ]) {
      const refused = await asThief(path, { body });
      assert.equal(refused.status, 403, JSON.stringify(body));
      assert.equal(refused.body.error.id, 'session_refresh_required');
      assert.match(refused.body.redirect_browser_to, /refresh=true&aal=aal2/);
    }
    const login = (await asThief('/self-service/login/api?aal=aal2')).body;
    const proven = await asThief(login.ui.action.slice(server.url.length), {
      body: { method: 'lookup_secret', lookup_secret: code },
    });
    assert.equal(proven.body.session.authenticator_assurance_level, 'aal2');
    thief.token = proven.body.session_token;
    assert.equal((await asThief(path, { body: { lookup_secret_regenerate: true } })).status, 200);
  });
});
