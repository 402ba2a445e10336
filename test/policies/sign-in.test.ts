import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { type DecidingPolicy, policyTemplates, type SignInDecision } from '../../src/access/access.ts';
import type { Evidence } from '../../src/assurance/evidence.ts';
import type { Requirement } from '../../src/assurance/requirement.ts';
import { firstSignIn, type Signals, usualSignIn } from '../../src/assurance/signals.ts';
import { proof } from '../support/evidence.ts';
import { fullProofs, openWorld, type World } from './world.ts';

interface Situation {
  signals?: Partial<Omit<Signals, 'idle_days'>> & { idle_days?: number | null };
  ip?: string;
  at?: string;
  who?: string;
}

const table: {
  needs: Record<string, Requirement>;
  proofs: Record<string, (Partial<Evidence> & Pick<Evidence, 'method'>)[]>;
  situations: Record<string, Situation>;
  rules: Record<string, Record<string, string[]>>;
} = parse(readFileSync(join(import.meta.dirname, 'sign-in.yaml'), 'utf8'));

const office = '192.0.2.7';
const dayMs = 86_400_000;
/** A Thursday. */
const noon = Date.UTC(2026, 0, 15, 12);
const from = (ip: string, at = noon) => ({ ip, userAgent: 'Firefox', at });

const ruleTexts = new Map([
  ...policyTemplates.map(({ id, text }): [string, string] => [id, text]),
  [
    'test.one-device',
    '@id("test.one-device") @sentence("X.") forbid (principal, action == Action::"sign_in", resource) unless { context.proof has device_bound };',
  ],
]);

/** People by what they are, at noon of a Thursday, under one more rule. */
async function worldWith(t: Parameters<typeof openWorld>[0], rule: string): Promise<World> {
  const world = await openWorld(t);
  const { access, store } = world;
  for (const name of ['alice', 'member', 'leaving', 'left']) world.person(name);
  await store.write(async (tx) => {
    await access.assignRole(tx, 'alice', 'owner');
    for (const role of ['admin', 'read_only', 'service']) await access.assignRole(tx, world.person(role), role);
    const ends = (at: number) => ({ employment_end: Math.floor(at / 1000) });
    await access.setAttributes(tx, { identityId: 'leaving', by: 'alice', change: ends(noon + dayMs) });
    await access.setAttributes(tx, { identityId: 'left', by: 'alice', change: ends(noon - dayMs) });
  });
  if (rule !== 'none') await save(world, rule);
  return world;
}

/** Alice, who owns the installation, writes the rule in the office. */
async function save({ access, store }: World, id: string): Promise<void> {
  const key = proof('passkey', { user_verified: true, device_bound: true, at: noon });
  const by = { subject: 'alice', proofs: { session: [key], action: [] }, from: from(office) };
  const text = ruleTexts.get(id)!;
  await store.write((tx) => access.savePolicy(tx, { by, id, text, enabled: true, reason: '', version: null }));
}

function signalsOf({ idle_days, ...given }: NonNullable<Situation['signals']>): Signals {
  if (idle_days === null) return { ...firstSignIn, ...given };
  return { ...usualSignIn, ...given, ...(idle_days === undefined ? {} : { idle_days }) };
}

function cellOf({ decision, notify }: SignInDecision): string {
  if (decision.effect === 'allow') return notify ? 'tell' : 'allow';
  if (decision.effect === 'deny') return 'deny';
  const need = Object.entries(table.needs).find(([, needs]) => isDeepStrictEqual(needs, decision.needs));
  return `${need?.[0] ?? JSON.stringify(decision.needs)}${notify ? ', tell' : ''}`;
}

describe('sign-ins', () => {
  for (const [rule, rows] of Object.entries(table.rules)) {
    it(`by the rule ${rule}`, async (t) => {
      const { access, store, alarms } = await worldWith(t, rule);
      for (const [name, row] of Object.entries(rows)) {
        const { signals = {}, ip = office, at, who = 'member' } = table.situations[name]!;
        const now = at ? Date.parse(at) : noon;
        const answers = [];
        for (const given of Object.values(table.proofs)) {
          const session = given.map(({ method, ...more }) => proof(method, { ...more, at: now }));
          const proofs = { session, action: [] };
          const attempt = { subject: who, proofs, from: from(ip, now), signals: signalsOf(signals) };
          answers.push(cellOf(await access.signIn(store.read, attempt)));
        }
        assert.deepEqual(answers, row, name);
      }
      assert.deepEqual(alarms, []);
    });
  }

  it('have a row for every situation, and every template that speaks of them is in the table', () => {
    const used = new Set(Object.values(table.rules).flatMap(Object.keys));
    assert.deepEqual([...used].sort(), Object.keys(table.situations).sort());
    const speaking = policyTemplates.filter(
      ({ text }) => text.includes('sign_in') || !text.includes('resource is Jar'),
    );
    for (const { id } of speaking) assert.ok(id in table.rules, id);
  });

  it('are refused, with an alarm, when the engine errs', async (t) => {
    const { access, store, alarms } = await worldWith(t, 'none');
    const attempt = {
      subject: 'member',
      proofs: fullProofs(noon),
      from: from(office),
      // More than Cedar's numbers hold.
      signals: { ...usualSignIn, recent_failures: 2 ** 70 },
    };
    assert.deepEqual(await access.signIn(store.read, attempt), {
      decision: { effect: 'deny', visible: true, relation: null, policies: [] },
      notify: false,
    });
    assert.ok(alarms.length > 0);
  });

  it('are no permission that a route or a role can have', async (t) => {
    const { access, store } = await worldWith(t, 'none');
    assert.ok(!access.actions.some((action) => action.startsWith('sign_in')));
    for (const { permissions } of await access.roles(store.read, 'alice')) {
      assert.ok(!permissions.some((permission) => permission.startsWith('sign_in')));
    }
  });
});

describe('templates', () => {
  it('have an id of their own, which their text bears, and can be saved as they are', async (t) => {
    const { access } = await openWorld(t);
    assert.equal(new Set(policyTemplates.map(({ id }) => id)).size, policyTemplates.length);
    for (const { id, text } of policyTemplates) {
      const { problems, policy, formatted } = access.policies.check(text);
      assert.deepEqual([problems, policy?.id], [[], id]);
      assert.ok(formatted);
    }
  });

  type Case = [template: string, jar: object, who: object, from: string, effect: string];
  const finance = { tags: ['finance'] };
  const eu = { tags: ['jurisdiction-eu'] };
  const cases: Case[] = [
    ['department.finance', finance, { department: 'finance' }, office, 'allow'],
    ['department.finance', finance, { department: 'sales' }, office, 'deny'],
    ['department.finance', finance, {}, office, 'deny'],
    ['department.finance', {}, {}, office, 'allow'],
    ['employment.ended', {}, { employment_end: Date.UTC(2026, 0, 1) / 1000 }, office, 'deny'],
    ['employment.ended', {}, { employment_end: Date.UTC(2027, 0, 1) / 1000 }, office, 'allow'],
    ['clearance.restricted', { sensitivity: 'restricted' }, { clearance: 3 }, office, 'allow'],
    ['clearance.restricted', { sensitivity: 'restricted' }, { clearance: 2 }, office, 'deny'],
    ['clearance.restricted', { sensitivity: 'restricted' }, {}, office, 'deny'],
    ['clearance.restricted', { sensitivity: 'confidential' }, {}, office, 'allow'],
    ['jurisdiction.eu', eu, { jurisdiction: 'EU' }, office, 'allow'],
    ['jurisdiction.eu', eu, { jurisdiction: 'US' }, office, 'deny'],
    ['jurisdiction.eu', {}, { jurisdiction: 'US' }, office, 'allow'],
    ['network.confidential', { sensitivity: 'confidential' }, {}, office, 'allow'],
    ['network.confidential', { sensitivity: 'confidential' }, {}, '203.0.113.9', 'deny'],
    ['network.confidential', { sensitivity: 'restricted' }, {}, '203.0.113.9', 'deny'],
    ['network.confidential', { sensitivity: 'internal' }, {}, '203.0.113.9', 'allow'],
  ];
  for (const [template, jar, attributes, ip, effect] of cases) {
    it(`${template}: ${JSON.stringify(attributes)} from ${ip} on ${JSON.stringify(jar)}: ${effect}`, async (t) => {
      const world = await worldWith(t, template);
      const { access, store } = world;
      const { id } = await world.jar({ id: 'jar', ownerId: 'member', ...jar });
      await store.write((tx) => access.setAttributes(tx, { identityId: 'member', by: 'alice', change: attributes }));
      const question = {
        subject: 'member',
        permission: 'jar.read',
        tier: 1,
        jar: id,
        proofs: fullProofs(noon),
      } as const;
      const decision = await access.decide(store.read, { ...question, from: from(ip) });
      assert.equal(decision.effect, effect);
      const deciding = decision.policies.map((policy: DecidingPolicy) => policy.id);
      assert.equal(deciding.includes(template), effect === 'deny');
    });
  }

  it('are all exercised', () => {
    const exercised = new Set([...cases.map(([id]) => id), ...Object.keys(table.rules)]);
    for (const { id } of policyTemplates) assert.ok(exercised.has(id), id);
  });
});
