import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bothAnswer, policyOf, schemaOf } from '../../../test/support/reference.ts';
import type { EngineRequest, Entity } from '../cedar.ts';

const schema = schemaOf(`
  type Place = { city: String, lift?: Bool };
  entity Group in [Group];
  entity Role in [Role, Group];
  entity User in [Role, Jar] { age?: Long, home?: ipaddr };
  entity Jar in [User, Role] { name: String };
  action change;
  action none;
  action plain appliesTo { principal: User, resource: Jar };
  action share in [change] appliesTo {
    principal: User,
    resource: [Jar, User],
    context: {
      n?: Long, text?: String, flag?: Bool, friend?: User, friends?: Set<User>, place?: Place,
      numbers?: Set<Long>, nested?: Set<Set<Long>>,
      network?: ipaddr, networks?: Set<ipaddr>, price?: decimal, at?: datetime, span?: __cedar::duration,
    },
  };`);

const policies = {
  everything: policyOf('permit (principal, action, resource);'),
  friends: policyOf(
    'permit (principal, action, resource) when { context has friends && context.friends == [User::"x"] };',
  ),
  network: policyOf(
    'forbid (principal, action, resource) when { context has network && context.network.isLoopback() };',
  ),
  inside: policyOf('permit (principal in Jar::"j1", action, resource);'),
  grouped: policyOf('permit (principal in Group::"g", action, resource in Role::"r");'),
  scoped: policyOf('permit (principal is User in Role::"r", action in [Action::"change"], resource is Jar);'),
  exact: policyOf('permit (principal == User::"bob", action == Action::"plain", resource == Jar::"j1");'),
};

const bob = (change: Partial<Entity> = {}): Entity => ({
  type: 'User',
  id: 'bob',
  attributes: {},
  parents: [],
  ...change,
});
const jar = (change: Partial<Entity> = {}): Entity => ({
  type: 'Jar',
  id: 'j1',
  attributes: { name: 'Clover' },
  parents: [],
  ...change,
});

const decide = (change: Partial<EngineRequest>): string =>
  bothAnswer(schema, policies, [{ principal: bob(), action: 'share', resource: jar(), context: {}, ...change }])[0]!
    .decision;

const uid = { type: 'User', id: 'x' };
const address = { fn: 'ip', arg: '10.0.0.1' };

describe('a context', () => {
  const fitting: Record<string, unknown>[] = [
    {},
    { n: 5, text: '', flag: false },
    { n: undefined },
    { n: Number.MIN_SAFE_INTEGER },
    { n: -0 },
    { friend: uid },
    { friend: { __entity: uid } },
    { friends: [] },
    { friends: [uid, { __entity: uid }] },
    { place: { city: 'Zug' } },
    { place: { city: 'Zug', lift: true } },
    { place: { city: 'Zug', lift: undefined } },
    { numbers: [1, 1, 2], nested: [[], [1]] },
    { network: '10.0.0.0/8' },
    { network: { __extn: address } },
    { networks: ['::1', { __extn: address }] },
    { price: '1.5', at: '2026-01-31T12:00:00Z', span: '-1d' },
    Object.assign(Object.create(null), { n: 1 }),
  ];
  for (const context of fitting) {
    it(`fits: ${JSON.stringify(context)}`, () => assert.equal(decide({ context }), 'allow'));
  }

  it('is compared as the values it holds', () => assert.equal(decide({ context: { network: '127.0.0.1' } }), 'deny'));

  const unfit: Record<string, unknown>[] = [
    { other: 1 },
    { n: null },
    { n: Number.NaN },
    { n: 1.5 },
    { n: '5' },
    { n: true },
    { n: [] },
    { n: {} },
    { text: 5 },
    { text: '\ud800' },
    { flag: 'true' },
    { friend: { type: 'Jar', id: 'x' } },
    { friend: { __entity: { type: 'Role', id: 'x' } } },
    { friends: [{ type: 'Jar', id: 'x' }] },
    { friends: uid },
    { place: {} },
    { place: { city: 'Zug', street: 'x' } },
    { place: { city: undefined } },
    { place: [] },
    { numbers: [1, 'a'] },
    { numbers: [1, null] },
    { numbers: { 0: 1 } },
    { nested: [[1], ['a']] },
    { nested: [1] },
    { network: 'somewhere' },
    { network: '\udc00' },
    { networks: ['10.0.0.1', '10.0.0.1/33'] },
    { price: '1' },
    { at: '2026-02-30' },
    { span: '' },
  ];
  for (const context of unfit) {
    it(`does not fit: ${JSON.stringify(context)}`, () => assert.equal(decide({ context }), 'failed'));
  }

  const unusual: Record<string, unknown>[] = [
    { n: 2 ** 60 },
    { n: Object(5) },
    { n: () => 5 },
    { text: new Date(0) },
    { friend: 'x' },
    { friend: { ...uid, more: 1 } },
    { friend: { __entity: uid, more: 1 } },
    { network: address },
    { network: { __extn: { fn: 'ip', args: ['10.0.0.1'] } } },
    { network: { __extn: { fn: 'decimal', arg: '1.0' } } },
    { network: 5 },
    { other: () => 5 },
    { place: new Map([['city', 'Zug']]) },
  ];
  for (const [index, context] of unusual.entries()) {
    it(`is left to Cedar in an unusual form (${index + 1})`, () => assert.equal(decide({ context }), 'unfamiliar'));
  }

  it('has nothing in it where the action takes none', () => {
    assert.equal(decide({ action: 'plain' }), 'allow');
    assert.equal(decide({ action: 'plain', context: { n: 1 } }), 'failed');
  });
});

describe('an action', () => {
  for (const action of ['change', 'none', 'unknown', '', '\ud800', 'toString']) {
    it(`that applies to nothing: ${JSON.stringify(action)}`, () => assert.equal(decide({ action }), 'failed'));
  }

  it('applies to the types that the schema names', () => {
    assert.equal(decide({ resource: bob({ id: 'alice' }) }), 'allow');
    assert.equal(decide({ action: 'plain', resource: bob({ id: 'alice' }) }), 'failed');
    assert.equal(decide({ principal: jar({ id: 'j2' }) }), 'failed');
    assert.equal(decide({ principal: bob({ type: 'Stranger' }) }), 'failed');
    assert.equal(decide({ principal: bob({ type: ' User' }) }), 'failed');
  });
});

describe('an entity', () => {
  const inside = { parents: [{ type: 'Jar', id: 'j1' }] };
  const role = { type: 'Role', id: 'r' };
  const entities: [name: string, request: Partial<EngineRequest>, decision: string][] = [
    ['its attributes', { principal: bob({ attributes: { age: 3, home: '10.0.0.1' } }) }, 'allow'],
    ['an attribute that is undefined', { principal: bob({ attributes: { age: undefined } }) }, 'allow'],
    ['no id', { principal: bob({ id: '' }) }, 'allow'],
    ['half a surrogate pair as id', { principal: bob({ id: '\ud800' }) }, 'failed'],
    ['a missing attribute', { resource: jar({ attributes: {} }) }, 'failed'],
    ['an attribute too many', { resource: jar({ attributes: { name: 'x', age: 1 } }) }, 'failed'],
    ['an attribute of another type', { principal: bob({ attributes: { age: '3' } }) }, 'failed'],
    ['an address that is none', { principal: bob({ attributes: { home: 'x' } }) }, 'failed'],
    ['groups, one of them twice', { principal: bob({ parents: [role, role] }) }, 'allow'],
    ['a group through its role', { principal: bob({ parents: [{ type: 'Group', id: 'g' }] }) }, 'allow'],
    [
      'a group of a type that it cannot be in',
      { resource: jar({ parents: [{ type: 'Stranger', id: 'g' }] }) },
      'failed',
    ],
    ['half a surrogate pair as group', { principal: bob({ parents: [{ type: 'Role', id: '\ud800' }] }) }, 'failed'],
    ['itself in it', { principal: bob({ parents: [{ type: 'User', id: 'bob' }] }) }, 'failed'],
    ['the resource around it', { principal: bob(inside) }, 'allow'],
    ['what the resource is in around it', { principal: bob(inside), resource: jar({ parents: [role] }) }, 'allow'],
    ['the principal around it', { resource: jar({ parents: [{ type: 'User', id: 'bob' }] }) }, 'allow'],
    [
      'each other around them',
      { principal: bob(inside), resource: jar({ parents: [{ type: 'User', id: 'bob' }] }) },
      'failed',
    ],
    ['the same identity as the other', { resource: bob() }, 'unfamiliar'],
  ];
  for (const [name, request, decision] of entities) {
    it(`with ${name}: ${decision}`, () => assert.equal(decide(request), decision));
  }
});
