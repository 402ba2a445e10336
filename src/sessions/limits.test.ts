import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proof } from '../../test/support/evidence.ts';
import type { Evidence, Mode } from '../assurance/evidence.ts';
import { extendedExpiry, firstExpiry, isIdle, type Limits, renewedExpiry } from './limits.ts';

const hour = 3_600_000;
const limits: Limits = {
  aal0: { absoluteSeconds: 1 * 3600, idleSeconds: null },
  aal1: { absoluteSeconds: 24 * 3600, idleSeconds: null },
  aal2: { absoluteSeconds: 12 * 3600, idleSeconds: 3600 },
  aal3: { absoluteSeconds: 6 * 3600, idleSeconds: 900 },
};
const mail = (at: number) => proof('code', { at });
const totp = (at: number) => proof('totp', { at });
const passkey = (at: number) => proof('passkey', { user_verified: true, at });
const securityKey = (at: number) => proof('webauthn', { user_verified: true, device_bound: true, attested: true, at });

const first: [what: string, evidence: Evidence[], hours: number][] = [
  ['an e-mail code', [mail(0)], 24],
  ['a verified passkey', [passkey(0)], 12],
  ['two factors', [mail(0), totp(0)], 12],
  ['an attested device-bound key', [securityKey(0)], 6],
];

/** What happens at a time in hours to a session with these proofs that ends after `ends` hours. */
const renewed: { what: string; had: Evidence[]; ends: number; at: number; adds: Evidence; until: number }[] = [
  { what: 'the same factor again renews aal1', had: [mail(0)], ends: 24, at: 20, adds: mail(20 * hour), until: 44 },
  { what: 'a higher level starts its own limit', had: [mail(0)], ends: 24, at: 2, adds: totp(2 * hour), until: 14 },
  { what: 'even late', had: [mail(0)], ends: 24, at: 20, adds: totp(20 * hour), until: 32 },
  {
    what: 'a lone second factor renews nothing',
    had: [passkey(0)],
    ends: 12,
    at: 11,
    adds: totp(11 * hour),
    until: 12,
  },
  {
    what: 'with two factors only both renew',
    had: [mail(0), totp(0), mail(5 * hour)],
    ends: 12,
    at: 6,
    adds: totp(6 * hour),
    until: 17,
  },
  {
    what: 'a verified passkey renews aal2',
    had: [mail(0), totp(0)],
    ends: 12,
    at: 11,
    adds: passkey(11 * hour),
    until: 23,
  },
  { what: 'a weaker proof shortens nothing', had: [passkey(0)], ends: 40, at: 1, adds: mail(hour), until: 40 },
  { what: 'aal3 has its own limit', had: [passkey(0)], ends: 12, at: 1, adds: securityKey(hour), until: 7 },
];

describe('the absolute limit', () => {
  for (const [what, evidence, hours] of first) {
    it(`after ${what} is ${hours} h`, () => assert.equal(firstExpiry(limits, evidence, 0, 'product'), hours * hour));
  }
  for (const { what, had, ends, at, adds, until } of renewed) {
    it(what, () => {
      const before = { evidence: had, expiresAt: ends * hour };
      assert.equal(renewedExpiry(limits, before, [...had, adds], at * hour, 'product'), until * hour);
    });
  }
  it('follows the mode', () => {
    assert.equal(firstExpiry(limits, [mail(0)], 0, 'nist'), hour);
    assert.equal(firstExpiry(limits, [mail(0), totp(0)], 0, 'nist'), 24 * hour);
  });
});

describe('the idle limit', () => {
  const cases: [what: string, evidence: Evidence[], lastSeenAgo: number, idle: boolean][] = [
    ['aal1 has none', [mail(0)], 23 * hour, false],
    ['aal2 just within', [passkey(0)], hour - 1, false],
    ['aal2 reached', [passkey(0)], hour, true],
    ['aal3 just within', [securityKey(0)], hour / 4 - 1, false],
    ['aal3 reached', [securityKey(0)], hour / 4, true],
  ];
  for (const [what, evidence, ago, idle] of cases) {
    it(what, () => assert.equal(isIdle(limits, evidence, 0, ago, 'product'), idle));
  }
});

/** Hours: when the session would end, when it is extended, and when it ends then. Its first proofs are of hour 0. */
const extended: [what: string, mode: Mode, evidence: Evidence[], ends: number, at: number, until: number][] = [
  ['aal1', 'product', [mail(0)], 24, 10, 34],
  ['aal1 near its bound of 30 days', 'product', [mail(0)], 706, 705, 720],
  ['aal2', 'product', [passkey(0)], 12, 6, 18],
  ['aal2 near its bound of a day', 'product', [passkey(0)], 20, 15, 24],
  ['aal2 with a newer lone first factor', 'product', [passkey(0), mail(14 * hour)], 20, 15, 24],
  ['aal3 near its bound of half a day', 'product', [securityKey(0)], 10, 9, 12],
  ['what counts for nothing, near its bound', 'nist', [mail(0)], 719.6, 719.5, 720],
  ['what has nothing proven', 'product', [], 24, 23.5, 24],
  ['what has more time already', 'product', [mail(0)], 480, 1, 480],
];

describe('an extension', () => {
  for (const [what, mode, evidence, ends, at, until] of extended) {
    it(`of ${what}`, () => {
      const before = { evidence, expiresAt: ends * hour };
      assert.equal(extendedExpiry(limits, before, at * hour, mode), until * hour);
    });
  }
});
