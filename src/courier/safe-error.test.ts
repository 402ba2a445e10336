import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { safeError } from './safe-error.ts';

describe('what a server said', () => {
  const cases: [said: string, kept: string][] = [
    ['550 5.1.1 No such user', '550 5.1.1 No such user'],
    ['rejected: 482913', 'rejected: [redacted]'],
    ['rejected: Your code is 12-canary-7', 'rejected: Your code is [redacted]'],
    ['see https://id.example.com/r?token=dG9rZW4tdG9rZW4tdG9rZW4tdG9r', 'see https://id.example.com/r?[redacted]'],
    ['two\r\nlines\u0000', 'two lines'],
    ['x '.repeat(500), `${'x '.repeat(100)}`],
  ];
  for (const [said, kept] of cases) {
    it(`${JSON.stringify(said.slice(0, 40))} is kept without its secrets`, () => {
      assert.equal(safeError(said, ['12-canary-7', '']), kept);
    });
  }
});
