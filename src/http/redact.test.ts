import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutSecrets } from './redact.ts';

const cases: [url: string, stored: string][] = [
  ['http://localhost/registration?setup=secret', 'http://localhost/registration'],
  ['/x?setup=secret&return_to=%2Fconsole', '/x?return_to=%2Fconsole'],
  ['/x?token=a&code=b&flow=c', '/x?flow=c'],
  ['/x?a=1&setup=one&setup=two', '/x?a=1'],
  ['/plain', '/plain'],
];
for (const [url, stored] of cases) test(url, () => assert.equal(withoutSecrets(url), stored));
