import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { afterRegistration, hookSecret, testContext, testHook, testHooks } from '../../test/support/hooks.ts';
import { type Received, startReceiver } from '../../test/support/http-receiver.ts';
import { movingClock, temporaryStore } from '../../test/support/temporary.ts';
import type { Hooks } from './hooks.ts';
import { verifyHookSignature } from './verify-hook-signature.ts';

const response = { ignore: true, parse: false };
const moment = { when: 'after', flow: 'registration', method: 'passkey' } as const;

async function world(t: TestContext, answer?: (request: Received, response: ServerResponse) => void) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const receiver = await startReceiver(t, answer);
  const settings = afterRegistration(testHook({ url: receiver.url, response }));
  const worker = (change: Parameters<typeof testHooks>[1] = {}) => testHooks(settings, { store, clock, ...change });
  const queue = (hooks: Hooks) =>
    store.write((tx) => hooks.queue(tx, 'after', 'registration', 'passkey', testContext()));
  const waiting = () => store.read.selectFrom('hook_delivery').selectAll().execute();
  return { store, clock, ...receiver, worker, queue, waiting };
}

describe('web hooks that nobody waits for', () => {
  it('are sent after the commit, signed, once, and then forgotten', async (t) => {
    const { clock, received, worker, queue, waiting } = await world(t);
    const { hooks, failures } = worker();
    await queue(hooks);
    const [{ id, sealed }] = (await waiting()) as [Awaited<ReturnType<typeof waiting>>[0]];
    assert.ok(!sealed.includes('alice'));
    assert.equal(received.length, 0);

    assert.equal(await hooks.dispatch(), 1);
    const [{ headers, body }] = received as [Received];
    assert.deepEqual(JSON.parse(body), { trigger: moment, ...testContext() });
    assert.deepEqual(verifyHookSignature({ headers, body, secrets: [hookSecret], now: clock() }), { id });
    assert.equal(await hooks.dispatch(), 0);
    assert.deepEqual([received.length, await waiting(), failures], [1, [], []]);
  });

  it('are never sent when the flow is rolled back', async (t) => {
    const { store, received, worker } = await world(t);
    const { hooks } = worker();
    const work = store.write(async (tx) => {
      await hooks.queue(tx, 'after', 'registration', null, testContext());
      throw new Error('the flow failed');
    });
    await assert.rejects(work, /the flow failed/);
    assert.equal(await hooks.dispatch(), 0);
    assert.equal(received.length, 0);
  });

  it('are only those that nobody waits for', async (t) => {
    const { store, waiting } = await world(t);
    const { hooks } = testHooks(afterRegistration(testHook()), { store });
    await store.write((tx) => hooks.queue(tx, 'after', 'registration', null, testContext()));
    assert.deepEqual(await waiting(), []);
  });

  it('leave in the background once woken', async (t) => {
    const arrived = Promise.withResolvers<void>();
    const { worker, queue } = await world(t, (_, answer) => answer.end(() => arrived.resolve()));
    const { hooks } = worker();
    await queue(hooks);
    hooks.wake();
    hooks.wake();
    await arrived.promise;
    await hooks.close();
  });

  it('are tried again, later each time, under the same id', async (t) => {
    let status = 500;
    const { clock, received, worker, queue, waiting } = await world(t, (_, answer) => answer.writeHead(status).end());
    const { hooks, failures } = worker();
    await queue(hooks);
    assert.equal(await hooks.dispatch(), 0);
    clock.advance({ seconds: 29 });
    assert.equal(await hooks.dispatch(), 0);
    assert.equal(received.length, 1);
    clock.advance({ seconds: 1 });
    await hooks.dispatch();
    assert.equal(received.length, 2);
    clock.advance({ seconds: 119 });
    await hooks.dispatch();
    assert.equal(received.length, 2);
    status = 201;
    clock.advance({ seconds: 1 });
    assert.equal(await hooks.dispatch(), 1);
    assert.equal(new Set(received.map(({ headers }) => headers['sting-hook-id'])).size, 1);
    assert.equal(new Set(received.map(({ headers }) => headers['sting-hook-timestamp'])).size, 3);
    assert.deepEqual([await waiting(), failures], [[], []]);
  });

  it('have arrived when the receiver says that it has them already', async (t) => {
    const { worker, queue, waiting } = await world(t, (_, answer) => answer.writeHead(409).end());
    const { hooks } = worker();
    await queue(hooks);
    assert.equal(await hooks.dispatch(), 1);
    assert.deepEqual(await waiting(), []);
  });

  it('are given up after the tenth attempt, and that is told', async (t) => {
    const { clock, received, worker, queue, waiting } = await world(t, (_, answer) => answer.writeHead(503).end());
    const { hooks, failures } = worker();
    await queue(hooks);
    for (let attempt = 1; attempt < 10; attempt++) {
      await hooks.dispatch();
      assert.deepEqual([received.length, failures.length], [attempt, 0]);
      clock.advance({ minutes: 8 * 60 });
    }
    assert.equal(await hooks.dispatch(), 0);
    clock.advance({ minutes: 8 * 60 });
    await hooks.dispatch();
    assert.equal(received.length, 10);
    assert.deepEqual([await waiting(), failures], [[], [{ hook: 'test', moment, reason: 'status_503' }]]);
  });

  it('are each sent once by two workers', async (t) => {
    const { received, worker, queue, waiting } = await world(t);
    const [one, two] = [worker({ seed: 'one' }), worker({ seed: 'two' })];
    for (let delivery = 0; delivery < 20; delivery++) await queue(one.hooks);
    const delivered = await Promise.all([one, two, one, two].map(({ hooks }) => hooks.dispatch()));
    assert.equal(
      delivered.reduce((sum, count) => sum + count),
      20,
    );
    assert.equal(received.length, 20);
    assert.equal(new Set(received.map(({ headers }) => headers['sting-hook-id'])).size, 20);
    assert.deepEqual(await waiting(), []);
  });

  it('wait for the next start when the server stops, and that is no attempt', async (t) => {
    const arrived = new EventTarget();
    let silent = true;
    const { received, worker, queue, waiting } = await world(t, (_, answer) => {
      if (silent) arrived.dispatchEvent(new Event('request'));
      else answer.end();
    });
    const stopped = worker();
    await queue(stopped.hooks);
    const sending = stopped.hooks.dispatch();
    await once(arrived, 'request');
    await stopped.hooks.close();
    assert.equal(await sending, 0);
    assert.equal((await waiting())[0]!.attempts, 0);
    silent = false;
    assert.equal(await stopped.hooks.dispatch(), 0);
    assert.equal(await worker().hooks.dispatch(), 1);
    assert.equal(received.length, 2);
    assert.deepEqual(stopped.failures, []);
  });

  it('are taken over from a worker that is gone, once its time has run out', async (t) => {
    const arrived = new EventTarget();
    const { clock, received, worker, queue, waiting } = await world(t, (_, answer) => {
      if (received.length === 1) arrived.dispatchEvent(new Event('request'));
      else answer.end();
    });
    const [lost, other] = [worker({ timeoutMs: 10_000 }), worker({ seed: 'other' })];
    await queue(lost.hooks);
    const sending = lost.hooks.dispatch();
    await once(arrived, 'request');
    clock.advance({ ms: 39_999 });
    assert.equal(await other.hooks.dispatch(), 0);
    clock.advance({ ms: 1 });
    assert.equal(await other.hooks.dispatch(), 1);
    await lost.hooks.close();
    assert.equal(await sending, 0);
    assert.deepEqual([received.length, await waiting()], [2, []]);
  });

  it('are given up when their hook or the key is gone', async (t) => {
    const { store, clock, received, worker, queue, waiting } = await world(t);
    await queue(worker().hooks);
    const without = testHooks(afterRegistration(), { store, clock });
    assert.equal(await without.hooks.dispatch(), 0);
    assert.deepEqual(without.failures, [{ hook: 'test', moment, reason: 'not_configured' }]);

    await queue(worker({ seed: 'again' }).hooks);
    const keyless = worker({ keys: ['another key'] });
    assert.equal(await keyless.hooks.dispatch(), 0);
    assert.deepEqual(keyless.failures, [{ hook: 'test', moment: null, reason: 'key_missing' }]);
    assert.deepEqual([received.length, await waiting()], [0, []]);
  });
});
