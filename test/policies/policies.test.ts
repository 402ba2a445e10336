import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import {
  type Decision,
  jarTypes,
  type Relation,
  relations,
  roleNames,
  type Sensitivity,
  sensitivities,
  type Verb,
  verbs,
  verbTiers,
} from '../../src/access/access.ts';
import type { Evidence } from '../../src/assurance/evidence.ts';
import type { Proofs, Requirement } from '../../src/assurance/requirement.ts';
import type { Tier } from '../../src/assurance/tiers.ts';
import { ago, fullProofs, openWorld, type World } from './world.ts';

interface ProofRow {
  method: Evidence['method'];
  age: number;
  user_verified?: boolean;
}

interface AssuranceTable {
  tiers: Record<Tier, Verb[]>;
  proofs: Record<string, { session: ProofRow[]; action?: ProofRow[] }>;
  needs: Record<string, Requirement>;
  labels: Record<string, Record<string, string[]>>;
}

const table = <T>(name: string): T => parse(readFileSync(join(import.meta.dirname, `${name}.yaml`), 'utf8'));

const assurance = table<AssuranceTable>('assurance');
const jarTables = jarTypes.map((type) => table<{ jar: string; relations: Record<string, Verb[]> }>(type));
const installation = table<{
  permissions: Record<string, { tier: Tier; roles: string[] }>;
  'foreign jar': Record<string, Verb[]>;
  'public jar': Record<string, Verb[]>;
  custom: { permissions: string[]; 'public jar': Verb[] };
  limits: Record<string, { 'own jar': Verb[]; 'with owner': string[] }>;
}>('installation');

/** `allow`, `deny` (with or without knowing of the jar) or the step-up that is asked for: what one cell of a table says. */
function answered(decision: Decision): unknown {
  if (decision.effect === 'step_up') return decision.needs;
  return decision.effect === 'deny' ? `deny, ${decision.visible ? 'visible' : 'hidden'}` : 'allow';
}

function proofsOf({ session, action = [] }: AssuranceTable['proofs'][string], now: number): Proofs {
  const given = (rows: ProofRow[]) => rows.map((row) => ago(now, row.age, row.method, row.user_verified));
  return { session: given(session), action: given(action) };
}

/** The cell of the assurance table: `discover` has a column of its own before the tiers. */
function assuranceCell(label: Sensitivity, proofs: string, verb: Verb): unknown {
  const [, rows] = Object.entries(assurance.labels).find(([labels]) => labels.split(', ').includes(label))!;
  const cell = rows[proofs]![verb === 'discover' ? 0 : verbTiers[verb]]!;
  return cell === 'yes' ? 'allow' : assurance.needs[cell];
}

describe('decision tables', () => {
  let world: World;
  const tidyUp: (() => Promise<void>)[] = [];
  let cells = 0;
  const jarId = (type: string, sensitivity: string) => `${type}-${sensitivity}`;

  before(async () => {
    world = await openWorld({ after: (work) => void tidyUp.push(work) });
    for (const name of ['none', ...relations, 'team member']) world.person(name);
    const team = await world.store.write(async (tx) => {
      const id = await world.access.createTeam(tx, { name: 'bees', by: 'owner' });
      await world.access.joinTeam(tx, id, 'team member');
      return id;
    });
    for (const type of jarTypes) {
      for (const sensitivity of sensitivities) {
        const id = jarId(type, sensitivity);
        await world.jar({ id, type, sensitivity, ownerId: 'owner', teamId: type === 'team' ? team : null });
        const given: Relation[] = ['viewer', 'contributor', 'editor', 'manager'];
        for (const relation of given) await world.give(id, relation, relation);
      }
    }
  });
  after(async () => {
    for (const work of tidyUp) await work();
    console.log(`decision tables: ${cells} cells checked`);
  });

  it('leave no relation, verb, label or proof out', () => {
    for (const { jar, relations: rows } of jarTables) {
      const team = jar === 'team' ? ['team member'] : [];
      assert.deepEqual(Object.keys(rows).sort(), ['none', ...team, ...relations].sort(), jar);
    }
    assert.deepEqual(
      jarTables.map(({ jar }) => jar),
      [...jarTypes],
    );
    assert.deepEqual(
      Object.keys(assurance.labels).flatMap((labels) => labels.split(', ')),
      [...sensitivities],
    );
    for (const rows of Object.values(assurance.labels)) {
      assert.deepEqual(Object.keys(rows), Object.keys(assurance.proofs));
      for (const row of Object.values(rows)) {
        assert.equal(row.length, 5);
        for (const cell of row) assert.ok(cell === 'yes' || cell in assurance.needs, cell);
      }
    }
    const tiers = Object.entries(assurance.tiers).flatMap(([tier, names]) => names.map((verb) => [verb, Number(tier)]));
    assert.deepEqual(Object.fromEntries(tiers), verbTiers);
  });

  for (const { jar: type, relations: rows } of jarTables) {
    for (const sensitivity of sensitivities) {
      it(`${type} jar, ${sensitivity}`, async () => {
        const { access, store, clock } = world;
        for (const [relation, allowed] of Object.entries(rows)) {
          for (const [name, given] of Object.entries(assurance.proofs)) {
            for (const verb of verbs) {
              const proofs = proofsOf(given, clock());
              const decision = await access.decide(store.read, {
                subject: relation,
                permission: `jar.${verb}`,
                tier: verbTiers[verb],
                jar: jarId(type, sensitivity),
                proofs,
                from: null,
              });
              const mayDiscover =
                allowed.includes('discover') && assuranceCell(sensitivity, name, 'discover') === 'allow';
              const expected = allowed.includes(verb)
                ? assuranceCell(sensitivity, name, verb)
                : `deny, ${mayDiscover ? 'visible' : 'hidden'}`;
              assert.deepEqual(answered(decision), expected, `${relation}, ${verb}, ${name}`);
              cells++;
            }
          }
        }
      });
    }
  }

  describe('roles', () => {
    const given: string[] = ['none', ...roleNames];
    const subjectOf = (role: string) => (role === 'none' ? 'none' : `role ${role}`);

    before(async () => {
      const { store, access } = world;
      for (const role of roleNames) {
        await store.write((tx) => access.assignRole(tx, world.person(subjectOf(role)), role));
      }
      for (const role of Object.keys(installation.limits)) {
        const id = world.person(`limited ${role}`);
        await world.jar({ id: `jar of ${role}`, ownerId: id });
        await store.write(async (tx) => {
          await access.assignRole(tx, id, 'owner');
          await access.assignRole(tx, id, role);
        });
      }
    });

    async function decided(subject: string, permission: string, tier: Tier, jar: string | null) {
      cells++;
      const { access, store, clock } = world;
      const proofs = fullProofs(clock());
      return answered(await access.decide(store.read, { subject, permission, tier, jar, proofs, from: null }));
    }

    it('the installation', async () => {
      assert.deepEqual(
        Object.keys(installation.permissions).sort(),
        world.access.actions.filter((action) => !verbs.some((verb) => action === `jar.${verb}`)).sort(),
      );
      for (const [permission, { tier, roles: allowed }] of Object.entries(installation.permissions)) {
        for (const role of given) {
          const expected = allowed.includes(role) ? 'allow' : 'deny, visible';
          assert.equal(await decided(subjectOf(role), permission, tier, null), expected, `${role}, ${permission}`);
        }
      }
    });

    for (const [name, jar] of [
      ['foreign jar', jarId('private', 'public')],
      ['public jar', jarId('public', 'public')],
    ] as const) {
      it(name, async () => {
        for (const role of given) {
          const allowed = installation[name][role] ?? [];
          for (const verb of verbs) {
            const knows = allowed.includes('discover') || installation.permissions['jar.oversee']!.roles.includes(role);
            const denied = `deny, ${knows ? 'visible' : 'hidden'}`;
            const answer = await decided(subjectOf(role), `jar.${verb}`, verbTiers[verb], jar);
            assert.equal(answer, allowed.includes(verb) ? 'allow' : denied, `${role}, ${verb}`);
          }
        }
      });
    }

    it('a role that is made here', async () => {
      const { permissions, 'public jar': publicJars } = installation.custom;
      const subject = world.person('role made');
      const by = { subject: 'role owner', proofs: fullProofs(world.clock()), from: null };
      const role = { name: 'made', title: 'Made here', sentence: 'For a test.', permissions, publicJars };
      await world.store.write(async (tx) => {
        await world.access.defineRole(tx, { by, role });
        await world.access.assignRole(tx, subject, 'made');
      });
      for (const [permission, { tier, roles: allowed }] of Object.entries(installation.permissions)) {
        const given = permissions.includes(permission) || allowed.includes('none');
        assert.equal(await decided(subject, permission, tier, null), given ? 'allow' : 'deny, visible', permission);
      }
      for (const verb of verbs) {
        const given = publicJars.includes(verb) || installation['public jar']['none']!.includes(verb);
        const onPublic = await decided(subject, `jar.${verb}`, verbTiers[verb], jarId('public', 'public'));
        assert.equal(onPublic, given ? 'allow' : 'deny, visible', verb);
        const onForeign = await decided(subject, `jar.${verb}`, verbTiers[verb], jarId('private', 'public'));
        assert.equal(onForeign, 'deny, hidden', verb);
      }
    });

    for (const [role, limit] of Object.entries(installation.limits)) {
      it(`${role} takes away`, async () => {
        const subject = `limited ${role}`;
        for (const verb of verbs) {
          const answer = await decided(subject, `jar.${verb}`, verbTiers[verb], `jar of ${role}`);
          assert.equal(answer, limit['own jar'].includes(verb) ? 'allow' : 'deny, visible', verb);
        }
        for (const [permission, { tier }] of Object.entries(installation.permissions)) {
          const expected = limit['with owner'].includes(permission) ? 'allow' : 'deny, visible';
          assert.equal(await decided(subject, permission, tier, null), expected, permission);
        }
      });
    }

    it('are published as they are decided', async () => {
      for (const { name, permissions, publicJars, definition } of await world.access.roles(world.store.read, 'none')) {
        if (definition) {
          assert.deepEqual(permissions.toSorted(), ['jar.create', ...installation.custom.permissions].sort());
          assert.deepEqual(publicJars, ['discover', 'read', 'query', ...installation.custom['public jar']]);
          continue;
        }
        const expected = Object.entries(installation.permissions).filter(([, { roles }]) => roles.includes(name));
        assert.deepEqual(permissions.toSorted(), expected.map(([permission]) => permission).sort(), name);
        assert.deepEqual(publicJars, installation['public jar'][name], name);
      }
    });
  });

  it('sounded no alarm', () => assert.deepEqual(world.alarms, []));
});
