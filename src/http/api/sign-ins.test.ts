import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answer, publicServer } from '../../../test/support/api.ts';
import { proof } from '../../../test/support/evidence.ts';
import { signInRule } from '../../../test/support/sign-in-rules.ts';
import { usualSignIn } from '../../assurance/signals.ts';
import type { Judged } from '../../sign-ins/sign-ins.ts';

type Scope = Parameters<typeof publicServer>[0];

async function setUp(scope: Scope) {
  const world = await publicServer(scope);
  const { app, clock } = world;
  const people = {
    alice: await world.person('alice'),
    carol: await world.person('carol'),
    bob: await world.person('bob'),
  };
  await app.store.write(async (tx) => {
    await app.access.assignRole(tx, people.alice.id, 'owner');
    await app.access.assignRole(tx, people.carol.id, 'auditor');
  });
  /** Somebody signed in like this. */
  async function signedIn(identityId: string, more: Partial<Judged> = {}, ip = '192.0.2.7'): Promise<void> {
    const origin = { requestId: 'r', ip, userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' };
    const judged: Judged = {
      evidence: [proof('code', { at: clock() })],
      signals: usualSignIn,
      outcome: 'allow',
      told: false,
      policies: [],
      ...more,
    };
    clock.advance({ seconds: 1 });
    const session = { id: `session ${clock()}`, limited: false };
    await app.store.write((tx) =>
      app.signIns.record(tx, { identityId, deviceSecret: null, origin }, { ...judged, session }),
    );
  }
  return { ...world, ...people, signedIn };
}

const is = (answer: Answer, status: number, code?: string) =>
  assert.deepEqual([answer.statusCode, code && answer.body.code], [status, code], JSON.stringify(answer.body));

const replay = (text: string | null, more: object = {}) => ({ changes: [{ id: 'house.sign-in', text }], ...more });
const secondFactor = signInRule('when { context.signals.new_device }\nunless { context.proof has aal2 }');

describe('a replay', () => {
  it('is empty while nobody has signed in', async (t) => {
    const { alice } = await setUp(t);
    const none = { allowed: 0, asked: 0, blocked: 0, told: 0 };
    const answer = await alice.send('POST', '/api/policies/replay', replay(secondFactor));
    is(answer, 200);
    assert.deepEqual(answer.body, { sign_ins: 0, before: none, after: none, changed: [] });
  });

  it('counts what the last sign-ins would have come to, and shows those that change', async (t) => {
    const { alice, bob, signedIn } = await setUp(t);
    const strange = { ...usualSignIn, new_device: true };
    await signedIn(bob.id);
    await signedIn(bob.id, { signals: strange });
    await signedIn(alice.id, { signals: strange, evidence: [proof('passkey', { user_verified: true, at: 1 })] });
    const { body } = await alice.send('POST', '/api/policies/replay', replay(secondFactor));
    assert.deepEqual(
      [body.sign_ins, body.before, body.after],
      [3, { allowed: 3, asked: 0, blocked: 0, told: 2 }, { allowed: 2, asked: 1, blocked: 0, told: 2 }],
    );
    assert.equal(body.changed.length, 1);
    const [{ person, device, network, before, after }] = body.changed;
    assert.deepEqual(
      [person, device, network],
      [{ id: bob.id, name: 'bob@example.org' }, 'Firefox on Linux', '192.0.2.7'],
    );
    assert.deepEqual([before.outcome, after.outcome], ['allowed', 'asked']);
    assert.deepEqual(after.policies, [{ id: 'house.sign-in', sentence: 'A rule of the house.' }]);

    const refusing = await alice.send(
      'POST',
      '/api/policies/replay',
      replay(signInRule('when { context.signals.new_device }'), { last: 2 }),
    );
    assert.deepEqual(refusing.body.after, { allowed: 0, asked: 0, blocked: 2, told: 0 });
    assert.deepEqual(refusing.body.before, { allowed: 2, asked: 0, blocked: 0, told: 2 });
  });

  it('judges each by its own time, network and proofs, under the rules as they are now', async (t) => {
    const { alice, bob, signedIn, signIn, clock } = await setUp(t);
    const hour = new Date(clock()).getUTCHours();
    await signedIn(bob.id, {}, '203.0.113.9');
    clock.advance({ minutes: 60 * 5 });
    await signedIn(bob.id);
    const back = await signIn(alice.id, alice.email);
    const at = async (conditions: string) =>
      (await back.send('POST', '/api/policies/replay', replay(signInRule(conditions)))).body.after.blocked;
    assert.equal(await at(`when { context.environment.hour == ${hour} }`), 1);
    assert.equal(
      await at(
        'when { context.environment has network && context.environment.network.isInRange(ip("203.0.113.0/24")) }',
      ),
      1,
    );
    assert.equal(
      await at('when { context.proof has aal1 && context.proof.aal1 > 60 }'),
      0,
      'the proofs were fresh then',
    );
  });

  it('takes a rule away as well, and writes nothing but that somebody looked', async (t) => {
    const { alice, bob, signedIn, app } = await setUp(t);
    const text = signInRule(`when { principal == User::"${bob.id}" }`);
    is(await alice.proven('POST', '/api/policies', { text }), 201);
    await signedIn(bob.id);
    const answer = await alice.send('POST', '/api/policies/replay', replay(null));
    assert.deepEqual([answer.body.before.blocked, answer.body.after.blocked], [1, 0]);
    const off = { changes: [{ id: 'house.sign-in', text, enabled: false }] };
    assert.equal((await alice.send('POST', '/api/policies/replay', off)).body.after.blocked, 0);
    assert.equal((await app.access.policies.list(app.store.read)).length, 1);
    const { events } = await app.audit.list({ type: 'sign_in.replayed', limit: 1 });
    assert.deepEqual([events[0]?.actor, events[0]?.details], [alice.id, { sign_ins: 1, changed: 1 }]);
  });

  it('forgets whoever is gone', async (t) => {
    const { alice, bob, signedIn, app } = await setUp(t);
    await signedIn(bob.id);
    await app.store.write((tx) => app.forgetPerson!(tx, { id: bob.id, addresses: [bob.email] }));
    assert.equal((await alice.send('POST', '/api/policies/replay', replay(secondFactor))).body.sign_ins, 0);
  });

  it('is for those who may read the rules, and takes only what it understands', async (t) => {
    const { alice, bob, carol } = await setUp(t);
    is(await carol.send('POST', '/api/policies/replay', replay(secondFactor)), 200);
    is(await bob.send('POST', '/api/policies/replay', replay(secondFactor)), 403, 'access_denied');
    is(await alice.send('POST', '/api/policies/replay', replay('forbid (')), 400, 'policy_invalid');
    is(
      await alice.send('POST', '/api/policies/replay', { changes: [{ id: 'other', text: secondFactor }] }),
      400,
      'policy_id_mismatch',
    );
    for (const last of [0, 1001, 1.5, '10']) {
      is(await alice.send('POST', '/api/policies/replay', replay(secondFactor, { last })), 400);
    }
    is(await alice.send('POST', '/api/policies/replay', { changes: [] }), 400);
    is(await alice.send('POST', '/api/policies/replay', replay(secondFactor, { more: 1 })), 400);
  });
});

describe('a rule with which its author could not sign in', () => {
  it('is refused, in each of the ways in which it can be made', async (t) => {
    const { alice } = await setUp(t);
    const closed = signInRule('when { !context.signals.new_device }');
    const made = await alice.proven('POST', '/api/policies', { text: closed });
    is(made, 409, 'policy_locks_out');
    assert.deepEqual([made.body.permission, made.body.policies], ['sign_in', ['house.sign-in']]);
    is(await alice.proven('POST', '/api/policies', { text: closed, enabled: false }), 201);
    is(
      await alice.proven('PUT', '/api/policies/house.sign-in', { text: closed, enabled: true, version: 1 }),
      409,
      'policy_locks_out',
    );
    const open = signInRule('unless { context.proof has aal2 }');
    is(await alice.proven('PUT', '/api/policies/house.sign-in', { text: open, enabled: true, version: 1 }), 200);
  });

  it('is one that asks for more than they have, or another place than theirs', async (t) => {
    const { alice } = await setUp(t);
    const refused = [
      'unless { context.proof has device_bound }',
      'unless { context.environment has network && context.environment.network.isInRange(ip("198.51.100.0/24")) }',
    ];
    for (const text of refused.map((condition) => signInRule(condition))) {
      is(await alice.proven('POST', '/api/policies', { text }), 409, 'policy_locks_out');
    }
    const taken = signInRule('when { context.signals.new_device || context.signals.recent_failures > 3 }');
    is(await alice.proven('POST', '/api/policies', { text: taken }), 201);
  });
});

describe('templates', () => {
  it('are there for those who may read the rules, each one a rule that can be saved', async (t) => {
    const { alice, bob } = await setUp(t);
    is(await bob.send('GET', '/api/policies/templates'), 403);
    const { templates } = (await alice.send('GET', '/api/policies/templates')).body;
    assert.ok(templates.length >= 10);
    for (const { id, text } of templates) {
      const { problems, policy } = (await alice.send('POST', '/api/policies/validate', { text })).body;
      assert.deepEqual([problems, policy.id], [[], id]);
    }
  });
});
