import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { fullProofs, openWorld } from '../../test/policies/world.ts';
import type { GrantSubject, Relation, Verb } from './access.ts';
import { verbTiers } from './access.ts';

const never = null;

/** alice owns `honey`; bob and carol exist; mallory is nobody's friend. */
async function setUp(t: TestContext, type: 'private' | 'restricted' | 'public' = 'private') {
  const world = await openWorld(t);
  for (const name of ['alice', 'bob', 'carol', 'mallory']) world.person(name);
  await world.jar({ id: 'honey', type });
  const { access, store, clock } = world;
  const may = async (subject: string, verb: Verb, jar = 'honey') =>
    (
      await access.decide(store.read, {
        subject,
        permission: `jar.${verb}`,
        tier: verbTiers[verb],
        jar,
        proofs: fullProofs(clock()),
        from: null,
      })
    ).effect === 'allow';
  const share = (by: string, subject: GrantSubject, relation: Relation, expiresAt: number | null = never) =>
    store.write((tx) => access.grant(tx, { jarId: 'honey', by, subject, relation, expiresAt }));
  const to = (id: string): GrantSubject => ({ type: 'user', id });
  const mail = (email: string): GrantSubject => ({ type: 'user', email });
  return { ...world, may, share, to, mail };
}

const code = (expected: string) => (error: unknown) => (error as { code: string }).code === expected;

describe('sharing', () => {
  it('gives a relation at once and takes it away at once', async (t) => {
    const { access, store, may, share, to } = await setUp(t);
    const before = await access.revision(store.read);
    const grant = await share('alice', to('bob'), 'editor');
    assert.equal(await may('bob', 'edit'), true);
    assert.equal(await may('bob', 'share'), false);
    assert.equal(await store.write((tx) => access.revoke(tx, 'honey', grant.id)), true);
    assert.equal(await may('bob', 'read'), false);
    assert.equal(await store.write((tx) => access.revoke(tx, 'honey', grant.id)), false);
    assert.equal(await access.revision(store.read), before + 2);
  });

  it('ends at the very millisecond', async (t) => {
    const { access, store, clock, may, share, to } = await setUp(t);
    await share('alice', to('bob'), 'viewer', clock() + 1000);
    clock.advance({ ms: 999 });
    assert.equal(await may('bob', 'read'), true);
    clock.advance({ ms: 1 });
    assert.equal(await may('bob', 'read'), false);
    const list = await access.readable(store.read, {
      subject: 'bob',
      proofs: fullProofs(clock()),
      from: null,
      limit: 10,
    });
    assert.deepEqual(list.jars, []);
    assert.deepEqual(
      (await access.entries(store.read, 'honey')).map((entry) => entry.because),
      ['owner'],
    );
  });

  it('replaces the earlier grant to the same subject', async (t) => {
    const { access, store, may, share, to } = await setUp(t);
    await share('alice', to('bob'), 'manager');
    await share('alice', to('bob'), 'viewer');
    assert.equal(await may('bob', 'share'), false);
    const entries = await access.entries(store.read, 'honey');
    assert.deepEqual(
      entries.map(({ relation, because }) => [relation, because]),
      [
        ['owner', 'owner'],
        ['viewer', 'grant'],
      ],
    );
  });

  it('a second, weaker way in does not weaken the first', async (t) => {
    const { access, store, may, share, to } = await setUp(t);
    const team = await store.write(async (tx) => {
      const id = await access.createTeam(tx, { name: 'bees', by: 'alice' });
      await access.joinTeam(tx, id, 'bob');
      return id;
    });
    await share('alice', to('bob'), 'editor');
    await share('alice', { type: 'team', id: team }, 'viewer');
    assert.equal(await may('bob', 'edit'), true);
    await store.write((tx) => access.leaveTeam(tx, team, 'bob'));
    assert.equal(await may('bob', 'edit'), true);
  });

  it('reaches the members of a team and the holders of a role, for as long as they are', async (t) => {
    const { access, store, may, share } = await setUp(t);
    const team = await store.write((tx) => access.createTeam(tx, { name: 'bees', by: 'alice' }));
    await share('alice', { type: 'team', id: team }, 'viewer');
    await share('alice', { type: 'role', id: 'auditor' }, 'contributor');
    assert.equal(await may('bob', 'read'), false);
    await store.write((tx) => access.joinTeam(tx, team, 'bob'));
    await store.write((tx) => access.assignRole(tx, 'carol', 'auditor'));
    assert.deepEqual([await may('bob', 'read'), await may('carol', 'upload')], [true, true]);
    await store.write((tx) => access.leaveTeam(tx, team, 'bob'));
    await store.write((tx) => access.removeRole(tx, 'carol', 'auditor'));
    assert.deepEqual([await may('bob', 'read'), await may('carol', 'upload')], [false, false]);
  });

  const refused: {
    name: string;
    by?: string;
    subject?: GrantSubject;
    relation?: string;
    expiresIn?: number;
    jar?: 'private' | 'restricted' | 'public';
    code: string;
  }[] = [
    { name: 'ownership', relation: 'owner', code: 'unknown_relation' },
    { name: 'a relation that does not exist', relation: 'queen', code: 'unknown_relation' },
    { name: 'an end that is now', expiresIn: 0, code: 'expiry_in_past' },
    { name: 'an end in the past', expiresIn: -1, code: 'expiry_in_past' },
    { name: 'access for nobody', subject: { type: 'user', id: 'nobody' }, code: 'unknown_subject' },
    { name: 'access for an unknown team', subject: { type: 'team', id: 'wasps' }, code: 'unknown_subject' },
    { name: 'access for an unknown role', subject: { type: 'role', id: 'queen' }, code: 'unknown_subject' },
    { name: 'access for an identifier with a quote', subject: { type: 'user', id: 'x"' }, code: 'unknown_subject' },
    {
      name: 'access for something that is no address',
      subject: { type: 'user', email: 'bob' },
      code: 'unknown_subject',
    },
    { name: 'access to oneself', subject: { type: 'user', id: 'alice' }, code: 'grant_exceeds_own' },
    {
      name: 'access to oneself by e-mail',
      subject: { type: 'user', email: ' Alice@Example.ORG' },
      code: 'grant_exceeds_own',
    },
    { name: 'what a stranger does not have', by: 'mallory', code: 'grant_exceeds_own' },
    { name: 'what a viewer has, by a viewer', by: 'viewer', code: 'grant_exceeds_own' },
    { name: 'what an editor has, by an editor', by: 'editor', relation: 'editor', code: 'grant_exceeds_own' },
    { name: 'a public jar by one of its readers', by: 'mallory', jar: 'public', code: 'grant_exceeds_own' },
    { name: 'a restricted jar by its manager', by: 'manager', jar: 'restricted', code: 'grant_exceeds_own' },
    { name: 'access for ever by a manager for an hour', by: 'hourly', code: 'grant_exceeds_own' },
    { name: 'access for longer than one has it', by: 'hourly', expiresIn: 3_600_001, code: 'grant_exceeds_own' },
  ];
  for (const { name, by = 'alice', relation = 'viewer', ...row } of refused) {
    it(`refuses ${name}`, async (t) => {
      const subject: GrantSubject = row.subject ?? { type: 'user', id: 'carol' };
      const { access, store, clock, share, give, person } = await setUp(t, row.jar);
      for (const held of ['viewer', 'editor', 'manager'] as const) await give('honey', person(held), held);
      await give('honey', person('hourly'), 'manager', clock() + 3_600_000);
      const before = await access.entries(store.read, 'honey');
      const until = row.expiresIn === undefined ? never : clock() + row.expiresIn;
      await assert.rejects(share(by, subject, relation as Relation, until), code(row.code));
      assert.deepEqual(await access.entries(store.read, 'honey'), before);
    });
  }

  it('a manager gives what they have, for as long as they have it', async (t) => {
    const { clock, may, share, to, give } = await setUp(t);
    await give('honey', 'bob', 'manager', clock() + 1000);
    await share('bob', to('carol'), 'manager', clock() + 1000);
    assert.equal(await may('carol', 'share'), true);
  });

  it('a jar that is not there has no grants', async (t) => {
    const { access, store } = await setUp(t);
    const grant = {
      jarId: 'x"',
      by: 'alice',
      subject: { type: 'user', id: 'bob' },
      relation: 'viewer',
      expiresAt: never,
    } as const;
    await assert.rejects(
      store.write((tx) => access.grant(tx, grant)),
      code('not_found'),
    );
    await assert.rejects(access.entries(store.read, 'x"'), code('not_found'));
    assert.equal(await store.write((tx) => access.revoke(tx, 'honey', 'x"')), false);
  });

  it('takes no grant away through another jar', async (t) => {
    const { access, store, may, share, to, jar } = await setUp(t);
    await jar({ id: 'other', ownerId: 'mallory' });
    const grant = await share('alice', to('bob'), 'viewer');
    assert.equal(await store.write((tx) => access.revoke(tx, 'other', grant.id)), false);
    assert.equal(await may('bob', 'read'), true);
  });

  it('a jar with the identifier of a deleted one starts empty', async (t) => {
    const { access, store, may, share, to, mail, jar, person } = await setUp(t);
    await share('alice', to('bob'), 'manager');
    await share('alice', mail('dave@example.org'), 'manager');
    await store.write((tx) => access.unpublish(tx, 'honey'));
    await jar({ id: 'honey', ownerId: 'carol' });
    await store.write((tx) => access.claimPending(tx, person('dave'), 'dave@example.org'));
    const who = await Promise.all(['alice', 'bob', 'dave', 'carol'].map((name) => may(name, 'read')));
    assert.deepEqual(who, [false, false, false, true]);
  });

  it('check and change are one transaction', async (t) => {
    const { access, store, clock, give } = await setUp(t);
    const grant = await give('honey', 'bob', 'manager');
    const question = {
      subject: 'bob',
      permission: 'jar.share',
      tier: 3,
      jar: 'honey',
      proofs: fullProofs(clock()),
      from: null,
    } as const;
    await store.write(async (tx) => {
      await access.revoke(tx, 'honey', grant.id);
      assert.equal((await access.decide(tx, question)).effect, 'deny');
      const again = {
        jarId: 'honey',
        by: 'bob',
        subject: { type: 'user', id: 'carol' },
        relation: 'viewer',
        expiresAt: never,
      } as const;
      await assert.rejects(access.grant(tx, again), code('grant_exceeds_own'));
    });
    assert.equal((await access.decide(store.read, question)).effect, 'deny');
  });
});

describe('sharing with an address', () => {
  it('answers alike whether or not somebody has it', async (t) => {
    const { access, store, share, mail } = await setUp(t);
    const known = await share('alice', mail('Bob@example.org'), 'viewer');
    const unknown = await share('alice', mail('Dave@example.org'), 'viewer');
    assert.deepEqual(known.subject, { type: 'user', id: null, email: 'bob@example.org' });
    assert.deepEqual(unknown.subject, { type: 'user', id: null, email: 'dave@example.org' });
    const { id: _, subject: __, ...common } = known;
    assert.deepEqual(unknown, { ...common, id: unknown.id, subject: unknown.subject });
    const listed = (await access.entries(store.read, 'honey')).map(({ subject }) => subject.email);
    assert.deepEqual(listed.sort(), ['bob@example.org', 'dave@example.org', null].sort());
  });

  it('does not tell whose address it is by merging with a grant to the person', async (t) => {
    const { access, store, may, share, mail, to } = await setUp(t);
    await share('alice', mail('bob@example.org'), 'viewer');
    const direct = await share('alice', to('bob'), 'editor');
    assert.equal((await access.entries(store.read, 'honey')).length, 3);
    await store.write((tx) => access.revoke(tx, 'honey', direct.id));
    assert.deepEqual([await may('bob', 'edit'), await may('bob', 'read')], [false, true]);
  });

  it('takes effect at once for a verified address only, otherwise when it is verified', async (t) => {
    const { access, store, may, share, mail, person } = await setUp(t);
    person('dave', 'dave@example.org', false);
    await share('alice', mail('dave@example.org'), 'viewer');
    assert.equal(await may('dave', 'read'), false);
    const claim = () => store.write((tx) => access.claimPending(tx, 'dave', 'DAVE@example.org'));
    assert.equal(await claim(), 0, 'not verified');
    assert.equal(await may('dave', 'read'), false);
    person('dave', 'dave@example.org', true);
    assert.equal(await claim(), 1);
    assert.equal(await may('dave', 'read'), true);
    assert.equal(await claim(), 0, 'once');
  });

  // Unicode holds the Kelvin sign for another way to write K (UAX #15), and a domain is written in ASCII.
  for (const [written, meant] of [
    ['mi\u212ae@example.org', 'mike@example.org'],
    ['mike@M\u00fcnchen.example', 'mike@xn--mnchen-3ya.example'],
  ] as const) {
    it(`${JSON.stringify(written)} is ${meant}, as for identities`, async (t) => {
      const { may, share, mail, person } = await setUp(t);
      person('mike', meant);
      const { subject } = await share('alice', mail(written), 'viewer');
      assert.equal(subject.email, meant);
      assert.equal(await may('mike', 'read'), true);
    });
  }

  it('is claimed by nobody else', async (t) => {
    const { access, store, may, share, mail } = await setUp(t);
    await share('alice', mail('dave@example.org'), 'viewer');
    assert.equal(await store.write((tx) => access.claimPending(tx, 'mallory', 'dave@example.org')), 0);
    assert.equal(await may('mallory', 'read'), false);
  });

  it('that has run out meanwhile gives nothing', async (t) => {
    const { access, store, clock, may, share, mail, person } = await setUp(t);
    await share('alice', mail('dave@example.org'), 'viewer', clock() + 1000);
    clock.advance({ seconds: 1 });
    await store.write((tx) => access.claimPending(tx, person('dave'), 'dave@example.org'));
    assert.equal(await may('dave', 'read'), false);
  });

  // U+017F upper-cases to S; it is a letter that nobody's address is written with.
  it('of a letter that only looks like another is nobody’s', async (t) => {
    const { share, mail, person } = await setUp(t);
    person('victim', 'sam@example.org');
    await assert.rejects(share('alice', mail('\u017fam@example.org'), 'viewer'), code('unknown_subject'));
  });

  // U+0130 lower-cases to i and a dot.
  it('with a dotted capital I is not the one with a plain i', async (t) => {
    const { may, share, mail, person } = await setUp(t);
    person('victim', 'ida@example.org');
    await share('alice', mail('\u0130da@example.org'), 'viewer');
    assert.equal(await may('victim', 'read'), false);
  });
});

describe('roles and teams', () => {
  it('an installation keeps an owner', async (t) => {
    const { access, store } = await setUp(t);
    const write = store.write;
    await write((tx) => access.assignRole(tx, 'alice', 'owner'));
    await assert.rejects(
      write((tx) => access.removeRole(tx, 'alice', 'owner')),
      code('last_owner'),
    );
    await write((tx) => access.assignRole(tx, 'bob', 'owner'));
    assert.equal(await write((tx) => access.removeRole(tx, 'alice', 'owner')), true);
    assert.equal(await write((tx) => access.removeRole(tx, 'alice', 'owner')), false);
    assert.deepEqual(await access.peopleWithRole(store.read, 'owner'), ['bob']);
    assert.deepEqual(await access.rolesOf(store.read, 'alice'), []);
  });

  it('a role that does not exist is not given, and one that is given twice is held once', async (t) => {
    const { access, store } = await setUp(t);
    await assert.rejects(
      store.write((tx) => access.assignRole(tx, 'bob', 'super_admin')),
      code('unknown_role'),
    );
    for (const role of ['auditor', 'auditor', 'security_officer']) {
      await store.write((tx) => access.assignRole(tx, 'bob', role));
    }
    assert.deepEqual(await access.rolesOf(store.read, 'bob'), ['auditor', 'security_officer']);
  });

  it('a team has one name and knows its members', async (t) => {
    const { access, store } = await setUp(t);
    const create = () => store.write((tx) => access.createTeam(tx, { name: 'bees', by: 'alice' }));
    const id = await create();
    await assert.rejects(create(), code('team_exists'));
    await assert.rejects(
      store.write((tx) => access.joinTeam(tx, 'wasps', 'bob')),
      code('not_found'),
    );
    await store.write((tx) => access.joinTeam(tx, id, 'bob'));
    assert.deepEqual(await access.teamsOf(store.read, 'bob'), [id]);
    assert.equal(await store.write((tx) => access.leaveTeam(tx, id, 'carol')), false);
    assert.deepEqual(await access.teamsOf(store.read, 'carol'), []);
  });
});
