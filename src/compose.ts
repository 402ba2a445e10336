import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createAccess } from './access/access.ts';
import { createStepUpGrants } from './assurance/step-up-grants.ts';
import { createAudit } from './audit/audit.ts';
import { type Config, ConfigError } from './config/config.ts';
import { createFlows } from './flows/flows.ts';
import type { Application } from './http/http.ts';
import { createIdentities } from './identity/identity.ts';
import { createJarFacts, createJars } from './jars/jars.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { OperatorError } from './kernel/errors.ts';
import { localOrigin } from './kernel/request.ts';
import { type Random, systemRandom } from './kernel/secrets.ts';
import { createAttempts } from './methods/attempts/attempts.ts';
import { createBackupCodes } from './methods/backup-codes/backup-codes.ts';
import { createPasskey } from './methods/passkey/passkey.ts';
import { createProfile } from './methods/profile/profile.ts';
import { createPages, type Pages } from './pages/pages.ts';
import { createSessionCookie, createSessions } from './sessions/sessions.ts';
import { openStore, type Store } from './store/store.ts';
import { checkRelyingParty, createWebAuthn, type RelyingParty } from './webauthn/webauthn.ts';

export interface Composed {
  app: Application;
  pages: Pages;
  /** Writes what is batched and closes the database. */
  close(): Promise<void>;
}

interface ComposeOptions {
  clock?: Clock;
  random?: Random;
  /**
   * `create` makes or migrates what is not there yet. `existing` wants an installation that has been started before.
   * `read only` too, and writes nothing at all, not even a checkpoint: a server may be running on the same folder.
   */
  folder?: 'create' | 'existing' | 'read only';
}

/** Where the one-time set-up URL waits to be opened. */
export const setupUrlFile = ({ data }: Config): string => join(data, 'setup-url');

/**
 * Makes the application of a configuration: each module gets what it needs, and nothing else knows of the others.
 * Throws ConfigError, and OperatorError for a folder or database that cannot be used.
 */
export async function compose(
  config: Config,
  { clock = systemClock, random = systemRandom, folder = 'create' }: ComposeOptions = {},
): Promise<Composed> {
  const relyingParty = relyingPartyOf(config);
  const mode = config['assurance.mode'];
  const baseUrl = config['serve.public.base_url'];
  const addressesVerified = config.mode === 'development';

  const store = await openFolder(config.data, folder);
  const audit = createAudit({
    store,
    clock,
    random,
    node: hostname(),
    checkpointFile: join(config.data, 'audit-checkpoints.jsonl'),
  });
  const identities = createIdentities({ clock, random });
  const sessions = createSessions({ store, identities, clock, random, mode, limits: sessionLimits(config) });
  const sessionCookie = createSessionCookie({
    https: baseUrl.startsWith('https:'),
    configured: {
      ...(config['session.cookie.name'] ? { name: config['session.cookie.name'] } : {}),
      ...(config['session.cookie.domain'] ? { domain: config['session.cookie.domain'] } : {}),
    },
  });
  const webauthn = createWebAuthn({ relyingParty, clock, random });
  const stepUpGrants = createStepUpGrants({ clock, random });
  const jarFacts = createJarFacts();
  const access = createAccess({
    resources: jarFacts,
    identities,
    clock,
    mode,
    random,
    // Not awaited: a decision may stand inside the one write transaction, which this one waits for.
    alarm: (problem) =>
      void audit
        .record({ type: 'access.alarm', outcome: 'failure', reason: 'engine_error', details: { problem } }, localOrigin)
        .catch((error: Error) => process.emitWarning(`The alarm “${problem}” could not be written: ${error.message}`)),
  });
  const jars = createJars({
    store,
    clock,
    random,
    access,
    maxDocumentBytes: config['documents.max_bytes'],
    maxBytesPerPerson: config['documents.max_bytes_per_person'],
  });
  const attempts = createAttempts({ clock });
  const passkey = createPasskey({ webauthn, identities, store, clock });
  const backupCodes = createBackupCodes({ store, clock, random, attempts });
  const profile = createProfile({ identities, addressesVerified });
  const pages = createPages({
    securityPage: config['security.contact'] === undefined ? null : '/.well-known/security.txt',
    development: config.mode === 'development',
  });
  const flows = createFlows({
    config,
    clock,
    random,
    store,
    audit,
    identities,
    sessions,
    access,
    webauthn,
    stepUpGrants,
    methods: {
      proof: [passkey.proof, backupCodes.proof],
      registration: [passkey.registration],
      settings: [profile, backupCodes.settings, passkey.settings],
    },
    backupCodesLeft: async (db, identityId) => (await backupCodes.count(db, identityId)).left,
    addressesVerified,
    setupSpent: () => rmSync(setupUrlFile(config), { force: true }),
    passkeyScript: { path: '/.well-known/ory/webauthn.js', integrity: pages.passkeyScript.integrity },
  });

  const app: Application = {
    config,
    clock,
    random,
    store,
    audit,
    identities,
    sessions,
    sessionCookie,
    access,
    stepUpGrants,
    webauthn,
    backupCodes,
    flows,
    jars,
  };
  return {
    app,
    pages,
    close: async () => {
      if (folder !== 'read only') {
        await sessions.flush();
        await audit.close();
      }
      await store.close();
    },
  };
}

async function openFolder(folder: string, how: ComposeOptions['folder']): Promise<Store> {
  const database = join(folder, 'sting.db');
  if (how === 'create') {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new OperatorError(`The data folder ${folder} cannot be made: see that this user may write there.`, {
        cause,
      });
    }
  } else if (!existsSync(database)) {
    throw new OperatorError(`There is no installation in the data folder ${folder}: “sting init” makes one.`);
  }
  return openStore(database, { readOnly: how === 'read only' });
}

function relyingPartyOf(config: Config): RelyingParty {
  const prefix = 'selfservice.methods.passkey.config';
  const attachment = config[`${prefix}.authenticator_selection.attachment`];
  const relyingParty: RelyingParty = {
    id: config[`${prefix}.rp.id`],
    name: config[`${prefix}.rp.display_name`],
    origins: config[`${prefix}.rp.origins`],
    userVerification: config[`${prefix}.authenticator_selection.user_verification`],
    residentKey: config[`${prefix}.authenticator_selection.resident_key`],
    ...(attachment ? { attachment } : {}),
  };
  const problems = checkRelyingParty(relyingParty, {
    development: new URL(config['serve.public.base_url']).protocol === 'http:',
  });
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${prefix}.rp: ${problem}`));
  return relyingParty;
}

function sessionLimits(config: Config) {
  const aal1 = { absoluteSeconds: config['session.aal1.lifespan'], idleSeconds: null };
  return {
    aal0: aal1,
    aal1,
    aal2: { absoluteSeconds: config['session.aal2.lifespan'], idleSeconds: config['session.aal2.idle'] },
    aal3: { absoluteSeconds: config['session.aal3.lifespan'], idleSeconds: config['session.aal3.idle'] },
  };
}
