import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { assertRefused, serve, sting, stingWith } from '../support/command.ts';
import { register, request } from '../support/people.ts';
import { freePort } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';

const mode = (file: string) => statSync(file).mode & 0o777;
const checkpoints = (data: string) => readFileSync(join(data, 'audit-checkpoints.jsonl'), 'utf8').trim().split('\n');

describe('sting serve', { concurrency: 4 }, () => {
  it('prints its set-up URL and that it is ready, and keeps its secrets to itself', async (t) => {
    const data = join(await temporaryFolder(t), 'not', 'there', 'yet');
    const server = await serve(t, { data });
    const url = `http://localhost:${server.port}/registration?setup=${server.setup}`;
    assert.deepEqual(server.lines, [`setup: ${url}`, `ready: http://localhost:${server.port}`]);
    assert.match(server.setup!, /^[\w-]{43}$/);
    assert.equal(readFileSync(join(data, 'setup-url'), 'utf8'), `${url}\n`);
    assert.equal(mode(data), 0o700);
    for (const name of ['setup-url', 'admin-token', 'sting.db']) assert.equal(mode(join(data, name)), 0o600, name);

    assert.equal((await request(`${server.url}/health/ready`)).status, 200);
    assert.equal((await request(`${server.adminUrl}/admin/health/ready`)).status, 200);
  });

  it('prints the same set-up URL until it was used, and then none', async (t) => {
    const data = await temporaryFolder(t);
    const first = await serve(t, { data });
    const { port } = first;
    await first.stop();
    const second = await serve(t, { data, port });
    assert.deepEqual(second.lines, first.lines);

    const alice = await register(second, 'alice', { setup: second.setup! });
    assert.deepEqual((await alice.api('/api/me')).body.roles, ['owner']);
    assert.ok(!existsSync(join(data, 'setup-url')));
    const again = await request(`${second.url}/self-service/registration/api?setup=${second.setup}`);
    assert.equal(again.status, 410);
    await second.stop();

    const third = await serve(t, { data, port });
    assert.deepEqual(third.lines, [`ready: http://localhost:${port}`]);
    assert.equal((await alice.api('/api/me')).status, 200);
  });

  it('makes a new set-up URL when the file is lost or holds something else', async (t) => {
    const data = await temporaryFolder(t);
    const first = await serve(t, { data });
    await first.stop();
    writeFileSync(join(data, 'setup-url'), 'scribble\n');
    const second = await serve(t, { data });
    assert.match(second.setup!, /^[\w-]{43}$/);
    assert.notEqual(second.setup, first.setup);
  });

  it('keeps the operator’s token', async (t) => {
    const data = await temporaryFolder(t);
    const token = () => readFileSync(join(data, 'admin-token'), 'utf8');
    await (await serve(t, { data })).stop();
    const first = token();
    assert.match(first, /^sting_at_[\w-]{43}\n$/);
    await (await serve(t, { data })).stop();
    assert.equal(token(), first);
  });

  it('answers what is under way when it is told to stop, and writes a checkpoint', async (t) => {
    const data = await temporaryFolder(t);
    const server = await serve(t, { data });
    const { body: flow } = await request(`${server.url}/self-service/login/api`);
    const pending = await beginRequest(server.port, `/self-service/login?flow=${flow.id}`);
    const stopped = server.stop();
    await refusesConnections(server.port);
    const answer = await pending.finish();
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(answer, new RegExp(flow.id));
    assert.deepEqual(await stopped, { code: 0, stderr: '' });

    const { sequence, hash } = JSON.parse(checkpoints(data).at(-1)!);
    const database = new DatabaseSync(join(data, 'sting.db'), { readOnly: true });
    const last = database.prepare('select sequence, hash, type from audit_event order by sequence desc').get();
    database.close();
    assert.deepEqual({ ...last }, { sequence, hash, type: 'server.stopped' });
  });

  it('takes its settings from a file, the environment and the command line', async (t) => {
    const folder = await temporaryFolder(t);
    const file = join(folder, 'sting.yml');
    writeFileSync(file, 'mode: development\nregistration: { mode: closed }\n');
    const server = await serve(t, { data: join(folder, 'data'), args: ['--config', file] });
    assert.equal((await request(`${server.url}/self-service/registration/api`)).status, 400);
    assert.equal((await request(`${server.url}/self-service/login/api`)).status, 200);
  });
});

describe('sting serve does not start', { concurrency: 4 }, () => {
  it('when a port is taken, and then listens nowhere', async (t) => {
    const data = await temporaryFolder(t);
    const taken = await freePort();
    const free = await freePort();
    const other = createServer().listen(taken, '127.0.0.1');
    t.after(() => other.close());
    const asPublic = await sting('serve', '--data', data, '--public-port', `${taken}`, '--admin-port', `${free}`);
    assertRefused(
      asPublic,
      new RegExp(`^The public listener .*127.0.0.1 port ${taken} is in use.*--public-port\\.$`, 'm'),
    );
    const asAdmin = await sting('serve', '--data', data, '--public-port', `${free}`, '--admin-port', `${taken}`);
    assertRefused(
      asAdmin,
      new RegExp(`^The admin listener .*127.0.0.1 port ${taken} is in use.*--admin-port\\.$`, 'm'),
    );
  });

  const broken: Record<string, [prepare: (data: string) => unknown, sentence: RegExp]> = {
    'in a folder that cannot be made': [
      (data) => writeFileSync(data, 'a file'),
      /^The data folder .*data cannot be made: see that this user may write there\.$/m,
    ],
    'on a file that is no database': [
      (data) => withFile(data, 'sting.db', 'garbage '.repeat(1000)),
      /^The database .*sting\.db is not a database of STING, or damaged\. Put a backup in its place\.$/m,
    ],
    'on a folder in the place of the database': [
      (data) => mkdirSync(join(data, 'sting.db'), { recursive: true }),
      /^The database .*sting\.db cannot be opened: /m,
    ],
    'on the database of a newer version': [
      async (data) => {
        await sting('init', '--data', data);
        const database = new DatabaseSync(join(data, 'sting.db'));
        database.exec("insert into kysely_migration (name, timestamp) values ('999-later', '2030-01-01')");
        database.close();
      },
      /^The database was written by a newer version of STING: start that version again\.$/m,
    ],
    'with an empty operator’s token': [
      (data) => withFile(data, 'admin-token', '\n'),
      /^.*admin-token holds a token of less than 32 characters: remove it/m,
    ],
  };
  for (const [name, [prepare, sentence]] of Object.entries(broken)) {
    it(name, async (t) => {
      const data = join(await temporaryFolder(t), 'data');
      await prepare(data);
      const ports = ['--public-port', `${await freePort()}`, '--admin-port', `${await freePort()}`];
      assertRefused(await sting('serve', '--data', data, ...ports), sentence);
    });
  }

  const configurations: Record<string, [yaml: string, ...sentences: RegExp[]]> = {
    'with several bad keys': [
      'registration: { mode: opne }\nserve: { public: { prot: 1 } }\n',
      /^The configuration cannot be used:$/m,
      /^ {2}- serve\.public\.prot: is not a key of STING; did you mean serve\.public\.port/m,
      /^ {2}- registration\.mode: must be one of open, invite_only, closed\./m,
    ],
    'in development for other machines': [
      'mode: development\nserve: { public: { host: 0.0.0.0 }, trusted_proxies: [10.0.0.1] }\n',
      /^ {2}- serve\.public\.host: development mode binds loopback only/m,
    ],
    'with a foreign relying party id': [
      'serve: { public: { base_url: https://login.example.com }, trusted_proxies: [127.0.0.1] }\nselfservice.methods.passkey.config.rp.id: example.org\n',
      /^ {2}- selfservice\.methods\.passkey\.config\.rp: .*does not belong to the relying party id/m,
    ],
    'with a placeholder': ['session: { cookie: { name: change-me } }\n', /^ {2}- session\.cookie\.name: /m],
  };
  for (const [name, [yaml, ...sentences]] of Object.entries(configurations)) {
    it(name, async (t) => {
      const folder = await temporaryFolder(t);
      const file = withFile(folder, 'sting.yml', yaml);
      const result = await sting('serve', '--config', file, '--data', join(folder, 'data'));
      for (const sentence of sentences) assertRefused(result, sentence);
      assert.ok(!existsSync(join(folder, 'data')), 'nothing was made');
    });
  }

  it('with a bad variable of the environment', async (t) => {
    const data = join(await temporaryFolder(t), 'data');
    const result = await stingWith({ REGISTRATION_MODE: 'change-me' }, 'serve', '--data', data);
    assertRefused(result, /^ {2}- registration\.mode \(REGISTRATION_MODE\): must be one of/m);
    assert.doesNotMatch(result.stderr, /change-me/);
  });
});

function withFile(folder: string, name: string, content: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** A POST whose head has arrived (the server said to continue) and whose body has not. */
async function beginRequest(port: number, path: string): Promise<{ finish(): Promise<string> }> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const body = JSON.stringify({ method: 'passkey' });
  const head = [`POST ${path} HTTP/1.1`, `Host: localhost:${port}`, 'Content-Type: application/json'];
  socket.write(`${[...head, `Content-Length: ${body.length}`, 'Expect: 100-continue'].join('\r\n')}\r\n\r\n`);
  const said = socket[Symbol.asyncIterator]();
  assert.match((await said.next()).value, /^HTTP\/1\.1 100 Continue/);
  return {
    async finish() {
      socket.write(body);
      let answer = '';
      for (let next = await said.next(); !next.done; next = await said.next()) answer += next.value;
      return answer;
    },
  };
}

/** Waits until nobody listens there any more. */
async function refusesConnections(port: number): Promise<void> {
  for (;;) {
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.on('error', () => resolve(true));
    });
    if (refused) return;
  }
}
