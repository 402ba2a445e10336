import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, registerByPasskey, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Flow, type Outcome, shown, variants, visitor } from '../support/visitor.ts';
import { traitsOf } from '../support/web-client.ts';

const server = await startServer({ after });
const box = printedMail(server);
const next: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };
const field = (flow: Flow, name: string) => flow.ui.nodes.find(({ attributes }: Flow) => attributes.name === name);

for (const variant of variants) {
  const visit = () => visitor(server, variant);
  const turned = ({ status, flow }: Outcome, messages: number[]) => {
    assert.equal(status, next[variant]);
    assert.deepEqual(shown(flow), messages);
  };
  /** Without a transport that delivers, an account comes with a session. */
  const registered = ({ status, body, location }: Outcome, email: string) => {
    assert.equal(status, done[variant], JSON.stringify(body));
    if (variant === 'html') return assert.equal(location?.startsWith(server.url), true);
    assert.equal(body.identity.traits.email, email);
    assert.equal(body.session.identity.id, body.identity.id);
    const actions = body.continue_with.map(({ action }: Flow) => action);
    if (variant === 'native') {
      assert.equal(actions[0], 'set_ory_session_token');
      assert.equal(body.continue_with[0].ory_session_token, body.session_token);
    } else {
      assert.equal(body.session_token, undefined);
      assert.equal(actions.at(-1), 'redirect_browser_to');
    }
  };

  describe(`registering in two steps: ${variant}`, () => {
    it('asks for the profile, then for a way to sign in', async () => {
      const who = visit();
      const traits = traitsOf(`alice-${variant}`);
      const flow = await who.start('registration');
      const second = await who.submit(flow, { method: 'profile', traits });
      turned(second, [1040009]);
      assert.equal(second.flow.state, 'choose_method');
      for (const name of ['traits.email', 'traits.name.first', 'traits.name.last']) {
        assert.equal(field(second.flow, name).attributes.type, 'hidden');
      }
      assert.equal(nodeValue(second.flow, 'traits.name.first'), `alice-${variant}`);
    });

    it('takes a passkey', async () => {
      const who = visit();
      const traits = traitsOf(`bob-${variant}`);
      registered(await registerByPasskey(who, server.url, traits, createAuthenticator()), traits.email);
      const { body } = await who.whoami();
      assert.equal(body.authenticator_assurance_level, 'aal2');
      assert.equal(body.identity.verifiable_addresses[0].value, traits.email);
    });

    it('takes a code to the address, which it proves', async () => {
      const who = visit();
      const traits = traitsOf(`carol-${variant}`);
      const second = await who.submit(await who.start('registration'), { method: 'profile', traits });
      const sent = await who.submit(second.flow, { method: 'code', traits });
      turned(sent, [1040005]);
      assert.equal(sent.flow.state, 'sent_email');
      turned(await who.submit(sent.flow, { method: 'code', code: 'abcdef', traits }), [4040003]);
      registered(
        await who.submit(sent.flow, { method: 'code', code: await box.code(traits.email), traits }),
        traits.email,
      );
      const [address] = (await who.whoami()).body.identity.verifiable_addresses;
      assert.deepEqual([address.verified, address.status], [true, 'completed']);
      await signInByCode(visit(), traits.email, box);
    });

    it('turns back to the profile and from a code to the other ways', async () => {
      const who = visit();
      const traits = traitsOf(`dan-${variant}`);
      const second = await who.submit(await who.start('registration'), { method: 'profile', traits });
      const first = await who.submit(second.flow, { method: 'profile', screen: 'previous', traits });
      turned(first, []);
      assert.equal(field(first.flow, 'traits.email').attributes.type, 'email');
      assert.equal(nodeValue(first.flow, 'traits.email'), traits.email);
      assert.ok(!field(first.flow, 'passkey_create_data'));
      const again = await who.submit(first.flow, { method: 'profile', screen: 'credential-selection', traits });
      turned(again, [1040009]);
      const sent = await who.submit(again.flow, { method: 'code', traits });
      const chosen = await who.submit(sent.flow, { screen: 'credential-selection', traits });
      turned(chosen, [1040009]);
      assert.equal(chosen.flow.state, 'choose_method');
      assert.ok(field(chosen.flow, 'passkey_create_data'));
    });

    it('shows what is wrong with the profile on its fields', async () => {
      const who = visit();
      const traits = { email: 'nonsense', name: { first: 'x'.repeat(101), last: 'Example' } };
      const refused = await who.submit(await who.start('registration'), { method: 'profile', traits });
      turned(refused, [4000040, 4000017]);
      assert.deepEqual(
        field(refused.flow, 'traits.email').messages.map(({ id }: Flow) => id),
        [4000040],
      );
      assert.deepEqual(
        field(refused.flow, 'traits.name.first').messages.map(({ id }: Flow) => id),
        [4000017],
      );
      assert.equal(nodeValue(refused.flow, 'traits.email'), 'nonsense');
      const without = await who.submit(refused.flow, { method: 'profile', traits: { name: { first: 'A' } } });
      turned(without, [4000002]);
      const more = await who.submit(without.flow, { method: 'profile', traits: { ...traitsOf('x'), role: 'owner' } });
      assert.equal(more.status, next[variant]);
      assert.equal(more.flow.ui.messages[0].id, 4000001);
    });

    it('says that an address is taken, where nothing can prove it', async () => {
      const { traits } = await account(server, `eve-${variant}`);
      const who = visit();
      const refused = await who.submit(await who.start('registration'), { method: 'profile', traits });
      turned(refused, [4000007]);
      assert.equal(field(refused.flow, 'traits.email').attributes.type, 'email');
    });
  });

  describe(`registering by a code in one step: ${variant}`, () => {
    it('sends the code for the traits, and registers with it', async () => {
      const who = visit();
      const traits = traitsOf(`frank-${variant}`);
      const sent = await who.submit(await who.start('registration'), { method: 'code', traits });
      turned(sent, [1040005]);
      registered(
        await who.submit(sent.flow, { method: 'code', code: await box.code(traits.email), traits }),
        traits.email,
      );
    });

    it('sends it once more', async () => {
      const who = visit();
      const traits = traitsOf(`gina-${variant}`);
      const sent = await who.submit(await who.start('registration'), { method: 'code', traits });
      const again = await who.submit(sent.flow, { method: 'code', resend: 'code', traits });
      turned(again, [1040005]);
      assert.equal((await box.letters(traits.email)).length, 2);
      registered(
        await who.submit(again.flow, { method: 'code', code: await box.code(traits.email), traits }),
        traits.email,
      );
    });

    it('takes no other traits than those that the code was sent for', async () => {
      const who = visit();
      const traits = traitsOf(`hal-${variant}`);
      const sent = await who.submit(await who.start('registration'), { method: 'code', traits });
      const code = await box.code(traits.email);
      for (const change of [{ email: `other-${variant}@example.com` }, { name: { first: 'Other', last: 'Example' } }]) {
        for (const method of ['code', '']) {
          turned(await who.submit(sent.flow, { method, code, traits: { ...traits, ...change } }), [4000036]);
        }
      }
      // As a form has it: what nobody filled in is empty.
      turned(
        await who.submit(sent.flow, { method: 'code', code: 'abcdef', traits: { ...traits, phone: '' } }),
        [4040003],
      );
      registered(await who.submit(sent.flow, { method: 'code', code, traits }), traits.email);
    });

    it('is done once', async () => {
      const who = visit();
      const traits = traitsOf(`ida-${variant}`);
      const sent = await who.submit(await who.start('registration'), { method: 'code', traits });
      const code = await box.code(traits.email);
      registered(await who.submit(sent.flow, { method: 'code', code, traits }), traits.email);
      const other = variant === 'native' ? visit() : who;
      const twice = await other.submit(sent.flow, { method: 'code', code, traits });
      assert.notEqual(twice.status, 200);
      if (variant === 'native') assert.deepEqual(shown(twice.flow), [4040002]);
    });
  });
}
