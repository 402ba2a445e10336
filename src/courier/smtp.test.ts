import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OperatorError } from '../kernel/errors.ts';
import { createSmtp } from './smtp.ts';

describe('the settings of SMTP', () => {
  const refused: [object, RegExp][] = [
    [{ fromAddress: 'no-reply' }, /from_address/],
    [{ fromAddress: 'a@example.com\r\nBcc: mallory@example.com' }, /from_address/],
    [{ fromAddress: 'a@example.com,b@example.com' }, /from_address/],
    [{ fromName: 'STING\r\nBcc: mallory@example.com' }, /from_name/],
    [{ headers: { 'X-Extra': 'a\r\nBcc: mallory@example.com' } }, /X-Extra/],
    [{ headers: { 'X-Extra: a\r\nBcc': 'mallory@example.com' } }, /not a header/],
    [{ headers: { bcc: 'mallory@example.com' } }, /"bcc" is not a header that can be set/],
    [{ headers: { 'Content-Type': 'text/html' } }, /Content-Type/],
  ];
  for (const [change, problem] of refused) {
    it(`are refused with ${JSON.stringify(change)}`, () => {
      const settings = {
        type: 'smtp',
        connectionUri: 'smtp://localhost',
        fromAddress: 'no-reply@example.com',
      } as const;
      assert.throws(
        () => createSmtp({ ...settings, ...change }, 'STING'),
        (error) => error instanceof OperatorError && problem.test(error.message),
      );
    });
  }
});
