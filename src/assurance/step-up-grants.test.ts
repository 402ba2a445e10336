import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { proof } from '../../test/support/evidence.ts';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { fingerprint } from './action.ts';
import { createStepUpGrants, grantLifetimeSeconds } from './step-up-grants.ts';

const action = fingerprint({ operation: 'jar.delete', resource: 'jar:1', parameters: {} });
const evidence = [proof('passkey', { user_verified: true, credential: 'c-1', at: 1 })];

async function fixture(t: TestContext) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const grants = createStepUpGrants({ clock, random: seededRandom() });
  const issue = () => store.write((tx) => grants.issue(tx, { sessionId: 's-1', action, evidence }));
  const consume = (use: Parameters<typeof grants.consume>[1]) => store.write((tx) => grants.consume(tx, use));
  return { store, clock, grants, issue, consume };
}

describe('step-up grants', () => {
  it('are good for one use', async (t) => {
    const { store, grants, issue, consume } = await fixture(t);
    const { token } = await issue();
    const use = { token, sessionId: 's-1', action };
    assert.deepEqual(await grants.peek(store.read, use), evidence);
    assert.deepEqual(await grants.peek(store.read, use), evidence, 'looking does not spend');
    assert.deepEqual(await consume(use), evidence);
    assert.equal(await consume(use), null);
    assert.equal(await grants.peek(store.read, use), null);
  });

  it('go to one of two who come at once', async (t) => {
    const { issue, consume } = await fixture(t);
    const { token } = await issue();
    const use = { token, sessionId: 's-1', action };
    const answers = await Promise.all([consume(use), consume(use)]);
    assert.deepEqual(
      answers.filter((answer) => answer !== null),
      [evidence],
    );
  });

  it('stay when the operation fails', async (t) => {
    const { store, grants, issue, consume } = await fixture(t);
    const { token } = await issue();
    const use = { token, sessionId: 's-1', action };
    const failed = store.write(async (tx) => {
      assert.deepEqual(await grants.consume(tx, use), evidence);
      throw new Error('the operation failed');
    });
    await assert.rejects(failed, { message: 'the operation failed' });
    assert.deepEqual(await consume(use), evidence);
  });

  const other = {
    'another session': { sessionId: 's-2' },
    'another operation': { action: fingerprint({ operation: 'jar.export', resource: 'jar:1', parameters: {} }) },
    'another resource': { action: fingerprint({ operation: 'jar.delete', resource: 'jar:2', parameters: {} }) },
    'other parameters': {
      action: fingerprint({ operation: 'jar.delete', resource: 'jar:1', parameters: { force: true } }),
    },
    'another token': { token: 'sting_su_mallory' },
    'an empty token': { token: '' },
  };
  for (const [name, difference] of Object.entries(other)) {
    it(`are worth nothing with ${name}, and are not spent by it`, async (t) => {
      const { store, grants, issue, consume } = await fixture(t);
      const { token } = await issue();
      const use = { token, sessionId: 's-1', action };
      assert.equal(await grants.peek(store.read, { ...use, ...difference }), null);
      assert.equal(await consume({ ...use, ...difference }), null);
      assert.deepEqual(await consume(use), evidence);
    });
  }

  it('end after two minutes', async (t) => {
    const { store, clock, grants, issue, consume } = await fixture(t);
    const { token, expiresAt } = await issue();
    assert.equal(expiresAt, clock() + 120_000);
    const use = { token, sessionId: 's-1', action };
    clock.advance({ seconds: grantLifetimeSeconds, ms: -1 });
    assert.deepEqual(await grants.peek(store.read, use), evidence);
    clock.advance({ ms: 1 });
    assert.equal(await grants.peek(store.read, use), null);
    assert.equal(await consume(use), null);
  });

  it('are swept when they have ended', async (t) => {
    const { store, clock, grants, issue, consume } = await fixture(t);
    await issue();
    await issue();
    clock.advance({ seconds: 60 });
    const { token } = await issue();
    clock.advance({ seconds: 60 });
    assert.equal(await store.write((tx) => grants.sweep(tx)), 2);
    assert.deepEqual(await consume({ token, sessionId: 's-1', action }), evidence);
    assert.equal(await store.write((tx) => grants.sweep(tx)), 0);
  });

  it('keep only the hash of the token', async (t) => {
    const { store, issue } = await fixture(t);
    const { token } = await issue();
    assert.match(token, /^sting_su_[\w-]{43}$/);
    const rows = await store.read.selectFrom('step_up_grant').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(token.slice('sting_su_'.length)));
  });
});
