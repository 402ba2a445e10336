import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicServer } from '../../test/support/api.ts';
import { createAdminServer } from './server.ts';

test('both listeners bound how long and how often somebody may hold a socket', async (t) => {
  const { app, server } = await publicServer(t);
  const admin = await createAdminServer(app, {} as never, 'token', 'test');
  for (const { server: listener } of [server, admin]) {
    const { timeout, headersTimeout, requestTimeout, maxConnections } = listener;
    assert.deepEqual(
      { timeout, headersTimeout, requestTimeout, maxConnections },
      { timeout: 120_000, headersTimeout: 30_000, requestTimeout: 600_000, maxConnections: 10_000 },
    );
  }
  await admin.close();
});
