import type { Access } from '../access/access.ts';
import type { Evidence } from '../assurance/evidence.ts';
import type { Requirement } from '../assurance/requirement.ts';
import type { Signals } from '../assurance/signals.ts';
import type { StepUpGrants } from '../assurance/step-up-grants.ts';
import type { Audit } from '../audit/audit.ts';
import type { Config } from '../config/config.ts';
import type { Courier } from '../courier/courier.ts';
import type { Hooks, IdentityChange } from '../hooks/hooks.ts';
import type { Identities, Identity } from '../identity/identity.ts';
import type { Invitations } from '../invitations/invitations.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Origin } from '../kernel/request.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { CodeSender } from '../methods/code/code.ts';
import type { OneTime } from '../methods/one-time/one-time.ts';
import type {
  Attempt,
  Noted,
  ProofStrategy,
  RegistrationStrategy,
  SettingsStrategy,
  Strategy,
  VerificationStrategy,
} from '../methods/strategy.ts';
import type { Notices } from '../notices/notices.ts';
import type { Authenticated, Session, Sessions } from '../sessions/sessions.ts';
import type { Judged, SignIns } from '../sign-ins/sign-ins.ts';
import type { Reader, Store } from '../store/store.ts';
import type { WebAuthn } from '../webauthn/webauthn.ts';
import type { ContinueWith } from './continue-with.ts';
import type { Flow, FlowKind } from './flow.ts';
import type { Column } from './steps.ts';

/** What flows are made of; main.ts composes it. */
export interface FlowDependencies {
  config: Config;
  clock: Clock;
  random: Random;
  store: Store;
  audit: Audit;
  identities: Identities;
  sessions: Sessions;
  access: Access;
  webauthn: Pick<WebAuthn, 'newUserHandle'>;
  stepUpGrants: StepUpGrants;
  /** In the order in which their nodes stand. */
  methods: {
    proof: ProofStrategy[];
    registration: RegistrationStrategy[];
    settings: SettingsStrategy[];
    recovery: ProofStrategy[];
    verification: VerificationStrategy[];
  };
  keyring: Keyring;
  courier: Pick<Courier, 'has' | 'delivers' | 'failing' | 'probe' | 'wake'>;
  hooks: Hooks;
  notices: Notices;
  invitations: Pick<Invitations, 'open' | 'accept'>;
  signIns: Pick<SignIns, 'observe' | 'record' | 'complete'>;
  oneTime: Pick<OneTime, 'issue'>;
  /** Sends a code that a flow did not ask for itself: after a registration or a change of address. */
  sender: CodeSender;
  backupCodesLeft(db: Reader, identityId: string): Promise<number>;
  /** Without a mail transport an address cannot be proven and counts as verified (development). */
  addressesVerified: boolean;
  /** Hears that the set-up URL has been used and works no more. */
  setupSpent(): void;
  /** The passkey helper's public path and the hash of its bytes, for script nodes. */
  passkeyScript: { path: string; integrity: string };
}

/** Who asks, on every call into a flow. */
export interface Client {
  kind: Flow['client'];
  person: Authenticated | null;
  /** Somebody signed in to their account in this client, or recovered it, and has yet to give a second proof. */
  limited: boolean;
  /** The session token of this request. */
  token: string | null;
  /** Digest of the browser's CSRF secret. */
  csrf: string | null;
  /** Of the secret that the browser gets when it is signed in: what is opened for it then belongs to that one. */
  nextCsrf?: string;
  /** The secret that a browser is known by when it comes again, its own or the one that it gets at sign-in. */
  deviceSecret: string | null;
  origin: Origin;
}

/** One submission on its way through the steps; each step may rely on what the ones above it have filled in. */
export interface Context extends FlowDependencies {
  kind: FlowKind;
  /** Known once the flow is loaded. */
  column: Column;
  flowId: string;
  client: Client;
  body: Record<string, unknown>;
  /** By `loadFlow`. */
  flow: Flow;
  /** By `chooseMethod`. */
  // biome-ignore lint/suspicious/noExplicitAny: each strategy verifies into its own type, which only itself reads
  method: Strategy<any>;
  attempt: Attempt;
  /** By `verifyMethod`: what the method verified. */
  // biome-ignore lint/suspicious/noExplicitAny: see method
  verified: any;
  identity: Identity | null;
  evidence: Evidence[];
  noted: Noted[];
  /** By `afterHooks`: what web hooks want to be different about the identity. */
  hookChange?: IdentityChange;
  /** By `observeSignIn`, where somebody is to be signed in. */
  signals: Signals;
  /** By `judgeSignIn`, likewise, and what the rules ask for before the session opens anything. */
  judged: Judged | null;
  needs: Requirement | null;
  /** What the client is to do next, beside what the flow itself says. */
  continueWith: ContinueWith[];
  /** By `openSession` or `openRecovered`. */
  opened: { session: Session; token: string } | null;
  /** By `satisfyRequirement`: what is still missing, and the grant once nothing is. */
  missing: Flow['data']['needs'] | null;
  grant: string | null;
}
