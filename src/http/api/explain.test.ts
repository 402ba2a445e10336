import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publicServer } from '../../../test/support/api.ts';

type Scope = Parameters<typeof publicServer>[0];

async function setUp(scope: Scope) {
  const world = await publicServer(scope);
  const [alice, bob, carol] = [await world.person('alice'), await world.person('bob'), await world.person('carol')];
  const team = await world.app.store.write(async (tx) => {
    await world.app.access.assignRole(tx, alice.id, 'owner');
    await world.app.access.assignRole(tx, carol.id, 'auditor');
    const id = await world.app.access.createTeam(tx, { name: 'Bees', by: alice.id });
    await world.app.access.joinTeam(tx, id, bob.id);
    return id;
  });
  const jar = (await alice.send('POST', '/api/jars', { name: 'Honey' })).body.id as string;
  const shared = { subject: { type: 'team', id: team }, relation: 'editor', expires_at: '2026-03-01T00:00:00.000Z' };
  await alice.send('POST', `/api/jars/${jar}/grants`, shared);
  const explain = async (question: object) =>
    (await carol.send('POST', '/api/explain', { subject: { id: bob.id }, ...question })).body;
  return { ...world, alice, bob, carol, team, jar, explain };
}

const ids = (policies: { id: string }[]) => policies.map(({ id }) => id);

describe('an explanation', () => {
  it('names the rules that decided and the way in which somebody reaches a jar', async (t) => {
    const { bob, team, jar, explain } = await setUp(t);
    const answer = await explain({ operation: 'jar.read', resource: `jar:${jar}` });
    assert.deepEqual([answer.effect, answer.relation, answer.roles, answer.visible], ['allow', 'editor', [], true]);
    assert.deepEqual(answer.person, { id: bob.id, name: 'bob@example.org' });
    assert.deepEqual(answer.ways, [
      { relation: 'editor', by: { type: 'team', id: team, name: 'Bees' }, expires_at: '2026-03-01T00:00:00.000Z' },
    ]);
    assert.deepEqual(answer.teams, [{ id: team, name: 'Bees' }]);
    assert.deepEqual(ids(answer.policies), ['jar.viewer']);
    assert.match(answer.policies[0].text, /permit/);
  });

  it('is the same as what is decided, for every operation on the jar', async (t) => {
    const { bob, jar, explain } = await setUp(t);
    const deleted = await explain({ operation: 'jar.delete', resource: `jar:${jar}` });
    assert.deepEqual([deleted.effect, deleted.visible], ['deny', true]);
    assert.equal((await bob.send('DELETE', `/api/jars/${jar}`)).body.code, 'access_denied');
    const listed = await explain({ operation: 'jar.edit', resource: `jar:${jar}` });
    assert.equal(listed.effect, 'allow');
    assert.equal((await bob.send('PATCH', `/api/jars/${jar}`, { name: 'Wax' })).statusCode, 200);
  });

  it('says what is left to prove, for proofs that somebody has or may have', async (t) => {
    const { alice, jar, explain } = await setUp(t);
    const question = { subject: { email: ' ALICE@example.org' }, operation: 'jar.delete', resource: `jar:${jar}` };
    const now = await explain(question);
    assert.deepEqual([now.effect, now.needs], ['step_up', { level: 'aal2', action_bound: true }]);
    assert.deepEqual(ids(now.policies), ['assurance.action-bound']);
    assert.equal((await explain({ ...question, proofs: 'everything' })).effect, 'allow');
    const nothing = await explain({ ...question, operation: 'jar.read', proofs: 'nothing' });
    assert.deepEqual([nothing.effect, ids(nothing.policies)], ['step_up', ['assurance.one-factor']]);
    assert.equal(alice.email, 'alice@example.org');
  });

  it('asks about other places and other times', async (t) => {
    const { alice, explain } = await setUp(t);
    const text =
      '@id("house.office") @sentence("Rules are read in the office, in office hours.") forbid (principal, action == Action::"audit.read", resource) unless { context.environment has network && context.environment.network.isInRange(ip("10.0.0.0/8")) && context.environment.weekday <= 5 && context.environment.hour >= 8 && context.environment.hour < 18 };';
    assert.equal((await alice.proven('POST', '/api/policies', { text })).statusCode, 201);
    const ask = async (where: object) =>
      (await explain({ subject: { id: alice.id }, operation: 'audit.read', proofs: 'everything', ...where })).effect;
    // Thursday, noon.
    assert.equal(await ask({}), 'deny');
    assert.equal(await ask({ network: '10.1.2.3' }), 'allow');
    assert.equal(await ask({ network: '::ffff:10.1.2.3' }), 'allow');
    assert.equal(await ask({ network: '192.0.2.1' }), 'deny');
    assert.equal(await ask({ network: '10.1.2.3', at: '2026-01-17T12:00:00Z' }), 'deny');
    assert.equal(await ask({ network: '10.1.2.3', at: '2026-01-16T18:00:00Z' }), 'deny');
    assert.equal(await ask({ network: '10.1.2.3', at: '2026-01-16T17:59:59Z' }), 'allow');
  });

  it('refuses what cannot be asked', async (t) => {
    const { jar, bob, carol, explain } = await setUp(t);
    const read = { operation: 'jar.read', resource: `jar:${jar}` };
    for (const [question, code] of [
      [{ operation: 'jar.steal' }, 'unknown_operation'],
      [{ operation: 'me.read' }, 'unknown_operation'],
      [{ operation: 'jar.read' }, 'missing_resource'],
      [{ ...read, operation: 'audit.read' }, 'missing_resource'],
      [{ ...read, network: 'localhost' }, 'invalid_network'],
      [{ ...read, subject: { id: 'nobody' } }, 'not_found'],
      [{ ...read, subject: { email: 'nobody@example.org' } }, 'not_found'],
      [{ ...read, proofs: 'some' }, 'invalid_input'],
    ] as const)
      assert.equal((await explain(question)).code, code, JSON.stringify(question));
    const hidden = await explain({ operation: 'jar.read', resource: 'jar:00000000-0000-4000-8000-000000000000' });
    assert.deepEqual([hidden.effect, hidden.visible, hidden.policies], ['deny', false, []]);
    assert.equal(
      (await bob.send('POST', '/api/explain', { subject: { id: carol.id }, ...read })).body.code,
      'access_denied',
    );
  });
});

describe('a simulation', () => {
  it('says what would be answered, and changes nothing', async (t) => {
    const { alice, bob, carol, jar } = await setUp(t);
    const text =
      '@id("house.rule") @sentence("Editing takes a key.") forbid (principal, action == Action::"jar.edit", resource) unless { context.proof has device_bound };';
    const changes = [{ id: 'house.rule', text }];
    const questions = ['jar.edit', 'jar.read'].map((operation) => ({
      subject: { id: bob.id },
      operation,
      resource: `jar:${jar}`,
    }));
    const { answers } = (await carol.send('POST', '/api/policies/simulate', { changes, questions })).body;
    assert.deepEqual(
      answers.map(
        ({ before, after, changed }: { before: { effect: string }; after: { effect: string }; changed: boolean }) => [
          before.effect,
          after.effect,
          changed,
        ],
      ),
      [
        ['allow', 'step_up', true],
        ['allow', 'allow', false],
      ],
    );
    assert.deepEqual(answers[0].after.needs, {
      level: 'aal2',
      phishing_resistant: true,
      user_verified: true,
      device_bound: true,
      max_age_seconds: 300,
    });
    assert.deepEqual(ids(answers[0].after.policies), ['house.rule']);
    assert.equal((await bob.send('PATCH', `/api/jars/${jar}`, { name: 'Wax' })).statusCode, 200, 'nothing was changed');
    assert.equal((await alice.proven('POST', '/api/policies', { text })).statusCode, 201);
    assert.equal((await bob.send('PATCH', `/api/jars/${jar}`, { name: 'Wax' })).body.code, 'enrolment_required');
    const without = { changes: [{ id: 'house.rule', text: null }], questions: [questions[0]] };
    const back = (await carol.send('POST', '/api/policies/simulate', without)).body.answers[0];
    assert.deepEqual([back.before.effect, back.after.effect], ['step_up', 'allow']);
  });

  it('refuses texts that could not be saved', async (t) => {
    const { bob, carol, jar } = await setUp(t);
    const questions = [{ subject: { id: bob.id }, operation: 'jar.read', resource: `jar:${jar}` }];
    const send = async (id: string, text: string) =>
      (await carol.send('POST', '/api/policies/simulate', { changes: [{ id, text }], questions })).body.code;
    assert.equal(await send('x', 'forbid'), 'policy_invalid');
    assert.equal(
      await send('x', '@id("y") @sentence("Y.") forbid (principal, action, resource);'),
      'policy_id_mismatch',
    );
  });
});
