import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../test/support/temporary.ts';
import { isSecret, keyUri, matchingStep, newSecret, typedCode } from './algorithm.ts';

/** RFC 6238 Appendix B: the ASCII text "12345678901234567890" for SHA-1. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** The appendix shows eight digits; six digits of the same number are its last six. */
const vectors: [seconds: number, eightDigits: string, step: number][] = [
  [59, '94287082', 0x1],
  [1111111109, '07081804', 0x23523ec],
  [1111111111, '14050471', 0x23523ed],
  [1234567890, '89005924', 0x273ef07],
  [2000000000, '69279037', 0x3f940aa],
  [20000000000, '65353130', 0x27bc86aa],
];

for (const [seconds, eightDigits, step] of vectors) {
  const code = eightDigits.slice(-6);
  test(`RFC 6238 Appendix B at ${seconds}: ${code}`, async () => {
    assert.equal(await matchingStep(secret, code, seconds * 1000), step);
  });
}

const [at, code, step] = [1234567890, '005924', 0x273ef07];
const begin = step * 30;
for (const [what, seconds, found] of [
  ['in the middle of its step', at, true],
  ['in the first second of the step before', begin - 30, true],
  ['a second earlier', begin - 31, false],
  ['in the last second of the step after', begin + 59, true],
  ['a second later', begin + 60, false],
] as const) {
  test(`a code is ${found ? 'good' : 'refused'} ${what}`, async () => {
    assert.equal(await matchingStep(secret, code, seconds * 1000), found ? step : null);
  });
}

for (const [typed, read] of [
  ['005924', '005924'],
  [' 005 924 ', '005924'],
  ['05924', null],
  ['0005924', null],
  ['00592a', null],
  ['-05924', null],
  ['٠٠٥٩٢٤', null],
  ['', null],
  [`005924${' '.repeat(20)}`, null],
  [5924, null],
  [['005924'], null],
  [undefined, null],
] as const) {
  test(`reads ${JSON.stringify(typed)} as ${read}`, () => assert.equal(typedCode(typed), read));
}

test('a new secret has 160 bits, another each time', () => {
  const random = seededRandom();
  const [one, two] = [newSecret(random), newSecret(random)];
  assert.match(one, /^[A-Z2-7]{32}$/);
  assert.notEqual(one, two);
  assert.ok(isSecret(one));
});

for (const [text, sound] of [
  [secret, true],
  ['GEZDGNBVGY3TQOJQGEZDGNBVGY', true],
  ['GEZDGNBVGY3TQOJQ', false],
  ['GEZDGNBVGY3TQOJQGEZDGNBVGZ', false],
  [secret.repeat(4), false],
  ['1ezdgnbvgy3tqojqgezdgnbvgy3tqojq', false],
  ['', false],
] as const) {
  test(`${text.slice(0, 40)} ${sound ? 'is' : 'is not'} a secret`, () => assert.equal(isSecret(text), sound));
}

test('the key URI names issuer and account, and no colon of theirs parts it', () => {
  const uri = new URL(keyUri('Honey: Ltd', 'alice@example.com', secret));
  assert.equal(uri.protocol, 'otpauth:');
  assert.equal(uri.host, 'totp');
  assert.equal(decodeURIComponent(uri.pathname), '/Honey  Ltd:alice@example.com');
  assert.deepEqual(Object.fromEntries(uri.searchParams), { secret, issuer: 'Honey  Ltd' });
});
