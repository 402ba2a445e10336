import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainAddress } from './plain-address.ts';

const addresses: [given: string, plain: string | null][] = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['2001:db8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::1', '::1'],
  ['', null],
  ['unknown', null],
  ['256.0.0.1', null],
  ['192.0.2', null],
  ['192.0.2.7.9', null],
  ['::ffff:999.0.2.7', null],
  ['2001:db8::1]/8', null],
  ['1.2.3.4"), ip("10.0.0.1', null],
];
for (const [given, plain] of addresses)
  test(`${JSON.stringify(given)} is ${plain}`, () => assert.equal(plainAddress(given), plain));
