import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createApiKeys } from './api-keys/api-keys.ts';
import { createApplications } from './applications/applications.ts';
import { createStepUpGrants } from './assurance/step-up-grants.ts';
import { createAudit } from './audit/audit.ts';
import { createBreakGlass } from './break-glass/break-glass.ts';
import { composeAccess } from './compose-access.ts';
import { composeMethods } from './compose-methods.ts';
import type { Config } from './config/config.ts';
import { courierSettings, createCourier } from './courier/courier.ts';
import { failureEvents } from './failure-events.ts';
import { clearHold, createFlows } from './flows/flows.ts';
import { createForwardAuth } from './forward-auth/forward-auth.ts';
import { createHooks } from './hooks/hooks.ts';
import { type Application, createMetrics } from './http/http.ts';
import { createIdentities } from './identity/identity.ts';
import { createInvitations } from './invitations/invitations.ts';
import { createJars } from './jars/jars.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { createHttpClient } from './kernel/http-client.ts';
import { localOrigin } from './kernel/request.ts';
import { type Random, systemRandom } from './kernel/secrets.ts';
import { createKeyring, readKeyFile } from './keyring/keyring.ts';
import { createJarNews, createNotices } from './notices/notices.ts';
import { type FolderUse, openFolder } from './open-folder.ts';
import { createPages, type Pages } from './pages/pages.ts';
import { createSessionCookie, createSessions } from './sessions/sessions.ts';
import {
  apiKeyLimits,
  configuredKeys,
  cookieSettings,
  forwardAuthSettings,
  hookSettings,
  keyFile,
  passkeyRelyingParty,
  sessionLimits,
} from './settings.ts';
import { createDeviceCookie, createSignIns } from './sign-ins/sign-ins.ts';
import { createWebAuthn } from './webauthn/webauthn.ts';

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
  folder?: FolderUse;
  /** Takes the lines that development prints in place of messages. */
  print?: (line: string) => void;
  /** Of the configuration that holds now, for whoever waits for a change to arrive. */
  revision?: () => string;
}

/** Where the one-time set-up URL waits to be opened. */
export const setupUrlFile = ({ data }: Config): string => join(data, 'setup-url');

/**
 * Makes the application of a configuration: each module gets what it needs, and nothing else knows of the others.
 * Throws ConfigError, and OperatorError for a folder or database that cannot be used.
 */
export async function compose(
  config: Config,
  {
    clock = systemClock,
    random = systemRandom,
    folder = 'create',
    print = console.log,
    revision = () => '',
  }: ComposeOptions = {},
): Promise<Composed> {
  const mode = config['assurance.mode'];
  const baseUrl = config['serve.public.base_url'];
  const relyingParty = passkeyRelyingParty(config);

  const store = await openFolder(config.data, folder);
  const parts = { store, clock, random };
  const keys = configuredKeys(config);
  const keyring = createKeyring({
    keys: keys.length > 0 ? keys : [readKeyFile(keyFile(config), { create: folder !== 'read only', random })],
    random,
  });
  const http = createHttpClient({
    allowPrivate: !config['clients.http.disallow_private_ip_ranges'],
    exceptions: config['clients.http.private_ip_exception_urls'],
  });
  const audit = createAudit({
    ...parts,
    node: hostname(),
    checkpointFile: join(config.data, 'audit-checkpoints.jsonl'),
  });
  const failures = failureEvents(audit);
  const courier = createCourier({
    settings: courierSettings(config),
    ...parts,
    keyring,
    http,
    print,
    onFailure: failures.courier,
  });
  const hooks = createHooks({
    settings: hookSettings(config),
    http,
    ...parts,
    keyring,
    onFailure: failures.hook,
  });
  const addressesVerified = config.mode === 'development' && !courier.delivers('email');
  const metrics = createMetrics({ courierQueue: () => courier.counts(store.read) });
  const identities = createIdentities({
    ...parts,
    ...(config['identity.schemas']?.length ? { schemas: config['identity.schemas'] } : {}),
    defaultSchemaId: config['identity.default_schema_id'],
  });
  const sessions = metrics.countingSessions(
    createSessions({
      identities,
      ...parts,
      mode,
      limits: sessionLimits(config),
      earliestExtendSeconds: () => config['session.earliest_possible_extend'],
    }),
  );
  const apiKeys = createApiKeys({ store, identities, clock, random, limits: () => apiKeyLimits(config) });
  const sessionCookie = createSessionCookie(cookieSettings(config));
  const webauthn = createWebAuthn({ relyingParty, clock, random });
  const stepUpGrants = createStepUpGrants({ clock, random });
  const { access, requirements } = composeAccess({
    config,
    identities,
    alarm: failures.engine,
    provable: (db, id) => flows.provable(db, id),
    ...parts,
  });
  const applications = createApplications({ audit, alarm: failures.engine, ...parts });
  if (folder === 'create') await applications.applyFiles(config['applications.files']);
  const jars = createJars({
    ...parts,
    access,
    identities,
    maxDocumentBytes: config['documents.max_bytes'],
    maxBytesPerPerson: config['documents.max_bytes_per_person'],
  });

  const methods = composeMethods({
    config,
    ...parts,
    audit,
    keyring,
    identities,
    courier,
    access,
    webauthn,
    addressesVerified,
  });
  const { backupCodes, passwords, totp } = methods;
  const signIns = createSignIns({ ...parts, failures: methods.recentFailures });
  const notices = createNotices({
    ...parts,
    audit,
    identities,
    sessions,
    courier,
    removeBackupCodes: (tx, id) => backupCodes.remove(tx, id),
    revokeApiKey: async (tx, identityId, id) => (await apiKeys.revoke(tx, identityId, id)) !== null,
    cancelRecovery: clearHold,
    forgetDevices: signIns.forgetDevices,
    voidCodes: (tx, id) => methods.oneTime.forget(tx, id),
    hold: (tx, id) => flows.hold(tx, id),
    baseUrl,
    accountPage: config['selfservice.flows.settings.ui_url'],
  });

  const invitations = createInvitations({
    ...parts,
    identities,
    courier,
    lifespanSeconds: () => config['invitations.lifespan'],
    baseUrl,
  });

  const pages = createPages({
    securityPage: config['security.contact'] === undefined ? null : '/.well-known/security.txt',
    development: config.mode === 'development',
    printsMail: config.mode === 'development' && !courier.delivers('email'),
  });
  const flows = metrics.countingLogins(
    createFlows({
      config,
      ...parts,
      audit,
      identities,
      sessions,
      access,
      webauthn,
      stepUpGrants,
      keyring,
      courier,
      hooks,
      notices,
      invitations,
      signIns,
      sender: methods.sender,
      oneTime: methods.oneTime,
      methods: methods.ofFlows,
      backupCodesLeft: methods.backupCodesLeft,
      addressesVerified,
      setupSpent: () => rmSync(setupUrlFile(config), { force: true }),
      passkeyScript: { path: '/.well-known/ory/webauthn.js', integrity: pages.passkeyScript.integrity },
    }),
  );

  const app: Application = {
    config,
    clock,
    random,
    store,
    audit,
    identities,
    sessions,
    sessionCookie,
    apiKeys,
    signIns,
    deviceCookie: createDeviceCookie(cookieSettings(config)),
    access,
    requirements,
    stepUpGrants,
    webauthn,
    backupCodes,
    ...(passwords ? { passwords } : {}),
    ...(totp ? { totp } : {}),
    tellPerson: (tx, { identity, ...happened }) => notices.byOperator(tx, { identity, happened, origin: localOrigin }),
    importBackupCodes: (codes) => backupCodes.import(codes),
    abandonPending: async (tx, id) => {
      await flows.abandon(tx, id);
      await methods.oneTime.forget(tx, id);
    },
    forgetPerson: async (tx, person) => {
      const { id } = person;
      await flows.forget(tx, id);
      await notices.forget(tx, id);
      await invitations.forget(tx, person);
      await courier.forget(tx, person);
      await apiKeys.revokeAll(tx, id);
      await methods.forget(tx, id);
      await signIns.forget(tx, id);
    },
    flows,
    forwardAuth: createForwardAuth({ ...forwardAuthSettings(config), store, sessions, access, clock, mode }),
    jars,
    applications,
    courier,
    hooks,
    notices,
    jarNews: createJarNews({ courier, identities, baseUrl }),
    invitations,
    breakGlass: createBreakGlass({ store, clock, random, sessions, attempts: methods.attempts }),
    metrics,
    revision,
    sweepMethods: methods.sweep,
  };
  // What a stop left unsent is sent now.
  if (folder !== 'read only') courier.wake();
  return {
    app,
    pages,
    close: async () => {
      await courier.close();
      await hooks.close();
      if (folder !== 'read only') {
        await sessions.flush();
        await apiKeys.flush();
        await applications.flush();
        await audit.close();
      }
      await store.close();
    },
  };
}
