import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedIn, questionOf } from './explain.ts';

describe('a question', () => {
  for (const [asked, expected] of [
    [
      { who: ' bob@example.com ', operation: 'jar.read', jar: ' 7 ' },
      { subject: { email: 'bob@example.com' }, operation: 'jar.read', resource: 'jar:7' },
    ],
    [
      { who: '1-2-3', operation: 'audit.read', jar: '', proofs: 'nothing', network: '' },
      { subject: { id: '1-2-3' }, operation: 'audit.read', proofs: 'nothing' },
    ],
    [
      { who: '1', operation: 'audit.read', network: '192.0.2.7', at: '2026-03-01T09:30Z' },
      { subject: { id: '1' }, operation: 'audit.read', network: '192.0.2.7', at: '2026-03-01T09:30:00.000Z' },
    ],
  ] as const) {
    it(`is sent as ${JSON.stringify(expected)}`, () => assert.deepEqual(questionOf(asked), expected));
  }

  for (const [search, expected] of [
    [{}, {}],
    [
      { who: 'bob@example.com', operation: 'jar.read', jar: '7', theme: 'dark' },
      { who: 'bob@example.com', operation: 'jar.read', jar: '7' },
    ],
    [{ who: 7, operation: '', proofs: 'toString', at: 'soon', network: null }, {}],
    [
      { proofs: 'everything', at: '2026-03-01T09:30' },
      { proofs: 'everything', at: '2026-03-01T09:30' },
    ],
  ] as const) {
    it(`in an address is read as ${JSON.stringify(expected)}`, () => assert.deepEqual(askedIn(search), expected));
  }
});
