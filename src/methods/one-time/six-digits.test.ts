import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../test/support/temporary.ts';
import { sixDigits } from './six-digits.ts';

test('each number is as likely as any other', () => {
  const random = seededRandom('codes');
  const codes = Array.from({ length: 50_000 }, () => sixDigits(random));
  for (const code of codes) assert.match(code, /^\d{6}$/);
  for (let place = 0; place < 6; place++) {
    const counts = Array.from({ length: 10 }, () => 0);
    for (const code of codes) counts[Number(code[place])]! += 1;
    const expected = codes.length / 10;
    const deviation = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Chi-squared with nine degrees of freedom: one in a thousand lies above.
    assert.ok(deviation < 27.9, `digit ${place}: ${counts}`);
  }
  // Of as many draws out of a million about 48,770 are different.
  const different = new Set(codes).size;
  assert.ok(different > 48_500 && different < 49_050, `${different}`);
});

const drawn: [number: number, code: string][] = [
  [0, '000000'],
  [7, '000007'],
  [1_000_000, '000000'],
  [4_293_999_999, '999999'],
  // Drawn again: there is no full million left above.
  [4_294_000_000, '123456'],
  [0xffff_ffff, '123456'],
];
for (const [number, code] of drawn) {
  test(`${code} from ${number}`, () => {
    const numbers = [number, 123_456];
    const four = () => {
      const buffer = Buffer.alloc(4);
      buffer.writeUInt32BE(numbers.shift()!);
      return buffer;
    };
    assert.equal(sixDigits(four), code);
  });
}
