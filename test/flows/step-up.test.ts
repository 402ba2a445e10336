import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { problem } from '../support/contract.ts';
import { type Answer, type Person, register, request, signIn, stepUp } from '../support/people.ts';
import { byPasskey, openStepUp, prove } from '../support/proving.ts';
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
    assert.deepEqual(await server.app.store.read.selectFrom('step_up_grant').selectAll().execute(), []);
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
    const opened = [await openStepUp(alice, await remove(first)), await openStepUp(alice, await remove(second))];
    const answer = await prove(alice, opened[1]!.body.id, byPasskey(alice, opened[0]!, server.url));
    problem(answer, 401, 'proof_refused');
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
  });

  it('is good for one try, right or wrong', async () => {
    const opened = await openStepUp(alice, await remove(await newJar()));
    const proof = byPasskey(alice, opened, server.url);
    const answers = await Promise.all([1, 2].map(() => prove(alice, opened.body.id, proof)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
    assert.equal(answers.filter(({ body }) => body.grant).length, 1);

    const other = await openStepUp(alice, await remove(await newJar()));
    problem(
      await prove(alice, other.body.id, byPasskey(alice, other, server.url, { flipSignature: true })),
      401,
      'proof_refused',
    );
    problem(await prove(alice, other.body.id, byPasskey(alice, other, server.url)), 401, 'proof_refused');
  });

  it("of somebody else's, or in another session, is for nothing that there is", async () => {
    const opened = await openStepUp(alice, await remove(await newJar()));
    const theirs = await openStepUp(bob, await remove(await newJar(bob), undefined, bob));
    const unknown = await prove(bob, crypto.randomUUID(), byPasskey(bob, theirs, server.url));
    problem(unknown, 404, 'not_found');
    const foreign = await prove(bob, opened.body.id, byPasskey(alice, opened, server.url));
    assert.deepEqual({ ...foreign.body, request_id: '' }, { ...unknown.body, request_id: '' });
    const elsewhere = { ...alice, token: (await signIn(server, alice)).body.session_token };
    const answer = await request(`${server.url}/api/step-up/${opened.body.id}`, {
      body: byPasskey(alice, opened, server.url),
      headers: { 'x-session-token': elsewhere.token },
    });
    problem(answer, 404, 'not_found');
  });

  it('comes too late after five minutes, and the answer tells nothing of the flow', async () => {
    const opened = await openStepUp(alice, await remove(await newJar()));
    server.clock.advance({ seconds: 300 });
    const answer = await prove(alice, opened.body.id, byPasskey(alice, opened, server.url));
    problem(answer, 410, 'self_service_flow_expired');
    assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'detail', 'request_id', 'status', 'title', 'type']);
  });

  it('has the shape that the API says', async () => {
    const opened = await openStepUp(alice, await remove(await newJar()));
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
