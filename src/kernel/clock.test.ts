import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rfc3339, systemClock } from './clock.ts';

describe('clock', () => {
  it('counts milliseconds since 1970', () => {
    const before = Date.now();
    const now = systemClock();
    assert.ok(before <= now && now <= Date.now());
  });

  it('writes times in UTC', () => {
    assert.equal(rfc3339(0), '1970-01-01T00:00:00.000Z');
    assert.equal(rfc3339(Date.UTC(2026, 1, 28, 23, 59, 59, 7)), '2026-02-28T23:59:59.007Z');
    for (const time of [0, 1, 86_399_999, 86_400_000, -1, -86_400_000, 951_782_400_000, 253_402_300_799_999]) {
      assert.equal(rfc3339(time), new Date(time).toISOString());
    }
    assert.throws(() => rfc3339(Number.NaN), RangeError);
  });
});
