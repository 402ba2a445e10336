import assert from 'node:assert/strict';
import { on } from 'node:events';
import { it } from 'node:test';
import { publicServer } from '../support/api.ts';

it('an alarm that cannot be written down is said, and the server goes on', async (t) => {
  const { app, person } = await publicServer(t);
  const alice = await person('alice');
  app.audit.record = async () => {
    throw new Error('the disk is full');
  };
  const warnings = on(process, 'warning');
  const { effect } = await app.access.decide(app.store.read, {
    subject: alice.id,
    permission: 'jar.unheard',
    tier: 1,
    jar: null,
    proofs: { session: [], action: [] },
    from: null,
  });
  assert.equal(effect, 'deny');
  for await (const [{ message }] of warnings) {
    if (!/could not be written/.test(message)) continue;
    assert.match(message, /jar\.unheard.*could not be written: the disk is full/);
    break;
  }
  assert.equal((await alice.send('GET', '/api/me')).statusCode, 200);
});
