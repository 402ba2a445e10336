import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseForm } from './form.ts';

test('reads dotted names as groups', () => {
  const form = 'traits.email=a%40example.com&traits.name.first=Ada+B&csrf_token=x%2By&empty=';
  assert.deepEqual(structuredClone(parseForm(Buffer.from(form))), {
    traits: { email: 'a@example.com', name: { first: 'Ada B' } },
    csrf_token: 'x+y',
    empty: '',
  });
});

test('takes the pressed button where a hidden field has its name', () => {
  assert.equal(parseForm(Buffer.from('method=code&method=passkey'))['method'], 'passkey');
});

const refused: [what: string, form: string][] = [
  ['a field twice', 'a=1&a=2'],
  ['a field that is also a group', 'a=1&a.b=2'],
  ['a group that is also a field', 'a.b=2&a=1'],
  ['the prototype', '__proto__.admin=true'],
  ['the constructor', 'a.constructor.b=1'],
  ['an empty part of a name', 'a..b=1'],
  ['a name of 21 parts', `${'a.'.repeat(20)}b=1`],
  ['a NUL', 'a=%00'],
];

for (const [what, form] of refused) {
  test(`refuses ${what}`, () => {
    assert.throws(() => parseForm(Buffer.from(form)), { code: 'malformed_form', status: 400 });
    assert.equal(({} as Record<string, unknown>)['admin'], undefined);
  });
}
