import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import Fastify from 'fastify';
import { newKeyText } from '../../src/api-keys/key-text.ts';
import { collectRoutes } from '../../src/http/route.ts';
import { bodyOf } from '../support/operation-bodies.ts';
import { type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { seededRandom } from '../support/temporary.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');

interface Operation {
  operation: string;
  method: string;
  path: string;
  tier: 1 | 2 | 3 | 4;
  permission: string;
  requirement: object;
  by_key: boolean;
}
const { operations } = (await alice.api('/api/operations')).body as { operations: Operation[] };
/** Where the table says that nothing is to be proven, nobody has to be signed in. */
const wantsSession = ({ requirement }: Operation) => Object.keys(requirement).length > 0;
const protectedRoutes = operations.filter(wantsSession);
const fill = (path: string) => path.replace(/\{\w+\}/g, crypto.randomUUID());
const of = ({ method, path }: Operation) => `${method} ${path}`;

/** Whether a key opens the route, as long as the body does not make it another operation. */
const openToKeys = (route: Operation) => operations.some((other) => other.by_key && of(other) === of(route));

const nobody: [who: string, headers: Record<string, string>][] = [
  ['nobody', {}],
  ['a token that never was', { 'x-session-token': `ory_st_${'A'.repeat(43)}` }],
  ['a bearer of nothing', { authorization: 'Bearer x' }],
  ['a cookie that never was', { cookie: `ory_kratos_session=ory_sc_${'A'.repeat(43)}`, origin: server.url }],
  ['the operator’s token', { authorization: `Bearer sting_at_${'A'.repeat(43)}` }],
  ['an API key that never was', { authorization: `Bearer ${newKeyText(seededRandom())}` }],
  [
    'a name in a header',
    { 'x-user': 'alice', 'x-forwarded-user': alice.identityId, 'x-identity-id': alice.identityId },
  ],
];

describe('the table of operations', () => {
  it('tells tier, permission and requirement of every route', () => {
    assert.ok(operations.length > 60, `${operations.length} operations`);
    for (const operation of operations) {
      assert.match(operation.operation, /^[a-z_]+\.[a-z_]+$/, of(operation));
      assert.ok([1, 2, 3, 4].includes(operation.tier));
      assert.ok(operation.permission.length > 0);
      if (wantsSession(operation)) {
        const ofTier = server.app.requirements.ofTier(operation.tier);
        const fresh = /^(?:session\.revoke|device\.forget)/.test(operation.operation) ? { max_age_seconds: 300 } : {};
        assert.deepEqual(operation.requirement, { ...ofTier, ...fresh }, of(operation));
      }
      // A change of a shared thing is never a view; a question that is too long for an address is one.
      const asks = /^(?:step_up\..*|policy\.(?:validate|simulate|replay)|access\.explain)$/.test(operation.operation);
      if (operation.method !== 'GET' && wantsSession(operation) && !asks) {
        assert.ok(operation.tier >= 2, of(operation));
      }
    }
  });

  it('holds every path of our API, and nothing that is open by accident', () => {
    const unproven = operations.filter((operation) => !wantsSession(operation));
    const byClientKey = unproven.filter(({ permission }) => permission === 'application').map(({ path }) => path);
    assert.deepEqual(byClientKey.sort(), [
      '/access/v1/evaluation',
      '/access/v1/evaluations',
      '/access/v1/search/action',
      '/access/v1/search/resource',
      '/access/v1/search/subject',
    ]);
    const open = unproven.map(({ path }) => path).filter((path) => !byClientKey.includes(path));
    for (const path of open) assert.doesNotMatch(path, /^\/api\//, `${path} is open`);
    assert.deepEqual(
      [...new Set(open)]
        .filter((path) => !/^\/(self-service|sessions|schemas|console|health|\.well-known|admin)\b/.test(path))
        .sort(),
      [
        '/',
        '/auth/start',
        '/auth/verify',
        '/disown',
        '/error',
        '/keep-account',
        '/login',
        '/openapi.json',
        '/recovery',
        '/registration',
        '/revert-address',
        '/settings',
        '/verification',
      ],
    );
    assert.deepEqual(
      protectedRoutes.filter(({ path }) => !path.startsWith('/api/')),
      [],
    );
  });

  it('gives the critical tier to what cannot be undone', () => {
    const tier = (name: string) => operations.find(({ operation }) => operation === name)?.tier;
    assert.equal(tier('jar.delete'), 4);
    for (const name of ['passkey.remove', 'passkey.suspend', 'grant.create', 'audit.read', 'audit.export']) {
      assert.equal(tier(name), 3, name);
    }
  });

  it('has no route that does not say what it is', () => {
    const bare = Fastify();
    collectRoutes(bare, { listener: 'public', actions: [] });
    for (const config of [
      {},
      { operation: 'a.b' },
      { operation: 'a.b', auth: 'none', tier: 1 },
      { auth: 'none', tier: 1, permission: 'public' },
    ]) {
      assert.throws(() => bare.get('/x', { config: config as never }, async () => 'x'), /does not declare/);
    }
  });

  it('has no route that declares what nobody checks', () => {
    const bare = Fastify();
    collectRoutes(bare, { listener: 'public', actions: ['jar.delete'] });
    const declared = { operation: 'a.b', tier: 2 };
    for (const config of [
      { ...declared, auth: 'optional', tier: 4, permission: 'jar.delete' },
      { ...declared, auth: 'none', permission: 'jar.delete' },
      { ...declared, auth: 'admin', permission: 'operator' },
      { ...declared, auth: 'sesion', tier: 3, permission: 'self' },
    ]) {
      assert.throws(() => bare.post('/x', { config: config as never }, async () => 'x'), /The route POST \/x /);
    }
  });

  it('is what the API describes', async () => {
    const { paths } = (await request(`${server.url}/openapi.json`)).body;
    for (const operation of protectedRoutes) {
      const described = paths[operation.path]?.[operation.method.toLowerCase()];
      assert.ok(described, of(operation));
      const security = [{ session: [] }, ...(openToKeys(operation) ? [{ api_key: [] }] : [])];
      assert.deepEqual(described.security, security, of(operation));
    }
  });
});

describe('a protected route', () => {
  for (const [who, headers] of nobody) {
    it(`answers 401 to ${who}`, async () => {
      for (const operation of protectedRoutes) {
        const { method } = operation;
        const answer = await request(server.url + fill(operation.path), {
          method,
          headers,
          ...(method === 'POST' || method === 'PATCH' ? { body: {} } : {}),
        });
        assert.equal(answer.status, 401, of(operation));
        assert.equal(answer.body.code, 'unauthenticated', of(operation));
        assert.match(answer.headers.get('www-authenticate')!, /^Bearer/);
      }
    });
  }

  it('does not tell nobody whether a thing exists', async () => {
    const jar = (await alice.api('/api/jars', { body: { name: 'Honey', type: 'public' } })).body.id;
    const known = await request(`${server.url}/api/jars/${jar}`);
    const unknown = await request(`${server.url}/api/jars/${crypto.randomUUID()}`);
    assert.deepEqual({ ...known.body, request_id: '' }, { ...unknown.body, request_id: '' });
  });

  it('wants the proof of its tier, on every route of tier 3 and 4', async () => {
    const owner = await register(server, 'owner', { setup: await server.setupToken() });
    const weak = (await signIn(server, owner, { userVerified: false })).body.session_token as string;
    const asOwner =
      (token: string): Person['api'] =>
      (path, init = {}) =>
        owner.api(path, { ...init, headers: { 'x-session-token': token } });
    const jar = (await owner.api('/api/jars', { body: { name: 'Honey' } })).body.id;
    const { id: passkey } = (await owner.api('/api/me/passkeys')).body.passkeys[0];
    const strict = protectedRoutes.filter(({ tier }) => tier >= 3);
    assert.ok(strict.length >= 8, `${strict.length}`);
    for (const operation of strict) {
      const path = operation.path
        .replace('/jars/{id}', `/jars/${jar}`)
        .replace('/passkeys/{id}', `/passkeys/${passkey}`);
      const { method } = operation;
      const answer = await asOwner(weak)(fill(path), { method, body: bodyOf(operation) });
      assert.equal(answer.status, 403, `${of(operation)}: ${JSON.stringify(answer.body)}`);
      assert.equal(answer.body.code, 'step_up_required', of(operation));
      assert.equal(answer.body.operation, operation.operation);
      assert.equal(answer.body.needs.level, 'aal2');
    }
  });
});

describe('an API key', () => {
  const scopes = [...new Set(operations.filter(({ by_key }) => by_key).map(({ operation }) => operation))];

  /** Sends requests by keys with these scopes, a new one before the minute of the last is used up. */
  function sender(who: Person, having: readonly string[]) {
    let sent = 0;
    let key = '';
    return async (operation: Operation) => {
      if (sent++ % 50 === 0) {
        const made = await who.api('/api/me/api-keys', { body: { name: 'sweep', scopes: having } });
        assert.equal(made.status, 201, JSON.stringify(made.body));
        key = made.body.key;
      }
      return request(server.url + fill(operation.path), {
        method: operation.method,
        body: bodyOf(operation),
        headers: { authorization: `Bearer ${key}` },
      });
    };
  }

  it('may carry what goes beyond one’s own account, of tier 1 and 2', () => {
    assert.deepEqual(scopes.sort(), [
      'document.approve',
      'document.delete',
      'document.describe',
      'document.list',
      'document.read',
      'document.reject',
      'document.upload',
      'document.withdraw',
      'grant.list',
      'grant.remove',
      'jar.create',
      'jar.edit',
      'jar.list',
      'jar.read',
      'search.query',
      'team.create',
      'team.list',
      'team.rename',
      'transfer.list',
      'transfer.read',
    ]);
    for (const operation of operations.filter(({ by_key }) => by_key)) {
      assert.ok(operation.tier <= 2, of(operation));
      assert.match(operation.path, /^\/api\/(?!people|policies|audit|invitations)/, of(operation));
    }
  });

  it('without the scope is refused by every route', async () => {
    // Two keys that have one scope each: what one of them has, the other lacks.
    for (const only of ['jar.list', 'jar.create']) {
      const send = sender(await register(server, only.replace('.', '-')), [only]);
      for (const operation of protectedRoutes.filter((one) => one.operation !== only)) {
        const { status, body } = await send(operation);
        assert.equal(status, 403, of(operation));
        assert.equal(body.code, openToKeys(operation) ? 'scope_missing' : 'key_not_sufficient', of(operation));
        if (operation.by_key) assert.equal(body.scope, operation.operation);
      }
    }
  });

  it('with every scope is refused by every sensitive or critical route, and by one’s own account', async () => {
    const owner = await register(server, 'key-owner');
    await server.app.store.write((tx) => server.app.access.assignRole(tx, owner.identityId, 'owner'));
    const send = sender(owner, scopes);
    const closed = protectedRoutes.filter(({ by_key }) => !by_key);
    for (const operation of protectedRoutes.filter(({ tier, path }) => tier >= 3 || path.startsWith('/api/me/a'))) {
      assert.ok(closed.includes(operation), of(operation));
    }
    for (const operation of closed) {
      const { status, body } = await send(operation);
      assert.deepEqual([status, body.code], [403, 'key_not_sufficient'], of(operation));
      assert.equal(body.operation, operation.operation);
      assert.equal(body.step_up, undefined);
    }
  });

  it('with the scope is let through to the rights of its owner', async () => {
    const send = sender(await register(server, 'dora'), scopes);
    for (const operation of protectedRoutes.filter(({ by_key }) => by_key)) {
      const { status, body } = await send(operation);
      assert.notEqual(status, 401, of(operation));
      assert.ok(!['scope_missing', 'key_not_sufficient'].includes(body.code), of(operation));
    }
  });
});
