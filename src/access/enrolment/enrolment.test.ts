import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { fullProofs, openWorld, type World } from '../../../test/policies/world.ts';
import { proof } from '../../../test/support/evidence.ts';
import type { Evidence } from '../../assurance/evidence.ts';
import type { Requirement } from '../../assurance/requirement.ts';
import type { Credential } from '../../identity/identity.ts';
import type { Question } from '../access.ts';

const day = 86_400_000;

type Settings = NonNullable<NonNullable<Parameters<typeof openWorld>[1]>['settings']>;

/** People with roles that somebody gave, in an installation of these settings. */
async function world(t: TestContext, settings: Settings, holders: Record<string, string[]>): Promise<World> {
  const opened = await openWorld(t, { settings });
  for (const [name, roles] of Object.entries(holders)) {
    opened.person(name);
    for (const role of roles) {
      await opened.store.write((tx) => opened.access.assignRole(tx, name, role, 'alice'));
    }
  }
  return opened;
}

function give({ credentials }: World, name: string, backupEligible: boolean, status = 'active'): void {
  const key = { id: name, identityId: name, type: 'passkey', status, data: { backupEligible } };
  credentials.set(name, [key as unknown as Credential]);
}

const passkey = (at: number, shown: Partial<Evidence> = {}) => proof('passkey', { user_verified: true, at, ...shown });

/** What the engine says: `allow`, `deny`, or what has to be proven. */
async function asked(
  { access, store, clock }: World,
  question: Pick<Question, 'subject' | 'permission'> & Partial<Question>,
  session: Evidence[] = [passkey(clock())],
): Promise<Requirement | 'allow' | 'deny'> {
  const proofs = { session, action: [] };
  const decision = await access.decide(store.read, { tier: 1, jar: null, proofs, from: null, ...question });
  return decision.effect === 'step_up' ? decision.needs : decision.effect;
}

const missing = ({ access, store }: World, name: string) => access.enrolment(store.read, name);

describe('the minimum of a role', () => {
  it('is asked for beside the tier, for what the role gives', async (t) => {
    const opened = await world(t, { profile: 'regulated' }, { alice: ['owner'], bob: [] });
    const bound = { level: 'aal2', phishing_resistant: true, device_bound: true };
    for (const question of [
      { permission: 'person.read' },
      { permission: 'jar.oversee' },
      { permission: 'team.manage', tier: 2 },
    ] as const) {
      const age = 'tier' in question ? { max_age_seconds: 1800 } : {};
      const needs = await asked(opened, { subject: 'alice', ...question });
      assert.deepEqual(needs, { ...bound, ...age }, question.permission);
      const shown = [passkey(opened.clock(), { device_bound: true })];
      assert.equal(await asked(opened, { subject: 'alice', ...question }, shown), 'allow', question.permission);
    }
  });

  it('is that of a member on jars, which no role opens, and that of an editor for editors', async (t) => {
    const holders = { alice: ['owner'], bob: [], carol: ['owner', 'editor'] };
    const settings = { profile: 'regulated', 'assurance.role_minimum.editor': 'phishing_resistant' };
    const opened = await world(t, settings, holders);
    await opened.jar({ id: 'j', ownerId: 'bob' });
    for (const name of ['alice', 'carol']) await opened.give('j', name, 'editor');
    const app = [proof('totp', { at: opened.clock() })];
    for (const question of [
      { permission: 'jar.read', jar: 'j' },
      { permission: 'jar.edit', jar: 'j' },
      { permission: 'jar.create' },
    ]) {
      const needs = (subject: string) => asked(opened, { subject, ...question }, app);
      const names = question.permission === 'jar.create' ? ['alice', 'bob'] : ['alice'];
      for (const name of names) assert.deepEqual(await needs(name), { level: 'aal2' }, question.permission);
      assert.deepEqual(await needs('carol'), { level: 'aal2', phishing_resistant: true }, question.permission);
      assert.equal(await asked(opened, { subject: 'alice', ...question }), 'allow', question.permission);
    }
    const { needs } = await opened.access.may(opened.store.read, {
      subject: 'alice',
      jar: 'j',
      proofs: { session: app, action: [] },
      from: null,
    });
    assert.deepEqual([needs.discover, needs.read], [undefined, { level: 'aal2' }]);
  });

  it('asks an owner of the profile standard for no more on jars than anybody', async (t) => {
    const opened = await world(t, {}, { alice: ['owner'] });
    await opened.jar({ id: 'j', ownerId: 'alice' });
    const code = [proof('code', { channel: 'email', at: opened.clock() })];
    for (const permission of ['jar.read', 'jar.upload', 'jar.edit']) {
      assert.equal(await asked(opened, { subject: 'alice', permission, jar: 'j' }, code), 'allow', permission);
    }
    assert.equal(await asked(opened, { subject: 'alice', permission: 'jar.create' }, code), 'allow');
    assert.deepEqual(await asked(opened, { subject: 'alice', permission: 'team.read' }, code), { level: 'aal2' });
  });

  it('never takes away what the tier asks for', async (t) => {
    const opened = await world(t, { profile: 'regulated' }, { alice: ['owner'] });
    const shown = [passkey(opened.clock() - 200_000, { device_bound: true })];
    const question = { subject: 'alice', permission: 'audit.read', tier: 3 } as const;
    assert.deepEqual(await asked(opened, question, shown), {
      level: 'aal2',
      phishing_resistant: true,
      device_bound: true,
      max_age_seconds: 180,
    });
    const critical = { ...question, permission: 'role.assign', tier: 4 } as const;
    const bound = [passkey(opened.clock(), { device_bound: true })];
    assert.deepEqual(await asked(opened, critical, bound), {
      level: 'aal2',
      phishing_resistant: true,
      device_bound: true,
      action_bound: true,
    });
  });

  it('does not hide that a jar exists, and lists agree with decisions', async (t) => {
    const opened = await world(t, { profile: 'regulated' }, { alice: ['owner'], bob: [] });
    const { access, store, clock } = opened;
    await opened.jar({ id: 'j', ownerId: 'bob', type: 'public' });
    const code = { session: [proof('totp', { at: clock() })], action: [] };
    for (const subject of ['alice', 'bob']) {
      const list = (verb: 'discover' | 'read', proofs = code) =>
        access.readable(store.read, { subject, proofs, from: null, limit: 5, verb }).then(({ jars }) => jars.length);
      assert.deepEqual([await list('discover'), await list('read')], [1, 0], subject);
      const shown = { session: [passkey(clock(), { device_bound: true })], action: [] };
      assert.equal(await list('read', shown), 1, subject);
    }
    assert.deepEqual(opened.alarms, []);
  });

  it('is none for those whose profile asks for none', async (t) => {
    const opened = await world(t, { profile: 'starter' }, { alice: ['admin', 'auditor'], bob: ['owner'] });
    const code = [proof('code', { channel: 'email', at: opened.clock() })];
    const question = { permission: 'installation.read_profile' } as const;
    assert.equal(await asked(opened, { subject: 'alice', ...question }, code), 'allow');
    assert.deepEqual(await asked(opened, { subject: 'bob', ...question }, code), { level: 'aal2' });
  });
});

describe('the key that a role asks for', () => {
  const bound = { phishing_resistant: true, device_bound: true };

  it('is missing until one that fits is there: a synced one is none that cannot leave its device', async (t) => {
    const holders = { alice: ['owner'], bob: ['admin'], carol: ['auditor'], trent: ['editor'], mallory: [] };
    const opened = await world(t, { profile: 'regulated' }, holders);
    const dueAt = opened.clock();
    assert.deepEqual(await missing(opened, 'alice'), { needs: bound, dueAt });
    assert.deepEqual(await missing(opened, 'bob'), { needs: { phishing_resistant: true }, dueAt });
    assert.deepEqual(await missing(opened, 'carol'), { needs: { phishing_resistant: true }, dueAt });
    for (const name of ['trent', 'mallory']) assert.equal(await missing(opened, name), null, name);

    for (const name of ['alice', 'bob']) give(opened, name, true);
    assert.deepEqual((await missing(opened, 'alice'))?.needs, bound);
    assert.equal(await missing(opened, 'bob'), null);
    give(opened, 'alice', false);
    assert.equal(await missing(opened, 'alice'), null);
    give(opened, 'alice', false, 'suspended');
    assert.deepEqual((await missing(opened, 'alice'))?.needs, bound);
  });

  it('is not looked for where it has just been shown', async (t) => {
    const opened = await world(t, { profile: 'regulated' }, { alice: ['owner'] });
    const shown = (device_bound: boolean) =>
      opened.access.enrolment(opened.store.read, 'alice', [passkey(opened.clock(), { device_bound })]);
    assert.equal(await shown(true), null);
    assert.deepEqual((await shown(false))?.needs, bound);
  });

  it('is the strictest that all roles ask for, as soon as the first of them asks', async (t) => {
    const settings = { profile: 'regulated', 'assurance.enrolment_grace': '2d' };
    const opened = await world(t, settings, { alice: ['support'] });
    const first = opened.clock() + 2 * day;
    opened.clock.advance({ minutes: 60 });
    await opened.store.write((tx) => opened.access.assignRole(tx, 'alice', 'owner', 'bob'));
    assert.deepEqual(await missing(opened, 'alice'), { needs: bound, dueAt: first });
    give(opened, 'alice', true);
    assert.deepEqual(await missing(opened, 'alice'), { needs: bound, dueAt: first + 3_600_000 });
  });
});

describe('grace', () => {
  it('counts from when somebody gave the role, and lets its holder act at its level meanwhile', async (t) => {
    const settings = { profile: 'regulated', 'assurance.enrolment_grace': '7d' };
    const opened = await world(t, settings, { alice: ['owner'] });
    const question = { subject: 'alice', permission: 'person.read' };
    const dueAt = opened.clock() + 7 * day;
    const strict = { level: 'aal2', phishing_resistant: true, device_bound: true };
    assert.equal((await missing(opened, 'alice'))?.dueAt, dueAt);
    assert.equal(await asked(opened, question), 'allow');
    assert.deepEqual(await asked(opened, question, [proof('totp', { at: opened.clock() })]), { level: 'aal2' });
    opened.clock.advance({ minutes: 7 * 24 * 60 });
    assert.deepEqual(await asked(opened, question), strict);
  });

  it('is none for whom nobody gave the role, nor for whoever has a key that fits', async (t) => {
    const opened = await openWorld(t, { settings: { profile: 'starter' } });
    opened.person('alice');
    await opened.store.write((tx) => opened.access.assignRole(tx, 'alice', 'owner'));
    assert.equal((await missing(opened, 'alice'))?.dueAt, opened.clock());

    const settings = { profile: 'regulated', 'assurance.enrolment_grace': '7d' };
    const other = await world(t, settings, { alice: ['owner'] });
    give(other, 'alice', false);
    const needs = await asked(other, { subject: 'alice', permission: 'person.read' });
    assert.deepEqual(needs, { level: 'aal2', phishing_resistant: true, device_bound: true });
  });
});

describe('an exception', () => {
  const except = ({ access, store }: World, until: number) =>
    store.write((tx) => access.exceptFromEnrolment(tx, { identityId: 'alice', by: 'bob', until }));

  it('ends by itself on its date, and before that when it is taken back', async (t) => {
    const opened = await world(t, { profile: 'regulated' }, { alice: ['owner'], bob: ['owner'] });
    const { access, store, clock } = opened;
    const question = { subject: 'alice', permission: 'person.read' };
    const until = clock() + 3 * day;
    await except(opened, until);
    assert.equal((await missing(opened, 'alice'))?.dueAt, until);
    assert.deepEqual(await access.enrolmentException(store.read, 'alice'), {
      until,
      approvedBy: 'bob',
      approvedAt: clock(),
    });
    assert.equal(await asked(opened, question), 'allow');
    assert.notEqual(await asked(opened, { ...question, subject: 'bob' }), 'allow');

    clock.advance({ minutes: 3 * 24 * 60 });
    assert.notEqual(await asked(opened, question), 'allow');
    assert.equal(await access.enrolmentException(store.read, 'alice'), null);

    await except(opened, clock() + day);
    await except(opened, clock() + 2 * day);
    assert.equal((await missing(opened, 'alice'))?.dueAt, clock() + 2 * day);
    assert.equal(await store.write((tx) => access.endEnrolmentException(tx, 'alice')), true);
    assert.equal(await store.write((tx) => access.endEnrolmentException(tx, 'alice')), false);
    assert.notEqual(await asked(opened, question), 'allow');
  });

  it('lies in the future, and no more than 90 days ahead', async (t) => {
    const opened = await world(t, { profile: 'regulated' }, { alice: ['owner'] });
    const now = opened.clock();
    await assert.rejects(except(opened, now), { code: 'expiry_in_past', status: 400 });
    await assert.rejects(except(opened, now + 90 * day + 1), { code: 'exception_too_long', status: 400 });
    await except(opened, now + 90 * day);
  });

  it('goes with its person', async (t) => {
    const opened = await world(t, { profile: 'regulated' }, { alice: ['owner'], bob: ['owner'] });
    await except(opened, opened.clock() + day);
    await opened.store.write((tx) => opened.access.leave(tx, 'alice'));
    assert.equal(await opened.access.enrolmentException(opened.store.read, 'alice'), null);
  });
});

it('what is fully proven is enough for tiers and roles of every profile', async (t) => {
  for (const profile of ['starter', 'standard', 'regulated']) {
    const opened = await world(t, { profile }, { alice: ['owner', 'admin', 'auditor', 'editor'] });
    const shown = (proofs: readonly Evidence[]) => proofs.map((each) => ({ ...each, device_bound: true }));
    const { session, action } = fullProofs(opened.clock());
    const proofs = { session: shown(session), action: shown(action) };
    for (const [permission, tier] of [
      ['role.assign', 4],
      ['audit.export', 3],
      ['jar.create', 2],
      ['team.read', 1],
    ] as const) {
      assert.equal(
        await asked(opened, { subject: 'alice', permission, tier, proofs }),
        'allow',
        `${profile} ${permission}`,
      );
    }
  }
});
