import assert from 'node:assert/strict';
import { it } from 'node:test';
import { credentialName } from './credential-name.ts';

const names: [name: string, stored: string | null][] = [
  ['  My key ', 'My key'],
  ['🐝'.repeat(100), '🐝'.repeat(100)],
  ['<b>key</b>', '<b>key</b>'],
  ['', null],
  ['   ', null],
  ['🐝'.repeat(101), null],
  ['a\nb', null],
  ['a\0b', null],
  ['a\u009fb', null],
  ['a\u2028b', null],
  ['a\u202eb', null],
  ['a\ud800b', null],
];

for (const [name, stored] of names) {
  it(`the name ${JSON.stringify(name.slice(0, 20))} is ${stored === null ? 'refused' : 'accepted'}`, () => {
    if (stored === null) assert.throws(() => credentialName(name), { code: 'invalid_name', status: 400 });
    else assert.equal(credentialName(name), stored);
  });
}
