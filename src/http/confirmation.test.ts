import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicServer } from '../../test/support/api.ts';
import { change } from './api/change.ts';
import { authenticate } from './authenticate.ts';
import type { RouteDeclaration } from './route.ts';

const self: RouteDeclaration = { operation: 'test.change', auth: 'session', tier: 2, permission: 'self' };
const escalation = { members: ['hard'], operation: 'test.harder', tier: 2, permission: 'self' } as const;

test('a change that does not confirm its authorization does not succeed', async (t) => {
  const { app, server, person } = await publicServer(t);
  const nothing = async () => ({ done: true });
  server.post('/test/forgot', { config: self }, nothing);
  server.post('/test/redirects', { config: self }, (_request, reply) => reply.redirect('/', 303));
  server.get('/test/reads', { config: self }, nothing);
  server.post('/test/explained', { config: { ...self, unconfirmed: 'It changes nothing.' } }, nothing);
  server.post('/test/escalates', { config: { ...self, escalation } }, nothing);
  server.post('/test/confirms', { config: self }, (request) => change(app, request, nothing));
  const alice = await person('alice');

  const expected: [method: 'GET' | 'POST', path: string, status: number][] = [
    ['POST', '/test/forgot', 500],
    ['POST', '/test/redirects', 500],
    ['POST', '/test/escalates', 500],
    ['GET', '/test/reads', 200],
    ['POST', '/test/explained', 200],
    ['POST', '/test/confirms', 200],
  ];
  for (const [method, path, status] of expected) {
    assert.equal((await alice.send(method, path)).statusCode, status, path);
  }
});

test('a declaration that nobody checked lets nobody in', async (t) => {
  const { app } = await publicServer(t);
  for (const auth of ['sesion', 'admin', undefined]) {
    const request = { is404: false, headers: {}, routeOptions: { config: { auth } } };
    await assert.rejects(authenticate(app, request as never), /how to authenticate/);
  }
});
