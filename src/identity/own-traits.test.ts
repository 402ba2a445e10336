import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkOwn } from './own-traits.ts';
import { isPrivileged } from './privileged.ts';
import { compileSchema } from './schemas.ts';

const schema = compileSchema({
  id: 'staff',
  json: {
    type: 'object',
    properties: {
      traits: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          role: { type: 'string' },
          department: { type: 'string', disableFormField: true },
          group: { type: 'string', disableFormField: false },
          work: { type: 'object', properties: { id: { type: 'integer' }, floor: { type: 'integer' } } },
          more: { type: 'object', properties: {}, additionalProperties: true },
        },
      },
    },
  },
});
const current = {
  name: 'Alice',
  role: 'clerk',
  department: 'bees',
  work: { id: 7, floor: 1 },
  more: { verified: false },
};

const cases: [what: string, given: unknown, held: Record<string, unknown> | null, expected: object | string[]][] = [
  ['what is theirs', { name: 'Al', group: 'x' }, null, { name: 'Al', group: 'x' }],
  [
    'a form without the closed fields',
    { name: 'Al', more: {}, work: { floor: 2 } },
    current,
    { ...current, name: 'Al', work: { id: 7, floor: 2 }, more: {} },
  ],
  ['the same values again', current, current, current],
  ['a role', { name: 'Al', role: 'owner' }, current, ['/role']],
  ['a role for a new person', { role: 'clerk' }, null, ['/role']],
  ['a closed field', { department: 'wasps' }, current, ['/department']],
  ['an empty closed field', { department: '' }, current, ['/department']],
  ['null for one', { department: null }, current, ['/department', '/department']],
  ['an id below', { work: { id: 8 } }, current, ['/work/id']],
  ['a group that is no group', { work: 'x' }, current, ['/work/id', '/work']],
  ['a power that nobody declared', { more: { verified: true } }, current, ['/more/verified']],
  ['one deep in there', { more: { a: { isAdmin: true } } }, current, ['/more/a/isAdmin']],
  ['an unknown trait', { admin: true }, null, ['/admin', '/admin']],
  ['a prototype', JSON.parse('{"__proto__":{"role":"owner"}}'), null, ['/__proto__/role', '/__proto__']],
  ['nothing', null, null, ['']],
  ['a text', 'role', null, ['']],
];

describe('traits that a person gives themselves', () => {
  for (const [what, given, held, expected] of cases) {
    it(what, () => {
      const result = checkOwn(schema, given, held);
      if (!Array.isArray(expected)) return assert.deepEqual(result, { traits: expected });
      assert.ok('problems' in result, JSON.stringify(result));
      assert.deepEqual(
        result.problems.map(({ pointer }) => pointer),
        expected,
      );
      assert.equal(({} as Record<string, unknown>)['role'], undefined);
    });
  }

  it('has fields that are closed by their name, unless the schema opens them', () => {
    const closed = schema.fields.filter(({ disabled }) => disabled).map(({ path }) => path);
    assert.deepEqual(closed, ['role', 'department', 'work.id']);
  });

  for (const name of ['role', 'Roles', 'isAdmin', 'is-admin', 'ＲＯＬＥ', 'emailVerified', 'metadata_admin']) {
    it(`knows the power in “${name}”`, () => assert.ok(isPrivileged(name)));
  }
  for (const name of ['name', 'email', 'phone', 'idea', 'scrolls', 'title']) {
    it(`sees none in “${name}”`, () => assert.ok(!isPrivileged(name)));
  }
});
