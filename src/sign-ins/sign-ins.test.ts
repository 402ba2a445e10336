import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { proof } from '../../test/support/evidence.ts';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { firstSignIn, usualSignIn } from '../assurance/signals.ts';
import type { Identity } from '../identity/identity.ts';
import { createSignIns, type Judged } from './sign-ins.ts';

const dayMinutes = 24 * 60;
const alice = { id: 'alice' } as Identity;
const judged: Judged = {
  evidence: [proof('code')],
  signals: firstSignIn,
  outcome: 'allow',
  told: false,
  policies: [],
};
const browser = 'a'.repeat(43);

async function fixture(t: TestContext) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const signIns = createSignIns({ clock, random: seededRandom(), failures: async () => 2 });
  let sessions = 0;
  const visit = ({
    who = 'alice',
    deviceSecret = browser,
    ip = '192.0.2.7',
    userAgent = 'Firefox',
    country,
  }: {
    who?: string;
    deviceSecret?: string | null;
    ip?: string;
    userAgent?: string;
    country?: string;
  } = {}) => ({
    identityId: who,
    deviceSecret,
    origin: { requestId: 'r', ip, userAgent, ...(country === undefined ? {} : { country }) },
  });
  type Where = Parameters<typeof visit>[0];
  /** Answers the id of the session. */
  const record = async (where: Where = {}, limited = false, more: Partial<Judged> = {}) => {
    const session = { id: `s${sessions++}`, limited };
    await store.write((tx) => signIns.record(tx, visit(where), { ...judged, ...more, session }));
    return session.id;
  };
  const observe = (where: Where = {}) =>
    signIns.observe(store.read, {
      ...visit(where),
      identity: { ...alice, id: where?.who ?? 'alice' },
      evidence: proof('code'),
    });
  const unusual = async (where: Where = {}) =>
    Object.entries(await observe(where)).flatMap(([name, value]) => (value === true ? [name] : []));
  return { store, clock, signIns, visit, record, observe, unusual };
}

describe('what is unusual about a sign-in', () => {
  it('is nothing at the first one', async (t) => {
    const { observe } = await fixture(t);
    assert.deepEqual(await observe({ country: 'DE' }), { ...firstSignIn, recent_failures: 2 });
  });

  it('is nothing at the next one from there', async (t) => {
    const { observe, record } = await fixture(t);
    await record({ country: 'DE' });
    assert.deepEqual(await observe({ country: 'DE' }), { ...usualSignIn, recent_failures: 2 });
  });

  const cases: [what: string, Parameters<Awaited<ReturnType<typeof fixture>>['unusual']>[0], string[]][] = [
    ['another browser', { deviceSecret: 'b'.repeat(43) }, ['new_device']],
    ['the same browser after an update', { userAgent: 'Firefox 2' }, []],
    ['an application in place of the browser', { deviceSecret: null }, ['new_device']],
    ['another address', { ip: '198.51.100.7' }, ['new_network']],
    ['the same address in IPv6 clothes', { ip: '::ffff:192.0.2.7' }, []],
    ['another country', { country: 'FR' }, ['country_changed']],
    ['no word of a country', {}, []],
    ['somebody else on the same browser, who was never here', { who: 'bob' }, []],
  ];
  for (const [what, where, names] of cases) {
    it(`of ${what}: ${names.join() || 'nothing'}`, async (t) => {
      const { record, unusual } = await fixture(t);
      await record({ country: 'DE' });
      assert.deepEqual(await unusual(where), names);
    });
  }

  it('is the browser of somebody else, for whoever has signed in elsewhere', async (t) => {
    const { record, unusual } = await fixture(t);
    await record();
    await record({ who: 'bob', deviceSecret: 'b'.repeat(43) });
    assert.deepEqual(await unusual({ who: 'bob' }), ['new_device']);
  });

  it('of an application is another one, or the same one from elsewhere', async (t) => {
    const { record, unusual } = await fixture(t);
    const app = { deviceSecret: null, userAgent: 'app 1', ip: '2001:db8:1:2::1' };
    await record(app);
    assert.deepEqual(await unusual({ ...app, ip: '2001:db8:1:2:ffff::9' }), []);
    assert.deepEqual(await unusual({ ...app, userAgent: 'app 2' }), ['new_device']);
    assert.deepEqual(await unusual({ ...app, ip: '2001:db8:1:3::1' }), ['new_device', 'new_network']);
  });

  it('is a place that was last seen 90 days ago', async (t) => {
    const { record, unusual, clock } = await fixture(t);
    await record();
    clock.advance({ minutes: 90 * dayMinutes - 1 });
    assert.deepEqual(await unusual(), []);
    clock.advance({ minutes: 1 });
    assert.deepEqual(await unusual(), ['new_network']);
  });

  it('is known from what was completed alone', async (t) => {
    const { record, unusual, store, signIns, visit } = await fixture(t);
    await record();
    const elsewhere = { deviceSecret: 'b'.repeat(43), ip: '198.51.100.7' };
    const session = await record(elsewhere, true, { outcome: 'step_up', told: true });
    assert.deepEqual(await unusual(elsewhere), ['new_device', 'new_network']);
    const complete = () => store.write((tx) => signIns.complete(tx, visit(elsewhere), session));
    assert.deepEqual(await complete(), { told: true });
    assert.deepEqual(await unusual(elsewhere), []);
    assert.deepEqual(await complete(), { told: false }, 'once');
  });

  it('leaves no trace of what was refused', async (t) => {
    const { record, unusual, store, signIns, visit } = await fixture(t);
    await record();
    const elsewhere = { deviceSecret: 'b'.repeat(43), ip: '198.51.100.7' };
    await store.write((tx) => signIns.record(tx, visit(elsewhere), { ...judged, outcome: 'deny', session: null }));
    assert.deepEqual(await unusual(elsewhere), ['new_device', 'new_network']);
  });
});

describe('what is kept', () => {
  it('is 90 days of sign-ins, and the last one of each person', async (t) => {
    const { record, clock, signIns, store, observe } = await fixture(t);
    await record();
    await record({ who: 'bob' });
    clock.advance({ minutes: dayMinutes });
    await record();
    await record({}, true, { outcome: 'step_up' });
    clock.advance({ minutes: 90 * dayMinutes + 1 });
    await store.write((tx) => signIns.sweep(tx));
    const kept = await signIns.recorded(store.read, 10);
    assert.deepEqual(
      kept.map(({ identityId, outcome }) => [identityId, outcome]),
      [
        ['alice', 'allow'],
        ['bob', 'allow'],
      ],
    );
    assert.deepEqual([(await observe()).idle_days, (await observe({ who: 'bob' })).idle_days], [90, 91]);
  });

  it('is a device for as long as its cookie lives', async (t) => {
    const { record, clock, signIns, store, unusual } = await fixture(t);
    await record();
    clock.advance({ minutes: 400 * dayMinutes });
    await store.write((tx) => signIns.sweep(tx));
    assert.deepEqual(await unusual(), ['new_network']);
    clock.advance({ minutes: 1 });
    await store.write((tx) => signIns.sweep(tx));
    assert.deepEqual(await unusual(), ['new_device', 'new_network']);
  });

  it('are fifty devices, and no secret of any', async (t) => {
    const { record, clock, signIns, store, visit } = await fixture(t);
    for (let i = 0; i < 52; i++) {
      clock.advance({ seconds: 1 });
      await record({ deviceSecret: String(i).padStart(43, 'x') });
    }
    const devices = await signIns.devices(store.read, visit({ deviceSecret: '51'.padStart(43, 'x') }));
    assert.deepEqual([devices.length, devices[0]?.current, devices[1]?.current], [50, true, false]);
    assert.ok(!JSON.stringify(devices).includes('xxx'));
  });

  it('is nothing of a person who goes', async (t) => {
    const { record, signIns, store, visit, observe } = await fixture(t);
    await record();
    await record({ who: 'bob' });
    await store.write((tx) => signIns.forget(tx, 'alice'));
    assert.deepEqual(await signIns.devices(store.read, visit()), []);
    assert.equal((await observe()).idle_days, undefined);
    assert.equal((await signIns.devices(store.read, visit({ who: 'bob' }))).length, 1);
  });
});
