import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signInByCode } from '../support/accounts.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { type Each, type Flow, type Outcome, shown, type Visitor, variants, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer({ after });
const asked: Each<number> = { html: 303, spa: 200, native: 200 };
const refused: Each<number> = { html: 303, spa: 400, native: 400 };

/** An account whose address was not proven yet. */
const unproven = (name: string) => account(server, name, {}, false);
/** As the message of an installation's own template has it. */
const linkOf = ({ id }: Flow, code: string) => `${server.url}/self-service/verification?flow=${id}&code=${code}`;
const addressOf = async (who: Visitor) => (await who.whoami()).body.identity.verifiable_addresses[0];

for (const variant of variants) {
  const visit = () => visitor(server, variant);
  const sentBy = async (who: Visitor, email: string, query = {}): Promise<Outcome> =>
    who.submit(await who.start('verification', query), { method: 'code', email });

  describe(`verification by a code: ${variant}`, () => {
    it('proves the address, and shows where to go on', async () => {
      const { email } = await unproven(`alice-${variant}`);
      const who = visit();
      const query: Record<string, string> = variant === 'native' ? {} : { return_to: '/settings' };
      const sent = await sentBy(who, email, query);
      assert.equal(sent.status, asked[variant]);
      assert.equal(sent.flow.state, 'sent_email');
      assert.deepEqual(shown(sent.flow), [1080003]);
      const done = await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
      assert.equal(done.status, asked[variant]);
      assert.equal(done.flow.id, sent.flow.id);
      assert.equal(done.flow.state, 'passed_challenge');
      assert.deepEqual(shown(done.flow), [1080002]);
      assert.equal(done.flow.ui.messages[0].type, 'success');
      const target = `${server.url}${variant === 'native' ? '/console' : '/settings'}`;
      assert.equal(done.flow.ui.method, 'GET');
      assert.equal(done.flow.ui.action, target);
      const anchor = done.flow.ui.nodes.find(({ type }: Flow) => type === 'a');
      assert.deepEqual([anchor.attributes.id, anchor.attributes.href], ['continue', target]);
      assert.equal(anchor.attributes.title.id, 1070009);
      await signInByCode(who, email, box);
      const { verified, status, verified_at } = await addressOf(who);
      assert.deepEqual([verified, status], [true, 'completed']);
      assert.equal(Date.parse(verified_at), server.clock());
    });

    it('is replaced by a new flow when it is submitted again', async () => {
      const { email } = await unproven(`bob-${variant}`);
      const who = visit();
      const sent = await sentBy(who, email);
      const code = await box.code(email);
      await who.submit(sent.flow, { method: 'code', code });
      const again = await who.submit(sent.flow, { method: 'code', code });
      const fresh = variant === 'html' ? again.flow.id : again.body.use_flow_id;
      if (variant === 'html') assert.equal(again.location, `${server.url}/verification?flow=${fresh}`);
      else {
        assert.equal(again.status, 410);
        assert.equal(again.body.error.id, 'self_service_flow_replaced');
      }
      assert.notEqual(fresh, sent.flow.id);
      assert.equal((await who.read('verification', fresh)).body.state, 'choose_method');
    });

    it('answers an unknown address alike', async () => {
      const { email } = await unproven(`carol-${variant}`);
      const pages = [];
      for (const address of [email, `nobody-${variant}@example.com`]) {
        const who = visit();
        const sent = await sentBy(who, address);
        const wrong = await who.submit(sent.flow, { method: 'code', code: 'abcdef' });
        pages.push([sent, wrong].map(({ status, flow }) => [status, flow.state, shown(flow)]));
      }
      assert.deepEqual(pages[0], pages[1]);
      assert.deepEqual(pages[0]![1], [asked[variant], 'sent_email', [4070006]]);
      assert.deepEqual(await box.letters(`nobody-${variant}@example.com`), []);
    });

    it('sends the code once more', async () => {
      const { email } = await unproven(`dan-${variant}`);
      const who = visit();
      const sent = await sentBy(who, email);
      const again = await who.submit(sent.flow, { email: nodeValue(sent.flow, 'email') });
      assert.deepEqual(shown(again.flow), [1080003]);
      assert.equal((await box.letters(email)).length, 2);
      const done = await who.submit(again.flow, { code: await box.code(email) });
      assert.equal(done.flow.state, 'passed_challenge');
    });

    it('fills in the code that its link carries, and uses it only when it is sent', async () => {
      const { email } = await unproven(`eve-${variant}`);
      const who = visit();
      const sent = await sentBy(who, email);
      const code = await box.code(email);
      const link = linkOf(sent.flow, code);
      const followed = await who.web.send(link, { html: true });
      assert.equal(followed.status, 303);
      const location = followed.headers.get('location');
      // An app's flow is no page of a browser: there it begins anew.
      if (variant === 'native') assert.match(location!, /\/(verification\?flow=|self-service\/verification\/browser)/);
      else assert.equal(location, `${server.url}/verification?flow=${sent.flow.id}&code=${code}`);
      assert.equal((await who.read('verification', sent.flow.id)).body.state, 'sent_email');
      const done = await who.submit(sent.flow, { method: 'code', code });
      assert.equal(done.flow.state, 'passed_challenge');
    });

    it('begins anew where its link is opened in another browser', async () => {
      if (variant === 'native') return;
      const { email } = await unproven(`frank-${variant}`);
      const sent = await sentBy(visit(), email);
      const elsewhere = await visit().web.send(linkOf(sent.flow, await box.code(email)), { html: true });
      assert.equal(elsewhere.headers.get('location'), `${server.url}/self-service/verification/browser`);
    });

    it('says what is wrong with an address', async () => {
      const who = visit();
      for (const [email, message] of [
        ['', 4000002],
        ['nonsense', 4000040],
      ] as const) {
        const wrong = await sentBy(who, email);
        assert.equal(wrong.status, refused[variant]);
        assert.deepEqual(shown(wrong.flow), [message]);
      }
      const nothing = await who.submit(await who.start('verification'), {});
      assert.deepEqual([nothing.status, shown(nothing.flow)], [refused[variant], [4010006]]);
    });

    it('is open to somebody who is signed in', async () => {
      const { email } = await account(server, `gina-${variant}`);
      const who = visit();
      await signInByCode(who, email, box);
      const sent = await sentBy(who, email);
      const done = await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
      assert.equal(done.flow.state, 'passed_challenge');
    });
  });
}
