import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Mutex } from './mutex.ts';

describe('mutex', () => {
  it('runs one piece of work after the other, in the order of arrival', async () => {
    const mutex = new Mutex();
    const seen: string[] = [];
    const work = (name: string, turns: number) => async () => {
      seen.push(`${name} begins`);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      seen.push(`${name} ends`);
      return name;
    };
    const answers = await Promise.all([mutex.run(work('a', 9)), mutex.run(work('b', 0)), mutex.run(work('c', 3))]);
    assert.deepEqual(answers, ['a', 'b', 'c']);
    assert.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('tells a failure to its own caller only', async () => {
    const mutex = new Mutex();
    const failed = mutex.run(async () => {
      throw new Error('no');
    });
    const next = mutex.run(async () => 'yes');
    await assert.rejects(failed, { message: 'no' });
    assert.equal(await next, 'yes');
  });
});
