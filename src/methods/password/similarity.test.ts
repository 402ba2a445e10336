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
