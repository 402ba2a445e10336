import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Answer, type Caller, multipart, publicServer } from '../../../test/support/api.ts';
import { proof } from '../../../test/support/evidence.ts';
import { fingerprint } from '../../assurance/action.ts';
import { remindOfKeys } from '../key-reminders.ts';

const { app, server, clock, person, signIn } = await publicServer({ after });
const alice = await person('alice');
const bob = await person('bob');

const refused = ({ statusCode, body }: Answer, status: number, code: string) =>
  assert.deepEqual([statusCode, body.code], [status, code], JSON.stringify(body));

interface Made {
  id: string;
  key: string;
  send: Caller['send'];
}

/** A key with its text as the bearer of each request. */
async function make(who: Caller, scopes: string[], more: object = {}): Promise<Made> {
  const made = await (await fresh(who)).send('POST', '/api/me/api-keys', { name: 'nightly', scopes, ...more });
  assert.equal(made.statusCode, 201, JSON.stringify(made.body));
  return { id: made.body.id, key: made.body.key, send: bearing(made.body.key) };
}

/** Proven just now, as tier 3 wants it. */
const fresh = ({ id, email }: Caller) => signIn(id, email);

const bearing =
  (key: string): Caller['send'] =>
  async (method, url, payload, headers = {}) => {
    const answer = await server.inject({
      method,
      url,
      headers: { authorization: `Bearer ${key}`, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const json = /json\b/.test(String(answer.headers['content-type']));
    return Object.assign(answer, { body: json ? JSON.parse(answer.payload) : answer.payload }) as unknown as Answer;
  };

const jarOf = async (who: Caller, more: object = {}) =>
  (await who.send('POST', '/api/jars', { name: 'Honey', ...more })).body.id as string;

describe('making an API key', () => {
  it('shows the key once, and lists what it is for', async () => {
    const made = await alice.send('POST', '/api/me/api-keys', { name: ' backup ', scopes: ['jar.read', 'jar.list'] });
    assert.equal(made.statusCode, 201);
    const { key, ...listed } = made.body;
    assert.match(key, /^sting_[0-9A-Za-z]{39}$/);
    assert.deepEqual(listed, {
      id: listed.id,
      name: 'backup',
      prefix: key.slice(0, 10),
      scopes: ['jar.list', 'jar.read'],
      status: 'active',
      created_at: new Date(clock()).toISOString(),
      expires_at: new Date(clock() + 90 * 86_400_000).toISOString(),
      last_used_at: null,
    });
    const list = await alice.send('GET', '/api/me/api-keys');
    assert.deepEqual(list.body, { api_keys: [listed] });
    assert.ok(!list.payload.includes(key));
    await bearing(key)('GET', '/api/jars');
    const [used] = (await alice.send('GET', '/api/me/api-keys')).body.api_keys;
    assert.equal(used.last_used_at, new Date(clock()).toISOString());
    await alice.send('DELETE', `/api/me/api-keys/${listed.id}`);
  });

  const flawed: [string, object, string][] = [
    ['no end', { expires_in_days: null }, 'invalid_input'],
    ['an end too far away', { expires_in_days: 366 }, 'invalid_input'],
    ['an end at once', { expires_in_days: 0 }, 'invalid_input'],
    ['half a day', { expires_in_days: 0.5 }, 'invalid_input'],
    ['no scopes', { scopes: [] }, 'invalid_input'],
    ['a scope twice', { scopes: ['jar.read', 'jar.read'] }, 'invalid_input'],
    ['scopes that are no list', { scopes: 'jar.read' }, 'invalid_input'],
    ['no name', { name: '  ' }, 'invalid_input'],
    ['something else', { admin: true }, 'invalid_input'],
    ['a scope that is nothing', { scopes: ['jar.read', 'jar.*'] }, 'scope_not_allowed'],
    ['a scope of an object', { scopes: ['toString'] }, 'scope_not_allowed'],
  ];
  for (const [what, change, code] of flawed) {
    it(`with ${what} is refused`, async () => {
      const answer = await (await fresh(alice)).send('POST', '/api/me/api-keys', {
        name: 'nightly',
        scopes: ['jar.read'],
        ...change,
      });
      refused(answer, 400, code);
    });
  }

  it('names the scope that no key may have', async () => {
    const { operations } = (await alice.send('GET', '/api/operations')).body;
    const names = (by_key: boolean): Set<string> =>
      new Set(
        operations
          .filter((one: { by_key: boolean }) => one.by_key === by_key)
          .map(({ operation }: { operation: string }) => operation),
      );
    const never = [...names(false)].filter((name) => !names(true).has(name));
    for (const part of ['api_key.', 'passkey.', 'session.', 'step_up.', 'me.', 'account.', 'factor.']) {
      assert.ok(
        never.some((name) => name.startsWith(part)),
        part,
      );
    }
    const self = await fresh(alice);
    for (const scope of never) {
      const answer = await self.send('POST', '/api/me/api-keys', { name: 'nightly', scopes: ['jar.read', scope] });
      refused(answer, 400, 'scope_not_allowed');
      assert.equal(answer.body.scope, scope);
    }
  });

  it('wants two factors, proven lately', async () => {
    const weak = await signIn(bob.id, bob.email, [proof('code', { at: clock() })]);
    refused(await weak.send('POST', '/api/me/api-keys', { name: 'x', scopes: ['jar.read'] }), 403, 'step_up_required');
    const stale = await signIn(bob.id, bob.email);
    clock.advance({ seconds: 301 });
    refused(await stale.send('POST', '/api/me/api-keys', { name: 'x', scopes: ['jar.read'] }), 403, 'step_up_required');
  });

  it('ends at ten', async () => {
    const carol = await person('carol');
    const ids: string[] = [];
    for (let count = 0; count < 10; count++) ids.push((await make(carol, ['jar.read'])).id);
    const self = await fresh(carol);
    refused(await self.send('POST', '/api/me/api-keys', { name: 'x', scopes: ['jar.read'] }), 409, 'api_key_limit');
    await self.send('DELETE', `/api/me/api-keys/${ids[0]}`);
    await make(carol, ['jar.read']);
  });
});

describe('a request by API key', () => {
  it('acts as its owner within the scopes, and is written down as the key', async () => {
    const made = await make(alice, ['jar.create', 'document.upload', 'document.read']);
    const jar = await made.send('POST', '/api/jars', { name: 'By a program' });
    assert.equal(jar.statusCode, 201);
    const { payload, headers } = multipart([{ field: 'file', name: 'a.txt', type: 'text/plain', content: 'honey' }]);
    const uploaded = await made.send('POST', `/api/jars/${jar.body.id}/documents`, payload, headers);
    assert.equal(uploaded.statusCode, 201, uploaded.payload);
    const path = `/api/jars/${jar.body.id}/documents/${uploaded.body.id}/content`;
    assert.equal((await made.send('GET', path)).payload, 'honey');
    refused(await made.send('GET', `/api/jars/${jar.body.id}`), 403, 'scope_missing');

    const { events } = await app.audit.list({ actor: alice.id, limit: 4 });
    const seen = events.map(({ type, session, assurance, methods, details }) => [
      type,
      session,
      assurance,
      methods.join(),
      details['api_key'],
    ]);
    const by = (type: string) => [type, null, 'aal1', 'api_key', made.id];
    assert.deepEqual(seen, ['access.denied', 'document.read', 'document.uploaded', 'jar.created'].map(by));
    assert.deepEqual([events[1]!.details['name'], events[0]!.reason], ['a.txt', 'scope_missing']);
  });

  it('out of scope says which scope it lacks', async () => {
    const made = await make(alice, ['jar.list']);
    const answer = await made.send('POST', '/api/jars', { name: 'Honey' });
    refused(answer, 403, 'scope_missing');
    assert.equal(answer.body.scope, 'jar.create');
    assert.equal(answer.headers['www-authenticate'], 'Bearer error="insufficient_scope", scope="jar.create"');
  });

  it('of another operation by its body is refused, although the route takes keys', async () => {
    const made = await make(alice, ['jar.edit']);
    const jar = await jarOf(alice);
    assert.equal((await made.send('PATCH', `/api/jars/${jar}`, { name: 'Renamed' })).statusCode, 200);
    const answer = await made.send('PATCH', `/api/jars/${jar}`, { type: 'public' });
    refused(answer, 403, 'key_not_sufficient');
    assert.equal(answer.body.operation, 'jar.administer');
  });

  it('is never a step up, nor the beginning of one', async () => {
    const jar = await jarOf(alice);
    await app.store.write((tx) => app.jars.change(tx, alice.id, jar, { sensitivity: 'confidential' }));
    const made = await make(alice, ['jar.read', 'document.list']);
    const weak = await signIn(alice.id, alice.email, [proof('totp', { at: clock() })]);
    refused(await weak.send('GET', `/api/jars/${jar}/documents`), 403, 'step_up_required');
    const answer = await made.send('GET', `/api/jars/${jar}/documents`, undefined, { 'sting-step-up': 'a grant' });
    refused(answer, 403, 'key_not_sufficient');
    assert.equal(answer.body.step_up, undefined);
    assert.equal(answer.headers['www-authenticate'], undefined);
    assert.deepEqual([answer.body.operation, answer.body.resource], ['document.list', `jar:${jar}`]);
  });

  it('does no more than its owner may at that moment', async () => {
    const jar = await jarOf(bob);
    const made = await make(alice, ['jar.read', 'jar.edit']);
    refused(await made.send('GET', `/api/jars/${jar}`), 404, 'not_found');
    const path = `/api/jars/${jar}/grants`;
    const subject = { type: 'user', id: alice.id };
    const given = await (await fresh(bob)).send('POST', path, { subject, relation: 'editor' });
    assert.equal(given.statusCode, 201, given.payload);
    assert.equal((await made.send('PATCH', `/api/jars/${jar}`, { name: 'Shared' })).statusCode, 200);
    await bob.send('DELETE', `${path}/${given.body.id}`);
    refused(await made.send('GET', `/api/jars/${jar}`), 404, 'not_found');
  });

  it('loses what a role of its owner gave', async () => {
    const [dave, erin] = [await person('dave'), await person('gina')];
    const jar = (await erin.send('POST', '/api/jars', { name: 'Open', type: 'public' })).body.id;
    await app.store.write((tx) => app.access.assignRole(tx, dave.id, 'editor'));
    const made = await make(dave, ['jar.edit']);
    assert.equal((await made.send('PATCH', `/api/jars/${jar}`, { description: 'Bees' })).statusCode, 200);
    await app.store.write((tx) => app.access.removeRole(tx, dave.id, 'editor'));
    refused(await made.send('PATCH', `/api/jars/${jar}`, { description: 'Wasps' }), 403, 'access_denied');
  });

  it('does nothing for the powers of a role that asks for more than a key proves', async () => {
    const ada = await person('ada');
    await app.store.write((tx) => app.access.assignRole(tx, ada.id, 'admin'));
    const made = await make(ada, ['team.create']);
    refused(await made.send('POST', '/api/teams', { name: 'Bees' }), 403, 'key_not_sufficient');
  });

  it('is refused while its owner must enrol', async () => {
    const erin = await person('erin');
    const made = await make(erin, ['jar.list']);
    await app.store.write(async (tx) => {
      await app.access.assignRole(tx, erin.id, 'admin');
      for (const { id } of await app.identities.credentials(tx, erin.id)) await app.identities.removeCredential(tx, id);
    });
    refused(await made.send('GET', '/api/jars'), 403, 'enrolment_required');
  });

  it('is nobody while its owner is suspended, and after they are gone', async () => {
    const frank = await person('frank');
    const made = await make(frank, ['jar.list']);
    const state = (to: 'active' | 'inactive') => app.store.write((tx) => app.identities.setState(tx, frank.id, to));
    await state('inactive');
    refused(await made.send('GET', '/api/jars'), 401, 'unauthenticated');
    await state('active');
    assert.equal((await made.send('GET', '/api/jars')).statusCode, 200);
    await app.store.write((tx) => app.forgetPerson!(tx, { id: frank.id, addresses: [] }));
    refused(await made.send('GET', '/api/jars'), 401, 'unauthenticated');
    assert.deepEqual(await app.apiKeys.list(app.store.read, frank.id), []);
  });

  it('that lost the key while it waited changes nothing', async () => {
    const made = await make(alice, ['document.upload']);
    const jar = await jarOf(alice);
    const { payload, headers } = multipart([{ field: 'file', name: 'a.txt', type: 'text/plain', content: 'honey' }]);
    const { write } = app.store;
    // Whatever is written first, somebody revokes the key before.
    app.store.write = async (work) => {
      app.store.write = write;
      await write((tx) => app.apiKeys.revoke(tx, alice.id, made.id));
      return write(work);
    };
    const answer = await made.send('POST', `/api/jars/${jar}/documents`, payload, headers);
    refused(answer, 401, 'unauthenticated');
    assert.deepEqual((await alice.send('GET', `/api/jars/${jar}/documents`)).body.documents, []);
  });

  it('is one of sixty in a minute, each key for itself', async () => {
    const made = await make(bob, ['jar.list']);
    for (let count = 0; count < 60; count++) assert.equal((await made.send('GET', '/api/jars')).statusCode, 200);
    const answer = await made.send('GET', '/api/jars');
    refused(answer, 429, 'too_many_requests');
    const seconds = Number(answer.headers['retry-after']);
    assert.ok(seconds > 0 && seconds <= 60);
    assert.equal((await (await make(bob, ['jar.list'])).send('GET', '/api/jars')).statusCode, 200);
    assert.equal((await bob.send('GET', '/api/jars')).statusCode, 200);
  });
});

describe('an API key in another place', () => {
  it('is nothing: as a session token, a cookie, or where Kratos’s contract rules', async () => {
    const { key } = await make(alice, ['jar.list']);
    const tries: [url: string, headers: Record<string, string>][] = [
      ['/api/jars', { 'x-session-token': key }],
      ['/api/jars', { cookie: `ory_kratos_session=${key}` }],
      ['/api/jars', { authorization: `Basic ${key}` }],
      ['/sessions/whoami', { authorization: `Bearer ${key}` }],
      ['/sessions/whoami', { 'x-session-token': key }],
      ['/sessions', { authorization: `Bearer ${key}` }],
    ];
    for (const [url, headers] of tries) {
      const { statusCode } = await server.inject({ url, headers });
      assert.equal(statusCode, 401, `${url} ${Object.keys(headers)}`);
    }
    const settings = { url: '/self-service/settings/api', headers: { authorization: `Bearer ${key}` } };
    assert.equal((await server.inject(settings)).statusCode, 401);
  });

  it('opens no page that only looks whether somebody is signed in', async () => {
    const { key } = await make(alice, ['jar.list']);
    const headers = { authorization: `Bearer ${key}`, accept: 'text/html' };
    const [by, without] = await Promise.all([
      server.inject({ url: '/', headers }),
      server.inject({ url: '/', headers: { accept: 'text/html' } }),
    ]);
    assert.deepEqual([by.statusCode, by.headers.location], [without.statusCode, without.headers.location]);
  });

  it('in an address is refused, and a text that is no key is not', async () => {
    const { key } = await make(alice, ['search.query']);
    for (const url of [`/api/jars?access_token=${key}`, `/api/search?q=${key}`, `/sessions/whoami?key=${key}`]) {
      const { statusCode, payload } = await server.inject({ url });
      assert.deepEqual([statusCode, /token_in_query/.test(payload)], [400, true], url);
    }
    assert.equal((await alice.send('GET', '/api/search?q=sting_honey')).statusCode, 200);
  });

  it('excludes a cookie beside it, whatever becomes of the key', async () => {
    const init = { identityId: alice.id, kind: 'cookie', evidence: [proof('passkey', { at: clock() })] } as const;
    const origin = { requestId: 'r', ip: '192.0.2.1', userAgent: '' };
    const { token } = await app.store.write((tx) =>
      app.sessions.open(tx, { ...init, evidence: [...init.evidence], origin }),
    );
    const cookie = `ory_kratos_session=${token}`;
    const made = await make(alice, ['jar.list']);
    refused(await made.send('GET', '/api/me', undefined, { cookie }), 403, 'key_not_sufficient');
    await alice.send('DELETE', `/api/me/api-keys/${made.id}`);
    refused(await made.send('GET', '/api/jars', undefined, { cookie }), 401, 'unauthenticated');
  });
});

describe('looking after API keys', () => {
  it('is for their owner alone', async () => {
    const made = await make(alice, ['jar.list']);
    const other = await fresh(bob);
    const unknown = await other.send('DELETE', `/api/me/api-keys/${crypto.randomUUID()}`);
    const foreign = await other.send('DELETE', `/api/me/api-keys/${made.id}`);
    refused(foreign, 404, 'not_found');
    assert.deepEqual({ ...foreign.body, request_id: '' }, { ...unknown.body, request_id: '' });
    refused(await other.send('POST', `/api/me/api-keys/${made.id}/rotate`), 404, 'not_found');
    const listed = (await other.send('GET', '/api/me/api-keys')).body.api_keys as { id: string }[];
    assert.ok(listed.every(({ id }) => id !== made.id));
    assert.equal((await made.send('GET', '/api/jars')).statusCode, 200);
  });

  it('rotates with an overlap of an hour, or as long as one says, up to a day', async () => {
    const gwen = await person('gwen');
    const made = await make(gwen, ['jar.list']);
    const rotate = async (id: string, body?: object) =>
      (await fresh(gwen)).send('POST', `/api/me/api-keys/${id}/rotate`, body);
    refused(await rotate(made.id, { overlap_minutes: 24 * 60 + 1 }), 400, 'invalid_input');
    refused(await rotate(made.id, { overlap_minutes: -1 }), 400, 'invalid_input');
    const next = await rotate(made.id);
    assert.equal(next.statusCode, 201, next.payload);
    refused(await rotate(made.id), 409, 'api_key_ended');
    clock.advance({ minutes: 59 });
    assert.equal((await made.send('GET', '/api/jars')).statusCode, 200);
    clock.advance({ minutes: 1 });
    refused(await made.send('GET', '/api/jars'), 401, 'unauthenticated');
    assert.equal((await bearing(next.body.key)('GET', '/api/jars')).statusCode, 200);
    const last = await rotate(next.body.id, { overlap_minutes: 0 });
    refused(await bearing(next.body.key)('GET', '/api/jars'), 401, 'unauthenticated');
    assert.equal((await bearing(last.body.key)('GET', '/api/jars')).statusCode, 200);
  });

  it('is written down, without the key', async () => {
    const hank = await person('hank');
    const made = await make(hank, ['jar.list']);
    const rotated = await (await fresh(hank)).send('POST', `/api/me/api-keys/${made.id}/rotate`);
    await hank.send('DELETE', `/api/me/api-keys/${rotated.body.id}`);
    const { events } = await app.audit.list({ actor: hank.id, limit: 10 });
    assert.deepEqual(
      events.map(({ type, resource }) => [type, resource]),
      [
        ['api_key.revoked', `api_key:${rotated.body.id}`],
        ['api_key.rotated', `api_key:${rotated.body.id}`],
        ['api_key.created', `api_key:${made.id}`],
      ],
    );
    const text = JSON.stringify(events);
    assert.ok(!text.includes(made.key.slice(10)) && !text.includes(rotated.body.key.slice(10)));
    assert.equal(events[1]!.details['replaced'], made.id);
  });

  it('closes with the account', async () => {
    const ivan = await person('ivan');
    const made = await make(ivan, ['jar.list']);
    const self = await fresh(ivan);
    const asked = await self.send('DELETE', '/api/me');
    refused(asked, 403, 'step_up_required');
    const action = { operation: 'account.delete', resource: null, parameters: {} };
    const grant = { sessionId: self.sessionId, action: fingerprint(action) };
    const evidence = [proof('passkey', { user_verified: true, at: clock() })];
    const { token } = await app.store.write((tx) => app.stepUpGrants.issue(tx, { ...grant, evidence }));
    assert.equal((await self.send('DELETE', '/api/me', undefined, { 'sting-step-up': token })).statusCode, 202);
    refused(await made.send('GET', '/api/jars'), 401, 'unauthenticated');
    assert.deepEqual(await app.apiKeys.list(app.store.read, ivan.id), []);
  });

  it('is also for whoever may end the sessions of others, who sees how many there are', async () => {
    const [judy, root] = [await person('judy'), await person('root')];
    await app.store.write((tx) => app.access.assignRole(tx, root.id, 'admin'));
    const made = await make(judy, ['jar.list']);
    await make(judy, ['jar.read']);
    assert.equal((await root.send('GET', `/api/people/${judy.id}`)).body.api_keys, 2);
    const path = `/api/people/${judy.id}/api-keys`;
    refused(await (await fresh(bob)).send('DELETE', path), 403, 'access_denied');
    const revoked = await (await fresh(root)).send('DELETE', path);
    assert.deepEqual([revoked.statusCode, revoked.body], [200, { count: 2 }], revoked.payload);
    refused(await made.send('GET', '/api/jars'), 401, 'unauthenticated');
    assert.equal((await root.send('GET', `/api/people/${judy.id}`)).body.api_keys, 0);
    const { events } = await app.audit.list({ type: 'api_keys.revoked', limit: 1 });
    assert.deepEqual([events[0]!.actor, events[0]!.resource], [root.id, `identity:${judy.id}`]);
    refused(await (await fresh(root)).send('DELETE', `/api/people/${crypto.randomUUID()}/api-keys`), 404, 'not_found');
  });

  it('reminds of their end, unless nobody could rotate them', async () => {
    const [kate, liam] = [await person('kate'), await person('liam')];
    const made = await make(kate, ['jar.list'], { expires_in_days: 30 });
    await make(liam, ['jar.list'], { expires_in_days: 30 });
    await app.store.write((tx) => app.identities.setState(tx, liam.id, 'inactive'));
    clock.advance({ minutes: 23.5 * 24 * 60 });
    await remindOfKeys(app);
    await remindOfKeys(app);
    const { events } = await app.audit.list({ type: 'api_key.expiring', limit: 100 });
    const reminded = events.map(({ resource }) => resource);
    assert.equal(reminded.filter((one) => one === `api_key:${made.id}`).length, 1);
    const [liams] = await app.apiKeys.list(app.store.read, liam.id);
    assert.ok(!reminded.includes(`api_key:${liams!.id}`));
  });
});
