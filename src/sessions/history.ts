import type { Evidence } from '../assurance/evidence.ts';
import type { Origin } from '../kernel/request.ts';
import type { Session } from './sessions.ts';

const proofsKept = 20;
const devicesKept = 20;
const userAgentKept = 512;

const withoutTime = ({ at: _, ...proof }: Evidence) => JSON.stringify(Object.entries(proof).sort());

/**
 * The proofs of a session, at most 20. The oldest that a later proof repeats goes first, so that refreshing with one
 * factor over and over does not push the other one out.
 */
export function withProofs(known: readonly Evidence[], added: readonly Evidence[]): Evidence[] {
  const proofs = [...known, ...added];
  while (proofs.length > proofsKept) {
    const keys = proofs.map(withoutTime);
    const repeated = keys.findIndex((key, index) => keys.lastIndexOf(key) > index);
    proofs.splice(Math.max(repeated, 0), 1);
  }
  return proofs;
}

/** The devices of a session, the newest 20; a request from where the last one came adds nothing. */
export function withDevice(known: Session['devices'], { ip, userAgent }: Origin, id: string): Session['devices'] {
  const device = { id, ip, userAgent: userAgent.slice(0, userAgentKept) };
  const last = known.at(-1);
  if (last?.ip === device.ip && last.userAgent === device.userAgent) return known;
  return [...known, device].slice(-devicesKept);
}
