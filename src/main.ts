import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Commands, type CommonOptions, program, reportDoctor, reportVerification } from './cli/cli.ts';
import { type Composed, compose } from './compose.ts';
import { type Config, ConfigError, type ConfigKey, loadConfig, processEnvironment } from './config/config.ts';
import { listen, writeSecretFile } from './http/http.ts';
import { localOrigin } from './kernel/request.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string;
};

function configure(flags: Partial<Record<ConfigKey, unknown>>, { config, data }: CommonOptions): Config {
  const environment = processEnvironment;
  return loadConfig({ file: config, environment, flags: { ...flags, ...(data === undefined ? {} : { data }) } });
}

/** The set-up URL that is waiting to be used, from its file; a new one when that file is lost. Null once there is an owner. */
async function setupUrl({ app: { flows, config } }: Composed): Promise<string | null> {
  const file = join(config.data, 'setup-url');
  if (!(await flows.setup.needed())) {
    rmSync(file, { force: true });
    return null;
  }
  const waiting = existsSync(file) ? new URL(readFileSync(file, 'utf8').trim()).searchParams.get('setup') : null;
  const token = waiting && (await flows.setup.isCurrent(waiting)) ? waiting : await flows.setup.issue();
  const url = flows.setup.url(token);
  writeSecretFile(file, url);
  return url;
}

/** Composes for one command and closes whatever happens. */
async function withApplication(options: CommonOptions, work: (composed: Composed) => Promise<void>): Promise<void> {
  const composed = await compose(configure({}, options));
  try {
    await work(composed);
  } finally {
    await composed.close();
  }
}

const commands: Commands = {
  async serve(flags, options) {
    const composed = await compose(configure(flags, options));
    const listening = await listen(composed.app, composed.pages, version);
    const url = await setupUrl(composed);
    if (url) console.log(`setup: ${url}`);
    console.log(`ready: ${listening.publicUrl}`);

    let stopping = false;
    const stop = async () => {
      if (stopping) return;
      stopping = true;
      await listening.close();
      await composed.close();
      process.exit(0);
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  },

  init: (options) =>
    withApplication(options, async (composed) => {
      const url = await setupUrl(composed);
      console.log(url ? `setup: ${url}` : 'This installation has its owner already.');
    }),

  doctor: (options) => withApplication(options, ({ app }) => reportDoctor(app, options)),

  verifyAudit: (options) =>
    withApplication(options, async ({ app }) => reportVerification(await app.audit.verify(), options)),

  recoverOwner: (options) =>
    withApplication(options, async ({ app: { access, store, flows, audit } }) => {
      const [owner] = await access.peopleWithRole(store.read, 'owner');
      const token = await flows.setup.issue(owner);
      await audit.record(
        { type: 'admin.used', outcome: 'success', details: { command: 'recover-owner' } },
        localOrigin,
      );
      console.log(`setup: ${flows.setup.url(token)}`);
    }),
};

try {
  await program(version, commands).parseAsync();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
