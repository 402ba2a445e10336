import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { proven, refused } from '../support/administration.ts';
import { applicationFile, clientOf, done, question } from '../support/authzen.ts';
import { register } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';

const records = await readFile(applicationFile('records.yml'), 'utf8');

/** An installation that is started again and again with these files. */
async function installation(t: TestContext) {
  const data = await temporaryFolder(t);
  const configuration = join(data, 'sting.yml');
  return {
    write: async (name: string, text: string) => writeFile(join(data, name), text),
    async start(...files: string[]) {
      await writeFile(configuration, `mode: development\napplications: { files: ${JSON.stringify(files)} }\n`);
      const { app, close } = await compose(loadConfig({ file: configuration, environment: {}, flags: { data } }));
      try {
        const found = await app.applications.list(app.store.read);
        const { events } = await app.audit.list({ limit: 100 });
        const entities = found[0] ? await app.applications.entities(app.store.read, found[0].id) : {};
        const policies = found[0] ? await app.applications.policies(app.store.read, found[0].id) : [];
        return { found, events: events.map(({ type }) => type), entities, policies: policies.map(({ id }) => id) };
      } finally {
        await close();
      }
    },
  };
}

describe('a file of an application', () => {
  it('sets it up at the start, and changes nothing when nothing changed', async (t) => {
    const { write, start } = await installation(t);
    await write('records.yml', records);
    const first = await start('records.yml');
    assert.deepEqual(first.events, ['application.created']);
    const second = await start('records.yml');
    assert.deepEqual([second.found, second.events], [first.found, first.events]);
  });

  it('is what holds: what it does not name any more is gone', async (t) => {
    const { write, start } = await installation(t);
    await write('records.yml', records);
    const before = await start('records.yml');
    assert.deepEqual(before.entities, { record: 2, user: 2 });
    const fewer = records
      .replace(/ {2}- \{ type: user, id: bob.+\n/, '')
      .replace(/ {2}- \|\n {4}@id\("record\.soft-delete"\)[\s\S]+?\};\n/, '');
    await write('records.yml', fewer);
    const { found, entities, policies, events } = await start('records.yml');
    assert.deepEqual(entities, { record: 2, user: 1 });
    assert.deepEqual(policies, ['record.archive', 'record.edit', 'record.read']);
    assert.deepEqual(events, ['application.changed', 'application.created']);
    assert.ok(found[0]!.rulesRevision > before.found[0]!.rulesRevision);
  });

  it('that is named no more leaves the application to people', async (t) => {
    const { write, start } = await installation(t);
    await write('records.yml', records);
    assert.equal((await start('records.yml')).found[0]!.fromFile, true);
    const { found, entities } = await start();
    assert.deepEqual([found[0]!.fromFile, entities], [false, { record: 2, user: 2 }]);
    assert.equal((await start('records.yml')).found[0]!.fromFile, true);
  });

  const wrong: [what: string, change: (text: string) => string, message: RegExp][] = [
    ['YAML that is none', (text) => `${text}\n  : [`, /records\.yml:\d+: this is not valid YAML/],
    ['nothing in it', () => '', /records\.yml:1: must hold/],
    ['a member that there is not', (text) => `${text}\nkeys: []\n`, /records\.yml:\d+: there is no “keys”/],
    ['no id', (text) => text.replace('id: records', ''), /id must be small letters/],
    [
      'a property that cannot be trusted',
      (text) => text.replace('subject.role', 'role'),
      /records\.yml:5: trusted must be/,
    ],
    ['a schema that does not parse', (text) => text.replace('entity record', 'entiti record'), /records\.yml:8: /],
    [
      'a policy that does not fit',
      (text) => text.replace('Action::"read"', 'Action::"raed"'),
      /records\.yml:19: .*raed/,
    ],
    [
      'a policy without a sentence',
      (text) => text.replace('@sentence("An editor writes what is active.")', ''),
      /records\.yml:\d+: .*@sentence/,
    ],
    ['one id twice', (text) => text.replace('@id("record.edit")', '@id("record.read")'), /there twice/],
    [
      'an entity that does not fit',
      (text) => text.replace('role: admin }', 'role: 7 }'),
      /records\.yml:41: user “bob”: role is not text/,
    ],
    ['an entity that is none', (text) => text.replace('type: user, id: bob', 'kind: user'), /entities must be a list/],
    [
      'a type of STING',
      (text) => text.replace('entity user {', 'entity jar;\n  entity user {'),
      /“jar” is a type of STING/,
    ],
  ];
  for (const [what, change, message] of wrong) {
    it(`ends the start with ${what}`, async (t) => {
      const { write, start } = await installation(t);
      await write('records.yml', change(records));
      await assert.rejects(
        start('records.yml'),
        (error: Error) => error.name === 'OperatorError' && message.test(error.message),
      );
      assert.deepEqual((await start()).found, []);
    });
  }

  it('ends the start when it is not there, or says the same as another one', async (t) => {
    const { write, start } = await installation(t);
    await assert.rejects(start('missing.yml'), /missing\.yml: cannot be read \(ENOENT\)/);
    await write('a.yml', records);
    await write('b.yml', records);
    await assert.rejects(start('a.yml', 'b.yml'), /b\.yml: “records” is in .*a\.yml too/);
  });
});

describe('an application from a file', async () => {
  it('is changed in the file; its keys, and entities beside it, are people’s', async (t) => {
    const server = await startServer(t, { flags: { 'applications.files': [applicationFile('records.yml')] } });
    const owner = await register(server, 'alice', { setup: await server.setupToken() });
    const path = '/api/applications/records';
    const changes: [method: string, to: string, body?: object][] = [
      ['PATCH', path, { name: 'Mine' }],
      ['DELETE', path],
      ['PUT', `${path}/schema`, { schema: '' }],
      ['DELETE', `${path}/policies/record.read`],
      ['PUT', `${path}/policies/x`, { text: '@id("x") @sentence("X.") forbid (principal, action, resource);' }],
      ['PUT', `${path}/entities/user/alice`, { attributes: { role: 'admin' } }],
      ['DELETE', `${path}/entities/user/alice`],
    ];
    for (const [method, to, body] of changes) {
      refused(await proven(server, owner, to, { method, body }), 409, 'application_in_file', `${method} ${to}`);
    }
    const { ask } = await clientOf(server, owner, 'records');
    await done(server, owner, 'PUT', `${path}/entities/user/carol`, { attributes: { role: 'editor' } });
    assert.equal((await ask('evaluation', question('carol', 'read', 'record-1'))).body.decision, true);
    assert.equal((await owner.api(path)).body.source, 'file');
    await done(server, owner, 'DELETE', `${path}/entities/user/carol`);
  });
});
