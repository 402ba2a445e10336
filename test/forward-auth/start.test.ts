import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { localOrigin } from '../../src/kernel/request.ts';
import { proof } from '../support/evidence.ts';
import { base, forwardName, forwardServer, member, navigating, sessionName } from '../support/forward-auth.ts';

const rules = [
  { hosts: ['wiki.example.org'], paths: ['/vault'], level: 'aal2', max_age: '5m' },
  { hosts: ['wiki.example.org'], paths: ['/audit'], roles: ['auditor'] },
  { hosts: ['wiki.example.org', '*.apps.example.org'] },
  { hosts: ['keys.example.org'], phishing_resistant: true },
];
const { app, server, clock, verify, start, cookieOf } = await forwardServer({ after }, rules, {
  'selfservice.methods.password.enabled': true,
});
const page = 'https://wiki.example.org/page?a=1';
const vault = 'https://wiki.example.org/vault';
const here = (rd: string) => `${base}/auth/start?rd=${encodeURIComponent(rd)}`;
const alice = await member(app, 'alice');

const flowTo = (answer: { headers: Record<string, unknown> }) => {
  const { origin, pathname, searchParams } = new URL(String(answer.headers['location']));
  return { address: origin + pathname, ...Object.fromEntries(searchParams) };
};

describe('the way to an application', () => {
  it('leads back with a cookie for the domain, which tells nothing of the session cookie', async () => {
    const answer = await start(page, alice.atSting);
    assert.equal(answer.statusCode, 303);
    assert.equal(answer.headers.location, page);
    const [line = '', ...more] = [answer.headers['set-cookie']].flat();
    assert.deepEqual(more, []);
    const [pair = '', ...attributes] = line.split('; ');
    assert.match(pair, /^__Secure-sting_forward=sting_fw_[\w-]{43}$/);
    assert.ok(!line.includes(alice.sessionToken.slice(7)));
    assert.deepEqual(attributes.sort(), [
      'Domain=example.org',
      'HttpOnly',
      'Max-Age=43200',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
  });

  it('gives the same cookie in two tabs, and another after a new proof', async () => {
    const [one, two] = await Promise.all([cookieOf(alice), cookieOf(alice)]);
    assert.equal(one, two);
    const frank = await member(app, 'frank');
    const before = await cookieOf(frank);
    const raised = await app.store.write((tx) =>
      app.sessions.raise(tx, frank.sessionId, [proof('totp', { at: clock() })], localOrigin),
    );
    assert.notEqual(await cookieOf({ ...frank, atSting: `${sessionName}=${raised.token}` }), before);
  });

  it('keeps only a hash', async () => {
    const token = (await cookieOf(alice)).split('=')[1]!;
    const rows = await app.store.read.selectFrom('forward_token').selectAll().execute();
    assert.ok(rows.length > 0);
    assert.ok(!JSON.stringify(rows).includes(token) && !JSON.stringify(rows).includes(token.slice(9)));
  });

  it('begins with signing in', async () => {
    for (const cookie of ['', `${sessionName}=ory_sc_${'A'.repeat(43)}`, await cookieOf(alice)]) {
      const answer = await start(page, cookie);
      assert.equal(answer.statusCode, 303);
      assert.deepEqual(flowTo(answer), { address: `${base}/self-service/login/browser`, return_to: here(page) });
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });

  it('begins with signing in for a program: its token is for no browser', async () => {
    const evidence = [proof('passkey', { at: clock() })];
    const init = { identityId: alice.id, kind: 'token', evidence, origin: localOrigin } as const;
    const { token } = await app.store.write((tx) => app.sessions.open(tx, init));
    const answer = await server.inject({
      url: `/auth/start?rd=${encodeURIComponent(page)}`,
      headers: { 'x-session-token': token },
    });
    assert.equal(flowTo(answer).address, `${base}/self-service/login/browser`);
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('passes the sign-in page, whose form may end at the application and nowhere else', async () => {
    for (const [returnTo, targets] of [
      [here(page), "form-action 'self' https://wiki.example.org;"],
      [here('https://evil.example/'), "form-action 'self';"],
      [`${base}/auth/start?rd=https://evil.example/&rd=${encodeURIComponent(page)}`, "form-action 'self';"],
    ] as const) {
      const flow = await server.inject({
        url: `/self-service/login/browser?return_to=${encodeURIComponent(returnTo)}`,
        headers: navigating,
      });
      assert.equal(flow.statusCode, 303, flow.payload);
      const cookie = [flow.headers['set-cookie']]
        .flat()
        .map((line) => line!.split(';')[0])
        .join('; ');
      const { pathname, search } = new URL(String(flow.headers.location));
      const answer = await server.inject({ url: pathname + search, headers: { ...navigating, cookie } });
      assert.ok(String(answer.headers['content-security-policy']).includes(targets), returnTo);
    }
  });

  const foreign = [
    '',
    '/page',
    'https://evil.example/',
    'https://id.example.org/',
    'https://example.org/',
    'http://wiki.example.org/',
    'https://wiki.example.org:8443/',
    'https://wiki.example.org.evil.example/',
    'https://evil.example/https://wiki.example.org/',
    'https://wiki.example.org@evil.example/',
    'https://evil.example\\@wiki.example.org/',
    'https://wiki.example.org\\.evil.example/',
    'https://wiki.example.org./',
    'https://a.b.apps.example.org/',
    'https://wiki.example.org%2eevil.example/',
    'https:wiki.example.org/',
    'https:///wiki.example.org/',
    '//wiki.example.org/',
    '\thttps://wiki.example.org/',
    ' https://wiki.example.org/',
    'https://wiki.example.org/\r\nset-cookie: a=b',
    'javascript:alert(1)//wiki.example.org',
    'data:text/html,https://wiki.example.org/',
    'https://wıkı.example.org/',
  ];
  for (const rd of foreign) {
    it(`does not lead to ${JSON.stringify(rd)}`, async () => {
      const answer = await start(rd, alice.atSting);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.headers.location, undefined);
      assert.equal(answer.headers['set-cookie'], undefined);
    });
  }

  it('leads to one address only', async () => {
    const url = `/auth/start?rd=${encodeURIComponent(page)}&rd=https://evil.example/`;
    assert.equal((await server.inject({ url, headers: { cookie: alice.atSting } })).statusCode, 400);
  });

  it('is refused where the application would refuse', async () => {
    for (const rd of ['https://wiki.example.org/audit', 'https://wiki.example.org/a/../vault']) {
      const answer = await start(rd, alice.atSting);
      assert.equal(answer.statusCode, 403, rd);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });
});

describe('more proof on the way', () => {
  it('is asked for as the rule wants it, and the cookie from before has no share in it', async () => {
    const who = await member(app, 'grace', { evidence: [proof('password', { at: clock() })] });
    const key = {
      identityId: who.id,
      type: 'passkey',
      identifier: 'k-grace',
      name: 'Key',
      data: keyData('k-grace'),
    } as const;
    await app.store.write((tx) => app.identities.addCredential(tx, key));
    const old = await cookieOf(who);
    const asked = await start(vault, who.atSting);
    assert.equal(asked.statusCode, 303);
    assert.deepEqual(flowTo(asked), {
      address: `${base}/self-service/login/browser`,
      refresh: 'true',
      return_to: here(vault),
    });
    const proven = [proof('passkey', { user_verified: true, credential: 'k-grace', at: clock() })];
    const { token } = await app.store.write((tx) => app.sessions.raise(tx, who.sessionId, proven, localOrigin));
    assert.equal((await verify(vault, { cookie: old })).statusCode, 403);
    assert.equal((await verify(page, { cookie: old })).statusCode, 200);
    const fresh = await cookieOf({ ...who, atSting: `${sessionName}=${token}` }, vault);
    assert.equal((await verify(vault, { cookie: fresh })).statusCode, 200);
  });

  it('is not asked for in a circle where the person has nothing to give it with', async () => {
    const who = await member(app, 'heidi', { evidence: [proof('password', { at: clock() })] });
    const answer = await start('https://keys.example.org/', who.atSting);
    assert.equal(answer.statusCode, 403);
    assert.match(answer.payload, /Add a passkey first/);
  });

  it('is not given by the token that a proof replaced', async () => {
    const who = await member(app, 'ivan');
    await app.store.write((tx) => app.sessions.raise(tx, who.sessionId, [proof('totp', { at: clock() })], localOrigin));
    const answer = await start(page, who.atSting);
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('counts under the same session token too, once the way leads here again', async () => {
    const who = await member(app, 'kim', { evidence: [proof('password', { at: clock() })] });
    const before = await cookieOf(who);
    const proven = [proof('passkey', { user_verified: true, at: clock() })];
    await app.store.write((tx) => app.sessions.strengthen(tx, who.sessionId, proven, localOrigin));
    assert.equal((await verify(vault, { cookie: before })).statusCode, 403);
    assert.equal(await cookieOf(who, vault), before);
    assert.equal((await verify(vault, { cookie: before })).statusCode, 200);
  });

  it('comes first for whoever has recovered and still owes a second proof', async () => {
    const id = alice.id;
    const evidence = [proof('code', { recovery: true, at: clock() })];
    const init = { identityId: id, kind: 'cookie', evidence, origin: localOrigin, limited: true } as const;
    const { session, token } = await app.store.write((tx) => app.sessions.open(tx, init));
    const answer = await start(page, `${sessionName}=${token}`);
    assert.equal(flowTo(answer).address, `${base}/self-service/login/browser`);
    assert.equal(answer.headers['set-cookie'], undefined);
    // Not even a token that was made for such a session would open anything.
    const forward = await app.store.write((tx) => app.forwardAuth.issue(tx, token, session));
    assert.equal((await verify(page, { cookie: `${forwardName}=${forward}` })).statusCode, 401);
  });

  it('comes first for an administrator without a key', async () => {
    const who = await member(app, 'judy', { evidence: [proof('password', { at: clock() })], roles: ['owner'] });
    const answer = await start(page, who.atSting);
    assert.deepEqual(flowTo(answer), { address: `${base}/self-service/settings/browser`, return_to: here(page) });
  });
});

describe('somebody whose address is not proven', () => {
  it('proves it first, and no application hears of the address', async (t) => {
    const mailing = await forwardServer(t, rules, {
      'courier.smtp.connection_uri': 'smtp://127.0.0.1:1/?disable_starttls=true',
    });
    const who = await member(mailing.app, 'mallory', { verified: false });
    const answer = await mailing.start(page, who.atSting);
    assert.deepEqual(flowTo(answer), { address: `${base}/self-service/verification/browser`, return_to: here(page) });
  });

  it('is let in without it where nobody could prove one, and stays without an address', async () => {
    const who = await member(app, 'niaj', { verified: false });
    const answer = await verify(page, { cookie: await cookieOf(who) });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['sting-email'], '');
  });
});

describe('signing out', () => {
  it('ends every application and takes the cookie away', async () => {
    const who = await member(app, 'oscar');
    const cookie = await cookieOf(who);
    const { logout_url } = (
      await server.inject({ url: '/self-service/logout/browser', headers: { cookie: who.atSting } })
    ).json();
    const { pathname, search } = new URL(logout_url);
    const answer = await server.inject({ url: pathname + search, headers: { cookie: who.atSting, ...navigating } });
    const lines = [answer.headers['set-cookie']].flat().map(String);
    assert.ok(
      lines.some((line) => line.startsWith(`${forwardName}=;`) && /Max-Age=0; Domain=example\.org/.test(line)),
      lines.join('\n'),
    );
    assert.equal((await verify(page, { cookie })).statusCode, 401);
  });
});

function keyData(credentialId: string) {
  return {
    credentialId,
    publicKey: 'pQ',
    algorithm: -7,
    signCount: 0,
    aaguid: '00000000-0000-0000-0000-000000000000',
    backupEligible: true,
    backupState: true,
    uvInitialized: true,
    transports: ['internal'],
    attestationFormat: 'none',
    attested: false,
    residentKey: true,
  };
}
