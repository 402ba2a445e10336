import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { noticeLink } from '../support/notice-link.ts';
import { rowCounts } from '../support/observed.ts';
import { type Person, register, signIn } from '../support/people.ts';
import { type Flow, type Outcome, shown, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer({ after });
/** Where registration says who has an account, and asks for no proof before it. */
const open = await startMailingServer({ after }, { 'security.account_enumeration.mitigate': false });
const native = () => visitor(server, 'native');
const traits = (email: string) => ({ email, name: { first: 'A', last: 'B' } });

/** One mailbox, as people and forms write it, and what only looks like it. */
const spellings: [email: string, same: boolean][] = [
  ['ALICE@EXAMPLE.COM', true],
  [' alice@example.com\t', true],
  ['alice@ExAmPlE.com', true],
  ['alice@\uff45xample.com', true],
  ['alice+tag@example.com', false],
  ['a.lice@example.com', false],
];
const noAddress = [
  '\uff41lice@example.com',
  'al\u200bice@example.com',
  'alice\u00ad@example.com',
  'alice@example.com\u0000',
  'alice@example.com\r\nbcc: mallory@example.com',
  'alice@example.com,mallory@example.com',
  '"alice"@example.com',
  'alice@[127.0.0.1]',
  'alice@localhost',
  '\u202ealice@example.com',
  '<alice@example.com>',
  'alice@example.com>',
  'alice@@example.com',
  `${'a'.repeat(65)}@example.com`,
  `alice@${'a'.repeat(250)}.com`,
];

describe('an address that has an account', async () => {
  const alice = await account(server, 'alice');
  const bob = await account(open.server, 'alice');

  for (const [email, same] of spellings) {
    it(`${JSON.stringify(email)} is ${same ? 'hers' : 'another one'}`, async () => {
      server.clock.advance({ minutes: 61 });
      const before = (await box.letters(alice.email)).length;
      const who = native();
      const asked = await who.submit(await who.start('registration'), { method: 'profile', traits: traits(email) });
      assert.deepEqual(shown(asked.flow), [1040005]);
      const letters = (await box.letters(alice.email)).slice(before);
      assert.deepEqual(
        letters.map(({ subject }) => subject),
        same ? ['You already have an account with STING'] : [],
      );

      const said = visitor(open.server, 'native');
      const answer = await said.submit(await said.start('registration'), { method: 'profile', traits: traits(email) });
      assert.deepEqual(shown(answer.flow), [same ? 4000007 : 1040009]);
    });
  }

  for (const email of noAddress) {
    it(`${JSON.stringify(email).slice(0, 60)} is none`, async () => {
      server.clock.advance({ minutes: 61 });
      const before = (await box.letters(alice.email)).length;
      const forms = {
        registration: { method: 'profile', traits: traits(email) },
        login: { method: 'code', identifier: email },
        recovery: { method: 'code', email },
        verification: { method: 'code', email },
      } as const;
      for (const [kind, form] of Object.entries(forms) as [keyof typeof forms, Record<string, unknown>][]) {
        const who = native();
        const answer = await who.submit(await who.start(kind), form);
        assert.equal(answer.status, 400, `${kind}: ${JSON.stringify(answer.body).slice(0, 300)}`);
        assert.ok(!answer.flow || answer.flow.state === 'choose_method');
      }
      assert.equal((await box.letters(alice.email)).length, before);
    });
  }

  it('makes no second account, whatever is done with it', async () => {
    const counts = await rowCounts(open.server);
    const stranger = visitor(open.server, 'native');
    const flow = await stranger.start('registration');
    for (const form of [
      { method: 'profile' },
      { method: 'code' },
      { method: 'passkey', passkey_register: '{}' },
      { screen: 'credential-selection' },
    ]) {
      const answer: Outcome = await stranger.submit(flow, { ...form, traits: traits(bob.email) });
      assert.equal(answer.status, 400);
      assert.ok(shown(answer.flow as Flow).includes(4000007));
    }
    const { identity, session } = await rowCounts(open.server);
    assert.deepEqual([identity, session], [counts['identity'], counts['session']]);
  });
});

describe('somebody who registered another person’s address before them', () => {
  const foreign = async (name: string): Promise<Person> => {
    const mallory = await register(open.server, name, { authenticator: createAuthenticator() });
    assert.equal((await mallory.api('/sessions/whoami')).status, 200);
    return mallory;
  };
  const subjects = async (email: string) => (await open.box.letters(email)).map(({ subject }) => subject);
  const found = 'STING: Your address is confirmed; ways to sign in had been set up before';

  it('is thrown out when the address is proven by a sign-in, which is told how to be rid of them', async () => {
    const mallory = await foreign('dave');
    assert.equal((await mallory.api('/api/jars')).body.code, 'verification_required', 'they never got far');
    const dave = visitor(open.server, 'native');
    await signInByCode(dave, mallory.email, open.box);
    assert.equal((await mallory.api('/sessions/whoami')).status, 401);
    assert.equal((await dave.whoami()).status, 200);
    assert.ok((await subjects(mallory.email)).includes(found));

    assert.equal((await (await noticeLink(open.server, open.box, mallory.email))()).status, 200);
    assert.equal((await signIn(open.server, mallory)).status, 400);
    open.server.clock.advance({ minutes: 61 });
    await signInByCode(visitor(open.server, 'native'), mallory.email, open.box);
  });

  it('is told of where the address is only verified', async () => {
    const mallory = await foreign('erin');
    const erin = visitor(open.server, 'native');
    const { flow } = await erin.submit(await erin.start('verification'), { method: 'code', email: mallory.email });
    await erin.submit(flow, { method: 'code', code: await open.box.code(mallory.email) });
    assert.ok((await subjects(mallory.email)).includes(found));
    await (await noticeLink(open.server, open.box, mallory.email))();
    assert.equal((await mallory.api('/sessions/whoami')).status, 401);
    assert.equal((await signIn(open.server, mallory)).status, 400);
  });

  it('is not somebody who verifies their own address while they are signed in', async () => {
    const frank = await foreign('frank');
    const who = visitor(open.server, 'native');
    who.token = frank.token;
    const { flow } = await who.submit(await who.start('verification'), { method: 'code', email: frank.email });
    await who.submit(flow, { method: 'code', code: await open.box.code(frank.email) });
    assert.ok(!(await subjects(frank.email)).includes(found));
    assert.equal((await frank.api('/sessions/whoami')).status, 200);
  });

  it('cannot get back in by recovery to an address that nobody has proven', async () => {
    const mallory = await foreign('gina');
    const before = (await subjects(mallory.email)).length;
    const who = visitor(open.server, 'native');
    const { flow } = await who.submit(await who.start('recovery'), { method: 'code', email: mallory.email });
    assert.equal(flow.state, 'sent_email');
    assert.equal((await subjects(mallory.email)).length, before);
  });
});
