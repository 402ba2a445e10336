import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUuid, uuid } from './ids.ts';
import { systemRandom } from './secrets.ts';

describe('ids', () => {
  it('are UUIDs of version 4 (RFC 9562 section 5.4)', () => {
    assert.equal(
      uuid((size) => Buffer.alloc(size)),
      '00000000-0000-4000-8000-000000000000',
    );
    assert.equal(
      uuid((size) => Buffer.alloc(size, 0xff)),
      'ffffffff-ffff-4fff-bfff-ffffffffffff',
    );
    assert.notEqual(uuid(systemRandom), uuid(systemRandom));
  });

  it('know themselves', () => {
    assert.equal(isUuid(uuid(systemRandom)), true);
  });

  const others = [
    '',
    '0',
    null,
    undefined,
    7,
    {},
    '00000000-0000-4000-8000-00000000000',
    '00000000-0000-4000-8000-0000000000000',
    '00000000-0000-4000-8000-00000000000A',
    '00000000000040008000000000000000',
    '00000000-0000-4000-8000-000000000000\n',
    ['00000000-0000-4000-8000-000000000000'],
  ];
  for (const other of others) {
    it(`are not ${JSON.stringify(other)}`, () => assert.equal(isUuid(other), false));
  }
});
