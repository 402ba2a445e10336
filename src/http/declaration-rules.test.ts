import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenRule, type Listener } from './declaration-rules.ts';
import type { RouteDeclaration } from './route.ts';

const actions = ['jar.read', 'jar.edit', 'jar.administer', 'jar.delete', 'audit.read'];

type Given = Partial<Record<keyof RouteDeclaration, unknown>>;

const checked = (given: Given, listener: Listener['listener'] = 'public', path = '/api/jars/:id') =>
  brokenRule({ operation: 'a.b', tier: 2, ...given } as RouteDeclaration, { listener, actions }, path);

const escalation = { members: ['type'], operation: 'jar.administer', tier: 3, permission: 'jar.administer' };

describe('a declaration that is checked somewhere', () => {
  const fine: [Given, Listener['listener']?][] = [
    [{ auth: 'none', permission: 'public' }],
    [{ auth: 'optional', permission: 'public' }],
    [{ auth: 'optional', permission: 'self', contract: 'kratos' }],
    [{ auth: 'session', permission: 'self', tier: 3 }],
    [{ auth: 'session', permission: 'self', unconfirmed: 'Because.' }],
    [{ auth: 'session', permission: 'audit.read', tier: 3 }],
    [{ auth: 'session', permission: 'jar.delete', tier: 4, resource: 'jar' }],
    [{ auth: 'session', permission: 'jar.edit', resource: 'jar', escalation }],
    [{ auth: 'session', permission: 'jar.edit', resource: 'jar', escalation, byKey: true }],
    [{ auth: 'session', permission: 'self', beyondAccount: true, byKey: true }],
    [{ auth: 'none', permission: 'public' }, 'admin'],
    [{ auth: 'admin', permission: 'operator', tier: 4 }, 'admin'],
    [{ auth: 'client', permission: 'application', tier: 1 }],
  ];
  for (const [given, listener] of fine) {
    it(`${JSON.stringify(given)} is fine`, () => assert.equal(checked(given, listener), null));
  }
});

describe('a declaration that would leave a route open', () => {
  const broken: [Given, RegExp, Listener['listener']?][] = [
    [{ auth: 'optional', tier: 4, permission: 'jar.delete' }, /auth that its permission/],
    [{ auth: 'none', permission: 'jar.delete' }, /auth that its permission/],
    [{ auth: 'client', permission: 'jar.read' }, /auth that its permission/],
    [{ auth: 'client', permission: 'public' }, /auth that its permission/],
    [{ auth: 'none', permission: 'application' }, /auth that its permission/],
    [{ auth: 'client', permission: 'application', tier: 3 }, /lets in whoever has not signed in/],
    [{ auth: 'client', permission: 'application' }, /auth that this listener/, 'admin'],
    [{ auth: 'admin', permission: 'operator' }, /auth that this listener/],
    [{ auth: 'sesion', tier: 3, permission: 'self' }, /auth that this listener/],
    [{ auth: 'session', permission: 'jar.raed' }, /no policy knows/],
    [{ auth: 'session', permission: 'toString' }, /no policy knows/],
    [{ auth: 'session', permission: 'public' }, /auth that its permission/],
    [{ auth: 'session', permission: 'operator' }, /auth that its permission/],
    [{ auth: 'none', permission: 'self' }, /auth that its permission/],
    [{ auth: 'optional', permission: 'self' }, /its own 401/],
    [{ auth: 'optional', permission: 'self', contract: 'page' }, /its own 401/],
    [{ auth: 'none', tier: 3, permission: 'public' }, /sensitive/],
    [{ auth: 'optional', tier: 3, permission: 'self', contract: 'kratos' }, /sensitive/],
    [{ auth: 'session', tier: 5, permission: 'self' }, /tier that does not exist/],
    [{ auth: 'session', tier: '4', permission: 'self' }, /tier that does not exist/],
    [{ auth: 'session', permission: 'self', resource: 'jar' }, /names a resource/],
    [{ auth: 'session', tier: 3, permission: 'self', unconfirmed: 'Because.' }, /confirms nothing/],
    [{ auth: 'session', permission: 'self' }, /auth that this listener/, 'admin'],
    [{ auth: 'optional', permission: 'public' }, /auth that this listener/, 'admin'],
    [{ auth: 'admin', permission: 'self' }, /auth that its permission/, 'admin'],
    [{ auth: 'admin', permission: 'jar.delete' }, /auth that its permission/, 'admin'],
    [
      { auth: 'session', permission: 'jar.edit', resource: 'jar', escalation: { ...escalation, permission: 'x' } },
      /no policy knows/,
    ],
    [
      { auth: 'session', permission: 'jar.edit', resource: 'jar', escalation: { ...escalation, tier: 1 } },
      /escalates to less/,
    ],
    [
      { auth: 'session', permission: 'jar.edit', resource: 'jar', escalation: { ...escalation, members: [] } },
      /escalates to less/,
    ],
    [{ auth: 'optional', permission: 'public', escalation }, /auth that its permission/],
    [{ auth: 'session', permission: 'self', byKey: true }, /own account to their API keys/],
    [{ auth: 'session', permission: 'audit.read', tier: 3, byKey: true }, /no key may ever/],
    [{ auth: 'session', permission: 'jar.delete', resource: 'jar', tier: 4, byKey: true }, /no key may ever/],
    [{ auth: 'optional', permission: 'public', byKey: true }, /no key may ever/],
    [{ auth: 'none', permission: 'public', byKey: true }, /no key may ever/],
    [{ auth: 'session', permission: 'self', beyondAccount: true, contract: 'kratos', byKey: true }, /no key may ever/],
    [{ auth: 'admin', permission: 'operator', byKey: true }, /no key may ever/, 'admin'],
  ];
  for (const [given, sentence, listener] of broken) {
    it(`${JSON.stringify(given)} is refused`, () => assert.match(checked(given, listener) ?? 'nothing', sentence));
  }

  it('a resource that is not in the path is refused', () => {
    const given = { auth: 'session', permission: 'jar.read', resource: 'jar' };
    assert.match(checked(given, 'public', '/api/jars/:jar') ?? 'nothing', /names a resource/);
  });
});
