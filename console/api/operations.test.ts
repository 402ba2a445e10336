import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../../src/http/api/shapes.ts';
import { operationOf, proofHint } from './operations.ts';

const row = (operation: string, method: string, path: string): Operation => ({
  operation,
  method,
  path,
  tier: 1,
  permission: operation,
  requirement: {},
  by_key: false,
});
const operations = [
  row('jar.list', 'GET', '/api/jars'),
  row('jar.read', 'GET', '/api/jars/:id'),
  row('jar.delete', 'DELETE', '/api/jars/{id}'),
  row('document.content', 'GET', '/api/jars/:id/documents/:doc/content'),
];

for (const [method, path, expected] of [
  ['GET', '/api/jars?limit=20&q=a/b', 'jar.list'],
  ['GET', '/api/jars/7', 'jar.read'],
  ['DELETE', '/api/jars/7', 'jar.delete'],
  ['GET', '/api/jars/7/documents/9/content', 'document.content'],
  ['GET', '/api/jars/7/documents/9/approve', undefined],
  ['POST', '/api/jars/7', undefined],
] as const) {
  test(`${method} ${path} performs ${expected ?? 'nothing that is listed'}`, () => {
    assert.equal(operationOf(operations, { method, path })?.operation, expected);
  });
}

test('a call that names its operation performs that one', () => {
  const call = { method: 'PATCH', path: '/api/jars/7', operation: 'jar.delete' } as const;
  assert.equal(operationOf(operations, call)?.operation, 'jar.delete');
});

for (const [requirement, expected] of [
  [{ level: 'aal1' }, null],
  [{ level: 'aal2', max_age_seconds: 300 }, 'may ask for your passkey'],
  [{ level: 'aal2', action_bound: true }, 'asks for your passkey'],
] as const) {
  test(`${JSON.stringify(requirement)} ${expected ?? 'says nothing'}`, () => {
    assert.equal(proofHint({ requirement }), expected);
  });
}
