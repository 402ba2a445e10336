import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { fullProofs, openWorld, type World } from '../../../test/policies/world.ts';
import { type Verb, verbs } from '../access.ts';
import type { CustomRole } from './custom-roles.ts';

const nightWatch: CustomRole = {
  name: 'night_watch',
  title: 'Night “watch”, "\\" and €',
  sentence: 'Looks after the installation at night.',
  permissions: ['person.read', 'person.suspend'],
  publicJars: ['discover', 'upload'],
};

async function installation(scope: TestContext) {
  const world = await openWorld(scope);
  for (const name of ['olive', 'ada', 'carol', 'nina']) world.person(name);
  await world.store.write(async (tx) => {
    await world.access.assignRole(tx, 'olive', 'owner');
    await world.access.assignRole(tx, 'ada', 'admin');
    await world.access.assignRole(tx, 'carol', 'security_officer');
  });
  return world;
}

const asker = ({ clock }: World, subject: string) => ({ subject, proofs: fullProofs(clock()), from: null });

const define = (world: World, by: string, role: CustomRole) =>
  world.store.write((tx) => world.access.defineRole(tx, { by: asker(world, by), role }));

const change = (world: World, by: string, name: string, to: Partial<CustomRole>) =>
  world.store.write((tx) => world.access.changeRole(tx, { by: asker(world, by), name, change: to }));

const remove = (world: World, by: string, name: string) =>
  world.store.write((tx) => world.access.deleteRole(tx, { by: asker(world, by), name }));

const may = async (world: World, subject: string, permission: string, jar: string | null = null) =>
  (await world.access.decide(world.store.read, { ...asker(world, subject), permission, tier: 1, jar })).effect ===
  'allow';

describe('custom roles', () => {
  it('are written as rules that one can read', async (t) => {
    const world = await installation(t);
    await define(world, 'olive', nightWatch);
    const texts = (await world.access.policies.list(world.store.read)).map(({ id, text }) => [id, text]);
    assert.deepEqual(texts, [
      [
        'role.night_watch',
        `@id("role.night_watch")
@sentence("The role “Night “watch”, \\"\\\\\\" and €” gives person.read, person.suspend.")
permit (
  principal in Role::"night_watch",
  action in [Action::"person.read", Action::"person.suspend"],
  resource is Installation
);
`,
      ],
      [
        'role.night_watch.jars',
        `@id("role.night_watch.jars")
@sentence("The role “Night “watch”, \\"\\\\\\" and €” gives jar.upload on public jars.")
permit (
  principal in Role::"night_watch",
  action in [Action::"jar.upload"],
  resource is Jar
)
when { resource.type == "public" };
`,
      ],
    ]);
  });

  it('act from the next decision on, and so does what is changed in them', async (t) => {
    const world = await installation(t);
    const { access, store } = world;
    await world.jar({ id: 'open', type: 'public' });
    await define(world, 'olive', nightWatch);
    assert.equal(await may(world, 'nina', 'person.suspend'), false);
    await store.write((tx) => access.giveRole(tx, { by: 'olive', to: 'nina', role: 'night_watch' }));
    assert.equal(await may(world, 'nina', 'person.suspend'), true);
    assert.equal(await may(world, 'nina', 'jar.upload', 'open'), true);
    await change(world, 'olive', 'night_watch', { permissions: ['person.read'], publicJars: [] });
    assert.equal(await may(world, 'nina', 'person.suspend'), false);
    assert.equal(await may(world, 'nina', 'person.read'), true);
    assert.equal(await may(world, 'nina', 'jar.upload', 'open'), false);
    assert.deepEqual(
      (await access.policies.list(store.read)).map(({ id, version }) => [id, version]),
      [['role.night_watch', 2]],
    );
  });

  it('hold no more than whoever makes, changes or deletes them', async (t) => {
    const world = await installation(t);
    const exceeds = { code: 'role_exceeds_own' };
    // Somebody else than an owner makes roles only where a role says so.
    await define(world, 'olive', { ...nightWatch, name: 'maker', permissions: ['role.define', 'person.read'] });
    await world.store.write((tx) => world.access.assignRole(tx, 'nina', 'maker'));
    await assert.rejects(define(world, 'nina', { ...nightWatch, permissions: ['person.suspend'] }), exceeds);
    await define(world, 'nina', { ...nightWatch, permissions: ['person.read'] });
    await assert.rejects(change(world, 'nina', 'night_watch', { permissions: ['audit.read'] }), exceeds);
    await change(world, 'olive', 'night_watch', { permissions: ['audit.read'] });
    await assert.rejects(change(world, 'nina', 'night_watch', { permissions: [] }), exceeds, 'what it held counts too');
    await assert.rejects(remove(world, 'nina', 'night_watch'), exceeds);
    assert.equal(await may(world, 'nina', 'audit.read'), false);
  });

  it('are not given beyond what the giver holds, nor does a rule of the house make everybody alike', async (t) => {
    const world = await installation(t);
    const { access, store } = world;
    await define(world, 'olive', { ...nightWatch, name: 'reader', permissions: ['audit.read'] });
    await define(world, 'olive', nightWatch);
    const give = (role: string) => store.write((tx) => access.giveRole(tx, { by: 'ada', to: 'nina', role }));
    await assert.rejects(give('reader'), { code: 'role_exceeds_own' });
    assert.equal(await give('night_watch'), true);
    const text = `@id("office") @sentence("Only in the office.")
      forbid (principal, action, resource is Installation)
      unless { context.environment has network && context.environment.network.isInRange(ip("10.0.0.0/8")) };`;
    const from = { ip: '10.1.2.3', userAgent: '' };
    const by = { ...asker(world, 'olive'), from };
    const policy = { id: 'office', text, enabled: true, reason: '', version: null };
    await store.write((tx) => access.savePolicy(tx, { by, ...policy }));
    await assert.rejects(give('reader'), { code: 'role_exceeds_own' });
    await assert.rejects(give('security_officer'), { code: 'role_exceeds_own' });
    await assert.rejects(define(world, 'olive', { ...nightWatch, name: 'other' }), { code: 'role_exceeds_own' });
    await store.write((tx) => access.defineRole(tx, { by, role: { ...nightWatch, name: 'other' } }));
  });

  it('cannot be changed where their rules stand', async (t) => {
    const world = await installation(t);
    const { access, store } = world;
    await define(world, 'olive', nightWatch);
    const { text, version } = (await access.policies.find(store.read, 'role.night_watch'))!;
    const of = { by: asker(world, 'olive'), id: 'role.night_watch', reason: '' };
    const saved = { ...of, text: text!.replace('person.suspend', 'person.invite'), enabled: true, version };
    const refused = { code: 'policy_of_role', status: 409 };
    await assert.rejects(
      store.write((tx) => access.savePolicy(tx, saved)),
      refused,
    );
    await assert.rejects(
      store.write((tx) => access.deletePolicy(tx, of)),
      refused,
    );
    await assert.rejects(
      store.write((tx) => access.revertPolicy(tx, { ...of, version: 1 })),
      refused,
    );
  });

  it('keep to names and permissions that there are', async (t) => {
    const world = await installation(t);
    const unknown = { code: 'unknown_permission', status: 400 };
    for (const permissions of [['jar.read'], ['person.administration'], ['king.be'], ['__proto__']]) {
      await assert.rejects(define(world, 'olive', { ...nightWatch, permissions }), unknown, permissions[0]);
    }
    for (const verb of ['share', 'export', 'delete', 'administer'] satisfies Verb[]) {
      await assert.rejects(define(world, 'olive', { ...nightWatch, publicJars: [verb] }), unknown, verb);
    }
    await assert.rejects(define(world, 'olive', { ...nightWatch, name: 'support' }), { code: 'role_exists' });
    await define(world, 'olive', nightWatch);
    await assert.rejects(define(world, 'olive', nightWatch), { code: 'role_exists' });
    await assert.rejects(change(world, 'olive', 'support', { title: 'Helper' }), { code: 'built_in_role' });
    await assert.rejects(change(world, 'olive', 'king', { title: 'King' }), { code: 'not_found' });
    await assert.rejects(remove(world, 'olive', 'support'), { code: 'built_in_role' });
  });

  it('go only when nobody has them, and leave nothing to whoever bears their name next', async (t) => {
    const world = await installation(t);
    const { access, store } = world;
    await world.jar({ id: 'closed', ownerId: 'olive' });
    await define(world, 'olive', nightWatch);
    const subject = { type: 'role', id: 'night_watch' } as const;
    const grant = { jarId: 'closed', by: 'olive', subject, relation: 'viewer', expiresAt: null } as const;
    await store.write(async (tx) => {
      await access.grant(tx, grant);
      await access.assignRole(tx, 'nina', 'night_watch');
    });
    assert.equal(await may(world, 'nina', 'jar.read', 'closed'), true);
    await assert.rejects(remove(world, 'olive', 'night_watch'), { code: 'role_in_use', status: 409 });
    await store.write((tx) => access.takeRole(tx, { by: 'olive', from: 'nina', role: 'night_watch' }));
    await remove(world, 'olive', 'night_watch');
    assert.deepEqual(await access.policies.list(store.read), []);
    assert.equal(await access.isRole(store.read, 'night_watch'), false);
    await assert.rejects(
      store.write((tx) => access.assignRole(tx, 'nina', 'night_watch')),
      { code: 'unknown_role' },
    );
    await define(world, 'olive', nightWatch);
    await store.write((tx) => access.assignRole(tx, 'nina', 'night_watch'));
    assert.equal(await may(world, 'nina', 'jar.read', 'closed'), false);
  });

  it('keep in the rules whoever narrows a role that they have themselves', async (t) => {
    const world = await installation(t);
    const permissions = ['role.define', 'policy.read', 'policy.manage'];
    await define(world, 'olive', { ...nightWatch, permissions });
    await world.store.write((tx) => world.access.assignRole(tx, 'nina', 'night_watch'));
    const narrower = change(world, 'nina', 'night_watch', { permissions: ['role.define', 'policy.read'] });
    await assert.rejects(narrower, { code: 'policy_locks_out', status: 409 });
  });

  it('never give more than their list, whatever the list is', async (t) => {
    const world = await installation(t);
    const { access, store } = world;
    const installed = access.actions.filter((action) => !verbs.some((verb) => action === `jar.${verb}`));
    await world.jar({ id: 'open', type: 'public' });
    await world.jar({ id: 'closed', ownerId: 'olive' });
    await define(world, 'olive', { ...nightWatch, permissions: [], publicJars: [] });
    await store.write((tx) => access.assignRole(tx, 'nina', 'night_watch'));
    const onPublicJars: Verb[] = ['upload', 'edit', 'approve'];
    await fc.assert(
      fc.asyncProperty(fc.subarray(installed), fc.subarray(onPublicJars), async (permissions, publicJars) => {
        await change(world, 'olive', 'night_watch', { permissions, publicJars });
        for (const action of installed) {
          const given = permissions.includes(action) || action === 'jar.create';
          assert.equal(await may(world, 'nina', action), given, action);
        }
        for (const verb of verbs) {
          const given = ['discover', 'read', 'query', ...publicJars].includes(verb);
          assert.equal(await may(world, 'nina', `jar.${verb}`, 'open'), given, verb);
          assert.equal(await may(world, 'nina', `jar.${verb}`, 'closed'), false, verb);
        }
      }),
      { numRuns: 20, seed: 7 },
    );
    assert.deepEqual(world.alarms, []);
  });
});

describe('effective permissions', () => {
  it('name the roles and policies that give each, and what has to be proven', async (t) => {
    const world = await installation(t);
    const { access, store } = world;
    await define(world, 'olive', { ...nightWatch, permissions: ['team.read', 'audit.read'] });
    await store.write(async (tx) => {
      for (const role of ['night_watch', 'support']) await access.assignRole(tx, 'nina', role);
    });
    const tierOf = (permission: string) => (permission === 'audit.read' ? 3 : 1);
    const of = (subject: string) => access.effective(store.read, { subject, from: null, tierOf });
    const found = new Map((await of('nina')).map((each) => [each.permission, each]));
    assert.deepEqual([...found.keys()].sort(), [
      'audit.read',
      'jar.create',
      'person.end_sessions',
      'person.read',
      'person.reset_factors',
      'team.read',
    ]);
    const shown = (permission: string) => {
      const { roles, policies, needs } = found.get(permission)!;
      return { roles, policies: policies.map(({ id }) => id).sort(), needs };
    };
    assert.deepEqual(shown('team.read'), {
      roles: ['night_watch', 'support'],
      policies: ['people.support', 'role.night_watch'],
      needs: { level: 'aal2' },
    });
    assert.deepEqual(shown('audit.read'), {
      roles: ['night_watch'],
      policies: ['role.night_watch'],
      needs: { level: 'aal2', max_age_seconds: 300 },
    });
    assert.deepEqual(shown('person.read').needs, { level: 'aal2' });
    assert.deepEqual(shown('jar.create').policies, ['installation.create-jar']);
    await store.write((tx) => access.assignRole(tx, 'nina', 'read_only'));
    assert.deepEqual(
      (await of('nina')).map(({ permission }) => permission).sort(),
      ['audit.read', 'person.read', 'team.read'],
      'what a role takes away is not there',
    );
  });
});
