import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequirements } from './assurance/tiers.ts';
import {
  type Commands,
  type CommonOptions,
  diagnose,
  type Flags,
  reportChecks,
  reportPolicyTests,
  reportReload,
  reportSetup,
  reportVerification,
  testPolicies,
} from './cli/cli.ts';
import { type Composed, compose, setupUrlFile } from './compose.ts';
import {
  type Config,
  liveConfig,
  loadConfig,
  type ProfileName,
  processEnvironment,
  type Reload,
  type Sources,
} from './config/config.ts';
import { listen, writeSecretFile } from './http/http.ts';
import { OperatorError } from './kernel/errors.ts';
import { localOrigin } from './kernel/request.ts';
import { requirementSettings } from './settings.ts';

function sources(flags: Flags, { config, data }: CommonOptions): Sources {
  return {
    file: config,
    environment: processEnvironment,
    flags: { ...flags, ...(data === undefined ? {} : { data }) },
  };
}

const configure = (flags: Flags, options: CommonOptions): Config => loadConfig(sources(flags, options));

/**
 * The set-up URL that waits in its file; a new one when that file is lost. Null once there is an owner. `served` says that
 * the server runs by this configuration: it knows best under which address the token is taken.
 */
async function setupUrl({ app: { flows, config } }: Composed, { served }: { served: boolean }): Promise<string | null> {
  const file = setupUrlFile(config);
  if (!(await flows.setup.needed())) {
    rmSync(file, { force: true });
    return null;
  }
  const waiting = existsSync(file) ? URL.parse(readFileSync(file, 'utf8').trim()) : null;
  const token = waiting?.searchParams.get('setup');
  const current = token && (await flows.setup.isCurrent(token));
  if (current && !served) return waiting!.href;
  const url = flows.setup.url(current ? token : await flows.setup.issue());
  writeSecretFile(file, url);
  return url;
}

/** Composes for one command and closes whatever happens. */
async function withApplication(
  config: Config,
  folder: 'create' | 'existing' | 'read only',
  work: (composed: Composed) => Promise<void>,
): Promise<void> {
  const composed = await compose(config, { folder });
  try {
    await work(composed);
  } finally {
    await composed.close();
  }
}

/** A configuration that was read anew, as the audit remembers it: which keys, never their values. */
const reloaded = ({ changed, problems }: Reload) =>
  ({
    type: 'config.reloaded',
    outcome: problems ? 'failure' : 'success',
    details: { keys: changed.join(' ') },
  }) as const;

/** What a profile asks for where nothing else is set. */
function ofProfile(profile: ProfileName) {
  const config = loadConfig({ environment: {}, flags: { profile } });
  return { mode: config['assurance.mode'], requirements: createRequirements(requirementSettings(config)) };
}

/** What each command does, over the composed application. */
export const createCommands = (version: string): Commands => ({
  async serve(flags, options) {
    const live = liveConfig(sources(flags, options), {
      watch: (reload) => {
        reportReload(reload);
        void composed.app.audit.record(reloaded(reload), localOrigin);
      },
    });
    for (const line of live.warnings) console.error(`warning: ${line}`);
    const composed: Composed = await compose(live.config, { revision: live.revision }).catch((error) => {
      live.close();
      throw error;
    });
    const listening = listen(composed.app, composed.pages, version);
    let stopping = false;
    const stop = async () => {
      if (stopping) return;
      stopping = true;
      live.close();
      const open = await listening.catch(() => null);
      await open?.close();
      await composed.close();
      process.exit(0);
    };
    // Before anybody is told that it is ready: whoever reads that line may stop it at once.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
    const { publicUrl } = await listening.catch(async (error) => {
      live.close();
      await composed.close();
      throw error;
    });
    const url = await setupUrl(composed, { served: true });
    if (url) console.log(`setup: ${url}`);
    console.log(`ready: ${publicUrl}`);
  },

  init: async (flags, options) =>
    withApplication(configure(flags, options), 'create', async (composed) => {
      reportSetup(await setupUrl(composed, { served: false }), options);
    }),

  async doctor(options) {
    const checks = await diagnose({
      configure: () => configure({}, options),
      open: async (config) => {
        const { app, close } = await compose(config, { folder: 'read only' });
        return { ...app, close };
      },
    });
    reportChecks(checks, options);
  },

  verifyAudit: async (options) =>
    withApplication(configure({}, options), 'read only', async ({ app }) => {
      reportVerification(await app.audit.verify(), options);
    }),

  testPolicies: async (files, options) => reportPolicyTests(await testPolicies(files, ofProfile), options),

  recoverOwner: async (flags, options) =>
    withApplication(configure(flags, options), 'existing', async ({ app: { access, store, flows, audit, config } }) => {
      const [owner] = await access.peopleWithRole(store.read, 'owner');
      if (owner === undefined) {
        throw new OperatorError(
          `Nobody owns this installation yet. Open the set-up URL in ${setupUrlFile(config)}; “sting init” prints it again.`,
        );
      }
      const token = await flows.setup.issue(owner);
      await audit.record(
        {
          type: 'admin.used',
          outcome: 'success',
          resource: `identity:${owner}`,
          details: { command: 'recover-owner' },
        },
        localOrigin,
      );
      reportSetup(flows.setup.url(token), options);
    }),
});
