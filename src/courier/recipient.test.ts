import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRecipient } from './recipient.ts';

describe('a recipient', () => {
  const mail: [string, boolean][] = [
    ['alice@example.com', true],
    ['alice+tag@xn--bcher-kva.example', true],
    ['ålice@bücher.example', true],
    ["o'hara@localhost", true],
    ['', false],
    ['alice', false],
    ['@example.com', false],
    ['alice@', false],
    ['alice@example.com\r\nBcc: mallory@example.com', false],
    ['alice@example.com\n', false],
    ['alice@example.com,mallory@example.com', false],
    ['alice@example.com;mallory@example.com', false],
    ['alice@example.com mallory@example.com', false],
    ['Alice <alice@example.com>', false],
    ['mallory@example.com>\r\nRCPT TO:<bob@example.com', false],
    ['group:alice@example.com', false],
    ['"a@b"@example.com', false],
    ['alice@mallory@example.com', false],
    ['alice@[192.0.2.1]', false],
    ['alice@example.com(comment)', false],
    ['alice\u0000@example.com', false],
    ['alice\u200b@example.com', false],
    ['alice@example\u2028.com', false],
    [`${'a'.repeat(65)}@example.com`, false],
  ];
  const sms: [string, boolean][] = [
    ['+4915112345678', true],
    ['+15005550006', true],
    ['4915112345678', false],
    ['+0915112345678', false],
    ['+49 151 12345678', false],
    ['+49151123456789012', false],
    ['+491511234567\n', false],
    ['+٤٩١٥١١٢٣٤٥٦٧', false],
    ['alice@example.com', false],
    ['+49151;ext=1', false],
  ];
  for (const [channel, cases] of Object.entries({ email: mail, sms })) {
    for (const [recipient, valid] of cases) {
      it(`${JSON.stringify(recipient)} ${valid ? 'can' : 'cannot'} be sent to by ${channel}`, () => {
        const check = () => checkRecipient(channel as 'email' | 'sms', recipient);
        if (valid) check();
        else assert.throws(check, { code: 'invalid_recipient', status: 400 });
      });
    }
  }
});
