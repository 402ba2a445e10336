import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicServer } from '../../../test/support/api.ts';
import { type Verb, verbTiers } from '../../access/access.ts';
import { ownTiers } from './on-jar.ts';

test('every operation on a jar has the tier of its verb, or another one with a reason', async (t) => {
  const { server } = await publicServer(t);
  const onJars = server.declaredRoutes.filter(({ resource }) => resource === 'jar');
  assert.ok(onJars.length >= 17, `${onJars.length} routes`);
  for (const { operation, permission, tier } of onJars) {
    const ofVerb = verbTiers[permission.replace(/^jar\./, '') as Verb];
    const own = ownTiers[operation];
    assert.equal(tier, own?.tier ?? ofVerb, operation);
    if (own) assert.ok(own.tier !== ofVerb && own.because.length > 20, operation);
  }
  const operations = new Set(onJars.map(({ operation }) => operation));
  for (const operation of Object.keys(ownTiers)) assert.ok(operations.has(operation), `${operation} is no operation`);
});
