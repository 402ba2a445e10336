import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { type Each, type Flow, type Outcome, shown, variants, visitor } from '../support/visitor.ts';
import { traitsOf } from '../support/web-client.ts';

/** With real mail an address is proven before anything is said or made (DESIGN, `security.account_enumeration.mitigate`). */
const { server, box } = await startMailingServer({ after });
const told = await startMailingServer({ after }, { 'security.account_enumeration.mitigate': false });
const next: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };
const names = (flow: Flow) =>
  flow.ui.nodes.map(({ group, attributes, meta }: Flow) => [group, attributes.name ?? attributes.id, meta.label?.id]);

for (const variant of variants) {
  const visit = () => visitor(server, variant);
  const turned = ({ status, flow }: Outcome, messages: number[]) => {
    assert.equal(status, next[variant]);
    assert.deepEqual(shown(flow), messages);
  };
  const passkeyFor = (flow: Flow, traits: object) => {
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data')).credentialOptions;
    const key = createAuthenticator().register(publicKey, server.url);
    return { method: 'passkey', traits, passkey_register: JSON.stringify(key) };
  };

  describe(`registering where mail arrives: ${variant}`, () => {
    it('proves the address, then takes a passkey and asks for no more proof', async () => {
      const who = visit();
      const traits = traitsOf(`alice-${variant}`);
      const sent = await who.submit(await who.start('registration'), { method: 'profile', traits });
      turned(sent, [1040005]);
      assert.equal(sent.flow.state, 'sent_email');
      assert.ok(!names(sent.flow).some(([group]: string[]) => group === 'passkey'));
      turned(await who.submit(sent.flow, { method: 'code', code: 'abcdef', traits }), [4040003]);
      const proven = await who.submit(sent.flow, { method: 'code', code: await box.code(traits.email), traits });
      turned(proven, [1040009]);
      assert.equal(proven.flow.state, 'choose_method');
      const registered = await who.submit(proven.flow, passkeyFor(proven.flow, traits));
      assert.equal(registered.status, done[variant], JSON.stringify(registered.body));
      const { identity } = (await who.whoami()).body;
      assert.equal(identity.verifiable_addresses[0].verified, true);
      const steps = registered.body?.continue_with ?? [];
      assert.ok(!steps.some(({ action }: Flow) => action === 'show_verification_ui'));
    });

    it('takes the proven address as the way to sign in, without a second code', async () => {
      const who = visit();
      const traits = traitsOf(`bob-${variant}`);
      const sent = await who.submit(await who.start('registration'), { method: 'profile', traits });
      const proven = await who.submit(sent.flow, { method: 'code', code: await box.code(traits.email), traits });
      assert.ok(names(proven.flow).some(([group, , label]: unknown[]) => group === 'code' && label === 1040003));
      const registered = await who.submit(proven.flow, { method: 'code', traits });
      assert.equal(registered.status, done[variant], JSON.stringify(registered.body));
      assert.equal((await box.letters(traits.email)).length, 1);
      assert.equal((await who.whoami()).body.identity.traits.email, traits.email);
    });

    it('answers alike for an address that has an account, and tells its owner', async () => {
      const { traits } = await account(server, `carol-${variant}`);
      const pages = [];
      for (const each of [traits, traitsOf(`dan-${variant}`)]) {
        const who = visit();
        const sent = await who.submit(await who.start('registration'), { method: 'profile', traits: each });
        const wrong = await who.submit(sent.flow, { method: 'code', code: 'abcdef', traits: each });
        pages.push([sent, wrong].map(({ status, flow }) => [status, flow.state, shown(flow), names(flow)]));
      }
      assert.deepEqual(pages[0], pages[1]);
      const letters = await box.letters(traits.email);
      assert.equal(letters.length, 1);
      assert.doesNotMatch(letters[0]!.text, /\b\d{6}\b/, 'no code that would register it');
      assert.match(letters[0]!.text, new RegExp(`${server.url}/login`));
    });

    it('wants the code before any way to sign in', async () => {
      const who = visit();
      const traits = traitsOf(`eve-${variant}`);
      const sent = await who.submit(await who.start('registration'), { method: 'profile', traits });
      const early = await who.submit(sent.flow, { method: 'passkey', traits, passkey_register: '{}' });
      assert.equal(early.status, next[variant]);
      assert.equal(early.flow.state, 'sent_email');
      const skipped = await who.submit(sent.flow, { screen: 'credential-selection', traits });
      assert.ok(!names(skipped.flow).some(([group]: string[]) => group === 'passkey'));
      assert.equal((await server.app.identities.byAddress(server.app.store.read, traits.email)) === null, true);
    });

    it('turns back to correct the address, which is then proven anew', async () => {
      const who = visit();
      const [wrong, right] = [traitsOf(`frnak-${variant}`), traitsOf(`frank-${variant}`)];
      const sent = await who.submit(await who.start('registration'), { method: 'profile', traits: wrong });
      const code = await box.code(wrong.email);
      turned(await who.submit(sent.flow, { method: 'code', code, traits: right }), [4000036]);
      const back = await who.submit(sent.flow, { screen: 'previous', traits: wrong });
      turned(back, []);
      assert.equal(nodeValue(back.flow, 'traits.email'), wrong.email);
      const again = await who.submit(back.flow, { method: 'profile', traits: right });
      turned(again, [1040005]);
      turned(await who.submit(again.flow, { method: 'code', code, traits: right }), [4040003]);
      const proven = await who.submit(again.flow, { method: 'code', code: await box.code(right.email), traits: right });
      turned(proven, [1040009]);
      // Another address on the last page is not one that was proven.
      const moved = await who.submit(proven.flow, passkeyFor(proven.flow, wrong));
      assert.equal(moved.status, next[variant]);
      assert.equal((await server.app.identities.byAddress(server.app.store.read, wrong.email)) === null, true);
    });
  });

  describe(`registering where the installation tells who has an account: ${variant}`, () => {
    it('asks for verification afterwards', async () => {
      const who = visitor(told.server, variant);
      const traits = traitsOf(`hal-${variant}`);
      const target = `${told.server.url}/settings`;
      const query: Record<string, string> = variant === 'native' ? {} : { after_verification_return_to: target };
      const second = await who.submit(await who.start('registration', query), { method: 'profile', traits });
      turned(second, [1040009]);
      const { publicKey } = JSON.parse(nodeValue(second.flow, 'passkey_create_data')).credentialOptions;
      const key = createAuthenticator().register(publicKey, told.server.url);
      const registered = await who.submit(second.flow, {
        method: 'passkey',
        traits,
        passkey_register: JSON.stringify(key),
      });
      let flow = registered.flow;
      if (variant !== 'html') {
        const step = registered.body.continue_with.find(({ action }: Flow) => action === 'show_verification_ui');
        assert.equal(step.flow.verifiable_address, traits.email);
        assert.equal(
          step.flow.url,
          variant === 'spa' ? `${told.server.url}/verification?flow=${step.flow.id}` : undefined,
        );
        flow = (await who.read('verification', step.flow.id)).body;
      }
      assert.equal(flow.state, 'sent_email');
      assert.deepEqual(shown(flow), [1080003]);
      const verified = await who.submit(flow, { method: 'code', code: await told.box.code(traits.email) });
      assert.deepEqual(shown(verified.flow), [1080002]);
      if (variant !== 'native') assert.equal(verified.flow.ui.action, target);
      assert.equal((await who.whoami()).body.identity.verifiable_addresses[0].verified, true);
    });

    it('says that an address is taken', async () => {
      const { traits } = await account(told.server, `ida-${variant}`);
      const who = visitor(told.server, variant);
      turned(await who.submit(await who.start('registration'), { method: 'profile', traits }), [4000007]);
    });
  });
}
