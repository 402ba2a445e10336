import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { type Answer, type Person, register, request, signIn, stepUp } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');
const bob = await register(server, 'bob');

const newJar = async (person: Person = alice) =>
  (await person.api('/api/jars', { body: { name: 'Honey' } })).body.id as string;
const remove = (jar: string, grant?: string, person: Person = alice, token = person.token) =>
  person.api(`/api/jars/${jar}`, {
    method: 'DELETE',
    headers: { 'x-session-token': token, ...(grant ? { 'sting-step-up': grant } : {}) },
  });
const grantFor = async (jar: string, person: Person = alice) =>
  (await stepUp(server, person, await remove(jar, undefined, person)))!;

function problem({ status, body }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.equal(body.code, code);
}

/** Makes a set of backup codes on the account page. */
async function backupCodes(person: Person): Promise<string[]> {
  const flow = (await person.api('/self-service/settings/api')).body;
  const path = flow.ui.action.slice(server.url.length);
  const shown = await person.api(path, { body: { lookup_secret_regenerate: true } });
  const { context } = shown.body.ui.nodes.find(
    ({ attributes }: { attributes: { id?: string } }) => attributes.id === 'lookup_secret_codes',
  ).attributes.text;
  assert.equal((await person.api(path, { body: { lookup_secret_confirm: true } })).status, 200);
  return context.secrets.map(({ context }: { context: { secret: string } }) => context.secret);
}

const open = (person: Person, { body }: Answer) =>
  person.api('/api/step-up', {
    body: { operation: body.operation, resource: body.resource, parameters: body.parameters },
  });
const prove = (person: Person, id: string, proof: object) => person.api(`/api/step-up/${id}`, { body: proof });
const byPasskey = (
  { authenticator }: Person,
  { body }: Answer,
  overrides: Parameters<typeof authenticator.authenticate>[2] = {},
) => ({
  method: 'passkey',
  assertion: authenticator.authenticate(
    body.methods.find(({ method }: { method: string }) => method === 'passkey').publicKey,
    server.url,
    overrides,
  ),
});

describe('a refusal that a proof would lift', () => {
  it('says what is missing, for what, and where to prove it', async () => {
    const jar = await newJar();
    const { status, body, headers } = await remove(jar);
    const { request_id, title, detail, ...rest } = body;
    assert.equal(status, 403);
    assert.match(headers.get('content-type')!, /^application\/problem\+json/);
    assert.deepEqual(rest, {
      type: 'about:blank',
      status: 403,
      code: 'step_up_required',
      operation: 'jar.delete',
      resource: `jar:${jar}`,
      parameters: {},
      needs: { level: 'aal2', action_bound: true },
      step_up: { href: `${server.url}/api/step-up` },
    });
    assert.ok(title && detail && request_id);
    assert.equal(headers.get('www-authenticate'), 'Bearer error="insufficient_user_authentication", acr_values="aal2"');
  });

  it('names the age where it wants a fresh proof, in a header too', async () => {
    const person = await register(server, 'aged');
    const { id } = (await person.api('/api/me/passkeys')).body.passkeys[0];
    server.clock.advance({ seconds: 301 });
    const { body, headers } = await person.api(`/api/me/passkeys/${id}`, { method: 'DELETE' });
    assert.deepEqual(body.needs, { level: 'aal2', max_age_seconds: 300 });
    assert.deepEqual(body.parameters, { id });
    assert.equal(body.resource, undefined);
    assert.match(headers.get('www-authenticate')!, /max_age=300$/);
  });

  it('is none where no proof would: the jar of somebody else is not there', async () => {
    const jar = await newJar();
    const foreign = await remove(jar, undefined, bob);
    const unknown = await remove(crypto.randomUUID(), undefined, bob);
    const malformed = await remove('x', undefined, bob);
    for (const answer of [foreign, unknown, malformed]) {
      problem(answer, 404, 'not_found');
      assert.deepEqual({ ...answer.body, request_id: '' }, { ...unknown.body, request_id: '' });
    }
    const asked = (resource: string) =>
      bob.api('/api/step-up', { body: { operation: 'jar.delete', resource, parameters: {} } });
    const answers = await Promise.all([asked(`jar:${jar}`), asked(`jar:${crypto.randomUUID()}`), asked('jar:x')]);
    for (const answer of answers) {
      problem(answer, 404, 'not_found');
      assert.deepEqual({ ...answer.body, request_id: '' }, { ...answers[0]!.body, request_id: '' });
    }
  });

  it('is none where somebody may see and not do', async () => {
    alice.token = (await signIn(server, alice)).body.session_token;
    const jar = await newJar();
    await alice.api(`/api/jars/${jar}/grants`, {
      body: { subject: { type: 'user', email: bob.email }, relation: 'viewer' },
    });
    assert.equal((await bob.api(`/api/jars/${jar}`)).status, 200);
    problem(await remove(jar, undefined, bob), 403, 'access_denied');
    const asked = await bob.api('/api/step-up', { body: { operation: 'jar.delete', resource: `jar:${jar}` } });
    problem(asked, 400, 'step_up_useless');
  });

  it('opens for no operation that there is not', async () => {
    for (const operation of ['x', '__proto__', 'login.submit', 'logout.submit', 'version.read', 'page.home']) {
      problem(await alice.api('/api/step-up', { body: { operation } }), 400, 'unknown_operation');
    }
    problem(await alice.api('/api/step-up', { body: { operation: 'jar.delete' } }), 400, 'missing_resource');
    problem(
      await alice.api('/api/step-up', { body: { operation: 'jar.delete', resource: 'x' } }),
      400,
      'missing_resource',
    );
    assert.equal(
      (await alice.api('/api/step-up', { body: { operation: 'session.revoke', parameters: { id: 'x' } } })).status,
      201,
    );
  });
});

describe('a grant', () => {
  it('opens its action once', async () => {
    const jar = await newJar();
    const grant = await grantFor(jar);
    const answers = await Promise.all([1, 2, 3].map(() => remove(jar, grant)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404]);
    const again = await newJar();
    problem(await remove(again, grant), 403, 'step_up_required');
  });

  const misuses: [what: string, use: (grant: string, jar: string) => Promise<Answer>][] = [
    ['another jar', async (grant) => remove(await newJar(), grant)],
    [
      'the same with another parameter',
      (grant, jar) => alice.api(`/api/jars/${jar}?x=1`, { method: 'DELETE', headers: { 'sting-step-up': grant } }),
    ],
    [
      'another session of the same person',
      async (grant, jar) => remove(jar, grant, alice, (await signIn(server, alice)).body.session_token),
    ],
    [
      'the same, changed in one character',
      (grant, jar) => remove(jar, `${grant.slice(0, -1)}${grant.endsWith('A') ? 'B' : 'A'}`),
    ],
  ];
  for (const [what, use] of misuses) {
    it(`does not open ${what}, and is not spent by that`, async () => {
      const jar = await newJar();
      const grant = await grantFor(jar);
      problem(await use(grant, jar), 403, 'step_up_required');
      assert.equal((await remove(jar, grant)).status, 204);
    });
  }

  it('does not open another operation on the same jar', async () => {
    const carl = await register(server, 'carl');
    const jar = await newJar(carl);
    server.clock.advance({ seconds: 290 });
    const headers = { 'sting-step-up': await grantFor(jar, carl) };
    server.clock.advance({ seconds: 20 });
    const change = await carl.api(`/api/jars/${jar}`, { method: 'PATCH', body: { sensitivity: 'public' }, headers });
    problem(change, 403, 'step_up_required');
    assert.equal((await remove(jar, headers['sting-step-up'], carl)).status, 204);
  });

  it('of one person opens nothing for another', async () => {
    const jar = await newJar();
    const grant = await grantFor(jar);
    problem(await remove(jar, grant, bob), 404, 'not_found');
    const theirs = await newJar(bob);
    problem(await remove(theirs, grant, bob), 403, 'step_up_required');
  });

  it('is good for two minutes', async () => {
    const jar = await newJar();
    const grant = await grantFor(jar);
    server.clock.advance({ seconds: 119 });
    const second = await newJar();
    const late = await grantFor(second);
    assert.equal((await remove(jar, grant)).status, 204);
    server.clock.advance({ seconds: 121 });
    problem(await remove(second, late), 403, 'step_up_required');
  });

  it('is spent in the transaction of the operation, so a failed one leaves it', async () => {
    const jar = await newJar();
    const grant = await grantFor(jar);
    const removeJar = server.app.jars.remove;
    server.app.jars.remove = async () => {
      throw new Error('the disk is full');
    };
    try {
      assert.equal((await remove(jar, grant)).status, 500);
    } finally {
      server.app.jars.remove = removeJar;
    }
    assert.equal((await alice.api(`/api/jars/${jar}`)).status, 200);
    assert.equal((await remove(jar, grant)).status, 204);
  });

  it('comes from no header that a client makes up', async () => {
    const jar = await newJar();
    for (const headers of [
      { 'sting-step-up': 'complete' },
      { 'sting-step-up': `sting_su_${'A'.repeat(43)}` },
      { 'x-step-up': 'true', preauth: 'complete' },
      { cookie: 'preauth=complete; aal=aal3' },
    ]) {
      problem(
        await alice.api(`/api/jars/${jar}`, { method: 'DELETE', headers: headers as never }),
        403,
        'step_up_required',
      );
    }
    problem(await alice.api(`/api/jars/${jar}`, { method: 'DELETE', body: { grant: 'x' } }), 400, 'unexpected_body');
  });
});

describe('a proof', () => {
  it('for another action is refused', async () => {
    const [first, second] = [await newJar(), await newJar()];
    const opened = [await open(alice, await remove(first)), await open(alice, await remove(second))];
    const answer = await prove(alice, opened[1]!.body.id, byPasskey(alice, opened[0]!));
    problem(answer, 401, 'proof_refused');
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
  });

  it('is good for one try, right or wrong', async () => {
    const opened = await open(alice, await remove(await newJar()));
    const proof = byPasskey(alice, opened);
    const answers = await Promise.all([1, 2].map(() => prove(alice, opened.body.id, proof)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
    assert.equal(answers.filter(({ body }) => body.grant).length, 1);

    const other = await open(alice, await remove(await newJar()));
    problem(await prove(alice, other.body.id, byPasskey(alice, other, { flipSignature: true })), 401, 'proof_refused');
    problem(await prove(alice, other.body.id, byPasskey(alice, other)), 401, 'proof_refused');
  });

  it("of somebody else's, or in another session, is for nothing that there is", async () => {
    const opened = await open(alice, await remove(await newJar()));
    const unknown = await prove(
      bob,
      crypto.randomUUID(),
      byPasskey(bob, await open(bob, await remove(await newJar(bob), undefined, bob))),
    );
    problem(unknown, 404, 'not_found');
    const foreign = await prove(bob, opened.body.id, byPasskey(alice, opened));
    assert.deepEqual({ ...foreign.body, request_id: '' }, { ...unknown.body, request_id: '' });
    const elsewhere = { ...alice, token: (await signIn(server, alice)).body.session_token };
    const answer = await request(`${server.url}/api/step-up/${opened.body.id}`, {
      body: byPasskey(alice, opened),
      headers: { 'x-session-token': elsewhere.token },
    });
    problem(answer, 404, 'not_found');
  });

  it('comes too late after five minutes, and the answer tells nothing of the flow', async () => {
    const opened = await open(alice, await remove(await newJar()));
    server.clock.advance({ seconds: 300 });
    const answer = await prove(alice, opened.body.id, byPasskey(alice, opened));
    problem(answer, 410, 'self_service_flow_expired');
    assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'detail', 'request_id', 'status', 'title', 'type']);
  });

  it('has the shape that the API says', async () => {
    const opened = await open(alice, await remove(await newJar()));
    for (const proof of [
      {},
      { method: 'passkey' },
      { method: 'passkey', assertion: 'x' },
      { method: 'passkey', code: 'x' },
      { method: 'lookup_secret', code: '' },
      { method: 'lookup_secret', code: 'x'.repeat(65) },
      { method: 'password', code: 'x' },
      { method: 'passkey', assertion: {}, user_verified: true },
      { user_verified: true },
    ]) {
      problem(await prove(alice, opened.body.id, proof), 400, 'invalid_input');
    }
  });
});

describe('a backup code', () => {
  it('alone is not enough for a critical operation; with a passkey it is', async () => {
    const carol = await register(server, 'carol', { authenticator: createAuthenticator({ userVerified: false }) });
    const codes = await backupCodes(carol);
    assert.equal(codes.length, 10);
    const jar = await newJar(carol);
    const opened = await open(carol, await remove(jar, undefined, carol));
    assert.deepEqual(
      opened.body.methods.map(({ method }: { method: string }) => method),
      ['passkey', 'lookup_secret'],
    );
    const first = await prove(carol, opened.body.id, { method: 'lookup_secret', code: codes[0] });
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.equal(first.body.grant, undefined);
    assert.deepEqual(first.body.needs, { level: 'aal2', action_bound: true });
    problem(await remove(jar, undefined, carol), 403, 'step_up_required');
    const twice = await prove(carol, opened.body.id, { method: 'lookup_secret', code: codes[1] });
    assert.equal(twice.body.grant, undefined, 'a factor counts once');
    const second = await prove(carol, opened.body.id, byPasskey(carol, opened));
    assert.ok(second.body.grant, JSON.stringify(second.body));
    assert.equal((await remove(jar, second.body.grant, carol)).status, 204);
  });

  it('is spent once, also by two at the same moment', async () => {
    const dora = await register(server, 'dora', { authenticator: createAuthenticator({ userVerified: false }) });
    const [code] = await backupCodes(dora);
    const jars = [await newJar(dora), await newJar(dora), await newJar(dora)];
    const opened = await Promise.all(jars.map(async (jar) => open(dora, await remove(jar, undefined, dora))));
    const answers = await Promise.all(
      opened.map(({ body }) => prove(dora, body.id, { method: 'lookup_secret', code })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401]);
    const { backup_codes_left } = (await dora.api('/api/me')).body;
    assert.equal(backup_codes_left, 9);
  });

  it('is read as it was meant, and void after a new set was made', async () => {
    const erin = await register(server, 'erin');
    const [code] = await backupCodes(erin);
    const again = await backupCodes(erin);
    const opened = await open(erin, await remove(await newJar(erin), undefined, erin));
    problem(await prove(erin, opened.body.id, { method: 'lookup_secret', code }), 401, 'proof_refused');
    const typed = ` ${again[0]!.toLowerCase().replaceAll('-', ' ')} `;
    assert.equal((await prove(erin, opened.body.id, { method: 'lookup_secret', code: typed })).status, 200);
  });

  it('that is wrong too often is throttled, whatever flow it comes in, and never closes the passkey', async () => {
    const frank = await register(server, 'frank');
    const [code] = await backupCodes(frank);
    const wrong = { method: 'lookup_secret', code: 'AAAA-AAAA-AAAA-AAAA' };
    const opened = await open(frank, await remove(await newJar(frank), undefined, frank));
    const statuses: number[] = [];
    let answer: Answer;
    do {
      answer = await prove(frank, opened.body.id, wrong);
      statuses.push(answer.status);
    } while (answer.status === 401);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
    problem(answer, 429, 'too_many_attempts');
    const seconds = Number(answer.headers.get('retry-after'));
    assert.ok(seconds > 0 && seconds <= 3600);
    assert.equal(answer.body.retry_after_seconds, seconds);

    const another = await open(frank, await remove(await newJar(frank), undefined, frank));
    const right = await prove(frank, another.body.id, { method: 'lookup_secret', code });
    problem(right, 429, 'too_many_attempts');
    assert.equal((await frank.api('/api/me')).body.backup_codes_left, 10, 'a throttled code is not read');
    assert.ok((await prove(frank, another.body.id, byPasskey(frank, another))).body.grant);
    assert.equal((await signIn(server, frank)).status, 200);

    server.clock.advance({ seconds });
    const later = await open(frank, await remove(await newJar(frank), undefined, frank));
    assert.equal((await prove(frank, later.body.id, { method: 'lookup_secret', code })).status, 200);
  });

  it('that is guessed in parallel is counted in full', async () => {
    const gina = await register(server, 'gina');
    await backupCodes(gina);
    const opened = await Promise.all(
      [1, 2, 3].map(async () => open(gina, await remove(await newJar(gina), undefined, gina))),
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
