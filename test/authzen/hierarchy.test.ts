import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { clientOf, done, question, setUp, written } from '../support/authzen.ts';
import { register } from '../support/people.ts';
import { startServer } from '../support/server.ts';

it('a hierarchy that is too large for a question is a refusal: a rule may forbid the group that would be left out', async () => {
  const server = await startServer({ after });
  const owner = await register(server, 'alice', { setup: await server.setupToken() });
  const groups = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ type: 'group', id: `${name}${i}` }));
  const entity = (type: string, id: string, parents: object[]) => ({ type, id, attributes: {}, parents });
  const entities = [
    entity('user', 'mallory', groups('a', 100)),
    entity('group', 'a0', groups('b', 98)),
    entity('group', 'a1', [{ type: 'group', id: 'banned' }]),
    entity('record', 'record-1', []),
  ] as ReturnType<typeof written>['entities'];
  await setUp(server, owner, {
    ...written('records.yml'),
    schema:
      'entity group in [group]; entity user in [group]; entity record; action "read" appliesTo { principal: user, resource: record };',
    policies: [
      '@id("all") @sentence("Everybody reads.") permit (principal, action, resource);',
      '@id("banned") @sentence("Not they.") forbid (principal in group::"banned", action, resource);',
    ],
    entities,
  });
  const { ask } = await clientOf(server, owner, 'records');
  const asked = async () => (await ask('evaluation', question('mallory', 'read', 'record-1'))).body;
  const put = (id: string, parents: object[]) =>
    done(server, owner, 'PUT', `/api/applications/records/entities`, { entities: [entity('group', id, parents)] });
  assert.deepEqual(await asked(), { decision: false, context: { reason: { policies: ['banned'] } } });
  await put('a1', []);
  assert.equal((await asked()).decision, true);
  await put('a1', [{ type: 'group', id: 'banned' }]);
  await put('a0', groups('b', 100));
  assert.deepEqual(await asked(), { decision: false, context: { reason: { policies: [] } } });
});
