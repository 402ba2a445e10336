import { type Evidence, factorOf } from '../../assurance/evidence.ts';
import type { Requirement } from '../../assurance/requirement.ts';
import type { Requirements } from '../../assurance/tiers.ts';
import type { Credential, Identities } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Reader, Tx } from '../../store/store.ts';
import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import { selectCustomRoles } from '../custom-roles/custom-roles.ts';
import { isBuiltIn, roleNames } from '../role-names.ts';
import { selectAssignments } from '../store.ts';
import { deleteException, findException, putException } from './store.ts';

/** What the operator decides about the keys that roles ask for. */
export interface EnrolmentSettings {
  /** The roles that ask for a key of any kind; others may by their minimum. */
  keyRoles(): readonly string[];
  /** How long somebody who was given a role may go on without its key. */
  graceSeconds(): number;
  /** Whether anybody can have a key at all. */
  possible: boolean;
}

/** A key that the roles of a person ask for, and that they do not have. */
export interface Enrolment {
  /** Its properties. */
  needs: Requirement;
  /** Until then they may go on without it, in milliseconds; from then on nothing opens but their own account. */
  dueAt: number;
}

/** An exception for one person. Times in milliseconds. */
export interface EnrolmentException {
  until: number;
  approvedBy: string;
  approvedAt: number;
}

/** The part of `Access` about the keys that roles ask for. */
export interface Enrolments {
  /**
   * The key that a person still has to add because of a role; null where nothing is missing. `session` are the proofs of
   * their session: a key that has just been shown is not looked for.
   */
  enrolment(db: Reader, identityId: string, session?: readonly Evidence[]): Promise<Enrolment | null>;
  /** The exception that holds for this person now. */
  enrolmentException(db: Reader, identityId: string): Promise<EnrolmentException | null>;
  /**
   * Lets a person go on without that key until a date, in place of an earlier exception. Throws `expiry_in_past`,
   * `exception_too_long` (400).
   */
  exceptFromEnrolment(tx: Tx, init: { identityId: string; by: string; until: number }): Promise<void>;
  /** False if they had none. */
  endEnrolmentException(tx: Tx, identityId: string): Promise<boolean>;
}

interface Init {
  requirements: Requirements;
  settings: EnrolmentSettings;
  identities: Pick<Identities, 'credentials'>;
  clock: Clock;
}

const longestExceptionDays = 90;
const longestExceptionMs = longestExceptionDays * 86_400_000;

/** Which key a role asks for, when it has to be there, and who may go on without it for a while. */
export function createEnrolment({ requirements, settings, identities, clock }: Init): Enrolments {
  const minimumOf = (role: string) => requirements.ofRoles([role]);
  const someDeviceBound = roleNames.some((role) => minimumOf(role)?.device_bound);

  /** The properties of the key that a role asks for; null where it asks for none. */
  function keyOf(role: string, made: readonly string[]): Requirement | null {
    const minimum = minimumOf(role);
    if (minimum?.device_bound) return { phishing_resistant: true, device_bound: true };
    const named = settings.keyRoles();
    const asks = minimum?.phishing_resistant || named.includes(role) || (named.length > 0 && made.includes(role));
    return asks ? { phishing_resistant: true } : null;
  }

  /** Of these roles, those that were made here and let somebody do anything on the installation. */
  async function permitting(db: Reader, roles: readonly string[]): Promise<string[]> {
    if (roles.every(isBuiltIn)) return [];
    return (await selectCustomRoles(db)).flatMap(({ name, permissions }) => (permissions.length > 0 ? [name] : []));
  }

  /** A session that was proven by a key which fits every role answers without a look at anything. */
  const hasShownIt = (session: readonly Evidence[]) =>
    session.some((proof) => factorOf(proof).phishing_resistant && (!someDeviceBound || proof.device_bound));

  /** When the key of each role has to be there. Whom nobody gave their role, as in set-up, has no grace. */
  async function askedOf(db: Reader, identityId: string): Promise<Enrolment[]> {
    const grace = settings.graceSeconds() * 1000;
    const rows = await selectAssignments(db, identityId);
    const made = await permitting(
      db,
      rows.map(({ role }) => role),
    );
    return rows.flatMap((row) => {
      const needs = keyOf(row.role, made);
      return needs === null ? [] : [{ needs, dueAt: row.assigned_at + (row.assigned_by === null ? 0 : grace) }];
    });
  }

  return {
    async enrolment(db, identityId, session = []) {
      if (!settings.possible || hasShownIt(session)) return null;
      const asked = await askedOf(db, identityId);
      if (asked.length === 0) return null;
      const credentials = await identities.credentials<PublicKeyCredentialRecord>(db, identityId);
      const missing = asked.filter(({ needs }) => !credentials.some((credential) => fits(credential, needs)));
      if (missing.length === 0) return null;
      const deviceBound = missing.some(({ needs }) => needs.device_bound);
      const exception = await findException(db, identityId, clock());
      return {
        needs: { phishing_resistant: true, ...(deviceBound ? { device_bound: true } : {}) },
        dueAt: Math.max(exception?.until ?? 0, Math.min(...missing.map(({ dueAt }) => dueAt))),
      };
    },

    async enrolmentException(db, identityId) {
      const row = await findException(db, identityId, clock());
      return row && { until: row.until, approvedBy: row.approved_by, approvedAt: row.approved_at };
    },

    async exceptFromEnrolment(tx, { identityId, by, until }) {
      const now = clock();
      if (until <= now) throw badRequest('expiry_in_past', 'The end date has to be in the future.');
      if (until > now + longestExceptionMs) {
        const message = `An exception lasts ${longestExceptionDays} days at most. Choose an earlier end date.`;
        throw badRequest('exception_too_long', message);
      }
      await putException(tx, { identity_id: identityId, until, approved_by: by, approved_at: now });
    },

    endEnrolmentException: deleteException,
  };
}

/** A key that signs its owner in, whether or not it can leave its device as asked. */
function fits({ type, status, data }: Credential<PublicKeyCredentialRecord>, { device_bound }: Requirement): boolean {
  return (type === 'passkey' || type === 'webauthn') && status === 'active' && !(device_bound && data.backupEligible);
}
