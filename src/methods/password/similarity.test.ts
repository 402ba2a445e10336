import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textsOf, tooSimilar } from './similarity.ts';

const alice = { email: 'alice.liddell@example.com', name: { first: 'Alice', last: 'Li' }, born: 1852, news: true };

test('every text of the traits is known to others', () => {
  assert.deepEqual(textsOf(alice), ['alice.liddell@example.com', 'Alice', 'Li']);
  assert.deepEqual(textsOf(null), []);
});

const cases: [password: string, similar: boolean][] = [
  ['alice.liddell@example.com', true],
  ['ALICE.LIDDELL@EXAMPLE.COM', true],
  ['alice.liddell', true],
  ['Alice.Liddell1', true],
  ['alice123', true],
  ['\uff41lice123', true],
  ['1liddell', true],
  ['al1ce.l1dd3ll', true],
  ['liddell#8Kq!zP', false],
  ['liddell#8Kq!z', true],
  ['@example.com', true],
  ['correct horse battery staple', false],
  ['down the rabbit hole with alice', false],
  ['lili-li-lili', false],
  ['x7#Kq-pp2!', false],
];
for (const [password, similar] of cases) {
  test(`“${password}” is ${similar ? 'too similar' : 'different enough'}`, () => {
    assert.equal(tooSimilar(password, textsOf(alice)), similar);
  });
}

test('without traits nothing is similar', () => assert.equal(tooSimilar('alice123', []), false));

test('prose is not compared', () => {
  const prose = `${'x'.repeat(250)}alice123`;
  assert.equal(tooSimilar(prose.slice(-200), [prose]), false);
  assert.equal(tooSimilar(prose.slice(-200), [prose.slice(-254)]), true);
});
