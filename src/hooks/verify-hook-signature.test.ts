import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { verifyHookSignature } from './verify-hook-signature.ts';

const secret = 'correct horse battery staple 0123456789';
const now = Date.UTC(2026, 0, 15, 12);
const seconds = String(now / 1000);
const body = '{"trigger":{"when":"after"}}';

const sign = (text: string, key = secret) => `v1=${createHmac('sha256', key).update(text).digest('hex')}`;
const signed = (id = 'delivery-1', timestamp = seconds, key = secret) => ({
  'sting-hook-id': id,
  'sting-hook-timestamp': timestamp,
  'sting-hook-signature': sign(`${id}.${timestamp}.${body}`, key),
});
const good = signed();

describe('verifyHookSignature', () => {
  it('has a fixed form, computed elsewhere', () => {
    const headers = {
      'sting-hook-id': '00000000-0000-4000-8000-000000000000',
      'sting-hook-timestamp': '1768478400',
      // printf '%s' '00000000-0000-4000-8000-000000000000.1768478400.{}' | openssl dgst -sha256 -hmac '<32 times k>'
      'sting-hook-signature': 'v1=9c925239aef34f21b9f1377389ebced635fac934cb4177cacbb3551309556271',
    };
    const verified = verifyHookSignature({ headers, body: '{}', secrets: ['k'.repeat(32)], now });
    assert.deepEqual(verified, { id: '00000000-0000-4000-8000-000000000000' });
  });

  const cases: [what: string, change: Partial<Parameters<typeof verifyHookSignature>[0]>, expected: object][] = [
    ['takes what was signed', {}, { id: 'delivery-1' }],
    ['takes bytes', { body: Buffer.from(body) }, { id: 'delivery-1' }],
    ['takes an older secret while it is replaced', { secrets: ['another', secret] }, { id: 'delivery-1' }],
    ['refuses another secret', { secrets: ['another'] }, { problem: 'wrong' }],
    ['refuses every secret when there is none', { secrets: [] }, { problem: 'wrong' }],
    ['refuses another body', { body: `${body} ` }, { problem: 'wrong' }],
    ['refuses another id', { headers: { ...good, 'sting-hook-id': 'delivery-2' } }, { problem: 'wrong' }],
    [
      'refuses another time',
      { headers: { ...good, 'sting-hook-timestamp': String(now / 1000 + 1) } },
      { problem: 'wrong' },
    ],
    ['takes what is five minutes old', { now: now + 300_000 }, { id: 'delivery-1' }],
    ['refuses what is older', { now: now + 301_000 }, { problem: 'stale' }],
    ['takes a clock that is five minutes behind', { now: now - 300_000 }, { id: 'delivery-1' }],
    ['refuses what comes from the future', { now: now - 301_000 }, { problem: 'stale' }],
    [
      'refuses a part of the body as a part of the timestamp',
      { headers: { ...good, 'sting-hook-timestamp': `${seconds}.{` } },
      { problem: 'malformed' },
    ],
    ['refuses an id with a dot', { headers: signed('a.b') }, { problem: 'malformed' }],
    ['refuses no headers', { headers: {} }, { problem: 'malformed' }],
    ['refuses no signature', { headers: { ...good, 'sting-hook-signature': undefined } }, { problem: 'malformed' }],
    ['refuses an empty signature', { headers: { ...good, 'sting-hook-signature': 'v1=' } }, { problem: 'malformed' }],
    [
      'refuses a short signature',
      { headers: { ...good, 'sting-hook-signature': good['sting-hook-signature'].slice(0, -2) } },
      { problem: 'malformed' },
    ],
    [
      'refuses another version',
      { headers: { ...good, 'sting-hook-signature': good['sting-hook-signature'].replace('v1', 'v0') } },
      { problem: 'malformed' },
    ],
    ['refuses two ids', { headers: { ...good, 'sting-hook-id': ['a', 'b'] } }, { problem: 'malformed' }],
  ];
  for (const [what, change, expected] of cases) {
    it(what, () => {
      assert.deepEqual(verifyHookSignature({ headers: good, body, secrets: [secret], now, ...change }), expected);
    });
  }
});
