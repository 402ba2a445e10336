import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digest, hmac, sameSecret, secretToken, systemRandom } from './secrets.ts';

describe('secrets', () => {
  it('makes tokens of 256 bits behind their prefix', () => {
    assert.equal(
      secretToken((size) => Buffer.alloc(size, 0xff), 'ory_st_'),
      `ory_st_${'_'.repeat(42)}8`,
    );
    assert.equal(Buffer.from(secretToken(systemRandom), 'base64url').length, 32);
    assert.notEqual(secretToken(systemRandom), secretToken(systemRandom));
  });

  it('digests with SHA-256 (FIPS 180-2 appendix B.1)', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.equal(Buffer.from(digest('abc'), 'base64url').toString('hex'), abc);
    assert.equal(digest(new TextEncoder().encode('abc')), digest('abc'));
  });

  it('authenticates with HMAC-SHA-256 (RFC 4231 test case 2)', () => {
    const mac = hmac('Jefe', 'what do ya want for nothing?').toString('hex');
    assert.equal(mac, '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  const pairs: [string, string, boolean][] = [
    ['secret', 'secret', true],
    ['secret', 'secreT', false],
    ['secret', 'secret ', false],
    ['', '', true],
    ['', 'x', false],
    ['ü', 'u\u0308', false],
  ];
  for (const [a, b, same] of pairs) {
    it(`says that ${JSON.stringify(a)} and ${JSON.stringify(b)} are ${same ? 'the same' : 'different'}`, () => {
      assert.equal(sameSecret(a, b), same);
    });
  }
});
