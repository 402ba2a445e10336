import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { digest } from '../kernel/secrets.ts';
import { createInvitations } from './invitations.ts';

const sender = { by: 'alice', name: 'Alice', language: 'en', roles: [], teams: [] };

async function fixture(t: TestContext, { mail = false } = {}) {
  const installation = { mail };
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const queued: string[] = [];
  const invitations = createInvitations({
    clock,
    random: seededRandom(),
    identities: { byAddress: async () => null },
    courier: {
      delivers: () => installation.mail,
      has: () => installation.mail,
      queue: async (_, { recipient }) => String(queued.push(recipient)),
    },
    lifespanSeconds: () => 3600,
    baseUrl: 'https://id.example.com',
  });
  const invite = (email: string, by = 'alice') => store.write((tx) => invitations.invite(tx, { ...sender, by, email }));
  const emails = async () => (await invitations.list(store.read, { limit: 100 })).invitations.map(({ email }) => email);
  return { store, clock, invitations, invite, emails, queued, installation };
}

const digestOf = (link: string | null) => digest(new URL(link!).searchParams.get('invitation')!);

it('a link is either mailed or answered, never both', async (t) => {
  const without = await fixture(t);
  const { link } = await without.invite('bob@example.com');
  assert.match(link!, /^https:\/\/id\.example\.com\/registration\?invitation=[\w-]{43}$/);
  assert.deepEqual(without.queued, []);
  const { invite, queued } = await fixture(t, { mail: true });
  assert.equal((await invite(' BOB@example.com')).link, null);
  assert.deepEqual(queued, ['bob@example.com']);
});

it('an invitation knows whether its last link was mailed, which is what proves the address', async (t) => {
  const { store, invitations, invite, installation } = await fixture(t);
  const { invitation, link } = await invite('bob@example.com');
  assert.equal(invitation.mailed, false);
  assert.equal((await invitations.open(store.read, digestOf(link)))?.mailed, false);
  installation.mail = true;
  await store.write((tx) => invitations.resend(tx, invitation.id, sender));
  assert.equal((await invitations.byId(store.read, invitation.id))?.mailed, true);
  installation.mail = false;
  const again = await store.write((tx) => invitations.resend(tx, invitation.id, sender));
  assert.equal((await invitations.open(store.read, digestOf(again.link)))?.mailed, false);
});

it('an invitation is open until its last moment, and taken once', async (t) => {
  const { store, clock, invitations, invite } = await fixture(t);
  const token = digestOf((await invite('bob@example.com')).link);
  clock.advance({ seconds: 3600, ms: -1 });
  assert.equal((await invitations.open(store.read, token))?.email, 'bob@example.com');
  const take = () => store.write((tx) => invitations.accept(tx, token));
  const taken = await Promise.all([take(), take()]);
  assert.equal(taken.filter(Boolean).length, 1);
  const late = digestOf((await invite('carol@example.com')).link);
  clock.advance({ seconds: 3600 });
  assert.equal(await invitations.open(store.read, late), null);
  assert.equal(await store.write((tx) => invitations.accept(tx, late)), null);
});

it('what somebody who goes has sent goes with them, what was sent to them, and what nobody accepted after a month', async (t) => {
  const { store, clock, invitations, invite, emails } = await fixture(t);
  await invite('bob@example.com');
  await invite('carol@example.com', 'mallory');
  await invite('mallory@example.com');
  await store.write((tx) => invitations.forget(tx, { id: 'mallory', addresses: ['mallory@example.com'] }));
  assert.deepEqual(await emails(), ['bob@example.com']);
  clock.advance({ minutes: 60 + 30 * 1440 });
  await store.write((tx) => invitations.sweep(tx));
  assert.deepEqual(await emails(), ['bob@example.com']);
  clock.advance({ ms: 1 });
  await store.write((tx) => invitations.sweep(tx));
  assert.deepEqual(await emails(), []);
});

it('the list comes in pages, newest first, and refuses a cursor that it did not give', async (t) => {
  const { store, clock, invitations, invite } = await fixture(t);
  for (const name of ['a', 'b', 'c']) {
    await invite(`${name}@example.com`);
    clock.advance({ ms: 1 });
  }
  const first = await invitations.list(store.read, { limit: 2 });
  const second = await invitations.list(store.read, { limit: 2, cursor: first.next! });
  const seen = [...first.invitations, ...second.invitations].map(({ email }) => email[0]);
  assert.deepEqual(seen, ['c', 'b', 'a']);
  assert.equal(second.next, null);
  for (const cursor of ['x', Buffer.from('1.x').toString('base64url')]) {
    await assert.rejects(invitations.list(store.read, { limit: 1, cursor }), { code: 'invalid_cursor', status: 400 });
  }
});
