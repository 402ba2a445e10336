import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalEmail, canonicalTel, formats } from './formats.ts';

const emails: [raw: string, canonical: string | null][] = [
  ['alice@example.com', 'alice@example.com'],
  ['  Alice@EXAMPLE.com\t', 'alice@example.com'],
  ["o'neil+bees@sub.example.co", "o'neil+bees@sub.example.co"],
  ['alice@españa.example', 'alice@xn--espaa-rta.example'],
  // e and a combining acute accent become one letter
  ['re\u0301mi@example.com', 'r\u00e9mi@example.com'],
  // the Kelvin sign is a k
  ['\u212aim@example.com', 'kim@example.com'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  [`${'a'.repeat(65)}@example.com`, null],
  [`a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.example.com`, null],
  ['', null],
  ['alice', null],
  ['@example.com', null],
  ['alice@', null],
  ['alice@example', null],
  ['alice@127.0.0.1', null],
  ['alice@[127.0.0.1]', null],
  ['alice@0x7f.1', null],
  ['alice@-example.com', null],
  ['alice@example..com', null],
  ['alice@example.com.', null],
  ['alice@example.com/path', null],
  ['alice@example.com:25', null],
  ['alice@example.com@evil.example', null],
  ['"alice@evil.example"@example.com', null],
  ['"alice b"@example.com', null],
  ['alice (comment)@example.com', null],
  ['Alice <alice@example.com>', null],
  ['alice@example.com,bob@example.com', null],
  ['alice bob@example.com', null],
  ['.alice@example.com', null],
  ['alice.@example.com', null],
  ['al..ice@example.com', null],
  ['alice\0@example.com', null],
  ['alice@example.com\r\nBcc: bob@example.com', null],
  ['alice@exam\u202eple.com', null],
  // what people see as one mailbox is one, or none
  ['\u00c5sa@example.com', '\u00e5sa@example.com'],
  ['A\u030asa@example.com', '\u00e5sa@example.com'],
  ['\u212bsa@example.com', '\u00e5sa@example.com'],
  ['alice@ｅxample.com', 'alice@example.com'],
  ['alice@EXAMPLE。com', null],
  ['ａlice@example.com', null],
  ['ﬁona@example.com', null],
  ['𝐚lice@example.com', null],
  ['alice①@example.com', null],
  ['al\u200bice@example.com', null],
  ['al\u200dice@example.com', null],
  ['al\u00adice@example.com', null],
  ['al\u034fice@example.com', null],
  ['al\ufe0fice@example.com', null],
  ['al\u3164ice@example.com', null],
  ['alice@exam\u200dple.com', null],
  ['alice@exam\u034fple.com', null],
  ['\u200falice@example.com', null],
  ['alice\uff20example.com', null],
  ['alice@xn--a', null],
  ['alice@xn--e28h.example', 'alice@xn--e28h.example'],
  ['alice@😀.example', null],
  // what only the host of the mailbox can know is left alone
  ['alice+bees@example.com', 'alice+bees@example.com'],
  ['a.lice@example.com', 'a.lice@example.com'],
  ['\u0430lice@example.com', '\u0430lice@example.com'],
  ['straße@example.com', 'straße@example.com'],
  ['İstanbul@example.com', 'i\u0307stanbul@example.com'],
  ['ıstanbul@example.com', 'ıstanbul@example.com'],
];

const tels: [raw: string, canonical: string | null][] = [
  ['+49 151 1234-5678', '+4915112345678'],
  ['+1234567', '+1234567'],
  ['+123456789012345', '+123456789012345'],
  ['+123456', null],
  ['+1234567890123456', null],
  ['0151 12345678', null],
  ['0049151123456', null],
  ['+0151123456', null],
  ['+49 (0) 151 123456', null],
  ['+49151abc1234', null],
  ['+٤٩١٥١١٢٣٤٥٦', null],
  ['＋4915112345678', null],
  ['+４９15112345678', null],
  ['+49\u00a0151\u202f12345678', '+4915112345678'],
  ['+49\u200b15112345678', null],
  ['\u202e+4915112345678', null],
  ['+4915112345678;ext=1', null],
  ['+4915112345678,,1', null],
  ['tel:+4915112345678', null],
  ['+49‐151‐12345678', null],
  ['+', null],
  ['++4915112345678', null],
  ['', null],
];

const others: [format: string, text: string, valid: boolean][] = [
  ['date', '2024-02-29', true],
  ['date', '2023-02-29', false],
  ['date', '2024-13-01', false],
  ['date', '2024-1-1', false],
  ['date', '', false],
  ['date-time', '2024-02-29T23:59:59Z', true],
  ['date-time', '2024-02-29t23:59:59.123+01:00', true],
  ['date-time', '2024-02-30T00:00:00Z', false],
  ['date-time', '2024-02-29T24:00:00Z', false],
  ['date-time', '2024-02-29T10:00:00', false],
  ['date-time', '2024-02-29', false],
  ['uri', 'https://example.com/a?b#c', true],
  ['uri', 'example.com', false],
  ['uri', 'javascript:alert(1)', false],
  ['uri', 'data:text/html,x', false],
];

describe('formats', () => {
  for (const [raw, canonical] of emails) {
    it(`e-mail ${JSON.stringify(raw.slice(0, 60))} is ${canonical === null ? 'refused' : 'accepted'}`, () => {
      assert.equal(canonicalEmail(raw), canonical);
      if (canonical !== null) assert.equal(canonicalEmail(canonical), canonical, 'one spelling stays as it is');
    });
  }
  for (const [raw, canonical] of tels) {
    it(`telephone ${JSON.stringify(raw)} is ${canonical === null ? 'refused' : 'accepted'}`, () => {
      assert.equal(canonicalTel(raw), canonical);
    });
  }
  for (const [format, text, valid] of others) {
    it(`${format} ${JSON.stringify(text)} is ${valid ? 'accepted' : 'refused'}`, () => {
      assert.equal(formats[format]!(text), valid);
    });
  }
});
