import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { proof } from '../../../test/support/evidence.ts';
import { requirementsOf } from '../../../test/support/requirements.ts';
import { movingClock, seededRandom, temporaryStore } from '../../../test/support/temporary.ts';
import { createAccess, jarTypes, type Sensitivity, sensitivities, verbTiers } from '../../access/access.ts';
import { createIdentities } from '../../identity/identity.ts';
import { uuid } from '../../kernel/ids.ts';
import { createJarFacts, createJars } from '../jars.ts';

const relations = ['viewer', 'contributor', 'editor', 'manager'] as const;
const label = fc.option(fc.constantFrom(...sensitivities));
/** Jars of three people, what is in them and whom they are shared with. Shared with `2`: with everybody who is an auditor. */
const world = fc.array(
  fc.record({
    owner: fc.nat({ max: 2 }),
    type: fc.constantFrom(...jarTypes.filter((type) => type !== 'team')),
    sensitivity: fc.constantFrom(...sensitivities),
    documents: fc.array(fc.record({ label, waits: fc.boolean() }), { maxLength: 3 }),
    grants: fc.array(
      fc.record({ to: fc.nat({ max: 3 }), relation: fc.constantFrom(...relations), over: fc.boolean() }),
      { maxLength: 3 },
    ),
  }),
  { minLength: 1, maxLength: 5 },
);
const proven = fc.constantFrom<'code' | 'two' | 'passkey' | 'old passkey'>('code', 'two', 'passkey', 'old passkey');

async function setUp(scope: Parameters<typeof temporaryStore>[0]) {
  const { store } = await temporaryStore(scope);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const alarms: string[] = [];
  const access = createAccess({
    ...requirementsOf(),
    resources: createJarFacts(),
    identities,
    clock,
    random,
    mode: 'product',
    recheck: 'all',
    alarm: (problem) => alarms.push(problem),
    provable: async () => [],
  });
  const limits = { maxDocumentBytes: 1000, maxBytesPerPerson: 1_000_000 };
  const jars = createJars({ store, clock, random, access, identities, ...limits });
  const people: string[] = [];
  for (const name of ['alice', 'bob', 'carol']) {
    const id = uuid(random);
    const init = { id, userHandle: name, schemaId: 'default', traits: { email: `${name}@example.org` } };
    await store.write((tx) => identities.create(tx, { ...init, addressesVerified: true }));
    people.push(id);
  }
  await store.write((tx) => access.assignRole(tx, people[2]!, 'auditor'));
  const proofs = {
    code: [proof('code', { at: clock() })],
    two: [proof('code', { at: clock() }), proof('totp', { at: clock() })],
    passkey: [proof('passkey', { user_verified: true, at: clock() })],
    'old passkey': [proof('passkey', { user_verified: true, at: clock() - 600_000 })],
  };
  return { store, clock, access, jars, people, proofs, alarms };
}

test('what is found is what is listed is what may be read, whatever is shared with whom', async (t) => {
  const { store, clock, access, jars, people, proofs, alarms } = await setUp(t);
  const db = store.read;
  await fc.assert(
    fc.asyncProperty(world, proven, async (specs, by) => {
      const made: { jar: string; id: string; label: Sensitivity | null; waits: boolean }[] = [];
      const ids: string[] = [];
      for (const { owner, type, sensitivity, documents, grants } of specs) {
        const jar = await store.write((tx) => jars.create(tx, people[owner]!, { name: 'Comb', type, sensitivity }));
        ids.push(jar.id);
        for (const { label, waits } of documents) {
          const upload = jars.upload({ jarId: jar.id, by: people[owner]! });
          await upload.write(Buffer.from('nectar'));
          const claim = { name: 'a.txt', mediaType: 'text/plain', label, waits };
          const { id } = await store.write((tx) => upload.finish(tx, claim));
          made.push({ jar: jar.id, id, label, waits });
        }
        for (const { to, relation, over } of grants) {
          if (to === owner) continue;
          const subject =
            to === 3 ? { type: 'role' as const, id: 'auditor' } : { type: 'user' as const, id: people[to]! };
          const init = { jarId: jar.id, by: people[owner]!, subject, relation };
          await store.write((tx) => access.grant(tx, { ...init, expiresAt: over ? clock() + 1 : null }));
        }
      }
      clock.advance({ ms: 1 });
      for (const subject of people) {
        const asked = { subject, proofs: { session: proofs[by], action: [] }, from: null };
        const allows = async (jar: string, of: Sensitivity | null, verb: 'read' | 'query') =>
          (await access.decide(db, { ...asked, permission: `jar.${verb}`, tier: verbTiers[verb], jar, label: of }))
            .effect === 'allow';
        const may = new Set<string>();
        for (const { jar, id, label, waits } of made) {
          if (!waits && (await allows(jar, label, 'read')) && (await allows(jar, label, 'query'))) may.add(id);
        }
        const listed = new Set<string>();
        for (const { jarId } of (await access.readable(db, { ...asked, verb: 'read', limit: 100 })).jars) {
          const labels: Sensitivity[] = [];
          for (const each of sensitivities) if (await allows(jarId, each, 'read')) labels.push(each);
          const init = { jarId, subject, approver: false, labels, state: 'ready' as const, limit: 100 };
          for (const { id } of (await jars.documents(db, init)).documents) listed.add(id);
        }
        const { hits, more } = await jars.search(db, { ...asked, q: 'nectar', limit: 100 });
        const found = new Set(hits.map(({ documentId }) => documentId));
        assert.deepEqual([found, listed, more], [may, may, false]);
      }
      for (const id of ids) await store.write((tx) => jars.remove(tx, id));
    }),
    { numRuns: 60 },
  );
  assert.deepEqual(alarms, []);
  assert.deepEqual(await db.selectFrom('search_text').selectAll().execute(), []);
});
