import { type Above, type Derived, derived, type Filled, required } from '../key.ts';
import type { Kind } from '../kinds.ts';
import { type Role, roleMinimums } from './role-minimums.ts';
import { type ProfileName, profileNames, type Row, row } from './row.ts';
import { sessionTimes } from './session-times.ts';

export { type Role, type RoleMinimum, role, roleMinimum, roles } from './role-minimums.ts';
export { type ProfileName, profileNames } from './row.ts';

/**
 * The recommended architecture of assurance: one row for each parameter. Durations are in seconds; `undefined` is a limit
 * that the profile does not set. docs/profiles.md is generated from this table, and `GET /api/profile` answers it.
 */
export const profiles = {
  'assurance.mode': row<'product' | 'nist'>({
    starter: 'product',
    standard: 'product',
    regulated: 'nist',
    why: 'SP 800-63B-4 does not accept e-mail as an authenticator (§3.1.3.1) and counts two things that somebody has as one factor (§2.2.1).',
  }),
  ...sessionTimes,
  'assurance.tier2.max_age': row<number | undefined>({
    starter: undefined,
    standard: undefined,
    regulated: 1800,
    why: 'An ordinary change can be taken back, so that a session vouches for it; where records are examined, the person was there in the last half hour.',
  }),
  'assurance.tier3.max_age': row<number>({
    starter: 300,
    standard: 300,
    regulated: 180,
    why: 'What protects an account is asked for again when it matters; five minutes is the most at which nobody else has sat down at the screen meanwhile.',
  }),
  'assurance.tier3.phishing_resistant': row<boolean>({
    starter: false,
    standard: false,
    regulated: true,
    why: 'A verifier at AAL2 offers a phishing-resistant way (SP 800-63B-4 §2.2.2); where the stakes are high it is the only one, so that no false page can collect the proof.',
  }),
  'assurance.tier4.phishing_resistant': row<boolean>({
    starter: false,
    standard: false,
    regulated: true,
    why: 'What cannot be taken back asks for no less than what is sensitive; it is bound to its action at aal2 in every profile.',
  }),
  'selfservice.flows.settings.privileged_session_max_age': row<number>({
    starter: 900,
    standard: 300,
    regulated: 180,
    why: 'Adding a way to sign in lasts longer than any session (SP 800-63B-4 §4.1.2 asks for the highest level of the account): the less time after a proof, the less a borrowed screen is worth.',
  }),
  'selfservice.methods.code.config.lifespan': row<number>({
    starter: 600,
    standard: 600,
    regulated: 300,
    why: 'Out-of-band secrets live ten minutes at most (SP 800-63B-4 §3.1.3.2); five are enough where mail is delivered at once.',
  }),
  ...roleMinimums,
  'assurance.passkey_required_roles': row<Role[]>({
    starter: ['owner'],
    standard: ['owner', 'admin', 'security_officer', 'support'],
    regulated: ['owner', 'admin', 'security_officer', 'support', 'auditor'],
    why: 'Whoever takes over the account of such a person takes over more than that, and a code can be talked out of anybody; in the regulated profile that is also whoever reads the audit trail.',
  }),
  'assurance.enrolment_grace': row<number>({
    starter: 604_800,
    standard: 0,
    regulated: 0,
    why: 'A small team may wait a week for its keys; elsewhere a role that is given before its holder is safe is a role that somebody else can take.',
  }),
};

export type ProfileKey = keyof typeof profiles;

/** The value that a profile gives to a key. */
export type ProfileValue<K extends ProfileKey> = (typeof profiles)[K] extends Row<infer T> ? T : never;
type SetValue<K extends ProfileKey> = Exclude<ProfileValue<K>, undefined>;

/** A key whose default is that of the profile, which stands above it. */
export function byProfile<K extends ProfileKey>(
  name: K,
  kind: Kind<SetValue<K>>,
  sentence: string,
): Filled<ProfileValue<K>> {
  return required(kind as Kind<ProfileValue<K>>, profileDefault(name, kind), sentence);
}

interface Within<T> {
  /** Ends the sentence about the default: `, or session.lifespan when that is shorter`. */
  words: string;
  of(value: T, above: Above): T;
}

/** The default of such a key; `within` where another key limits it. */
export function profileDefault<K extends ProfileKey>(
  name: K,
  kind: Kind<SetValue<K>>,
  within: Within<ProfileValue<K>> = { words: '', of: (value) => value },
): Derived<ProfileValue<K>> {
  const values = profiles[name] as Row<ProfileValue<K>>;
  const all = profileNames.map((profile) => `${profile} ${written(kind, values[profile])}`);
  return derived(`${all.join(', ')}${within.words}`, (above) =>
    within.of(values[above['profile'] as ProfileName], above),
  );
}

const written = <T>(kind: Kind<T>, value: T | undefined): string =>
  value === undefined ? 'not set' : `\`${kind.write(value)}\``;
