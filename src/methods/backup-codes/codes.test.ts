import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../test/support/temporary.ts';
import { canonicalCode, newCode } from './codes.ts';

test('a code carries 80 bits in letters that can be told apart', () => {
  const random = seededRandom('codes');
  const codes = new Set(Array.from({ length: 500 }, () => newCode(random)));
  assert.equal(codes.size, 500);
  for (const code of codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  const used = new Set([...codes].join(''));
  assert.equal(used.size, 33, 'all 32 symbols, and the dash');
});

const written = '7Q2M-0XKD-1RTA-5VHN';
const plain = '7Q2M0XKD1RTA5VHN';
const read: [typed: unknown, read: string | null][] = [
  [written, plain],
  [written.toLowerCase(), plain],
  [` ${written.replaceAll('-', ' ')}\n`, plain],
  [plain, plain],
  ['7q2m-OXKD-IRTA-5vhn', plain],
  ['7q2m-oXKD-lRTA-5vhn', plain],
  [`${written}A`, null],
  [written.slice(1), null],
  ['7Q2M-0XKD-1RTA-5VH!', null],
  ['7Q2M-0XKD-1RTA-5VHU', null],
  ['７Q2M-0XKD-1RTA-5VHN', null],
  ['', null],
  [12345678, null],
  [['x'], null],
  [`${'-'.repeat(60)}${written}`, null],
];
for (const [typed, expected] of read) {
  test(`reads ${JSON.stringify(typed)} as ${expected}`, () => assert.equal(canonicalCode(typed), expected));
}
