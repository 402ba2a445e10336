import type { Access } from '../access/access.ts';
import type { ApiKeys } from '../api-keys/api-keys.ts';
import type { Applications } from '../applications/applications.ts';
import type { StepUpGrants } from '../assurance/step-up-grants.ts';
import type { Requirements } from '../assurance/tiers.ts';
import type { Audit } from '../audit/audit.ts';
import type { BreakGlass } from '../break-glass/break-glass.ts';
import type { Config } from '../config/config.ts';
import type { Courier } from '../courier/courier.ts';
import type { Flows } from '../flows/flows.ts';
import type { ForwardAuth } from '../forward-auth/forward-auth.ts';
import type { Hooks } from '../hooks/hooks.ts';
import type { Identities } from '../identity/identity.ts';
import type { Invitations } from '../invitations/invitations.ts';
import type { Jars } from '../jars/jars.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/secrets.ts';
import type { BackupCodes } from '../methods/backup-codes/backup-codes.ts';
import type { Passwords } from '../methods/password/password.ts';
import type { Totp } from '../methods/totp/totp.ts';
import type { JarNews, Notices } from '../notices/notices.ts';
import type { SessionCookie, Sessions } from '../sessions/sessions.ts';
import type { SignIns } from '../sign-ins/sign-ins.ts';
import type { Store, Tx } from '../store/store.ts';
import type { WebAuthn } from '../webauthn/webauthn.ts';
import type { OperatorChange } from './admin/identity-changes.ts';
import type { CredentialImport } from './admin/identity-import.ts';
import type { Metrics } from './metrics.ts';

/** Everything that HTTP serves, composed by main.ts. */
export interface Application {
  config: Config;
  clock: Clock;
  random: Random;
  store: Store;
  audit: Audit;
  identities: Identities;
  sessions: Sessions;
  sessionCookie: SessionCookie;
  apiKeys: ApiKeys;
  signIns: SignIns;
  /** By which a browser is known when somebody signs in with it again. */
  deviceCookie: SessionCookie;
  access: Access;
  requirements: Requirements;
  stepUpGrants: StepUpGrants;
  webauthn: WebAuthn;
  backupCodes: Pick<BackupCodes, 'count' | 'remove'>;
  /** Where passwords are switched on: what an import of one needs. */
  passwords?: Pick<Passwords, 'importHashed' | 'hash' | 'set'>;
  /** Where authenticator apps are switched on. */
  totp?: Pick<Totp, 'import'>;
  /** How the operator brings in backup codes from elsewhere. */
  importBackupCodes?: CredentialImport;
  /** Removes the flows, codes and links that a person has under way. */
  abandonPending(tx: Tx, identityId: string): Promise<void>;
  /** Removes what modules keep of a person and their addresses beside the identity; in the transaction that deletes it. */
  forgetPerson?: (tx: Tx, person: { id: string; addresses: readonly string[] }) => Promise<void>;
  /** Tells a person what the operator did to their account; in the transaction of the change. */
  tellPerson?: (tx: Tx, change: OperatorChange) => Promise<void>;
  flows: Flows;
  forwardAuth: ForwardAuth;
  jars: Jars;
  /** Protected applications that ask for decisions. */
  applications: Applications;
  courier: Omit<Courier, 'queue' | 'close'>;
  hooks: Pick<Hooks, 'wake' | 'dispatch'>;
  notices: Notices;
  jarNews: JarNews;
  invitations: Invitations;
  breakGlass: BreakGlass;
  /** Removes codes and counts that nobody needs any more. */
  sweepMethods(): Promise<void>;
  metrics: Metrics;
  /** Of the configuration that holds now. */
  revision(): string;
}
