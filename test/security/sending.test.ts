import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { startMailServer } from '../support/mail-server.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { told } from '../support/observed.ts';
import { signIn } from '../support/people.ts';
import { type Kind, type Outcome, shown, visitor } from '../support/visitor.ts';

const { server, box, mail } = await startMailingServer({ after });
const native = () => visitor(server, 'native');
const traits = (email: string) => ({ email, name: { first: 'A', last: 'B' } });
const later = () => server.clock.advance({ minutes: 61 });

const asking: [kind: Kind, form: (address: string) => Record<string, unknown>][] = [
  ['login', (identifier) => ({ method: 'code', identifier })],
  ['recovery', (email) => ({ method: 'code', email })],
  ['verification', (email) => ({ method: 'code', email })],
  ['registration', (email) => ({ method: 'profile', traits: traits(email) })],
];

async function ask(kind: Kind, address: string): Promise<Outcome> {
  const who = native();
  const form = asking.find(([each]) => each === kind)![1];
  return who.submit(await who.start(kind), form(address));
}

describe('somebody who has a mailbox filled', () => {
  it('gets five messages an hour to it, whatever flow asks', async () => {
    const alice = await signedIn(server, box, 'alice', 'native');
    const key = await addPasskey(alice, server.url, createAuthenticator());
    const { email } = alice.account;
    later();
    // She is told of her own sign-in from another application.
    const asked = async () => (await box.letters(email)).filter(({ subject }) => !/new device/.test(subject)).length;
    const before = await asked();
    const waits: (string | null)[] = [];
    for (let round = 0; round < 3; round++) {
      for (const [kind] of asking) waits.push((await ask(kind, email)).headers.get('retry-after'));
    }
    assert.deepEqual(waits.slice(0, 5), [null, null, null, null, null]);
    for (const wait of waits.slice(5)) assert.ok(Number(wait) > 0 && Number(wait) <= 3600, `${wait}`);
    assert.equal((await asked()) - before, 5);
    assert.equal((await signIn(server, { authenticator: key } as never)).status, 200, 'her passkey goes on working');

    const bob = await signedIn(server, box, 'bob', 'native');
    const flow = await bob.start('settings');
    const changed = { ...bob.account.traits, email };
    const answer = await bob.submit(flow, { method: 'profile', traits: changed });
    assert.equal(answer.status, 200, 'nor does a change of address say that enough was sent');
    assert.equal((await asked()) - before, 5);
    later();
    assert.equal((await ask('login', email)).status, 400);
    assert.equal((await asked()) - before, 6);
  });

  it('may ask for a hundred in all', async () => {
    later();
    const statuses: number[] = [];
    for (let each = 0; each < 103; each++) statuses.push((await ask('login', `nobody${each}@example.com`)).status);
    assert.deepEqual(statuses.slice(98), [400, 400, 429, 429, 429]);
    later();
  });
});

describe('without a mail server', () => {
  it('every flow says so to everybody, spends nothing, and goes on when it is back', async (t) => {
    const { email } = await account(server, 'carol');
    const who = native();
    const { flow } = await who.submit(await who.start('login'), { method: 'code', identifier: email });
    const code = await box.code(email);
    await mail.stop();
    server.clock.advance({ seconds: 31 });

    const resent = await who.submit(flow, { method: 'code', resend: 'code' });
    assert.equal(resent.status, 503);
    assert.deepEqual(shown(resent.flow), [4000001]);
    assert.match(resent.flow.ui.messages[0].text, /cannot send messages right now/);
    assert.equal(resent.flow.state, 'sent_email');
    for (const [kind] of asking) {
      const [known, unknown] = [await ask(kind, email), await ask(kind, 'nobdy@example.com')];
      assert.equal(known.status, 503, kind);
      assert.equal(known.flow.state, 'choose_method');
      assert.equal(told(known, email), told(unknown, 'nobdy@example.com'));
    }
    const browser = visitor(server, 'html');
    const page = await browser.submit(await browser.start('recovery'), { method: 'code', email });
    assert.match(
      (await browser.web.send(page.location!, { html: true })).body,
      /(?:cannot|can’t) send messages right now/i,
    );
    assert.equal((await who.submit(flow, { method: 'code', code })).status, 200, 'the code of before still works');

    const again = await startMailServer(t, { port: mail.port });
    assert.equal((await ask('recovery', email)).status, 503, 'what was just seen stands for half a minute');
    server.clock.advance({ seconds: 31 });
    assert.equal((await ask('recovery', email)).status, 200);
    await server.app.courier.dispatch();
    assert.ok(again.arrived.some(({ to }) => to.includes(email)));
  });
});
