import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFresh } from '../../guard/fresh.js';

const now = Date.UTC(2026, 0, 15, 12);
const ago = (method: string, aal: string, seconds: number) => ({
  method,
  aal,
  completed_at: new Date(now - seconds * 1000).toISOString(),
});
const key = (seconds: number) => ago('passkey', 'aal2', seconds);
const seen = (seconds: number) => ago('passkey', 'aal1', seconds);
const password = (seconds: number) => ago('password', 'aal1', seconds);
const totp = (seconds: number) => ago('totp', 'aal2', seconds);

type Methods = ReturnType<typeof ago>[];
const cases: [what: string, methods: Methods, level: 'aal1' | 'aal2' | 'aal3', fresh: boolean][] = [
  ['nothing', [], 'aal1', false],
  ['anything lately', [password(60)], 'aal1', true],
  ['anything a while ago', [password(61)], 'aal1', false],
  ['something yet to come', [password(-1)], 'aal1', false],
  ['something at no time', [{ method: 'password', aal: 'aal1', completed_at: 'x' }], 'aal1', false],
  ['a verified passkey', [key(60)], 'aal2', true],
  ['a verified passkey of old', [key(61)], 'aal2', false],
  ['a verified passkey of old beside a fresh password', [key(61), password(1)], 'aal2', false],
  ['a passkey that verified nobody', [seen(1)], 'aal2', false],
  ['a second factor alone', [password(61), totp(1)], 'aal2', false],
  ['two factors', [password(2), totp(1)], 'aal2', true],
  ['one factor twice', [totp(2), totp(1)], 'aal2', false],
  ['a key that is called twice', [seen(2), ago('webauthn', 'aal2', 1)], 'aal2', false],
  ['a code and a link to one mailbox', [ago('code', 'aal1', 2), ago('link_recovery', 'aal1', 1)], 'aal2', false],
  ['every key', [key(60), ago('webauthn', 'aal2', 60), password(99)], 'aal3', true],
  ['one key of two', [key(1), ago('webauthn', 'aal2', 61)], 'aal3', false],
  ['no key', [password(1), totp(1)], 'aal3', false],
];

describe('proofs within a minute', () => {
  for (const [what, methods, level, fresh] of cases) {
    it(`${fresh ? 'reach' : 'do not reach'} ${level}: ${what}`, () =>
      assert.equal(isFresh(methods, level, 60, now), fresh));
  }
});
