import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { ago, fullProofs, openWorld, type World } from '../../test/policies/world.ts';
import { someProofs } from '../../test/support/evidence.ts';
import { temporaryFolder } from '../../test/support/temporary.ts';
import type { Proofs } from '../assurance/requirement.ts';
import {
  type Access,
  type Asker,
  jarTypes,
  type ListPosition,
  type ReadableJar,
  type Relation,
  relations,
  sensitivities,
  type Verb,
  verbTiers,
} from './access.ts';
import { productPolicies } from './policy-files.ts';

const people = ['alice', 'bob', 'carol', 'trent'];
const givable = relations.filter((relation) => relation !== 'owner');

/** Jars of every type and label, some of the same age, and grants of every kind, as the numbers say. */
async function populate(world: World, seeds: number[]): Promise<{ jarId: string; grantId: string }[]> {
  const { access, store, clock } = world;
  for (const name of people) world.person(name);
  const team = await store.write(async (tx) => {
    const id = await access.createTeam(tx, { name: 'bees', by: 'alice' });
    await access.joinTeam(tx, id, 'bob');
    await access.assignRole(tx, 'carol', 'auditor');
    return id;
  });
  const grants: { jarId: string; grantId: string }[] = [];
  for (const [i, seed] of seeds.entries()) {
    const pick = <T>(list: readonly T[], salt: number): T => list[(seed >>> salt) % list.length]!;
    const id = `jar-${i}`;
    const type = pick(jarTypes, 0);
    const by = pick(people, 4);
    await world.jar({
      id,
      type,
      sensitivity: pick(sensitivities, 2),
      ownerId: by,
      teamId: type === 'team' ? team : null,
      tags: seed % 3 === 0 ? ['sticky'] : [],
      createdAt: clock() - (i >> 1),
    });
    const subjects = [
      ...people.filter((name) => name !== by).map((name) => ({ type: 'user', id: name }) as const),
      { type: 'team', id: team } as const,
      { type: 'role', id: 'auditor' } as const,
      { type: 'user', email: `${people.find((name) => name !== by)}@example.org` } as const,
    ];
    for (let n = 0; n < seed % 4; n++) {
      const init = {
        jarId: id,
        by,
        subject: pick(subjects, 6 + n),
        relation: pick(givable, 8 + n),
        expiresAt: (seed >>> n) % 3 === 0 ? clock() + 1000 * (1 + (seed % 5)) : null,
      };
      grants.push({ jarId: id, grantId: (await store.write((tx) => access.grant(tx, init))).id });
    }
  }
  return grants;
}

type ReadablePage = Awaited<ReturnType<Access['readable']>>;

const someSeeds = fc.array(fc.nat({ max: 2 ** 24 }), { minLength: 1, maxLength: 14 });

/** Everything that everybody is allowed, as `person jar verb`. */
async function allowed(access: Access, { store, jars }: World, proofs: Proofs): Promise<Set<string>> {
  const all = new Set<string>();
  for (const subject of people) {
    for (const jar of jars.keys()) {
      for (const verb of ['discover', 'read', 'edit', 'share', 'delete'] as const) {
        const question = { subject, permission: `jar.${verb}`, tier: verbTiers[verb], jar, proofs, from: null };
        if ((await access.decide(store.read, question)).effect === 'allow') all.add(`${subject} ${jar} ${verb}`);
      }
    }
  }
  return all;
}

async function policiesWith(t: TestContext, extra: string): Promise<string> {
  const folder = await temporaryFolder(t);
  await cp(productPolicies, folder, { recursive: true });
  await writeFile(join(folder, 'zz-extra.cedar'), extra);
  return folder;
}

describe('properties', () => {
  /** Reads the whole list, page by page, and asks about every jar there is: both have to say the same. */
  async function compare(world: World, asked: Asker, size: number, verb: 'discover' | 'read'): Promise<void> {
    const { access, store, jars } = world;
    const listed: ReadableJar[] = [];
    for (let before: ListPosition | null = null; ; ) {
      const page: ReadablePage = await access.readable(store.read, {
        ...asked,
        limit: size,
        verb,
        ...(before ? { before } : {}),
      });
      listed.push(...page.jars);
      before = page.next;
      if (before === null) break;
    }
    const expected: ReadableJar[] = [];
    for (const jar of jars.values()) {
      const question = { ...asked, permission: `jar.${verb}`, tier: verbTiers[verb], jar: jar.id };
      const { effect, relation } = await access.decide(store.read, question);
      if (effect === 'allow') expected.push({ jarId: jar.id, createdAt: jar.createdAt, relation: relation! });
    }
    expected.sort((a, b) => b.createdAt - a.createdAt || (a.jarId < b.jarId ? 1 : -1));
    assert.deepEqual(listed, expected);
  }

  const now = Date.UTC(2026, 0, 15, 12);
  const aVerb = fc.constantFrom('discover' as const, 'read' as const);
  const aSize = fc.integer({ min: 1, max: 6 });

  it('the list is exactly what decide allows, in order, in pages of any size', async (t) => {
    const run = async (seeds: number[], session: Proofs['session'], size: number, verb: 'discover' | 'read') => {
      const world = await openWorld(t);
      await populate(world, seeds);
      world.clock.advance({ seconds: seeds[0]! % 7 });
      for (const subject of people)
        await compare(world, { subject, proofs: { session, action: [] }, from: null }, size, verb);
      assert.deepEqual(world.alarms, []);
    };
    await fc.assert(fc.asyncProperty(someSeeds, someProofs(now), aSize, aVerb, run), { numRuns: 12 });
  });

  it('the list is the same in a session that a sealed code opened, where decide allows every jar', async (t) => {
    const world = await openWorld(t);
    await populate(world, [1, 5, 11, 17, 23]);
    const { access, store, clock, jars } = world;
    await world.jar({ id: 'closed', ownerId: 'alice' });
    await store.write((tx) => access.assignRole(tx, 'bob', 'security_officer'));
    const asked = { subject: 'bob', proofs: fullProofs(clock()), from: null };
    const listed = (breakGlass: boolean) => access.readable(store.read, { ...asked, breakGlass, limit: 50 });
    assert.deepEqual(await listed(true), await listed(false));
    const { jars: shown } = await listed(true);
    assert.ok(shown.length < jars.size, 'some jar is closed to him');
    for (const { id: jar } of jars.values()) {
      const question = { ...asked, breakGlass: true, permission: 'jar.read', tier: 1 as const, jar };
      assert.equal((await access.decide(store.read, question)).effect, 'allow', jar);
      const change = { ...question, permission: 'jar.delete' };
      const { effect } = await access.decide(store.read, { ...change, breakGlass: false });
      assert.equal((await access.decide(store.read, change)).effect, effect, jar);
    }
    // Whoever may not open a code has nothing of one.
    const trent = { ...asked, subject: 'trent', permission: 'jar.read', tier: 1 as const };
    for (const { id: jar, ownerId } of jars.values()) {
      if (ownerId === 'trent') continue;
      const without = await access.decide(store.read, { ...trent, jar });
      assert.deepEqual(await access.decide(store.read, { ...trent, jar, breakGlass: true }), without, jar);
    }
    assert.deepEqual(world.alarms, []);
  });

  it('the list is exactly what decide allows, whatever rules administrators write', async (t) => {
    const conditions = [
      'resource.tags.contains("sticky")',
      'resource.type == "public" && context.relation == "viewer"',
      'resource.owner == User::"bob"',
      'resource has team && principal in resource.team',
      'resource == Jar::"jar-1"',
      '!(principal has department && principal.department == "wax")',
      'context.environment has network && context.environment.network.isInRange(ip("10.0.0.0/8"))',
      'context.environment.hour == 12 && resource.sensitivity != "public"',
      'context.relation == "manager" || context.relation == "owner"',
      'resource.sensitivity == "internal" && !(context.proof has phishing_resistant)',
    ];
    const aRule = fc.record({
      condition: fc.constantFrom(...conditions),
      effect: fc.constantFrom('forbid', 'forbid', 'permit'),
      actions: fc.constantFrom('Action::"jar.discover"', 'Action::"jar.inside"', 'Action::"jar.read"'),
    });
    const run = async (
      seeds: number[],
      rules: { condition: string; effect: string; actions: string }[],
      session: Proofs['session'],
      size: number,
      verb: 'discover' | 'read',
    ) => {
      const world = await openWorld(t);
      const { access, store, clock } = world;
      await populate(world, seeds);
      await store.write(async (tx) => {
        await access.assignRole(tx, 'alice', 'owner');
        await access.setAttributes(tx, { identityId: 'trent', by: null, change: { department: 'wax' } });
        const by = { subject: 'alice', proofs: fullProofs(clock()), from: null };
        for (const [i, { condition, effect, actions }] of rules.entries()) {
          const id = `house.rule-${i}`;
          const text = `@id("${id}") @sentence("A rule.") ${effect} (principal, action in ${actions}, resource) when { ${condition} };`;
          await access.savePolicy(tx, { by, id, text, enabled: true, reason: '', version: null });
        }
      });
      for (const [i, subject] of people.entries()) {
        const from = { ip: i % 2 === 0 ? '10.1.2.3' : '192.0.2.1', userAgent: '' };
        await compare(world, { subject, proofs: { session, action: [] }, from }, size, verb);
      }
      assert.deepEqual(world.alarms, []);
    };
    const someRules = fc.array(aRule, { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(someSeeds, someRules, someProofs(now), aSize, aVerb, run), { numRuns: 25 });
  });

  it('a page that finds little goes on where it ended', async (t) => {
    const world = await openWorld(t);
    const { access, store, clock } = world;
    world.person('bob');
    for (let i = 0; i < 30; i++) {
      const tags = i % 10 === 0 ? [] : ['sticky'];
      await world.jar({ id: `jar-${String(i).padStart(2, '0')}`, ownerId: 'bob', tags });
    }
    await store.write(async (tx) => {
      await access.assignRole(tx, 'alice', 'owner');
      const by = { subject: 'alice', proofs: fullProofs(clock()), from: null };
      const text =
        '@id("house.sticky") @sentence("S.") forbid (principal, action == Action::"jar.discover", resource) when { resource.tags.contains("sticky") };';
      await access.savePolicy(tx, { by, id: 'house.sticky', text, enabled: true, reason: '', version: null });
    });
    const asked = { subject: 'bob', proofs: fullProofs(clock()), from: null };
    const page = await access.readable(store.read, { ...asked, limit: 2 });
    assert.deepEqual(
      page.jars.map(({ jarId }) => jarId),
      ['jar-20', 'jar-10'],
    );
    await compare(world, asked, 2, 'discover');
  });

  it('taking a grant away never adds access', async (t) => {
    const run = async (seeds: number[], which: number) => {
      const world = await openWorld(t);
      const { access, store, clock } = world;
      const grants = await populate(world, seeds);
      const gone = grants[which % Math.max(1, grants.length)];
      if (!gone) return;
      const before = await allowed(access, world, fullProofs(clock()));
      await store.write((tx) => access.revoke(tx, gone.jarId, gone.grantId));
      const after = await allowed(access, world, fullProofs(clock()));
      assert.deepEqual(
        [...after].filter((one) => !before.has(one)),
        [],
      );
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 2 ** 24 }), { minLength: 1, maxLength: 4 }), fc.nat(), run),
      { numRuns: 6 },
    );
  });

  it('adding a forbid never adds access', async (t) => {
    const world = await openWorld(t);
    await populate(
      world,
      [1, 2, 3, 77, 1234, 99999].map((seed) => (seed * 2654435) % 2 ** 24),
    );
    const before = await allowed(world.access, world, fullProofs(world.clock()));
    assert.ok(before.size > 0);
    const scopes = ['action', 'action == Action::"jar.read"', 'action in Action::"jar.inside"'];
    const conditions = [
      'context.relation == "viewer"',
      'resource.sensitivity == "internal"',
      'resource.type == "public"',
      'principal in Role::"auditor"',
      'context.proof has user_verified',
    ];
    const when = fc.tuple(fc.constantFrom(...scopes), fc.subarray(conditions, { minLength: 1 }));
    const run = async ([scope, parts]: [string, string[]]) => {
      const text = `@id("x") @sentence("X.") forbid (principal, ${scope}, resource is Jar) when { ${parts.join(' && ')} };`;
      const after = await allowed(world.withPolicies(await policiesWith(t, text)), world, fullProofs(world.clock()));
      assert.deepEqual(
        [...after].filter((one) => !before.has(one)),
        [],
      );
    };
    await fc.assert(fc.asyncProperty(when, run), { numRuns: 6 });
  });
});

describe('decide', () => {
  const ask = ({ store, clock }: World, access: Access, subject: string, verb: Verb, jar: string) =>
    access.decide(store.read, {
      subject,
      permission: `jar.${verb}`,
      tier: verbTiers[verb],
      jar,
      proofs: fullProofs(clock()),
      from: null,
    });

  it('answers a hidden jar and one that does not exist alike', async (t) => {
    const world = await openWorld(t);
    await world.jar({ id: 'hidden' });
    const hidden = await ask(world, world.access, 'mallory', 'read', 'hidden');
    for (const id of ['missing', 'hidden"', '', 'HIDDEN', 'hidden ']) {
      const missing = await ask(world, world.access, 'mallory', 'read', id);
      assert.deepEqual({ ...missing, policies: [] }, { ...hidden, policies: [] });
    }
    assert.deepEqual(
      [hidden.effect, hidden.effect === 'deny' && hidden.visible, hidden.relation],
      ['deny', false, null],
    );
  });

  it('a policy that errors denies, whatever could be proven, and sounds the alarm', async (t) => {
    const world = await openWorld(t);
    await world.jar({ id: 'honey' });
    const overflow =
      '@id("x") @sentence("X.") forbid (principal, action == Action::"jar.read", resource) when { context.fresh * 9223372036854775807 > 0 };';
    const broken = world.withPolicies(await policiesWith(t, overflow));
    assert.equal((await ask(world, world.access, 'alice', 'read', 'honey')).effect, 'allow');
    assert.deepEqual(await ask(world, broken, 'alice', 'read', 'honey'), {
      effect: 'deny',
      visible: true,
      relation: 'owner',
      policies: [],
    });
    assert.equal(world.alarms.length, 1);
    assert.equal((await ask(world, broken, 'alice', 'edit', 'honey')).effect, 'allow');
  });

  it('an unknown permission, or one on the wrong kind of thing, denies and sounds the alarm', async (t) => {
    const world = await openWorld(t);
    const { access, store, clock, alarms } = world;
    await world.jar({ id: 'honey' });
    const questions = [
      { permission: 'jar.steal', jar: 'honey' },
      { permission: 'jar.read', jar: null },
      { permission: 'audit.read', jar: 'honey' },
      { permission: 'jar.read"', jar: 'honey' },
    ];
    for (const question of questions) {
      const decision = await access.decide(store.read, {
        ...question,
        subject: 'alice',
        tier: 1,
        proofs: fullProofs(clock()),
        from: null,
      });
      assert.equal(decision.effect, 'deny');
    }
    assert.equal(alarms.length, questions.length);
  });

  it('an access list that the jar does not bear out opens nothing and sounds the alarm', async (t) => {
    const world = await openWorld(t);
    const jar = await world.jar({ id: 'honey', type: 'public' });
    assert.equal((await ask(world, world.access, 'bob', 'read', 'honey')).effect, 'allow');
    // The jar changes hands and type without a word to the access list.
    world.jars.set('honey', { ...jar, type: 'private', ownerId: 'carol' });
    assert.equal((await ask(world, world.access, 'bob', 'read', 'honey')).effect, 'deny');
    assert.equal((await ask(world, world.access, 'alice', 'delete', 'honey')).effect, 'deny');
    assert.ok(world.alarms.length > 0);
    const list = await world.access.readable(world.store.read, {
      subject: 'bob',
      proofs: fullProofs(world.clock()),
      from: null,
      limit: 5,
    });
    assert.deepEqual(list.jars, []);
    assert.ok(world.alarms.some((problem) => problem.startsWith('jar honey is listed for bob')));
  });

  it('a change of type or owner acts at once and leaves the grants', async (t) => {
    const world = await openWorld(t);
    for (const name of people) world.person(name);
    const jar = await world.jar({ id: 'honey', type: 'public' });
    await world.give('honey', 'bob', 'editor');
    await world.jar({ ...jar, type: 'private', ownerId: 'carol' });
    const answers = await Promise.all(
      (['alice', 'bob', 'carol', 'trent'] as const).map(
        async (name) => (await ask(world, world.access, name, 'read', 'honey')).relation,
      ),
    );
    assert.deepEqual(answers, [null, 'editor', 'owner', null]);
    assert.deepEqual(world.alarms, []);
  });

  it('says for each verb whether it is allowed and what is left to prove', async (t) => {
    const world = await openWorld(t);
    world.person('bob');
    await world.jar({ id: 'honey' });
    await world.give('honey', 'bob', 'manager' satisfies Relation);
    const { access, store, clock } = world;
    const proofs = { session: [ago(clock(), 36_000, 'code')], action: [] };
    assert.deepEqual(await access.may(store.read, { subject: 'bob', jar: 'honey', proofs, from: null }), {
      relation: 'manager',
      may: ['discover', 'read', 'query', 'upload', 'edit', 'approve', 'share', 'export'],
      needs: { share: { level: 'aal2', max_age_seconds: 300 }, export: { level: 'aal2', max_age_seconds: 300 } },
    });
    const nothing = { relation: null, may: [], needs: {} };
    assert.deepEqual(await access.may(store.read, { subject: 'mallory', jar: 'honey', proofs, from: null }), nothing);
    assert.deepEqual(await access.may(store.read, { subject: 'bob', jar: 'missing', proofs, from: null }), nothing);
  });

  it('a person in more teams than one query takes sees all of their jars', async (t) => {
    const world = await openWorld(t);
    const { access, store, clock } = world;
    const proofs = fullProofs(clock());
    for (let i = 0; i < 230; i++) {
      const team = await store.write(async (tx) => {
        const id = await access.createTeam(tx, { name: `team ${i}`, by: 'alice' });
        await access.joinTeam(tx, id, 'bob');
        return id;
      });
      if (i % 10 === 0) await world.jar({ id: `jar-${i}`, type: 'team', teamId: team });
    }
    const asked = { subject: 'bob', proofs, from: null, limit: 15 };
    const list = await access.readable(store.read, asked);
    assert.equal(list.jars.length, 15);
    const rest = await access.readable(store.read, { ...asked, before: list.next! });
    assert.equal(new Set([...list.jars, ...rest.jars].map(({ jarId }) => jarId)).size, 23);
    assert.equal(rest.next, null);
  });
});
