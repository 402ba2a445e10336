import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answer, type Caller, publicServer } from '../../../test/support/api.ts';

type Scope = Parameters<typeof publicServer>[0];

async function setUp(scope: Scope, settings: Parameters<typeof publicServer>[1] = {}) {
  const world = await publicServer(scope, settings);
  const people = {
    alice: await world.person('alice'),
    otto: await world.person('otto'),
    carol: await world.person('carol'),
    bob: await world.person('bob'),
  };
  await world.app.store.write(async (tx) => {
    await world.app.access.assignRole(tx, people.alice.id, 'owner');
    await world.app.access.assignRole(tx, people.otto.id, 'security_officer');
    await world.app.access.assignRole(tx, people.carol.id, 'auditor');
  });
  const jar = (await people.bob.send('POST', '/api/jars', { name: 'Honey' })).body.id as string;
  const reads = async (who: Caller = people.bob) => (await who.send('GET', `/api/jars/${jar}`)).statusCode;
  return { ...world, ...people, jar, reads };
}

const rule = (condition: string, { id = 'house.rule', effect = 'forbid', action = 'jar.discover' } = {}) =>
  `@id("${id}")\n@sentence("A rule of the house.")\n${effect} (principal, action == Action::"${action}", resource)\nwhen { ${condition} };\n`;

const is = (answer: Answer, status: number, code?: string) =>
  assert.deepEqual([answer.statusCode, code && answer.body.code], [status, code], JSON.stringify(answer.body));

describe('rules of administrators', () => {
  it('hold from the next request on, and no longer than they stand', async (t) => {
    const { alice, reads, bob } = await setUp(t);
    const text = rule('principal == User::"BOB"').replace('BOB', bob.id);
    assert.equal(await reads(), 200);
    const made = await alice.proven('POST', '/api/policies', { text, reason: 'Until the investigation ends' });
    is(made, 201);
    assert.deepEqual(
      [made.body.id, made.body.version, made.body.effect, made.body.source, made.body.changed_by.name],
      ['house.rule', 1, 'forbid', 'administrators', 'alice@example.org'],
    );
    assert.equal(await reads(), 404);
    is(await alice.proven('PUT', '/api/policies/house.rule', { text, enabled: false, version: 1 }), 200);
    assert.equal(await reads(), 200);
    is(await alice.proven('POST', '/api/policies/house.rule/revert', { version: 1 }), 200);
    assert.equal(await reads(), 404);
    is(await alice.proven('DELETE', '/api/policies/house.rule?reason=It%20ended'), 204);
    assert.equal(await reads(), 200);
    is(await alice.send('GET', '/api/policies/house.rule'), 404);

    const { versions } = (await alice.send('GET', '/api/policies/house.rule/versions')).body;
    assert.deepEqual(
      versions.map((v: { version: number; text: string | null; enabled: boolean; reason: string }) => [
        v.version,
        v.text === null,
        v.enabled,
        v.reason,
      ]),
      [
        [4, true, false, 'It ended'],
        [3, false, true, 'Back to version 1'],
        [2, false, false, ''],
        [1, false, true, 'Until the investigation ends'],
      ],
    );
  });

  it('are events with what changed in them', async (t) => {
    const { alice, app } = await setUp(t);
    await alice.proven('POST', '/api/policies', { text: rule('context.environment.hour > 20') });
    const text = rule('context.environment.hour > 21');
    await alice.proven('PUT', '/api/policies/house.rule', { text, enabled: true, version: 1, reason: 'Later' });
    const { events } = await app.audit.list({ limit: 5, type: 'policy.changed' });
    assert.deepEqual(
      events.map(({ actor, resource, details }) => [actor, resource, details]),
      [
        [
          alice.id,
          'policy:house.rule',
          {
            version: 2,
            enabled: true,
            reason: 'Later',
            removed: 'when { context.environment.hour > 20 };',
            added: 'when { context.environment.hour > 21 };',
          },
        ],
      ],
    );
  });

  it('are for few to see and for fewer to change, with a proof for exactly that', async (t) => {
    const { alice, otto, carol, bob } = await setUp(t);
    const text = rule('context.environment.hour > 20');
    const first = await alice.send('POST', '/api/policies', { text });
    is(first, 403, 'step_up_required');
    assert.equal(first.body.needs.action_bound, true);
    for (const who of [carol, bob]) is(await who.proven('POST', '/api/policies', { text }), 403, 'access_denied');
    is(await bob.send('GET', '/api/policies'), 403, 'access_denied');
    for (const [who, may] of [
      [alice, { manage: true, permit: true }],
      [otto, { manage: true, permit: false }],
      [carol, { manage: false, permit: false }],
    ] as const) {
      const { body } = await who.send('GET', '/api/policies');
      assert.deepEqual(body.may, may);
      assert.ok(
        body.policies.some(
          ({ id, source }: { id: string; source: string }) => id === 'jar.viewer' && source === 'product',
        ),
      );
    }
  });

  it('that permit are the owner’s to write, and nobody gains by one that forbids', async (t) => {
    const { alice, otto, app } = await setUp(t);
    const permit = rule('principal in Role::"security_officer"', { effect: 'permit', action: 'role.assign' });
    is(await otto.proven('POST', '/api/policies', { text: permit }), 403, 'owner_only');
    is(await alice.proven('POST', '/api/policies', { text: permit }), 201);
    for (const call of [
      () => otto.proven('DELETE', '/api/policies/house.rule'),
      () => otto.proven('PUT', '/api/policies/house.rule', { text: permit, enabled: false, version: 1 }),
    ])
      is(await call(), 403, 'owner_only');

    // A rule that binds the officers: whoever is bound by it does not take it away.
    const binds = rule('principal in Role::"security_officer"', { id: 'house.binds', action: 'person.suspend' });
    is(await alice.proven('POST', '/api/policies', { text: binds }), 201);
    is(await otto.proven('DELETE', '/api/policies/house.binds'), 403, 'role_exceeds_own');
    const milder = binds.replace('when {', 'when { principal == User::"somebody else" &&');
    is(
      await otto.proven('PUT', '/api/policies/house.binds', { text: milder, enabled: true, version: 1 }),
      403,
      'role_exceeds_own',
    );
    is(
      await otto.proven('POST', '/api/policies', { text: rule('context.relation == "viewer"', { id: 'house.own' }) }),
      201,
    );
    is(await otto.proven('DELETE', '/api/policies/house.own'), 204);
    assert.equal((await app.access.policies.list(app.store.read)).length, 2);
  });

  it('never lock out whoever makes them', async (t) => {
    const { alice, reads } = await setUp(t);
    const closing = [
      rule('true', { action: 'policy.manage' }).replace(/\nwhen.*/, ';'),
      rule('context.environment has network && context.environment.network.isLoopback()', { action: 'policy.read' }),
      rule('context.environment.weekday == 4', { action: 'policy.manage' }),
      rule('principal in Role::"owner"', { action: 'policy.read' }),
      // What asks for a proof that nobody has given yet locks nobody out; what asks for one that nobody can give does.
      rule('context.proof has aal1 || true', { action: 'policy.manage' }),
    ];
    for (const text of closing) {
      const answer = await alice.proven('POST', '/api/policies', { text });
      is(answer, 409, 'policy_locks_out');
      assert.deepEqual(answer.body.policies, ['house.rule']);
    }
    is(await alice.send('GET', '/api/policies'), 200);
    assert.equal(await reads(), 200);
    const asks = rule('context.fresh > 0', { action: 'policy.manage' }).replace(
      ' };',
      ' } unless { context.proof has device_bound };',
    );
    is(await alice.proven('POST', '/api/policies', { text: asks }), 201);
  });

  it('leave an owner who can undo them, whoever makes them', async (t) => {
    const { alice, otto, bob, app } = await setUp(t);
    const closing = [
      rule('principal in Role::"owner"', { action: 'policy.manage' }),
      rule(`principal == User::"${alice.id}"`, { action: 'sign_in' }),
      rule('!(principal in Role::"security_officer")', { action: 'policy.read' }),
    ];
    for (const text of closing) is(await otto.proven('POST', '/api/policies', { text }), 409, 'policy_locks_out');
    const [, ofAlice = ''] = closing;
    await app.store.write((tx) => app.access.assignRole(tx, bob.id, 'owner'));
    is(await otto.proven('POST', '/api/policies', { text: ofAlice }), 201);
    is(await bob.proven('DELETE', '/api/policies/house.rule'), 204);
  });

  it('of an officer are weighed for jars as well, and without an alarm', async (t) => {
    const { alice, otto, app } = await setUp(t);
    const binds = rule('principal in Role::"security_officer"', { action: 'jar.read' });
    is(await alice.proven('POST', '/api/policies', { text: binds }), 201);
    is(await otto.proven('DELETE', '/api/policies/house.rule'), 403, 'role_exceeds_own');
    assert.deepEqual((await app.audit.list({ limit: 9, type: 'access.alarm' })).events, []);
  });

  it('that cannot be saved say why, where, and what was meant', async (t) => {
    const { alice } = await setUp(t);
    const text = rule('context.environment.houre > 20');
    const answer = await alice.proven('POST', '/api/policies', { text });
    is(answer, 400, 'policy_invalid');
    assert.match(answer.body.problems[0].message, /did you mean “hour”/);
    assert.deepEqual([answer.body.problems[0].line, answer.body.problems[0].column], [4, 28]);
    const checked = (await alice.send('POST', '/api/policies/validate', { text })).body;
    assert.deepEqual([checked.problems, checked.policy], [answer.body.problems, null]);
    const fine = (await alice.send('POST', '/api/policies/validate', { text: text.replace('houre', 'hour') })).body;
    assert.deepEqual(fine.policy, { id: 'house.rule', sentence: 'A rule of the house.', effect: 'forbid' });
    assert.match(fine.formatted, /^@id\("house\.rule"\)\n/);
    is(await alice.proven('PUT', '/api/policies/other', { text, enabled: true, version: 1 }), 404);
    is(await alice.proven('DELETE', '/api/policies/jar.viewer'), 404);
    is(
      await alice.proven('POST', '/api/policies', { text: rule('true').replace('house.rule', 'jar.viewer') }),
      400,
      'policy_invalid',
    );
  });

  it('are not written over by whoever looked at an earlier version', async (t) => {
    const { alice, otto } = await setUp(t);
    const text = rule('context.environment.hour > 20');
    await alice.proven('POST', '/api/policies', { text });
    is(await otto.proven('PUT', '/api/policies/house.rule', { text, enabled: false, version: 1 }), 200);
    is(
      await alice.proven('PUT', '/api/policies/house.rule', { text, enabled: true, version: 1 }),
      409,
      'policy_changed',
    );
    is(await alice.proven('POST', '/api/policies', { text }), 409, 'policy_changed');
    is(await alice.proven('POST', '/api/policies/house.rule/revert', { version: 7 }), 404);
  });

  it('that were never kept leave nothing behind', async (t) => {
    const { alice, app, reads } = await setUp(t);
    const by = { subject: alice.id, proofs: { session: [], action: [] }, from: null };
    const save = (text: string, fails: boolean) =>
      app.store.write(async (tx) => {
        await app.access.savePolicy(tx, { by, id: 'house.rule', text, enabled: true, reason: '', version: null });
        // Whoever decides inside of the transaction sees the rule.
        const question = { ...by, permission: 'audit.read', tier: 3, jar: null } as const;
        await app.access.decide(tx, question);
        if (fails) throw new Error('undone');
      });
    await assert.rejects(save(rule('context.fresh > 0'), true), /undone/);
    assert.equal(await reads(), 200);
    await save(rule('context.fresh < 0'), false);
    assert.equal(await reads(), 200, 'the rule that holds is not the one that was undone');
  });

  it('offer words to whoever writes one', async (t) => {
    const { carol } = await setUp(t);
    const { actions, paths, schema } = (await carol.send('GET', '/api/policies/vocabulary')).body;
    assert.ok(actions.includes('jar.read'));
    const of = (path: string) => paths.find((each: { path: string }) => each.path === path);
    assert.deepEqual(of('principal.department'), { path: 'principal.department', type: 'String', optional: true });
    assert.deepEqual(of('context.environment.network'), {
      path: 'context.environment.network',
      type: 'ipaddr',
      optional: true,
    });
    assert.deepEqual(of('resource.owner')?.type, 'User');
    assert.match(schema, /entity Jar/);
  });
});

describe('attributes', () => {
  it('are said of people by administrators, decide at the next request, and are nobody’s own to say', async (t) => {
    const { alice, bob, otto, jar, reads, app } = await setUp(t);
    await bob.send('POST', `/api/jars/${jar}/grants`, { subject: { type: 'user', id: alice.id }, relation: 'viewer' });
    const text = rule('!(principal has department && principal.department == "finance")');
    is(await alice.proven('POST', '/api/policies', { text }), 201);
    assert.equal(await reads(), 404);
    const url = `/api/people/${bob.id}/attributes`;
    for (const who of [bob, otto]) is(await who.proven('PATCH', url, { department: 'finance' }), 403, 'access_denied');
    is(await alice.proven('PATCH', `/api/people/${alice.id}/attributes`, { clearance: 9 }), 403, 'own_account');
    const set = { department: 'finance', clearance: 3, employment_end: '2026-12-31T00:00:00.000Z' };
    const answer = await alice.proven('PATCH', url, set);
    assert.deepEqual(answer.body, { ...set, jurisdiction: null });
    assert.equal(await reads(), 200);
    is(await alice.proven('PATCH', url, { department: null }), 200);
    assert.equal(await reads(), 404);
    for (const bad of [
      { clearance: 'high' },
      { clearance: 101 },
      { department: '' },
      { salary: 3 },
      { employment_end: 'soon' },
    ])
      is(await alice.proven('PATCH', url, bad), 400);
    assert.equal((await app.audit.list({ limit: 9, type: 'person.classified' })).events.length, 2);
    assert.deepEqual((await alice.send('GET', url)).body.clearance, 3);
  });
});
