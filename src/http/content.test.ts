import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { acceptsJson, isJsonRequest } from './content.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

const cases: [accept: string | undefined, contentType: string | undefined, accepts: boolean, isJson: boolean][] = [
  [browser, undefined, false, false],
  [browser, 'application/x-www-form-urlencoded', false, false],
  ['*/*', undefined, false, false],
  [undefined, undefined, false, false],
  ['application/json', undefined, true, true],
  ['application/json, text/plain, */*', 'application/json', true, true],
  ['*/*', 'application/json', false, true],
  ['*/*', 'application/json; charset=utf-8', false, true],
  ['text/html;q=0.5, application/json', undefined, true, true],
  ['application/json;q=0.1, text/html', undefined, false, false],
  ['application/*', undefined, true, true],
];

for (const [accept, contentType, accepts, isJson] of cases) {
  test(`Accept ${accept}, Content-Type ${contentType}`, () => {
    const request = { headers: { accept, 'content-type': contentType } } as FastifyRequest;
    assert.deepEqual([acceptsJson(request), isJsonRequest(request)], [accepts, isJson]);
  });
}
