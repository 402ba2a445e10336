import type { Evidence, Level, Mode } from '../assurance/evidence.ts';
import { factorOf } from '../assurance/evidence.ts';
import { level } from '../assurance/level.ts';
import type { Config } from '../config/config.ts';
import { identityWire } from '../identity/identity.ts';
import { rfc3339 } from '../kernel/clock.ts';
import type { Authenticated } from './sessions.ts';

interface Grading {
  /** The public one, without a slash at its end. */
  baseUrl: string;
  mode: Mode;
  /** `aal1` restores Kratos's grading, where a passkey is always a first factor; by default its user verification counts. */
  passkeyLevel: 'aal1' | 'aal2';
  /** Which of the methods that may be either are second factors here. */
  second: { code: boolean; webauthn: boolean };
}

/** How this installation grades what was proven. */
export const gradingOf = (config: Config): Grading => ({
  baseUrl: config['serve.public.base_url'],
  mode: config['assurance.mode'],
  passkeyLevel: config['assurance.passkey'],
  second: {
    code: config['selfservice.methods.code.mfa_enabled'],
    webauthn: !config['selfservice.methods.webauthn.config.passwordless'],
  },
});

/** The level of a method (wire contract 7.3); by default that of a verified key is its own. */
function gradeOf(proof: Evidence, { passkeyLevel, second }: Pick<Grading, 'passkeyLevel' | 'second'>): Level {
  if (proof.method === 'totp' || proof.method === 'lookup_secret') return 'aal2';
  if (proof.method === 'code') return second.code && !proof.recovery ? 'aal2' : 'aal1';
  if (proof.method === 'webauthn' && second.webauthn) return 'aal2';
  if (!factorOf(proof).phishing_resistant || passkeyLevel === 'aal1') return 'aal1';
  return proof.user_verified ? 'aal2' : 'aal1';
}

/** Kratos's rule: aal2 is one entry of each level; one entry of either is aal1. */
function kratosLevel(grades: Level[]): Level {
  if (grades.length === 0) return 'aal0';
  return grades.includes('aal1') && grades.includes('aal2') ? 'aal2' : 'aal1';
}

/** A session as Kratos shows it. */
export function sessionWire({ session, identity }: Pick<Authenticated, 'session' | 'identity'>, grading: Grading) {
  const { evidence } = session;
  const { baseUrl, mode, passkeyLevel } = grading;
  const grades = evidence.map((proof) => gradeOf(proof, grading));
  return {
    id: session.id,
    active: session.active && identity.state === 'active',
    expires_at: rfc3339(session.expiresAt),
    authenticated_at: rfc3339(session.authenticatedAt),
    authenticator_assurance_level: passkeyLevel === 'aal1' ? kratosLevel(grades) : level(evidence, mode),
    authentication_methods: evidence.map(({ method, recovery, at }, index) => ({
      method: recovery ? `${method}_recovery` : method,
      aal: grades[index]!,
      completed_at: rfc3339(at),
    })),
    issued_at: rfc3339(session.issuedAt),
    identity: identityWire(identity, baseUrl),
    devices: session.devices.map(({ id, ip, userAgent }) => ({
      id,
      ip_address: ip,
      user_agent: userAgent,
      location: '',
    })),
  };
}
