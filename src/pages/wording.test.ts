import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../../test/support/ui-nodes.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { webAddress } from './web-address.ts';
import { fill, phrase, wordsFor } from './wording.ts';

test('our words come first, filled from the context', () => {
  assert.equal(wordsFor(message(1010002, 'info', { provider: 'Example' }), en), 'Sign in with Example');
  assert.equal(wordsFor(message(4000003, 'error', { min_length: 8 }), en), 'This is too short: at least 8 characters.');
});

test("the server's text stands in for unknown ids and for missing values", () => {
  assert.equal(wordsFor(message(9999999), en), 'server text 9999999');
  assert.equal(wordsFor(message(1050020, 'info', { display_name: '' }), en), 'server text 1050020');
  assert.equal(wordsFor(message(1010002, 'info', { provider: { toString: () => 'x' } }), en), 'server text 1010002');
});

test('values are not templates', () => {
  assert.equal(fill('{a} {b}', { a: '{b}', b: '$&' }), '{b} $&');
});

const phrases: [given: string, english: string, german: string][] = [
  ['First name', 'First name', 'Vorname'],
  ['Shoe size', 'Shoe size', 'Shoe size'],
  [
    'You have 20 passkeys. Remove one before you add another.',
    'You have 20 passkeys. Remove one before you add another.',
    'Sie haben 20 Passkeys. Entfernen Sie einen, bevor Sie einen weiteren hinzufügen.',
  ],
  [
    'Too many wrong codes. Try again in 8 seconds.',
    'Too many wrong codes. Try again in 8 seconds.',
    'Zu viele falsche Codes. Versuchen Sie es in 8 Sekunden noch einmal.',
  ],
  [
    'Never heard of it. Try again in 3 minutes.',
    'Never heard of it. Try again in 3 minutes.',
    'Never heard of it. Try again in 3 Minuten.',
  ],
  [
    'Too many wrong codes. Try again in 3601 seconds.',
    'Too many wrong codes. Try again in 1 hour, 1 minute.',
    'Zu viele falsche Codes. Versuchen Sie es in 1 Stunde, 1 Minute noch einmal.',
  ],
  ['constructor', 'constructor', 'constructor'],
  ['{0} is not a number', '{0} is not a number', '{0} is not a number'],
];
for (const [given, english, german] of phrases) {
  test(`phrase: ${given}`, () => {
    assert.equal(phrase(given, en), english);
    assert.equal(phrase(given, de), german);
  });
}

test('titles of the schema and reasons of a refusal are told in the language of the page', () => {
  assert.equal(wordsFor(message(1070002, 'info', { name: 'traits.phone', title: 'Phone' }), de), 'Telefonnummer');
  const reason = 'This passkey is not in the list any more.';
  assert.equal(wordsFor(message(4000001, 'error', { reason }), de), 'Dieser Passkey steht nicht mehr in der Liste.');
});

const addresses: [string, string][] = [
  ['/settings?x=1', '/settings?x=1'],
  ['https://app.example.org/', 'https://app.example.org/'],
  ['http://localhost:4433/', 'http://localhost:4433/'],
  ['javascript:alert(1)', '/'],
  [' JaVaScript:alert(1)', '/'],
  ['java\nscript:alert(1)', '/'],
  ['data:text/html,x', '/'],
  ['http://[', '/'],
];
for (const [given, expected] of addresses) {
  test(`address ${JSON.stringify(given)}`, () => assert.equal(webAddress(given), expected));
}
