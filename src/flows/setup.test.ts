import assert from 'node:assert/strict';
import { test } from 'node:test';
import { register, request } from '../../test/support/people.ts';
import { startServer } from '../../test/support/server.ts';

test('a set-up link waits for its owner; one into an account ends after an hour', async (t) => {
  const server = await startServer(t);
  const open = async (token: string) =>
    (await request(`${server.url}/self-service/registration/api?setup=${token}`)).status;

  const setup = await server.setupToken();
  server.clock.advance({ minutes: 60 * 24 * 30 });
  assert.equal(await open(setup), 200);
  const alice = await register(server, 'alice', { setup });

  const recovery = await server.app.flows.setup.issue(alice.identityId);
  server.clock.advance({ minutes: 60, ms: -1 });
  assert.equal(await open(recovery), 200);
  server.clock.advance({ ms: 1 });
  assert.equal(await open(recovery), 410);
});
