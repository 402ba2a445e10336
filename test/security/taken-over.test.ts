import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn, signInByCode } from '../support/accounts.ts';
import { createAuthenticator, type SoftwareAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { noticeLink } from '../support/notice-link.ts';
import { type Answer, request, signIn } from '../support/people.ts';
import { type Outcome, type Visitor, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer({ after });
const native = () => visitor(server, 'native');
const now = async (id: string) => (await server.app.identities.byId(server.app.store.read, id))!;
const statusesOf = async (id: string) =>
  (await server.app.identities.credentials(server.app.store.read, id)).map(({ status }) => status);
const tick = () => server.clock.advance({ seconds: 1 });

/** Asks for a new address; answers the flow that waits for its code. */
async function askFor(who: Visitor, id: string, email: string) {
  const { traits } = await now(id);
  const saved = await who.submit(await who.start('settings'), { method: 'profile', traits: { ...traits, email } });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  return (await who.read('verification', saved.body.continue_with[0].flow.id)).flow;
}

async function changeTo(who: Visitor, id: string, email: string): Promise<Outcome> {
  const flow = await askFor(who, id, email);
  return who.submit(flow, { method: 'code', code: await box.code(email) });
}

/** Mallory sits in somebody's session. */
async function victim(name: string) {
  const mallory = await signedIn(server, box, name, 'native');
  const { id, email } = mallory.account;
  return { mallory, id, email, changeTo: (address: string) => changeTo(mallory, id, address) };
}

const signsIn = async (authenticator: SoftwareAuthenticator): Promise<Answer> =>
  signIn(server, { authenticator } as Parameters<typeof signIn>[1]);

describe('a new address', () => {
  it('that was asked for later takes the place of the one before', async () => {
    const { mallory, id, email } = await victim('alice');
    const first = await askFor(mallory, id, 'first@example.com');
    const code = await box.code('first@example.com');
    const second = await askFor(mallory, id, 'second@example.com');
    const late = await mallory.submit(first, { method: 'code', code });
    assert.equal(late.status, 410);
    const resent = await mallory.submit(first, { method: 'code', email: 'first@example.com' });
    assert.equal(resent.status, 410);
    assert.equal((await now(id)).traits['email'], email);
    const done = await mallory.submit(second, { method: 'code', code: await box.code('second@example.com') });
    assert.equal(done.flow.state, 'passed_challenge');
    assert.equal((await now(id)).traits['email'], 'second@example.com');
  });

  const ends: [how: string, end: (id: string, email: string) => Promise<unknown>][] = [
    ['all sessions were ended', (id) => server.app.store.write((tx) => server.app.sessions.revokeAll(tx, id))],
    [
      'its owner came back by recovery',
      async (_id, email) => {
        const owner = native();
        const { flow } = await owner.submit(await owner.start('recovery'), { method: 'code', email });
        const { flow: done } = await owner.submit(flow, { method: 'code', code: await box.code(email) });
        assert.equal(done.state, 'passed_challenge');
      },
    ],
    [
      'the account was made inactive',
      (id) => server.app.store.write((tx) => server.app.identities.setState(tx, id, 'inactive')),
    ],
  ];
  for (const [how, end] of ends) {
    it(`does not take effect after ${how}`, async () => {
      const name = `bob${ends.findIndex(([each]) => each === how)}`;
      const { mallory, id, email } = await victim(name);
      const address = `mallory.${name}@example.com`;
      const flow = await askFor(mallory, id, address);
      const code = await box.code(address);
      await end(id, email);
      const answer = await mallory.submit(flow, { method: 'code', code });
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
      assert.notEqual(answer.flow.state, 'passed_challenge');
      assert.equal((await now(id)).traits['email'], email);
    });
  }
});

describe('taking a change of address back', () => {
  it('gets past every further change, and voids the links that came with those', async () => {
    const { id, email, changeTo: change } = await victim('carol');
    await change('m1@example.com');
    const back = await noticeLink(server, box, email);
    tick();
    await change('m2@example.com');
    const malloryBack = await noticeLink(server, box, 'm1@example.com');
    tick();
    await change('m3@example.com');
    const other = await noticeLink(server, box, 'm2@example.com');
    assert.equal((await back()).status, 200);
    assert.equal((await now(id)).traits['email'], email);
    for (const link of [malloryBack, other, back]) assert.equal((await link()).status, 410);
    assert.equal((await now(id)).traits['email'], email);
    await signInByCode(native(), email, box);
  });

  it('ends every session and suspends what was added since, and nothing else', async () => {
    const { mallory, id, email, changeTo: change } = await victim('dave');
    const own = createAuthenticator();
    await addPasskey(mallory, server.url, own);
    tick();
    await change('m4@example.com');
    tick();
    const foreign = createAuthenticator();
    await addPasskey(mallory, server.url, foreign);
    assert.equal((await signsIn(foreign)).status, 200);
    await (await noticeLink(server, box, email))();
    assert.equal((await mallory.whoami()).status, 401);
    assert.equal((await signsIn(foreign)).status, 400);
    assert.equal((await signsIn(own)).status, 200);
    assert.deepEqual(await statusesOf(id), ['active', 'suspended']);
  });

  it('says so when somebody else has the address by now, and does the rest', async () => {
    const { mallory, id, email, changeTo: change } = await victim('erin');
    await change('m5@example.com');
    const back = await noticeLink(server, box, email);
    const squatter = await account(server, 'erin');
    const taken = await back();
    assert.equal(taken.status, 409);
    assert.match(taken.headers.get('content-type') ?? '', /html/);
    assert.equal((await mallory.whoami()).status, 401);
    assert.equal((await now(id)).traits['email'], 'm5@example.com');
    await server.app.store.write((tx) => server.app.identities.delete(tx, squatter.id));
    assert.equal((await back()).status, 200, 'the link stays good');
    assert.equal((await now(id)).traits['email'], email);
  });

  it('works for seven days, and only by the press of its button', async () => {
    const { id, email, changeTo: change } = await victim('frank');
    await change('m6@example.com');
    const back = await noticeLink(server, box, email);
    const texts = (await box.letters(email)).map(({ text }) => /https?:\/\/\S+\?token=\S+/.exec(text)?.[0]);
    const opened = await request(texts.findLast(Boolean)!, { headers: { accept: 'text/html' } });
    assert.equal(opened.status, 200);
    assert.equal((await now(id)).traits['email'], 'm6@example.com');
    server.clock.advance({ minutes: 7 * 24 * 60 });
    assert.equal((await back()).status, 410);
  });
});

describe('a notice that is disowned', () => {
  it('lets whoever reads the mailbox no further than a recovery would', async () => {
    const { mallory, id, email } = await victim('gina');
    const own = createAuthenticator();
    await addPasskey(mallory, server.url, own);
    assert.equal((await (await noticeLink(server, box, email))()).status, 200);
    assert.deepEqual(await statusesOf(id), ['suspended']);
    const thief = native();
    await signInByCode(thief, email, box);
    await assert.rejects(addPasskey(thief, server.url), /recovery_hold/);
    server.clock.advance({ minutes: 24 * 60 });
    const later = native();
    await signInByCode(later, email, box);
    await addPasskey(later, server.url);
  });

  it('voids the code that the operator was talked into', async () => {
    const { id, email } = await victim('heidi');
    const { pathname, secret } = await server.app.store.write(async (tx) => {
      const identity = await now(id);
      const issue = { identity, by: 'code', kind: 'api', lifetimeSeconds: 3600 } as const;
      const issued = await server.app.flows.issueRecovery(tx, issue);
      const happened = { type: 'recovery.issued' } as const;
      const origin = { requestId: 'r', ip: '192.0.2.7', userAgent: '' };
      await server.app.notices.byOperator(tx, { identity, happened, origin });
      return { pathname: new URL(issued.link).searchParams.get('flow'), secret: issued.secret };
    });
    assert.equal((await (await noticeLink(server, box, email))()).status, 200);
    const thief = native();
    const { flow } = await thief.read('recovery', pathname!);
    const { flow: refused } = await thief.submit(flow, { method: 'code', code: secret });
    assert.equal(refused.state, 'sent_email');
    assert.equal((await thief.whoami()).status, 401);
  });

  it('shows nothing, signs nobody in and adds nothing', async () => {
    const { mallory, email } = await victim('ivan');
    await addPasskey(mallory, server.url);
    const done = await (await noticeLink(server, box, email))();
    assert.equal(done.status, 200);
    assert.equal(done.headers.get('set-cookie'), null);
    for (const secret of [email, 'ivan', 'passkey']) assert.ok(!done.body.includes(secret), secret);
  });
});
