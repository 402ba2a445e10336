import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicServer } from '../../../test/support/api.ts';
import { proof } from '../../../test/support/evidence.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

test('a person is told who they are and how surely that is known', async (t) => {
  const { person, signIn, clock, app } = await publicServer(t);
  const alice = await person('alice');
  await app.store.write((tx) => app.access.assignRole(tx, alice.id, 'auditor'));
  const at = clock();
  clock.advance({ seconds: 90 });
  const evidence = [
    proof('passkey', { user_verified: true, device_bound: true, at }),
    proof('lookup_secret', { at: clock() }),
  ];
  const caller = await signIn(alice.id, alice.email, evidence);
  clock.advance({ seconds: 10 });
  const me = await caller.send('GET', '/api/me');
  assert.equal(me.statusCode, 200);
  const { session, ...rest } = me.body;
  assert.equal(session.id, caller.sessionId);
  assert.deepEqual(rest, {
    identity: { id: alice.id, traits: { email: alice.email }, display_name: alice.email },
    assurance: {
      level: 'aal2',
      phishing_resistant: true,
      device_bound: true,
      user_verified: true,
      age_seconds: 10,
      evidence: [
        { method: 'passkey', level: 'aal2', user_verified: true, verified_at: '2026-01-15T12:00:00.000Z' },
        { method: 'lookup_secret', level: 'aal1', user_verified: false, verified_at: '2026-01-15T12:01:30.000Z' },
      ],
    },
    roles: ['auditor'],
    teams: [],
    permissions: [
      'audit.export',
      'audit.read',
      'audit.verify',
      'installation.read_profile',
      'jar.create',
      'person.read',
      'policy.read',
      'team.read',
    ],
    backup_codes_left: 0,
    enrolment: null,
    break_glass: null,
  });
  assert.ok(!me.payload.includes(alice.token));
});

test('nobody but the signed-in gets anything', async (t) => {
  const { server, person } = await publicServer(t);
  await person('alice');
  await server.ready();
  const spec = server.swagger() as { paths: Record<string, Record<string, unknown>> };
  let asked = 0;
  for (const [path, methods] of Object.entries(spec.paths)) {
    if (!path.startsWith('/api/')) continue;
    for (const method of Object.keys(methods)) {
      const url = path.replace(/\{\w+\}/g, 'x');
      const answer = await server.inject({ method: method.toUpperCase() as 'GET', url });
      assert.equal(answer.statusCode, 401, `${method} ${path}`);
      asked += 1;
    }
  }
  assert.ok(asked >= 30);
});

test('passkeys are shown, renamed, suspended, resumed and removed', async (t) => {
  const { person, addPasskey, app, clock } = await publicServer(t);
  const alice = await person('alice');
  clock.advance({ seconds: 1 });
  const second = await addPasskey(alice.id, 'Phone');
  const list = async () => (await alice.send('GET', '/api/me/passkeys')).body.passkeys;
  const [first, phone] = await list();
  assert.deepEqual(phone, {
    id: second,
    name: 'Phone',
    authenticator: null,
    synced: true,
    backup_eligible: true,
    user_verification: true,
    transports: ['internal'],
    status: 'active',
    added_at: '2026-01-15T12:00:01.000Z',
    last_used_at: null,
    last_used_ip: null,
  });
  const { body: factors } = await alice.send('GET', '/api/me/factors');
  assert.deepEqual(
    factors.factors.map(({ type, id, strength }: Record<string, string>) => [type, id, strength]),
    [
      ['passkey', first.id, 'aal2'],
      ['passkey', second, 'aal2'],
      ['code', null, 'aal1'],
    ],
  );

  const renamed = await alice.send('PATCH', `/api/me/passkeys/${second}`, { name: ' Old phone ' });
  assert.deepEqual(renamed.body, { ...phone, name: 'Old phone' });
  for (const name of ['', '  ', 'a\u0000', 'x'.repeat(101), '\u202ename']) {
    assert.equal((await alice.send('PATCH', `/api/me/passkeys/${second}`, { name })).statusCode, 400, name);
  }
  const suspend = (id: string) => alice.send('POST', `/api/me/passkeys/${id}/suspend`);
  assert.equal((await suspend(second)).body.status, 'suspended');
  assert.equal((await suspend(second)).statusCode, 200, 'twice is no error');
  const refused = await suspend(first.id);
  assert.deepEqual([refused.statusCode, refused.body.code], [409, 'last_way_in']);
  assert.equal((await alice.send('DELETE', `/api/me/passkeys/${first.id}`)).body.code, 'last_way_in');
  assert.equal((await alice.send('POST', `/api/me/passkeys/${second}/resume`)).body.status, 'active');
  assert.equal((await alice.send('DELETE', `/api/me/passkeys/${first.id}`)).statusCode, 204);
  assert.deepEqual(
    (await list()).map(({ id }: { id: string }) => id),
    [second],
  );
  const codes = await app.identities.credentials(app.store.read, alice.id, 'passkey');
  assert.deepEqual(
    codes.map(({ id }) => id),
    [second],
    'nor can it sign in',
  );
  assert.equal((await alice.send('DELETE', `/api/me/passkeys/${second}`)).body.code, 'last_way_in');

  clock.advance({ minutes: 6 });
  for (const [method, path] of [
    ['DELETE', `/api/me/passkeys/${second}`],
    ['POST', `/api/me/passkeys/${second}/suspend`],
    ['POST', `/api/me/passkeys/${second}/resume`],
  ] as const) {
    assert.equal((await alice.send(method, path)).body.code, 'step_up_required', path);
  }
  const { events } = (await alice.send('GET', '/api/me/events')).body;
  const types = events.filter(({ outcome }: { outcome: string }) => outcome === 'success');
  assert.deepEqual(
    types.map(({ type, operation }: Record<string, string>) => [type, operation]),
    [
      ['passkey.removed', 'passkey.remove'],
      ['passkey.resumed', 'passkey.resume'],
      ['passkey.suspended', 'passkey.suspend'],
      ['passkey.renamed', 'passkey.rename'],
    ],
  );
});

test('sessions are shown and ended, one or all others', async (t) => {
  const { person, signIn, app, clock } = await publicServer(t);
  const alice = await person('alice');
  const origin = { requestId: 'r', ip: '192.0.2.7', userAgent: firefox };
  const evidence = [proof('lookup_secret', { at: clock() })];
  clock.advance({ seconds: 1 });
  const init = { identityId: alice.id, kind: 'cookie', evidence, origin } as const;
  const browser = await app.store.write((tx) => app.sessions.open(tx, init));
  const { sessions } = (await alice.send('GET', '/api/me/sessions')).body;
  assert.deepEqual(sessions[0], {
    id: browser.session.id,
    browser: 'Firefox',
    system: 'Linux',
    ip: '192.0.2.7',
    level: 'aal1',
    methods: ['lookup_secret'],
    issued_at: '2026-01-15T12:00:01.000Z',
    last_seen_at: '2026-01-15T12:00:01.000Z',
    expires_at: sessions[0].expires_at,
    current: false,
  });
  assert.deepEqual(
    sessions.map(({ current }: { current: boolean }) => current),
    [false, true],
  );
  const path = `/api/me/sessions/${browser.session.id}`;
  assert.equal((await alice.send('DELETE', path)).statusCode, 204);
  assert.equal(await app.sessions.authenticate(browser.token, 'cookie'), null, 'it is over at the next request');
  assert.equal((await alice.send('DELETE', path)).statusCode, 404);

  const [second, third] = [await signIn(alice.id, alice.email), await signIn(alice.id, alice.email)];
  assert.deepEqual((await alice.send('DELETE', '/api/me/sessions')).body, { count: 2 });
  for (const other of [second, third]) assert.equal((await other.send('GET', '/api/me')).statusCode, 401);
  assert.equal((await alice.send('GET', '/api/me')).statusCode, 200);
});
