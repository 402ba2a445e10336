import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../test/support/temporary.ts';
import { createCsrf } from './csrf.ts';

const csrf = createCsrf({ baseUrl: 'http://localhost:4433', random: seededRandom('csrf') });
const secret = csrf.newSecret();

test('a token is masked anew each time and still fits its secret', () => {
  const [one, two] = [csrf.mask(secret), csrf.mask(secret)];
  assert.notEqual(one, two);
  assert.equal(Buffer.from(one, 'base64').length, 64);
  assert.ok(csrf.matches(one, secret) && csrf.matches(two, secret));
});

test('the cookie is read back, whatever stands beside it', () => {
  const pair = csrf.setCookie(secret).split(';')[0]!;
  assert.match(pair, /^csrf_token_[0-9a-f]{64}=/);
  assert.equal(csrf.read(`a=b; ${pair}; c=d`), secret);
  assert.match(csrf.setCookie(secret), /HttpOnly; SameSite=Lax/);
});

const mask = csrf.mask(secret);
const refused: [what: string, token: unknown][] = [
  ['another secret', csrf.mask(csrf.newSecret())],
  ['the secret itself', secret],
  ['a changed token', (mask[0] === 'A' ? 'B' : 'A') + mask.slice(1)],
  ['half a token', mask.slice(0, 44)],
  ['nothing', undefined],
  ['a list', [mask]],
  ['an empty text', ''],
];
for (const [what, token] of refused)
  test(`${what} does not fit`, () => assert.equal(csrf.matches(token, secret), false));

test('a planted cookie of another shape is as good as none', () => {
  const name = csrf.setCookie(secret).split('=')[0]!;
  for (const value of ['short', 'A'.repeat(60), '']) assert.equal(csrf.read(`${name}=${value}`), null);
  assert.equal(csrf.read(undefined), null);
});
