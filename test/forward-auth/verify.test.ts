import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createForwardAuth, targetOf } from '../../src/forward-auth/forward-auth.ts';
import { proof } from '../support/evidence.ts';
import { base, forwardName, forwardServer, member, navigating, sessionName } from '../support/forward-auth.ts';

const rules = [
  { hosts: ['wiki.example.org'], paths: ['/vault'], level: 'aal2', user_verified: true, max_age: '5m' },
  { hosts: ['wiki.example.org'], paths: ['/audit'], roles: ['auditor'] },
  { hosts: ['wiki.example.org'], paths: ['/closed'], deny: true },
  { hosts: ['wiki.example.org'] },
  { hosts: ['keys.example.org'], phishing_resistant: true },
];
const { app, server, clock, verify, cookieOf } = await forwardServer({ after }, rules);
const page = 'https://wiki.example.org/page?a=1&a=2';

const alice = await member(app, 'alice', { traits: { name: { first: 'Zoë', last: 'Müller' } } });
const carol = await member(app, 'carol', { roles: ['auditor'] });
const weak = await member(app, 'bob', { evidence: [proof('password', { at: clock() })] });
const aliceCookie = await cookieOf(alice);
const carolCookie = await cookieOf(carol);
const weakCookie = await cookieOf(weak);

describe('a visitor with a session', () => {
  it('is let in, and the application is told who they are', async () => {
    const answer = await verify(page, { cookie: `theme=dark; ${aliceCookie}; lang=de` });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.payload, '');
    const told = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => /^(sting-|cookie$)/.test(name)));
    assert.deepEqual(told, {
      'sting-identity': alice.id,
      'sting-email': 'alice@example.org',
      'sting-name': 'Zo%C3%AB M%C3%BCller',
      'sting-level': 'aal2',
      'sting-roles': '',
      cookie: 'theme=dark; lang=de',
    });
  });

  it('is told with their roles, which open what the rule keeps for them', async () => {
    const there = await verify('https://wiki.example.org/audit/log', { cookie: carolCookie });
    assert.equal(there.statusCode, 200);
    assert.equal(there.headers['sting-roles'], 'auditor');
    assert.equal((await verify('https://wiki.example.org/audit/log', { cookie: aliceCookie })).statusCode, 403);
  });

  it('is let in as a member of a team, while they are one', async () => {
    const { id } = await member(app, 'erika');
    const team = await app.store.write((tx) => app.access.createTeam(tx, { name: 'Beekeepers', by: alice.id }));
    const target = targetOf('https://teams.example.org/')!;
    const identity = (await app.identities.byId(app.store.read, id))!;
    const visitor = { identity, session: { id: '', evidence: [proof('passkey', { at: clock() })] } };
    const { decide } = createForwardAuth({
      ...app,
      domain: null,
      mode: 'product',
      rules: () => [
        {
          hosts: ['teams.example.org'],
          paths: null,
          deny: false,
          requirement: {},
          roles: null,
          teams: ['other', team],
        },
      ],
    });
    assert.equal((await decide(target, visitor)).effect, 'deny');
    await app.store.write((tx) => app.access.joinTeam(tx, team, id));
    assert.equal((await decide(target, visitor)).effect, 'allow');
    await app.store.write((tx) => app.access.leaveTeam(tx, team, id));
    assert.equal((await decide(target, visitor)).effect, 'deny');
  });

  it('loses what a role opened at the next request', async () => {
    const dave = await member(app, 'dave', { roles: ['auditor'] });
    const cookie = await cookieOf(dave);
    assert.equal((await verify('https://wiki.example.org/audit', { cookie })).statusCode, 200);
    await app.store.write((tx) => app.access.removeRole(tx, dave.id, 'auditor'));
    assert.equal((await verify('https://wiki.example.org/audit', { cookie })).statusCode, 403);
  });

  it('is led to prove more where the rule asks for it', async () => {
    const answer = await verify('https://wiki.example.org/vault', { cookie: weakCookie, ...navigating });
    assert.equal(answer.statusCode, 403);
    assert.equal(
      answer.headers.location,
      `${base}/auth/start?rd=${encodeURIComponent('https://wiki.example.org/vault')}`,
    );
    const { code, needs } = answer.json();
    assert.equal(code, 'step_up_required');
    assert.deepEqual(needs, { level: 'aal2', user_verified: true, max_age_seconds: 300 });
    assert.match(String(answer.headers['www-authenticate']), /acr_values="aal2", max_age=300/);
    assert.equal((await verify('https://keys.example.org/', { cookie: weakCookie })).statusCode, 403);
    assert.equal((await verify('https://keys.example.org/', { cookie: aliceCookie })).statusCode, 200);
  });

  it('is asked again when the proof has grown old', async () => {
    const erin = await member(app, 'erin');
    const cookie = await cookieOf(erin);
    assert.equal((await verify('https://wiki.example.org/vault', { cookie })).statusCode, 200);
    clock.advance({ seconds: 301 });
    assert.equal((await verify('https://wiki.example.org/vault', { cookie })).statusCode, 403);
    assert.equal((await verify(page, { cookie })).statusCode, 200);
  });

  it('is told nothing where nobody may go, and led nowhere', async () => {
    for (const url of ['https://wiki.example.org/closed', 'https://else.example.org/', 'https://evil.example/']) {
      for (const headers of [{ cookie: aliceCookie, ...navigating }, navigating]) {
        const answer = await verify(url, headers);
        assert.equal(answer.statusCode, 403, url);
        assert.equal(answer.headers.location, undefined);
        assert.equal(answer.json().code, 'access_denied');
        assert.equal(answer.headers['sting-identity'], undefined);
      }
    }
  });
});

describe('a visitor without a session', () => {
  it('is led to sign in and back when they open a page', async () => {
    const answer = await verify(page, navigating);
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.headers.location, `${base}/auth/start?rd=${encodeURIComponent(page)}`);
  });

  it('is led nowhere by a script, a picture or a change', async () => {
    const scripts: [headers: Record<string, string>, method: string][] = [
      [{ accept: '*/*' }, 'GET'],
      [{ accept: 'text/html', 'sec-fetch-mode': 'cors' }, 'GET'],
      [{ accept: 'image/avif,*/*', 'sec-fetch-mode': 'no-cors' }, 'GET'],
      [navigating, 'POST'],
      [{ ...navigating, 'x-http-method-override': 'GET' }, 'DELETE'],
    ];
    for (const [headers, method] of scripts) {
      const answer = await verify(page, headers, method);
      assert.equal(answer.statusCode, 401);
      assert.equal(answer.headers.location, undefined, `${method} ${JSON.stringify(headers)}`);
    }
  });

  const confused: [what: string, headers: Record<string, string>][] = [
    ['the session cookie', { cookie: alice.atSting }],
    ['the session token as forward cookie', { cookie: `${forwardName}=${alice.sessionToken}` }],
    ['the forward token as session cookie', { cookie: aliceCookie.replace(forwardName, sessionName) }],
    ['the forward token as a header', { 'x-session-token': aliceCookie.slice(forwardName.length + 1) }],
    ['the session token as a header', { 'x-session-token': alice.sessionToken }],
    ['a bearer', { authorization: `Bearer ${aliceCookie.slice(forwardName.length + 1)}` }],
    ['a token that never was', { cookie: `${forwardName}=sting_fw_${'A'.repeat(43)}` }],
    ['an empty cookie', { cookie: `${forwardName}=` }],
    ['another prefix', { cookie: aliceCookie.replace('__Secure-', '') }],
    ['a name with a blank that browsers keep', { cookie: `\u00a0${aliceCookie}` }],
  ];
  for (const [what, headers] of confused) {
    it(`is nobody with ${what}`, async () => assert.equal((await verify(page, headers)).statusCode, 401));
  }

  it('is nobody elsewhere in STING with the forward token', async () => {
    const token = aliceCookie.slice(forwardName.length + 1);
    for (const headers of [
      { cookie: aliceCookie },
      { cookie: `${sessionName}=${token}` },
      { 'x-session-token': token },
      { authorization: `Bearer ${token}` },
    ]) {
      for (const url of ['/sessions/whoami', '/api/me']) {
        assert.equal((await server.inject({ url, headers })).statusCode, 401, url);
      }
    }
  });

  it('is refused with two cookies: one may be planted by a neighbour', async () => {
    const answer = await verify(page, { cookie: `${aliceCookie}; ${carolCookie}`, ...navigating });
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.headers.location, undefined);
  });
});

describe('the end of a session', () => {
  const ends: [how: string, end: (who: { id: string; sessionId: string }) => Promise<unknown>][] = [
    ['ended', ({ id, sessionId }) => app.store.write((tx) => app.sessions.revoke(tx, id, sessionId))],
    ['deleted', ({ sessionId }) => app.store.write((tx) => app.sessions.end(tx, { sessions: [sessionId] }, 'delete'))],
    ['of a suspended person', ({ id }) => app.store.write((tx) => app.identities.setState(tx, id, 'inactive'))],
    ['run out', async () => clock.advance({ seconds: 24 * 3600 })],
  ];
  for (const [how, end] of ends) {
    it(`closes the applications at the next request: ${how}`, async () => {
      const who = await member(app, `leaver-${how.replaceAll(' ', '-')}`);
      const cookie = await cookieOf(who);
      assert.equal((await verify(page, { cookie })).statusCode, 200);
      await end(who);
      assert.equal((await verify(page, { cookie })).statusCode, 401);
    });
  }
});
