import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { operatorOf } from '../support/operator.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const operator = operatorOf(server);
const email = 'alice@example.com';
const create = { schema_id: 'default', traits: { email } };
const alice = (await operator.call('/admin/identities', { body: create })).body;
const path = `/admin/identities/${alice.id}`;
const unknown = '/admin/identities/00000000-0000-4000-8000-000000000000';
const put = { ...create, state: 'active' };
const passwords = (count: number) =>
  Array(count).fill({ create: { ...create, credentials: { password: { config: { password: 'x' } } } } });
const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

const calls: [what: string, method: string, path: string, body: unknown, status: number, id?: string | null][] = [
  ['no body', 'POST', '/admin/identities', undefined, 400],
  ['a list', 'POST', '/admin/identities', [], 400],
  ['no schema', 'POST', '/admin/identities', { traits: { email } }, 400, 'invalid_input'],
  ['an unknown schema', 'POST', '/admin/identities', { ...create, schema_id: 'constructor' }, 400, 'unknown_schema'],
  ['traits that are a text', 'POST', '/admin/identities', { ...create, traits: email }, 400, 'invalid_input'],
  ['no address', 'POST', '/admin/identities', { ...create, traits: {} }, 400, 'invalid_traits'],
  ['a role', 'POST', '/admin/identities', { ...create, traits: { email, role: 'owner' } }, 400, 'invalid_traits'],
  [
    'a prototype',
    'POST',
    '/admin/identities',
    '{"schema_id":"default","traits":{"__proto__":{"email":"x@y.zz"}}}',
    400,
  ],
  ['a member twice', 'POST', '/admin/identities', '{"schema_id":"default","schema_id":"x","traits":{}}', 400],
  ['an id', 'POST', '/admin/identities', { ...create, id: alice.id }, 400, 'invalid_input'],
  ['a role of its own', 'POST', '/admin/identities', { ...create, roles: ['owner'] }, 400, 'invalid_input'],
  ['an organisation', 'POST', '/admin/identities', { ...create, organization_id: alice.id }, 400, 'invalid_input'],
  ['another state', 'POST', '/admin/identities', { ...create, state: 'owner' }, 400, 'invalid_input'],
  ['a control character', 'POST', '/admin/identities', { ...create, external_id: 'a\nb' }, 400, 'invalid_input'],
  ['social sign-in', 'POST', '/admin/identities', { ...create, credentials: { oidc: {} } }, 400, 'invalid_input'],
  ['no keys', 'POST', '/admin/identities', { ...create, credentials: { passkey: {} } }, 400, 'invalid_credential'],
  ['a taken address', 'POST', '/admin/identities', create, 409, 'address_taken'],
  ['a batch of nothing', 'PATCH', '/admin/identities', {}, 400, 'invalid_input'],
  ['a batch of texts', 'PATCH', '/admin/identities', { identities: ['x'] }, 400, 'invalid_input'],
  ['201 passwords', 'PATCH', '/admin/identities', { identities: passwords(201) }, 400, 'too_many_passwords'],
  ['a malformed id', 'GET', '/admin/identities/x', undefined, 404, null],
  ['an encoded path', 'GET', '/admin/identities/..%2f..%2fx', undefined, 404, null],
  ['nobody', 'GET', unknown, undefined, 404, null],
  ['nobody’s external id', 'GET', '/admin/identities/by/external/x', undefined, 404, null],
  ['an unknown type to show', 'GET', `${path}?include_credential=x`, undefined, 400, 'unknown_credential_type'],
  ['a token that is none', 'GET', '/admin/identities?page_token=x', undefined, 400, 'invalid_cursor'],
  ['501 ids', 'GET', `/admin/identities?${'ids=x&'.repeat(501)}`, undefined, 400, 'invalid_input'],
  ['an odd page', 'GET', '/admin/identities?page=-1&per_page=x', undefined, 200],
  ['a put without state', 'PUT', path, create, 400, 'invalid_input'],
  ['a put with bad traits', 'PUT', path, { ...put, traits: { email, admin: true } }, 400, 'invalid_traits'],
  ['a put to nobody', 'PUT', unknown, { ...put, traits: { email: 'x@example.com' } }, 404, null],
  ['a put to no id', 'PUT', '/admin/identities/x', { ...put, traits: { email: 'x@example.com' } }, 404, null],
  ['a patch of nobody', 'PATCH', unknown, [], 404, null],
  ['a patch that is no list', 'PATCH', path, {}, 400, 'invalid_input'],
  ['a patch of 101 parts', 'PATCH', path, Array(101).fill({ op: 'test', path: '/x' }), 400, 'invalid_input'],
  ['deleting no id', 'DELETE', '/admin/identities/x', undefined, 404, null],
  ['deleting an unknown type', 'DELETE', `${path}/credentials/x`, undefined, 400, 'unknown_credential_type'],
  ['deleting codes', 'DELETE', `${path}/credentials/code`, undefined, 400, 'not_removable'],
  ['deleting what is not there', 'DELETE', `${path}/credentials/passkey`, undefined, 404, null],
  ['deleting nobody’s', 'DELETE', `${unknown}/credentials/passkey`, undefined, 404, null],
];

/** Patches that are refused, as pointer for `replace` or as operations. */
const patches: [what: string, operations: unknown[]][] = [
  ['the id', [{ op: 'replace', path: '/id', value: 'x' }]],
  ['the time', [{ op: 'replace', path: '/state_changed_at', value: 'x' }]],
  ['Kratos’s name of it', [{ op: 'add', path: '/stateChangedAt', value: 'x' }]],
  ['credentials', [{ op: 'add', path: '/credentials', value: {} }]],
  ['credentials, escaped', [{ op: 'add', path: '/credentials~1password', value: {} }]],
  ['recovery addresses', [{ op: 'remove', path: '/recovery_addresses' }]],
  ['everything', [{ op: 'replace', path: '', value: {} }]],
  ['nothing', [{ op: 'replace', path: 'traits', value: {} }]],
  ['a move of the id', [{ op: 'move', from: '/id', path: '/traits/id' }]],
  ['a prototype', [{ op: 'add', path: '/__proto__/polluted', value: 1 }]],
  ['a prototype below', [{ op: 'add', path: '/traits/__proto__', value: { role: 'owner' } }]],
  [
    'a prototype in a value',
    [{ op: 'replace', path: '/traits', value: JSON.parse('{"__proto__":{"email":"x@y.zz"}}') }],
  ],
  ['a constructor', [{ op: 'add', path: '/traits/constructor/prototype/polluted', value: 1 }]],
  ['an inherited function', [{ op: 'add', path: '/traits/toString/polluted', value: 1 }]],
  ['an inherited function of nothing', [{ op: 'add', path: '/metadata_admin/toString/polluted', value: 1 }]],
  ['a letter of a text', [{ op: 'replace', path: '/traits/email/0', value: 'b' }]],
  ['an index that is none', [{ op: 'replace', path: '/verifiable_addresses/00', value: {} }]],
  ['an index behind the end', [{ op: 'add', path: '/verifiable_addresses/9', value: {} }]],
  ['the length of a list', [{ op: 'replace', path: '/verifiable_addresses/length', value: 0 }]],
  ['no value', [{ op: 'add', path: '/metadata_admin' }]],
  ['no source', [{ op: 'copy', path: '/metadata_admin' }]],
  ['an unknown operation', [{ op: 'merge', path: '/metadata_admin', value: 1 }]],
  [
    'a move into itself',
    [
      { op: 'add', path: '/metadata_admin', value: { a: {} } },
      { op: 'move', from: '/metadata_admin', path: '/metadata_admin/a/b' },
    ],
  ],
  [
    'a failed test',
    [
      { op: 'add', path: '/metadata_admin', value: 1 },
      { op: 'test', path: '/state', value: 'inactive' },
    ],
  ],
  ['no state', [{ op: 'remove', path: '/state' }]],
  ['a state that is none', [{ op: 'replace', path: '/state', value: 'owner' }]],
  ['an unknown schema', [{ op: 'replace', path: '/schema_id', value: 'x' }]],
  ['a role', [{ op: 'add', path: '/traits/role', value: 'owner' }]],
  ['addresses that are none', [{ op: 'replace', path: '/verifiable_addresses', value: { a: 1 } }]],
  [
    'a value too deep',
    [
      { op: 'add', path: '/metadata_admin', value: nested(18) },
      ...Array(3).fill({ op: 'copy', from: '/metadata_admin', path: '/metadata_admin/0/0' }),
    ],
  ],
  [
    'doubling',
    [
      { op: 'add', path: '/metadata_admin', value: { a: 'x'.repeat(1000) } },
      ...Array.from({ length: 60 }, (_, i) => ({ op: 'copy', from: '/metadata_admin', path: `/metadata_admin/${i}` })),
    ],
  ],
];

describe('what is refused, and never with a 500', () => {
  for (const [what, method, url, body, status, id] of calls) {
    it(`${method} with ${what}: ${status}`, async () => {
      const answer = await operator.call(url, {
        method,
        body,
        ...(typeof body === 'string' ? { headers: { 'content-type': 'application/json' } } : {}),
      });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      if (status < 400) return;
      assert.equal(answer.body.error.code, status);
      assert.equal(typeof answer.body.error.reason, 'string');
      if (id !== undefined) assert.equal(answer.body.error.id ?? null, id);
    });
  }

  for (const [what, operations] of patches) {
    it(`a patch of ${what}`, async () => {
      const { status, body } = await operator.call(path, { method: 'PATCH', body: operations });
      assert.equal(status, 400, JSON.stringify(body));
      assert.deepEqual((await operator.call(path)).body, alice, 'nothing changed');
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      assert.equal((Object.prototype.toString as unknown as Record<string, unknown>)['polluted'], undefined);
    });
  }

  it('somebody without the token, and a browser', async () => {
    const { url } = server;
    for (const headers of [{ authorization: '' }, { origin: url }, { 'sec-fetch-site': 'cross-site' }]) {
      const { status } = await operator.call('/admin/identities', { headers: headers as Record<string, string> });
      assert.ok(status === 401 || status === 403, String(status));
    }
  });
});
