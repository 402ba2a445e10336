import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTurn } from './queue.ts';

test('two run at a time, the others in their order, and a failure gives its place on', async () => {
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (number: number) =>
    inTurn(async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      order.push(number);
      if (number === 3) throw new Error('broken');
    });
  const results = await Promise.allSettled(Array.from({ length: 12 }, (_, number) => work(number)));
  assert.equal(most, 2);
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
  assert.deepEqual(
    results.flatMap(({ status }, number) => (status === 'rejected' ? [number] : [])),
    [3],
  );
  await work(12);
});
