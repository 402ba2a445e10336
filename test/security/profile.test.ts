import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type ConfigKey, profileParameters, schema } from '../../src/config/config.ts';
import { appoint, holderOf, refused } from '../support/administration.ts';
import { register } from '../support/people.ts';
import { startServer } from '../support/server.ts';

describe('GET /api/profile', async () => {
  const flags = { 'session.aal2.idle': '10m', 'assurance.tier3.max_age': '1m' };
  const server = await startServer({ after }, { flags });
  const alice = await register(server, 'alice', { setup: await server.setupToken() });

  it('tells profile, mode, tiers, and each parameter with what it is in every profile', async () => {
    const { status, body } = await alice.api('/api/profile');
    assert.equal(status, 200);
    assert.deepEqual([body.profile, body.mode], ['standard', 'product']);
    assert.deepEqual(body.tiers['3'], { level: 'aal2', max_age_seconds: 60 });
    assert.deepEqual(body.parameters, JSON.parse(JSON.stringify(profileParameters(server.app.config))));
    const deviating = body.parameters.filter(({ deviates }: { deviates: boolean }) => deviates);
    assert.deepEqual(
      deviating.map(({ key, value, profiles }: Record<string, unknown>) => [key, value, profiles]),
      [
        ['session.aal2.idle', '10m', { starter: '1h', standard: '1h', regulated: '15m' }],
        ['assurance.tier3.max_age', '1m', { starter: '5m', standard: '5m', regulated: '3m' }],
      ],
    );
    for (const { key, sentence, why } of body.parameters) {
      assert.equal(schema[key as ConfigKey].sentence, sentence);
      assert.match(why, /\.$/);
    }
  });

  it('is for those who look after the installation', async () => {
    for (const role of ['admin', 'security_officer', 'auditor']) {
      assert.equal((await (await holderOf(server, role)).api('/api/profile')).status, 200, role);
    }
    const bob = await register(server, 'bob');
    for (const role of ['support', 'editor', 'member']) {
      await appoint(server, bob, role);
      refused(await bob.api('/api/profile'), 403, 'access_denied', role);
    }
  });

  it('agrees with the table of operations', async () => {
    const { operations } = (await alice.api('/api/operations')).body;
    const tier3 = operations.find(({ operation }: { operation: string }) => operation === 'passkey.remove');
    assert.deepEqual(tier3.requirement, (await alice.api('/api/profile')).body.tiers['3']);
  });
});
