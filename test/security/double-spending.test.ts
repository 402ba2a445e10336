import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode } from '../support/authenticator-app.ts';
import { nativeFlow } from '../support/contract.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { noticeLink } from '../support/notice-link.ts';
import { rowCounts } from '../support/observed.ts';
import { nodeValue, request } from '../support/people.ts';
import { type Flow, shown, type Visitor, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer(
  { after },
  { 'selfservice.methods.link.enabled': true, 'selfservice.flows.verification.use': 'link' },
);
const traits = (email: string) => ({ email, name: { first: 'A', last: 'B' } });
const native = () => visitor(server, 'native');

interface Secret {
  /** Brings the secret. */
  spend(): Promise<{ status: number }>;
  /** Whether one of those that brought it has won. */
  won(answer: { status: number }): boolean;
  /** What has happened exactly once afterwards: rows that came. */
  once?: Record<string, number>;
}

const ok = ({ status }: { status: number }) => status === 200;
const codeOf = (who: Visitor, flow: Flow, code: string) => () => who.submit(flow, { method: 'code', code });

/** Each one-time secret, ready to be brought by many at once. */
const secrets: Record<string, () => Promise<Secret>> = {
  async 'a code to sign in'() {
    const { email } = await account(server, 'alice');
    const who = native();
    const { flow } = await who.submit(await who.start('login'), { method: 'code', identifier: email });
    return { spend: codeOf(who, flow, await box.code(email)), won: ok, once: { session: 1 } };
  },
  async 'a code that registers'() {
    const who = native();
    const form = { method: 'code', traits: traits('carol@example.com') };
    const { flow } = await who.submit(await who.start('registration'), form);
    const code = await box.code('carol@example.com');
    return { spend: () => who.submit(flow, { ...form, code }), won: ok, once: { identity: 1, session: 1 } };
  },
  async 'a code to get back in'() {
    const { email } = await account(server, 'dave');
    const who = native();
    const { flow } = await who.submit(await who.start('recovery'), { method: 'code', email });
    const won = (answer: { status: number; flow?: Flow }) => answer.flow?.state === 'passed_challenge';
    return { spend: codeOf(who, flow, await box.code(email)), won, once: { session: 1 } };
  },
  async 'the code for a new address'() {
    const erin = await signedIn(server, box, 'erin', 'native');
    const changed = { ...erin.account.traits, email: 'erin.new@example.com' };
    const saved = await erin.submit(await erin.start('settings'), { method: 'profile', traits: changed });
    const { flow } = await erin.read('verification', saved.body.continue_with[0].flow.id);
    const won = (answer: { status: number; flow?: Flow }) => answer.flow?.state === 'passed_challenge';
    return { spend: codeOf(erin, flow, await box.code('erin.new@example.com')), won, once: { notice_link: 1 } };
  },
  async 'the link that verifies an address'() {
    const { email } = await account(server, 'frank');
    const who = native();
    await who.submit(await who.start('verification'), { method: 'link', email });
    const link = await box.link(email);
    const follow = () => request(link, { headers: { accept: 'application/json' } });
    return {
      spend: follow,
      won: ({ status, body }: never) => status === 200 && (body as Flow).state === 'passed_challenge',
    };
  },
  async 'a step of an authenticator app'() {
    const gina = await signedIn(server, box, 'gina', 'native');
    const settings = await gina.start('settings');
    const secret = settings.ui.nodes.find(
      ({ attributes }: { attributes: { id?: string } }) => attributes.id === 'totp_secret_key',
    ).attributes.text.context.secret;
    const set = await gina.submit(settings, { method: 'totp', totp_code: appCode(secret, server.clock()) });
    assert.equal(set.status, 200, JSON.stringify(set.body));
    server.clock.advance({ seconds: 30 });
    const totp_code = appCode(secret, server.clock());
    const flows = await Promise.all([0, 1, 2, 3].map(() => gina.start('login', { refresh: 'true', aal: 'aal2' })));
    return { spend: () => gina.submit(flows.pop(), { method: 'totp', totp_code }), won: ok };
  },
  async 'a passkey’s challenge'() {
    const heidi = await signedIn(server, box, 'heidi', 'native');
    const authenticator = await addPasskey(heidi, server.url, createAuthenticator());
    const flow = await native().start('login');
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_challenge'));
    const passkey_login = JSON.stringify(authenticator.authenticate(publicKey, server.url));
    const spend = () => native().submit(flow, { method: 'passkey', passkey_login });
    return { spend, won: ok, once: { session: 1 } };
  },
  async 'the link of a notice'() {
    const ivan = await signedIn(server, box, 'ivan', 'native');
    await addPasskey(ivan, server.url, createAuthenticator());
    const follow = await noticeLink(server, box, ivan.account.email);
    return { spend: follow, won: ok };
  },
  async 'the link that takes a change of address back'() {
    const judy = await signedIn(server, box, 'judy', 'native');
    const changed = { ...judy.account.traits, email: 'judy.new@example.com' };
    const saved = await judy.submit(await judy.start('settings'), { method: 'profile', traits: changed });
    const { flow } = await judy.read('verification', saved.body.continue_with[0].flow.id);
    await judy.submit(flow, { method: 'code', code: await box.code('judy.new@example.com') });
    return { spend: await noticeLink(server, box, judy.account.email), won: ok };
  },
  async 'the set-up link'() {
    const token = await server.setupToken();
    const flows = await Promise.all([0, 1, 2, 3].map(() => nativeFlow(server, `registration/api?setup=${token}`)));
    const keys = await Promise.all(
      flows.map(async (flow, index) => {
        const form = { method: 'profile', traits: traits(`owner${index}@example.com`) };
        const { flow: next } = await native().submit(flow, form);
        const { credentialOptions } = JSON.parse(nodeValue(next, 'passkey_create_data'));
        const key = createAuthenticator().register(credentialOptions.publicKey, server.url);
        return { flow: next, form: { ...form, method: 'passkey', passkey_register: JSON.stringify(key) } };
      }),
    );
    const spend = () => {
      const { flow, form } = keys.pop()!;
      return native().submit(flow, form);
    };
    return { spend, won: ok, once: { identity: 1, role_assignment: 1 } };
  },
};

describe('of four who bring it at once, exactly one wins with', () => {
  for (const [what, prepare] of Object.entries(secrets)) {
    it(what, async () => {
      const { spend, won, once = {} } = await prepare();
      const before = await rowCounts(server);
      const answers = await Promise.all([0, 1, 2, 3].map(() => spend()));
      const statuses = JSON.stringify(answers.map(({ status }) => status));
      assert.equal(answers.filter((answer) => won(answer as never)).length, 1, statuses);
      for (const { status } of answers) assert.ok(status < 500, statuses);
      const now = await rowCounts(server);
      for (const [table, more] of Object.entries(once)) assert.equal(now[table]! - before[table]!, more, table);
    });
  }
});

it('the code of a registration that is sent many times proves the address, and registers nobody', async () => {
  const who = native();
  const form = { method: 'profile', traits: traits('bob@example.com') };
  const { flow } = await who.submit(await who.start('registration'), form);
  const before = await rowCounts(server);
  const send = codeOf(who, flow, await box.code('bob@example.com'));
  const answers = [...(await Promise.all([send(), send(), send()])), await send()];
  for (const { flow: next } of answers) {
    const [id] = shown(next);
    assert.ok(id === 1040009 || id === 4040003, `${id}`);
    if (id === 1040009) assert.ok(nodeValue(next, 'passkey_create_data'));
  }
  assert.deepEqual(shown(answers.at(-1)!.flow), [1040009]);
  const now = await rowCounts(server);
  assert.deepEqual([now['identity'], now['session']], [before['identity'], before['session']]);
  assert.equal(before['one_time_code']! - now['one_time_code']!, 1);
});
