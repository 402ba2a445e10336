import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createHeartbeat } from './heartbeat.ts';

/** Lets everything that waits for promises alone come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function start(t: TestContext, nextAt: () => number | null) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const counted = { rounds: 0, problem: null as Error | null };
  const heartbeat = createHeartbeat({
    clock: () => 1_000_000,
    work: async () => {
      counted.rounds += 1;
      if (counted.problem) throw counted.problem;
    },
    nextAt: async () => nextAt(),
  });
  t.after(() => heartbeat.close());
  const after = async (ms: number) => {
    t.mock.timers.tick(ms);
    await settled();
    return counted.rounds;
  };
  return { heartbeat, counted, after };
}

describe('the heartbeat', () => {
  const cases: [string, number | null, number][] = [
    ['when something comes due', 1_005_000, 5_000],
    ['soon for what is overdue', 900_000, 100],
    ['after a while when nothing waits', null, 30_000],
    ['after a while when nothing is due for long', 9_000_000, 30_000],
  ];
  for (const [when, nextAt, wait] of cases) {
    it(`goes on ${when}`, async (t) => {
      const { heartbeat, after } = start(t, () => nextAt);
      assert.equal(await after(60_000), 0, 'it rests until it is woken');
      heartbeat.beat();
      await settled();
      assert.equal(await after(wait - 1), 1);
      assert.equal(await after(1), 2);
    });
  }

  it('takes a breath when it is woken, and one round for all who wake it', async (t) => {
    const { heartbeat, after } = start(t, () => null);
    for (let times = 0; times < 3; times++) heartbeat.wake();
    assert.equal(await after(29), 0);
    heartbeat.wake();
    assert.equal(await after(1), 1);
    assert.equal(await after(1_000), 1);
    heartbeat.wake();
    await heartbeat.close();
    assert.equal(await after(0), 2, 'what it was woken for is done before it ends');
    heartbeat.wake();
    assert.equal(await after(60_000), 2);
  });

  it('says what went wrong, and goes on', async (t) => {
    const warned = t.mock.method(process, 'emitWarning', () => {});
    const { heartbeat, counted, after } = start(t, () => null);
    counted.problem = new Error('disk full');
    heartbeat.beat();
    await settled();
    assert.equal(warned.mock.calls[0]?.arguments[0], 'The courier failed: disk full');
    counted.problem = null;
    assert.equal(await after(30_000), 2);
    assert.equal(await after(30_000), 3);
  });

  it('ends', async (t) => {
    const { heartbeat, after } = start(t, () => null);
    heartbeat.beat();
    await heartbeat.close();
    heartbeat.beat();
    assert.equal(await after(60_000), 1);
  });
});
