import type { Evidence } from '../assurance/evidence.ts';
import { firstSignIn, type Signals } from '../assurance/signals.ts';
import type { Identity } from '../identity/identity.ts';
import { addressGroup } from '../kernel/address-group.ts';
import type { Clock } from '../kernel/clock.ts';
import { uuid } from '../kernel/ids.ts';
import type { Origin } from '../kernel/request.ts';
import type { Random } from '../kernel/secrets.ts';
import { describeDevice, type Session } from '../sessions/sessions.ts';
import type { Reader, Tx } from '../store/store.ts';
import { type Device, deviceCookieSeconds, deviceHash } from './device.ts';
import {
  completeSignIn,
  deleteDevices,
  deleteDevicesBefore,
  deleteSignIns,
  deleteSignInsOf,
  deleteSurplusDevices,
  deviceOf,
  devicesOf,
  insertSignIn,
  lastCompleted,
  newestSignIns,
  type SignInRow,
  saveDevice,
  wasThere,
} from './store.ts';

export { createDeviceCookie, deviceCookieSeconds, isDeviceSecret } from './device.ts';

const dayMs = 86_400_000;
/** How long a sign-in is kept, and the place that it came from is known. */
const keptMs = 90 * dayMs;
const hourMs = 3_600_000;
/** Of a person; of more than these nobody would know which is which. */
const devicesKept = 50;
/** Characters. */
const userAgentKept = 512;

/** Somebody at a client; the browser's secret is null for a client that keeps no cookies. */
export interface Visit {
  identityId: string;
  deviceSecret: string | null;
  origin: Origin;
}

/** What was decided about a sign-in. */
export interface Judged {
  evidence: readonly Evidence[];
  signals: Signals;
  outcome: SignInRow['outcome'];
  told: boolean;
  policies: readonly string[];
}

/** One sign-in as it was. Times in milliseconds. */
export interface RecordedSignIn extends Judged {
  identityId: string;
  at: number;
  /** Of the device, as it says itself. */
  device: string;
  network: string;
  from: Pick<Origin, 'ip' | 'userAgent' | 'country' | 'language'>;
}

/** A browser or application that a person has signed in with. */
export interface KnownDevice {
  id: string;
  name: string;
  firstSeenAt: number;
  lastSeenAt: number;
  /** It is the one that asks. */
  current: boolean;
}

/** Who signed in from where with what: what tells an unusual sign-in from a usual one. */
export interface SignIns {
  /** What is unusual about a sign-in that was just proven by this. Nothing is at a person's first one. */
  observe(db: Reader, visit: Omit<Visit, 'identityId'> & { identity: Identity; evidence: Evidence }): Promise<Signals>;
  /**
   * Writes a sign-in down, with the session that it opened. From now on its device is known, unless the session waits for
   * more: then it is once `complete` says so.
   */
  record(tx: Tx, visit: Visit, judged: Judged & { session: Pick<Session, 'id' | 'limited'> | null }): Promise<void>;
  /** Everything that was asked for is proven: the device is known. Answers whether the person is to be told, once. */
  complete(tx: Tx, visit: Visit, sessionId: string): Promise<{ told: boolean }>;
  /** The newest first. */
  recorded(db: Reader, limit: number): Promise<RecordedSignIn[]>;
  /** The one that was used last first. */
  devices(db: Reader, visit: Visit): Promise<KnownDevice[]>;
  /** False if the person has none of that id. */
  forgetDevice(tx: Tx, identityId: string, id: string): Promise<boolean>;
  /** Every device of this person is a new one again. */
  forgetDevices(tx: Tx, identityId: string): Promise<void>;
  /** Removes what is kept of a person who goes. */
  forget(tx: Tx, identityId: string): Promise<void>;
  sweep(tx: Tx): Promise<void>;
}

interface Init {
  clock: Clock;
  random: Random;
  /** How many attempts on the account of a person failed since then, beside the one that was just proven by this. */
  failures(db: Reader, init: { identity: Identity; evidence: Evidence; since: number }): Promise<number>;
}

export function createSignIns({ clock, random, failures }: Init): SignIns {
  const deviceIn = ({ deviceSecret, origin }: Pick<Visit, 'deviceSecret' | 'origin'>): Device => ({
    secret: deviceSecret,
    origin,
  });

  async function remember(tx: Tx, visit: Visit): Promise<void> {
    const now = clock();
    await saveDevice(tx, {
      id: uuid(random),
      identity_id: visit.identityId,
      hash: deviceHash(visit.identityId, deviceIn(visit)),
      label: describeDevice(visit.origin.userAgent).name,
      first_seen_at: now,
      last_seen_at: now,
    });
    await deleteSurplusDevices(tx, visit.identityId, devicesKept);
  }

  return {
    async observe(db, { identity, evidence, ...visit }) {
      const { id } = identity;
      const now = clock();
      const recent = await failures(db, { identity, evidence, since: now - hourMs });
      const last = await lastCompleted(db, id);
      if (!last) return { ...firstSignIn, recent_failures: recent };
      const { ip, country } = visit.origin;
      return {
        new_device: (await deviceOf(db, id, deviceHash(id, deviceIn(visit)))) === undefined,
        new_network: !(await wasThere(db, id, addressGroup(ip), now - keptMs)),
        country_changed: country !== undefined && last.country !== null && country !== last.country,
        recent_failures: recent,
        idle_days: Math.max(0, Math.floor((now - last.at) / dayMs)),
      };
    },

    async record(tx, visit, { evidence, signals, outcome, told, policies, session }) {
      const { ip, userAgent, country, language } = visit.origin;
      const completed = session !== null && !session.limited;
      await insertSignIn(tx, {
        id: uuid(random),
        identity_id: visit.identityId,
        session_id: session?.id ?? null,
        at: clock(),
        evidence: JSON.stringify(evidence),
        ip,
        network: addressGroup(ip),
        country: country ?? null,
        user_agent: userAgent.slice(0, userAgentKept),
        language: language ?? null,
        signals: JSON.stringify(signals),
        outcome,
        told: told ? 1 : 0,
        completed: completed ? 1 : 0,
        policies: JSON.stringify(policies),
      });
      if (completed) await remember(tx, visit);
    },

    async complete(tx, visit, sessionId) {
      const row = await completeSignIn(tx, sessionId);
      if (!row) return { told: false };
      await remember(tx, visit);
      return { told: row.told === 1 };
    },

    recorded: async (db, limit) => (await newestSignIns(db, limit)).map(recordedSignIn),

    async devices(db, visit) {
      const here = deviceHash(visit.identityId, deviceIn(visit));
      return (await devicesOf(db, visit.identityId)).map(({ id, label, hash, first_seen_at, last_seen_at }) => ({
        id,
        name: label,
        firstSeenAt: first_seen_at,
        lastSeenAt: last_seen_at,
        current: hash === here,
      }));
    },

    forgetDevice: async (tx, identityId, id) => (await deleteDevices(tx, identityId, id)) === 1,
    forgetDevices: async (tx, identityId) => void (await deleteDevices(tx, identityId)),

    async forget(tx, identityId) {
      await deleteDevices(tx, identityId);
      await deleteSignInsOf(tx, identityId);
    },

    async sweep(tx) {
      await deleteSignIns(tx, clock() - keptMs);
      await deleteDevicesBefore(tx, clock() - deviceCookieSeconds * 1000);
    },
  };
}

function recordedSignIn(row: SignInRow): RecordedSignIn {
  return {
    identityId: row.identity_id,
    at: row.at,
    evidence: JSON.parse(row.evidence),
    signals: JSON.parse(row.signals),
    outcome: row.outcome,
    told: row.told === 1,
    policies: JSON.parse(row.policies),
    device: describeDevice(row.user_agent).name,
    network: row.network,
    from: {
      ip: row.ip,
      userAgent: row.user_agent,
      ...(row.country === null ? {} : { country: row.country }),
      ...(row.language === null ? {} : { language: row.language }),
    },
  };
}
