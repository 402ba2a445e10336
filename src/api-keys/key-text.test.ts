import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../test/support/temporary.ts';
import { looksLikeApiKey, newKeyText, recognisable } from './key-text.ts';

const random = seededRandom();
const keys = Array.from({ length: 200 }, () => newKeyText(random));

describe('the text of an API key', () => {
  it('is a prefix, 33 digits of 192 random bits and six of a checksum', () => {
    for (const key of keys) assert.match(key, /^sting_[0-9A-Za-z]{39}$/);
    assert.equal(new Set(keys).size, keys.length);
    const extreme = newKeyText((size) => Buffer.alloc(size, 0xff));
    assert.match(extreme, /^sting_[0-9A-Za-z]{39}$/);
    assert.ok(looksLikeApiKey(extreme));
  });

  it('is told from other text without asking anybody', () => {
    for (const key of keys) {
      assert.ok(looksLikeApiKey(key));
      const at = 6 + (key.charCodeAt(9) % 39);
      const other = key[at] === 'x' ? 'y' : 'x';
      assert.equal(looksLikeApiKey(key.slice(0, at) + other + key.slice(at + 1)), false, 'one digit changed');
    }
    const key = keys[0]!;
    const not = [
      '',
      'sting_',
      `sting_at_${'A'.repeat(43)}`,
      `sting_${'0'.repeat(39)}`,
      key.slice(0, -1),
      `${key}0`,
      ` ${key}`,
      `${key}\n`,
      key.toLowerCase(),
      key.replace('sting_', 'ory_st_'),
    ];
    for (const text of not) assert.equal(looksLikeApiKey(text), false, text);
  });

  it('shows four digits, which differ from key to key', () => {
    const shown = new Set(keys.map(recognisable));
    for (const each of shown) assert.match(each, /^sting_[0-9A-Za-z]{4}$/);
    assert.ok(shown.size > 190, `${shown.size}`);
  });
});
