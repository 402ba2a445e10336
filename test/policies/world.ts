import { createAccess, type JarFacts, type Relation } from '../../src/access/access.ts';
import type { Evidence } from '../../src/assurance/evidence.ts';
import type { Proofs } from '../../src/assurance/requirement.ts';
import type { Credential, Identity } from '../../src/identity/identity.ts';
import { proof } from '../support/evidence.ts';
import { requirementsOf } from '../support/requirements.ts';
import { type MovingClock, movingClock, seededRandom, temporaryStore } from '../support/temporary.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

/** People who exist, by name, and jars, over a real database. Every list is checked against the engine, row by row. */
export async function openWorld(
  scope: Scope,
  { settings = {}, ...init }: { policyDirectory?: string; settings?: Parameters<typeof requirementsOf>[0] } = {},
) {
  const { store } = await temporaryStore(scope);
  const clock: MovingClock = movingClock();
  const jars = new Map<string, JarFacts>();
  const people = new Map<string, Identity>();
  const credentials = new Map<string, Credential[]>();
  const alarms: string[] = [];
  const provable: Evidence[] = [];
  const options = {
    ...requirementsOf(settings),
    resources: {
      jar: async (_: unknown, id: string) => jars.get(id) ?? null,
      jars: async (_: unknown, ids: readonly string[]) => ids.flatMap((id) => jars.get(id) ?? []),
    },
    identities: {
      byId: async (_: unknown, id: string) => people.get(id) ?? null,
      byAddress: async (_: unknown, value: string) => {
        const wanted = value.trim().toLowerCase();
        return [...people.values()].find(({ addresses }) => addresses.some((a) => a.value === wanted)) ?? null;
      },
      credentials: async <Data>(_: unknown, id: string) => (credentials.get(id) ?? []) as Credential<Data>[],
    },
    clock,
    mode: 'product',
    random: seededRandom(),
    recheck: 'all',
    alarm: (problem: string) => alarms.push(problem),
    provable: async () => provable,
  } as const;
  const access = createAccess({ ...options, ...init });

  return {
    store,
    clock,
    jars,
    alarms,
    credentials,
    /** What everybody could prove: a test fills it in. */
    provable,
    access,
    /** Another engine over the same data, with other policies. */
    withPolicies: (policyDirectory: string) => createAccess({ ...options, policyDirectory }),

    person(id: string, email = `${id}@example.org`, verified = true): string {
      const address = {
        id: `${id}-address`,
        value: email,
        via: 'email',
        verified,
        verifiedAt: null,
        createdAt: 0,
        updatedAt: 0,
      };
      people.set(id, { id, state: 'active', addresses: [address] } as unknown as Identity);
      return id;
    },

    async jar(facts: Partial<JarFacts> & { id: string }): Promise<JarFacts> {
      const plain = { type: 'private', sensitivity: 'internal', ownerId: 'alice', teamId: null, tags: [] } as const;
      const jar: JarFacts = { ...plain, createdAt: clock() + jars.size, ...facts };
      jars.set(jar.id, jar);
      await store.write((tx) => access.publish(tx, jar));
      return jar;
    },

    /** The owner gives a relation to a person. */
    give(jarId: string, id: string, relation: Relation, expiresAt: number | null = null) {
      const { ownerId: by } = jars.get(jarId)!;
      return store.write((tx) => access.grant(tx, { jarId, by, subject: { type: 'user', id }, relation, expiresAt }));
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A proof of so many seconds ago. */
export function ago(now: number, seconds: number, method: Evidence['method'], user_verified = false): Evidence {
  return proof(method, { user_verified, at: now - 1000 * seconds });
}

/** A user-verified passkey a minute ago, and one for the action at hand: nothing is left to prove. */
export function fullProofs(now: number): Proofs {
  return { session: [ago(now, 60, 'passkey', true)], action: [ago(now, 30, 'passkey', true)] };
}
