import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { proven } from '../support/administration.ts';
import { type Answer, register, stepUp } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';

const guide = readFileSync(new URL('../../docs/authzen.md', import.meta.url), 'utf8');
const pieces = (kind: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${kind}\n([\\s\\S]+?)\`\`\``, 'g'))].map(([, text]) => text!);

it('the guide to AuthZEN runs from an empty installation', async (t) => {
  const [application = '', configuration = ''] = pieces('yaml');
  const [makeKey = '', first = '', own = ''] = pieces('sh');
  const [firstAnswer = '', ownAnswer = ''] = pieces('json');
  const file = join(await temporaryFolder(t), parse(configuration).applications.files[0]);
  await writeFile(file, application);
  const server = await startServer(t, { flags: { 'applications.files': [file] } });
  const alice = await register(server, 'alice', { setup: await server.setupToken() });
  const run = async (script: string, variables: Record<string, string>) => {
    const env = { ...process.env, STING: server.url, ...variables };
    return JSON.parse((await promisify(execFile)('sh', ['-c', script], { env })).stdout);
  };

  const refusal = await run(makeKey, { OWNER: alice.token, GRANT: '' });
  assert.equal(refusal.code, 'step_up_required');
  const grant = await stepUp(server, alice, { body: refusal } as Answer);
  const { key } = await run(makeKey, { OWNER: alice.token, GRANT: grant! });
  assert.deepEqual(await run(first, { KEY: key }), JSON.parse(firstAnswer));

  const made = await proven(server, alice, '/api/applications', {
    body: { id: 'gateway', name: 'Gateway', own_resources: true },
  });
  assert.equal(made.status, 201);
  const ownKey = (await proven(server, alice, '/api/applications/gateway/keys', { body: { name: 'gateway' } })).body
    .key;
  const bob = await register(server, 'bob');
  const jar = (await bob.api('/api/jars', { body: { name: 'Honey' } })).body.id;
  assert.deepEqual(await run(own, { KEY: ownKey, JAR: jar }), JSON.parse(ownAnswer));
});
