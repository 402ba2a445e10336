import type { Evidence, Level, Mode } from '../assurance/evidence.ts';
import { factorOf } from '../assurance/evidence.ts';
import { level } from '../assurance/level.ts';
import { identityWire } from '../identity/identity.ts';
import { rfc3339 } from '../kernel/clock.ts';
import type { Authenticated } from './sessions.ts';

interface Grading {
  mode: Mode;
  /** `aal1` restores Kratos's grading, where a passkey is always a first factor; by default its user verification counts. */
  passkeyLevel?: 'aal1' | 'aal2';
}

function gradeOf(proof: Evidence, before: readonly Evidence[], passkeyLevel: 'aal1' | 'aal2'): Level {
  if (proof.method === 'totp' || proof.method === 'lookup_secret') return 'aal2';
  // A security key beside another proof is the second factor (contract 7.3).
  if (proof.method === 'webauthn' && before.some(({ method }) => method !== 'webauthn')) return 'aal2';
  if (!factorOf(proof).phishing_resistant) return 'aal1';
  if (passkeyLevel === 'aal1') return proof.method === 'webauthn' ? 'aal2' : 'aal1';
  return proof.user_verified ? 'aal2' : 'aal1';
}

/** Kratos's rule: aal2 is one entry of each level; one entry of either is aal1. */
function kratosLevel(grades: Level[]): Level {
  if (grades.length === 0) return 'aal0';
  return grades.includes('aal1') && grades.includes('aal2') ? 'aal2' : 'aal1';
}

/** A session as Kratos shows it. `baseUrl` is the public one, without a slash at its end. */
export function sessionWire(
  { session, identity }: Pick<Authenticated, 'session' | 'identity'>,
  { baseUrl, mode, passkeyLevel = 'aal2' }: Grading & { baseUrl: string },
) {
  const { evidence } = session;
  const grades = evidence.map((proof, index) => gradeOf(proof, evidence.slice(0, index), passkeyLevel));
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
