import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ConfigKey, type LiveConfig, liveConfig, type Reload } from '../../src/config/config.ts';
import { followConfig } from '../../src/config/live.ts';
import { temporaryFolder } from '../support/temporary.ts';

const environment = { STING_MODE: 'development' };

async function start(t: TestContext, text: string): Promise<LiveConfig & { write(text: string): void; file: string }> {
  const file = join(await temporaryFolder(t), 'sting.yml');
  const write = (content: string) => writeFileSync(file, content);
  write(text);
  return { ...liveConfig({ file, environment }), write, file };
}

const closed = 'registration: { mode: closed }\n';
const nothing = { changed: [], needsRestart: [], warnings: [] };

describe('reload', () => {
  it('what is read from the configuration is what holds at that moment', async (t) => {
    const { config, reload, write } = await start(t, closed);
    assert.equal(config['registration.mode'], 'closed');
    write('registration: { mode: invite_only }\nselfservice.flows.login.lifespan: 10m\n');
    assert.equal(config['registration.mode'], 'closed');
    assert.deepEqual(reload(), { ...nothing, changed: ['selfservice.flows.login.lifespan', 'registration.mode'] });
    assert.equal(config['registration.mode'], 'invite_only');
    assert.equal({ ...config }['selfservice.flows.login.lifespan'], 600);
    assert.deepEqual(reload(), nothing);
  });

  it('a key that is gone has its default again', async (t) => {
    const { config, reload, write } = await start(t, `${closed}selfservice.flows.login.lifespan: 10m\n`);
    write(closed);
    assert.deepEqual(reload().changed, ['selfservice.flows.login.lifespan']);
    assert.equal(config['selfservice.flows.login.lifespan'], 3600);
  });

  it('the configuration looks like any other and cannot be written', async (t) => {
    const { config } = await start(t, closed);
    assert.ok(Object.isFrozen(config));
    assert.throws(() => Object.assign(config, { mode: 'production' }), TypeError);
    assert.equal(Object.keys(config).length, Object.keys({ ...config }).length);
  });

  const broken: Record<string, [text: string, ...problems: RegExp[]]> = {
    'bad keys': ['registration: { mode: opne }\nhoney: 1\n', /^honey: /, /^registration.mode: /],
    'bad together': ['identity.default_schema_id: other\n', /^identity.default_schema_id: /],
    'no YAML': ['registration: {', /not valid YAML/],
    'a placeholder': ['secrets.cookie: [PLEASE-CHANGE-ME-I-AM-VERY-INSECURE]\n', /^secrets.cookie: /],
  };
  for (const [name, [text, ...expected]] of Object.entries(broken)) {
    it(`${name}: nothing changes, and every problem is told`, async (t) => {
      const { config, reload, revision, write } = await start(t, closed);
      const before = [{ ...config }, revision()];
      write(`${text}${text.endsWith('{') ? '' : 'selfservice.flows.login.lifespan: 10m\n'}`);
      const { problems, ...rest } = reload();
      assert.deepEqual(rest, nothing);
      assert.equal(problems?.length, expected.length);
      for (const [index, problem] of expected.entries()) assert.match(problems![index]!, problem);
      assert.deepEqual([{ ...config }, revision()], before);
    });
  }

  it('a file that is gone changes nothing', async (t) => {
    const { config, reload, file } = await start(t, closed);
    rmSync(file);
    assert.deepEqual(reload().problems, [`${file}: there is no such file.`]);
    assert.equal(config['registration.mode'], 'closed');
  });

  const atStart: [text: string, ...keys: ConfigKey[]][] = [
    ['data: /elsewhere', 'data'],
    ['serve.requests_per_minute: 100', 'serve.requests_per_minute'],
    ['session.cookie.name: other', 'session.cookie.name'],
    ['secrets.cookie: [0f8e7d6c5b4a3928]', 'secrets.cookie'],
    ['identity.schemas: [{id: default, url: "base64://e30="}]', 'identity.schemas'],
    ['courier.smtp.connection_uri: smtps://mail.example.com', 'courier.smtp.connection_uri'],
    ['selfservice.methods.passkey.config.rp.display_name: A', ...rp('display_name')],
  ];
  function rp(name: 'display_name'): ConfigKey[] {
    return [`selfservice.methods.passkey.config.rp.${name}`, `selfservice.methods.webauthn.config.rp.${name}`];
  }
  for (const [text, ...keys] of atStart) {
    it(`${keys[0]} keeps its value until the next start`, async (t) => {
      const { config, reload, write } = await start(t, closed);
      const before = { ...config };
      write(`${closed}${text}\n`);
      assert.deepEqual(reload(), { ...nothing, needsRestart: keys });
      assert.deepEqual({ ...config }, before);
      assert.deepEqual(reload().needsRestart, keys, 'as long as it is so');
    });
  }

  it('what follows from a key that waits, waits with it', async (t) => {
    const { config, reload, write } = await start(t, '');
    write('serve.public.base_url: http://localhost:9999\nselfservice.flows.login.lifespan: 10m\n');
    const { changed, needsRestart } = reload();
    assert.deepEqual(changed, ['selfservice.flows.login.lifespan']);
    assert.ok(needsRestart.includes('serve.public.base_url'));
    assert.equal(config['serve.public.base_url'], 'http://localhost:4433');
    assert.equal(config['selfservice.flows.login.ui_url'], 'http://localhost:4433/login');
  });

  it('what would not be safe beside what keeps its value is refused', async (t) => {
    const { config, file, write } = await start(t, closed);
    const running = { ...config, 'serve.admin.host': '0.0.0.0' };
    const live = followConfig({
      sources: { file, environment },
      first: { config: running, problems: [], warnings: [] },
    });
    write('registration: { mode: open }\n');
    const [problem, ...others] = live.reload().problems!;
    assert.match(problem!, /^serve.admin.host: .* The file is good; what it needs is read only at the next start\.$/);
    assert.deepEqual(others, []);
    assert.equal(live.config['registration.mode'], 'closed');
  });

  it('warns of what is used and should not be', async (t) => {
    const live = await start(t, closed);
    live.write('selfservice.methods.code.config.lifespan: 1h\n');
    const [warning, ...others] = live.reload().warnings;
    assert.match(warning!, /^selfservice.methods.code.config.lifespan: is outside of 1m to 10m, /);
    assert.deepEqual(others, []);
  });

  it('has another revision exactly when a value changed', async (t) => {
    const { reload, revision, write } = await start(t, closed);
    const first = revision();
    write(`# a comment\n${closed}`);
    reload();
    assert.equal(revision(), first);
    write('registration: { mode: open }\n');
    reload();
    const second = revision();
    assert.notEqual(second, first);
    write('registration: { mode: open }\nrevision: "7"\n');
    reload();
    assert.equal(revision(), '7');
    write(closed);
    reload();
    assert.equal(revision(), first);
  });
});

/** Watches a file and answers what the next reload comes to. */
function follow(t: TestContext, file: string) {
  let told: (reload: Reload) => void;
  const live = liveConfig({ file, environment }, { watch: (reload) => told(reload) });
  t.after(() => live.close());
  // A watch keeps no process alive, a test waits.
  const alive = setInterval(() => {}, 1000);
  t.after(() => clearInterval(alive));
  return {
    live,
    async after(change: () => void): Promise<Reload> {
      const next = new Promise<Reload>((resolve) => {
        told = resolve;
      });
      change();
      return next;
    },
  };
}

describe('a watched file', { timeout: 10_000 }, () => {
  it('is read again when it is written, replaced, removed and put back', async (t) => {
    const folder = await temporaryFolder(t);
    const file = join(folder, 'sting.yml');
    writeFileSync(file, closed);
    const { live, after } = follow(t, file);

    const written = await after(() => writeFileSync(file, 'registration: { mode: open }\n'));
    assert.deepEqual(written.changed, ['registration.mode']);

    // As many editors do it.
    const replaced = await after(() => {
      writeFileSync(`${file}~`, closed);
      renameSync(`${file}~`, file);
    });
    assert.deepEqual(replaced.changed, ['registration.mode']);

    const removed = await after(() => rmSync(file));
    assert.deepEqual(removed.problems, [`${file}: there is no such file.`]);
    assert.equal(live.config['registration.mode'], 'closed');

    const back = await after(() => writeFileSync(file, 'registration: { mode: invite_only }\n'));
    assert.deepEqual(back.changed, ['registration.mode']);
    assert.equal(live.config['registration.mode'], 'invite_only');
  });

  it('is read again when a link to its folder is turned, as Kubernetes does it', async (t) => {
    const folder = await temporaryFolder(t);
    const version = (name: string, text: string) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'sting.yml'), text);
      symlinkSync(name, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    version('..1', closed);
    const file = join(folder, 'sting.yml');
    symlinkSync('..data/sting.yml', file);
    const { after } = follow(t, file);
    assert.deepEqual((await after(() => version('..2', 'registration: { mode: open }\n'))).changed, [
      'registration.mode',
    ]);
    assert.deepEqual((await after(() => version('..3', closed))).changed, ['registration.mode']);
  });

  it('is not read again for its neighbours', async (t) => {
    const folder = await temporaryFolder(t);
    const [file, neighbour] = [join(folder, 'sting.yml'), join(folder, 'neighbour.yml')];
    writeFileSync(file, closed);
    writeFileSync(neighbour, closed);
    const reloads: Reload[] = [];
    const quiet = liveConfig({ file, environment }, { watch: (reload) => reloads.push(reload) });
    t.after(() => quiet.close());
    // Begins to watch later and so hears everything later.
    const { after } = follow(t, neighbour);
    await after(() => writeFileSync(neighbour, 'registration: { mode: open }\n'));
    assert.deepEqual(reloads, []);
  });

  it('is not read again once it is closed', async (t) => {
    const folder = await temporaryFolder(t);
    const file = join(folder, 'sting.yml');
    writeFileSync(file, closed);
    const reloads: Reload[] = [];
    const quiet = liveConfig({ file, environment }, { watch: (reload) => reloads.push(reload) });
    quiet.close();
    const { after } = follow(t, file);
    const result = await after(() => writeFileSync(file, 'registration: { mode: open }\n'));
    assert.deepEqual(result.changed, ['registration.mode']);
    assert.deepEqual(reloads, []);
    assert.equal(quiet.config['registration.mode'], 'closed');
  });
});
