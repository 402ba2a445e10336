import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaType } from './media-type.ts';

const octets = 'application/octet-stream';
const cases: [name: string, declared: string, recorded: string][] = [
  ['a.pdf', 'application/pdf', 'application/pdf'],
  ['a.bin', 'Application/PDF; charset=x', 'application/pdf'],
  ['a.PNG', octets, 'image/png'],
  ['a.txt', 'text/plain; charset=utf-8', 'text/plain'],
  ['a.html', 'text/html', octets],
  ['a.svg', 'image/svg+xml', octets],
  ['a.txt', 'text/html', 'text/plain'],
  ['a.js', 'text/javascript', octets],
  ['txt', octets, octets],
  ['a.constructor', octets, octets],
  ['a', '', octets],
];

for (const [name, declared, recorded] of cases) {
  test(`media type of ${name} declared as “${declared}”`, () => assert.equal(mediaType(name, declared), recorded));
}
