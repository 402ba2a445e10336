import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signedIn } from '../support/accounts.ts';
import { type Mailbox, startMailingServer } from '../support/mailbox.ts';
import { type Effort, effort, told } from '../support/observed.ts';
import type { TestServer } from '../support/server.ts';
import { unprovenAccount } from '../support/unproven.ts';
import { type Flow, type Kind, type Outcome, type Variant, visitor } from '../support/visitor.ts';

const byCode = await startMailingServer({ after });
const otherwise = await startMailingServer(
  { after },
  {
    'selfservice.methods.link.enabled': true,
    'selfservice.flows.recovery.use': 'link',
    'selfservice.flows.verification.use': 'link',
    'selfservice.methods.password.enabled': true,
    'selfservice.methods.webauthn.enabled': true,
    'selfservice.methods.webauthn.config.passwordless': true,
    'selfservice.flows.login.style': 'identifier_first',
  },
);

/** The persons that nobody may tell apart. Names of one length, so that answers are. */
const people = ['known', 'nobdy', 'activ', 'prove'] as const;
type Who = (typeof people)[number];
const described: Record<Who, string> = {
  known: 'somebody',
  nobdy: 'nobody',
  activ: 'somebody who is inactive',
  prove: 'somebody who has proven no address',
};
let row = 0;

/** The four persons anew, with addresses that no other row has asked about. */
async function four(server: TestServer): Promise<Record<Who, string>> {
  row += 1;
  const name = (who: Who) => `${who}${String(row).padStart(3, '0')}`;
  await account(server, name('known'));
  await unprovenAccount(server, name('prove'));
  const inactive = await account(server, name('activ'));
  await server.app.store.write((tx) => server.app.identities.setState(tx, inactive.id, 'inactive'));
  return Object.fromEntries(people.map((who) => [who, `${name(who)}@example.com`])) as Record<Who, string>;
}

/** Submits one form after the other into a flow: each is made of the address and what was answered before. */
type Form = (address: string) => Record<string, unknown>;
type Row = [name: string, kind: Kind, variant: Variant, forms: Form[]];

const wrong = { method: 'code', code: '000000' };
const traits = (email: string) => ({ email, name: { first: 'A', last: 'B' } });

const withCodes: Row[] = [
  ['sign-in by code', 'login', 'native', [(identifier) => ({ method: 'code', identifier }), () => wrong]],
  ['a code that was not asked for', 'login', 'native', [(identifier) => ({ ...wrong, identifier })]],
  [
    'a second code',
    'login',
    'spa',
    [
      (identifier) => ({ method: 'code', identifier }),
      (identifier) => ({ method: 'code', identifier, resend: 'code' }),
      () => wrong,
    ],
  ],
  ['recovery', 'recovery', 'native', [(email) => ({ method: 'code', email }), () => wrong]],
  ['recovery in a browser', 'recovery', 'spa', [(email) => ({ method: 'code', email }), () => wrong]],
  ['verification', 'verification', 'native', [(email) => ({ method: 'code', email }), () => wrong]],
  [
    'registration',
    'registration',
    'native',
    [
      (email) => ({ method: 'profile', traits: traits(email) }),
      () => wrong,
      () => ({ method: 'code', resend: 'code' }),
    ],
  ],
  [
    'registration by code',
    'registration',
    'spa',
    [(email) => ({ method: 'code', traits: traits(email) }), (email) => ({ ...wrong, traits: traits(email) })],
  ],
  [
    'registration without the proof',
    'registration',
    'native',
    [(email) => ({ method: 'passkey', traits: traits(email), passkey_register: '{}' })],
  ],
  [
    'seven codes, until no more are sent',
    'login',
    'native',
    Array.from({ length: 7 }, () => (identifier: string) => ({ method: 'code', identifier })),
  ],
  [
    'six guesses, until no more are read',
    'recovery',
    'native',
    [(email) => ({ method: 'code', email }), ...Array.from({ length: 6 }, () => () => wrong)],
  ],
];

const withOthers: Row[] = [
  ['who is it', 'login', 'native', [(identifier) => ({ method: 'identifier_first', identifier })]],
  [
    'a password',
    'login',
    'native',
    [
      (identifier) => ({ method: 'identifier_first', identifier }),
      ...Array.from({ length: 7 }, () => (identifier: string) => ({
        method: 'password',
        identifier,
        password: 'guess',
      })),
    ],
  ],
  ['a security key', 'login', 'spa', [(identifier) => ({ method: 'webauthn', identifier })]],
  ['recovery by link', 'recovery', 'native', [(email) => ({ method: 'link', email })]],
  ['verification by link', 'verification', 'native', [(email) => ({ method: 'link', email })]],
];

interface Seen extends Effort {
  answers: string[];
}

/** A line in somebody's own history, and the message that nobody gets, which is made and thrown away. */
const ofTheirOwn = new Set(['insert into "audit_event"', 'delete from "courier_message"']);

async function seenBy(server: TestServer, box: Mailbox, [, kind, variant, forms]: Row, address: string): Promise<Seen> {
  const stranger = visitor(server, variant);
  let flow: Flow = await stranger.start(kind);
  const seen: Seen = { answers: [], writes: [], hashes: 0 };
  for (const form of forms) {
    const { result, writes, hashes } = await effort<Outcome>(() => stranger.submit(flow, form(address)));
    seen.answers.push(told(result, address));
    seen.writes.push(...writes.filter((write) => !ofTheirOwn.has(write)));
    seen.hashes += hashes;
    flow = result.flow ?? flow;
    await box.letters(address);
  }
  assert.equal((await stranger.whoami()).status, 401);
  return seen;
}

for (const [what, { server, box, mail }, rows] of [
  ['with codes', byCode, withCodes],
  ['with links, passwords and security keys', otherwise, withOthers],
] as const) {
  describe(`a stranger ${what}`, () => {
    for (const each of rows) {
      it(`learns nothing from ${each[0]}`, async () => {
        const addresses = await four(server);
        const before = mail.arrived.length;
        const known = await seenBy(server, box, each, addresses.known);
        assert.ok(known.writes.length > 0);
        assert.equal(known.hashes > 0, each[0] === 'a password');
        for (const who of people.slice(1)) {
          const other = await seenBy(server, box, each, addresses[who]);
          assert.deepEqual(other.answers, known.answers, described[who]);
          assert.deepEqual(other.writes, known.writes, described[who]);
          assert.equal(other.hashes, known.hashes, described[who]);
        }
        const recipients = new Set(mail.arrived.slice(before).flatMap(({ to }) => to));
        for (const recipient of recipients) assert.ok(Object.values(addresses).includes(recipient), recipient);
        if (each[1] !== 'registration') assert.ok(!recipients.has(addresses.nobdy), 'nobody gets no message');
      });
    }
  });
}

it('somebody who is signed in learns nothing by taking an address for their own', async () => {
  const { server, box } = byCode;
  const mallory = await signedIn(server, box, 'mallory', 'native');
  const addresses = await four(server);
  const tried = [];
  for (const who of people) {
    const flow = await mallory.start('settings');
    const form = { method: 'profile', traits: { ...mallory.account.traits, email: addresses[who] } };
    const changed = await effort(() => mallory.submit(flow, form));
    const [next] = changed.result.body.continue_with;
    const verification = (await mallory.read('verification', next.flow.id)).flow;
    const guessed = await effort(() => mallory.submit(verification, wrong));
    tried.push({
      answers: [changed, guessed].map(({ result }) => told(result, addresses[who])),
      writes: [...changed.writes, ...guessed.writes].filter((write) => !ofTheirOwn.has(write)),
    });
    const came = (await box.letters(addresses[who])).length;
    assert.equal(came, who === 'nobdy' ? 1 : 0, 'whoever has the address hears nothing');
  }
  for (const each of tried.slice(1)) assert.deepEqual(each, tried[0]);
  assert.equal((await mallory.whoami()).body.identity.traits.email, mallory.account.email);
});

it('whoever has an account is told of a registration with their address, and that alone', async () => {
  const { server, box } = byCode;
  const { known } = await four(server);
  const stranger = visitor(server, 'native');
  await stranger.submit(await stranger.start('registration'), { method: 'profile', traits: traits(known) });
  const letters = await box.letters(known);
  assert.deepEqual(
    letters.map(({ subject }) => subject),
    ['You already have an account with STING'],
  );
  assert.match(letters[0]!.text, new RegExp(`${server.url}/login`));
  assert.doesNotMatch(letters[0]!.text, /\b\d{6}\b/);
});
