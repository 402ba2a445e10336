import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masked } from './masked.ts';

const cases: [address: string, shown: string][] = [
  ['+4915112345678', '+49*********78'],
  ['+4915112', '+49***12'],
  ['alice@example.com', 'a****@example.com'],
  ['a@example.com', 'a****@example.com'],
  ['a@b@example.com', 'a****@example.com'],
];
for (const [address, shown] of cases)
  test(`${address} is shown as ${shown}`, () => assert.equal(masked(address), shown));
