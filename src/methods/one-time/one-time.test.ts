import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../../test/support/temporary.ts';
import { createKeyring } from '../../keyring/keyring.ts';
import { createAttempts } from '../attempts/attempts.ts';
import { isRefusal } from '../strategy.ts';
import { createOneTime, type Sending } from './one-time.ts';

const wrong = 4010008;

async function bench(scope: Parameters<typeof temporaryStore>[0]) {
  const { store } = await temporaryStore(scope);
  const clock = movingClock();
  const state = { failing: false, queued: 0, rehearsed: 0 };
  const oneTime = createOneTime({
    store,
    clock,
    random: seededRandom('codes'),
    keyring: createKeyring({ keys: ['k'.repeat(43)], random: seededRandom('keys') }),
    attempts: createAttempts({ clock }),
    courier: {
      failing: () => state.failing,
      async queue() {
        state.queued += 1;
        return 'message';
      },
      async rehearse() {
        state.rehearsed += 1;
      },
    },
    options: () => ({ tries: 5, sendsPerHour: 5 }),
  });
  const issue = (flowId = 'flow', address = 'alice@example.com') =>
    store.write((tx) =>
      oneTime.issue(tx, { flowId, address, via: 'email', identity: null, usable: true, lifetimeSeconds: 600 }),
    );
  const send = ({ ip = '192.0.2.7', ...more }: Partial<Sending> & { ip?: string } = {}) =>
    store.write((tx) =>
      oneTime.send(tx, {
        flowId: 'flow',
        address: 'alice@example.com',
        via: 'email',
        identity: null,
        origin: { requestId: 'r', ip, userAgent: '' },
        usable: true,
        silent: false,
        message: (code) => ({ template: 'login_code_valid', data: { login_code: code, expires_in_minutes: 10 } }),
        lifetimeSeconds: 600,
        ...more,
      }),
    );
  const claim = (flowId = 'flow', byOperator = false) =>
    store.write((tx) => oneTime.claim(tx, flowId, wrong, { byOperator }));
  return { store, clock, state, oneTime, issue, send, claim };
}

describe('tries', () => {
  it('stop for good at a hundred for the address, whatever flow they come in, and not for the operator’s code', async (t) => {
    const { issue, claim, clock, oneTime, store } = await bench(t);
    let read = 0;
    for (let flow = 0; flow < 30; flow++) {
      await issue(`flow ${flow}`);
      for (let tries = 0; tries < 5; tries++) {
        const refused = await claim(`flow ${flow}`);
        if (refused === null) read += 1;
        clock.advance({ minutes: 61 });
      }
    }
    assert.equal(read, 100);
    await issue('one more');
    const closed = await claim('one more');
    assert.equal(closed?.reason, 'locked');
    assert.equal(closed?.retryAfterSeconds, 86_400);
    await issue('another address', 'bob@example.com');
    assert.equal(await claim('another address'), null);

    const secret = await issue('of the operator');
    assert.equal(await claim('of the operator', true), null);
    const code = await oneTime.check('of the operator', secret, wrong);
    assert.ok(!isRefusal(code));
    assert.equal(await store.write((tx) => oneTime.spend(tx, code)), true);
    assert.equal(await claim('one more'), null, 'whoever was let in by the operator may use codes again');
  });

  it('of the operator’s code are five', async (t) => {
    const { issue, claim } = await bench(t);
    await issue();
    for (let tries = 0; tries < 5; tries++) assert.equal(await claim('flow', true), null);
    assert.equal((await claim('flow', true))?.reason, 'too_many_tries');
  });
});

describe('sending', () => {
  it('is counted for the address and for the network that asks', async (t) => {
    const { send, clock } = await bench(t);
    const reasons: (string | null)[] = [];
    for (let count = 0; count < 6; count++) {
      const sent = await send();
      reasons.push(isRefusal(sent) ? sent.reason : null);
    }
    assert.deepEqual(reasons, [null, null, null, null, null, 'too_many_messages']);
    clock.advance({ minutes: 61 });
    for (let count = 0; count < 100; count++) {
      const sent = await send({ address: `person${count}@example.com`, ip: `2001:db8:1:2::${count.toString(16)}` });
      assert.ok(!isRefusal(sent));
    }
    const refused = await send({ address: 'one.more@example.com', ip: '2001:db8:1:2:ffff::1' });
    assert.ok(isRefusal(refused) && refused.retryAfterSeconds !== undefined);
    assert.ok(!isRefusal(await send({ address: 'one.more@example.com', ip: '2001:db8:1:3::1' })));
  });

  it('is rehearsed where nobody is to get it, and says so to everybody where it cannot be done', async (t) => {
    const { send, state, store } = await bench(t);
    await send();
    await send({ silent: true, usable: false });
    assert.deepEqual([state.queued, state.rehearsed], [1, 1]);
    state.failing = true;
    for (const silent of [true, false]) {
      const refused = await send({ silent, flowId: 'new' });
      assert.ok(isRefusal(refused) && refused.status === 503 && refused.reason === 'could_not_send');
    }
    const codes = await store.read.selectFrom('one_time_code').select('flow_id').execute();
    assert.deepEqual(codes, [{ flow_id: 'flow' }]);
  });

  it('makes a code that nobody knows where it may not work', async (t) => {
    const { send, oneTime } = await bench(t);
    let said = '';
    await send({
      usable: false,
      message: (code) => {
        said = code;
        return { template: 'login_code_valid', data: { login_code: code, expires_in_minutes: 10 } };
      },
    });
    assert.match(said, /^\d{6}$/);
    assert.ok(isRefusal(await oneTime.check('flow', said, wrong)));
  });
});
