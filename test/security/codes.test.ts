import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signInByCode } from '../support/accounts.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { type Flow, type Kind, type Outcome, shown, type Visitor, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer({ after }, { 'security.code_sends_per_hour': 10 });

let count = 0;
const somebody = () => account(server, `person${String(++count).padStart(3, '0')}`);
const traits = (email: string) => ({ email, name: { first: 'A', last: 'B' } });

/** The flows that send codes: how one is asked for, and what is said of a wrong one. */
const asking: Record<
  'login' | 'registration' | 'recovery' | 'verification',
  [form: (a: string) => object, wrong: number]
> = {
  login: [(identifier) => ({ method: 'code', identifier }), 4010008],
  registration: [(email) => ({ method: 'profile', traits: traits(email) }), 4040003],
  recovery: [(email) => ({ method: 'code', email }), 4060006],
  verification: [(email) => ({ method: 'code', email }), 4070006],
};
type Asking = keyof typeof asking;
const kinds = Object.keys(asking) as Asking[];

/** An address that a flow of this kind sends a code to that works. */
const addressFor = async (kind: Asking) =>
  kind === 'registration' ? `new${++count}@example.com` : (await somebody()).email;

async function ask(who: Visitor, kind: Asking, address: string): Promise<Flow> {
  const flow = await who.start(kind);
  return (await who.submit(flow, asking[kind][0](address) as Record<string, unknown>)).flow;
}
const enter = (who: Visitor, flow: Flow, code: string): Promise<Outcome> => who.submit(flow, { method: 'code', code });
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

function isRefused(outcome: Outcome, kind: Asking): void {
  const { status, body, flow } = outcome;
  assert.equal(status, kind === 'recovery' || kind === 'verification' ? 200 : 400, JSON.stringify(body).slice(0, 300));
  assert.deepEqual(shown(flow), [asking[kind][1]]);
  assert.equal(flow.state, 'sent_email');
}

/** What a flow comes to by the right code. */
const done: Record<Asking, (outcome: Outcome) => boolean> = {
  login: ({ status, body }) => status === 200 && body.session.active,
  registration: ({ flow }) => shown(flow).includes(1040009),
  recovery: ({ flow }) => flow?.state === 'passed_challenge',
  verification: ({ flow }) => flow?.state === 'passed_challenge',
};

describe('a code', () => {
  for (const kind of kinds) {
    it(`of a ${kind} works in its own flow alone, and once`, async () => {
      const address = await addressFor(kind);
      const who = visitor(server, 'native');
      const first = await ask(who, kind, address);
      const codeOfFirst = await box.code(address);
      const second = await ask(visitor(server, 'native'), kind, address);
      const codeOfSecond = await box.code(address);
      assert.notEqual(codeOfFirst, codeOfSecond);
      isRefused(await enter(who, second, codeOfFirst), kind);
      isRefused(await enter(who, first, codeOfSecond), kind);
      const entered = await enter(who, first, codeOfFirst);
      assert.ok(done[kind](entered), JSON.stringify(entered.body).slice(0, 300));
      // The address stays proven in a registration, for the page that follows.
      if (kind !== 'registration')
        assert.ok((await enter(visitor(server, 'native'), first, codeOfFirst)).status >= 400);
    });

    it(`of a ${kind} is void after ten minutes, and after another was sent`, async () => {
      const address = await addressFor(kind);
      const who = visitor(server, 'native');
      const flow = await ask(who, kind, address);
      const late = await box.code(address);
      server.clock.advance({ minutes: 10 });
      isRefused(await enter(who, flow, late), kind);
      const resend = kind === 'login' || kind === 'registration' ? { resend: 'code' } : { email: address };
      await who.submit(flow, { method: 'code', ...resend });
      const fresh = await box.code(address);
      if (late !== fresh) isRefused(await enter(who, flow, late), kind);
      assert.ok(done[kind](await enter(who, flow, fresh)));
    });

    it(`of a ${kind} takes five tries, whatever is sent anew`, async () => {
      const address = await addressFor(kind);
      const who = visitor(server, 'native');
      const flow = await ask(who, kind, address);
      for (let tries = 0; tries < 5; tries++) {
        isRefused(await enter(who, flow, other(await box.code(address))), kind);
        // Not the delay that grows from the fifth failure on, but the end of this flow is looked at.
        server.clock.advance({ seconds: 5 });
        if (tries % 2 === 0) {
          const resend = kind === 'login' || kind === 'registration' ? { resend: 'code' } : { email: address };
          await who.submit(flow, { method: 'code', ...resend });
        }
      }
      server.clock.advance({ minutes: 1 });
      const sixth = await enter(who, flow, await box.code(address));
      assert.equal(sixth.status, 400);
      assert.deepEqual(shown(sixth.flow), [4000001]);
      assert.equal((await who.whoami()).status, 401);
    });
  }

  const typed: [what: string, code: (right: string) => unknown][] = [
    ['a list of it', (right) => [right]],
    ['an object', (right) => ({ code: right })],
    ['a number', (right) => Number(right)],
    ['nothing', () => ''],
    ['all of them', () => '0'.repeat(6) + '1'.repeat(100)],
    ['a pattern', () => '______'],
    ['one in full width', (right) => [...right].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')],
    ['five of six digits', (right) => right.slice(0, 5)],
    ['a seventh digit', (right) => `${right}0`],
  ];
  it('is six digits as text and nothing else', async () => {
    const { email } = await somebody();
    for (const [what, code] of typed) {
      const who = visitor(server, 'native');
      const flow = await ask(who, 'login', email);
      const answer = await who.submit(flow, { method: 'code', code: code(await box.code(email)) });
      assert.equal(answer.status, 400, what);
      assert.equal((await who.whoami()).status, 401, what);
      server.clock.advance({ minutes: 61 });
    }
  });

  it('is void once its address is another person’s, or nobody’s', async () => {
    const alice = await somebody();
    const who = visitor(server, 'native');
    const flows = [await ask(who, 'login', alice.email), await ask(visitor(server, 'native'), 'recovery', alice.email)];
    const codes = (await box.letters(alice.email)).slice(-2).map(({ text }) => /\b\d{6}\b/.exec(text)![0]);
    const moved = { ...alice.traits, email: `moved${++count}@example.com` };
    await server.app.store.write((tx) => server.app.identities.updateTraits(tx, alice.id, moved, true));
    for (const [index, kind] of (['login', 'recovery'] as Kind[]).entries()) {
      const answer = await enter(who, flows[index], codes[index]!);
      isRefused(answer, kind as Asking);
    }
    assert.equal((await who.whoami()).status, 401);
  });
});

describe('guessing', () => {
  it('is counted over all flows that go to the address, and waits longer and longer', async () => {
    const alice = await somebody();
    const statuses: number[] = [];
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      for (const kind of ['login', 'recovery', 'verification', 'registration'] as const) {
        const who = visitor(server, 'native');
        const flow = await ask(who, kind, alice.email);
        if (!flow) continue;
        const answer = await enter(who, flow, '000000');
        statuses.push(answer.status);
        const wait = Number(answer.headers.get('retry-after') ?? 0);
        waits.push(wait);
        server.clock.advance({ seconds: wait });
      }
    }
    assert.deepEqual(statuses.slice(0, 6), [400, 200, 200, 400, 400, 429]);
    const grown = waits.filter((wait) => wait > 0);
    assert.deepEqual(
      grown,
      [...grown].sort((a, b) => a - b),
    );
    assert.ok(grown.length >= 2 && grown.at(-1)! > grown[0]!, `${grown}`);
    // Her own next code is read when the wait is over.
    server.clock.advance({ minutes: 61 });
    await signInByCode(visitor(server, 'native'), alice.email, box);
  });

  it('in parallel is counted in full', async () => {
    const alice = await somebody();
    const who = visitor(server, 'native');
    const flow = await ask(who, 'login', alice.email);
    const right = await box.code(alice.email);
    const guesses = Array.from({ length: 30 }, (_, guess) => enter(who, flow, other(String(Number(right) + guess))));
    const answers = await Promise.all(guesses);
    const looked = answers.filter(({ status, flow: after }) => status === 400 && shown(after)[0] === 4010008);
    assert.equal(looked.length, 5);
  });
});
