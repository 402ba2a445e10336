import type { Access } from '../access/access.ts';
import type { StepUpGrants } from '../assurance/step-up-grants.ts';
import type { Audit } from '../audit/audit.ts';
import type { Config } from '../config/config.ts';
import type { Courier } from '../courier/courier.ts';
import type { Flows } from '../flows/flows.ts';
import type { Identities } from '../identity/identity.ts';
import type { Jars } from '../jars/jars.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/secrets.ts';
import type { BackupCodes } from '../methods/backup-codes/backup-codes.ts';
import type { SessionCookie, Sessions } from '../sessions/sessions.ts';
import type { Store } from '../store/store.ts';
import type { WebAuthn } from '../webauthn/webauthn.ts';
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
  access: Access;
  stepUpGrants: StepUpGrants;
  webauthn: WebAuthn;
  backupCodes: Pick<BackupCodes, 'count'>;
  flows: Flows;
  jars: Jars;
  courier: Pick<Courier, 'messages' | 'message'>;
  metrics: Metrics;
  /** Of the configuration that holds now. */
  revision(): string;
}
