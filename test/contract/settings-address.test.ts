import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Account, account, signInByCode } from '../support/accounts.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { type Each, type Flow, type Outcome, shown, type Variant, variants, visitor } from '../support/visitor.ts';

/** With real mail a new address takes effect once it is proven, and its old one hears of it. */
const { server, box } = await startMailingServer({ after }, { 'security.code_sends_per_hour': 10 });
const done: Each<number> = { html: 303, spa: 200, native: 200 };

async function signedIn(name: string, variant: Variant) {
  const created = await account(server, `${name}-${variant}`);
  const who = visitor(server, variant);
  await signInByCode(who, created.email, box);
  return Object.assign(who, { account: created });
}

for (const variant of variants) {
  const moved = ({ traits }: Account, name: string) => ({ ...traits, email: `${name}-${variant}@example.net` });
  /** The verification flow that a change led to, as each variant learns of it. */
  const verification = (changed: Outcome) => {
    if (variant === 'html') return changed.flow;
    const step = changed.body.continue_with.find(({ action }: Flow) => action === 'show_verification_ui');
    return step?.flow ?? null;
  };

  describe(`a change of address: ${variant}`, () => {
    it('waits for the code that went to the new one; everything else is saved at once', async () => {
      const who = await signedIn('alice', variant);
      const traits = { ...moved(who.account, 'alice'), name: { first: 'Alice', last: 'Liddell' } };
      const changed = await who.submit(await who.start('settings'), { method: 'profile', traits });
      assert.equal(changed.status, done[variant], JSON.stringify(changed.body));
      const step = verification(changed);
      if (variant === 'html') assert.equal(changed.location, `${server.url}/verification?flow=${step.id}`);
      else {
        assert.equal(changed.flow.state, 'success');
        assert.equal(step.verifiable_address, traits.email);
        assert.equal(step.url, variant === 'spa' ? `${server.url}/verification?flow=${step.id}` : undefined);
      }
      const before = (await who.whoami()).body.identity.traits;
      assert.deepEqual([before.email, before.name.last], [who.account.email, 'Liddell']);

      const flow = (await who.read('verification', step.id)).body;
      assert.equal(flow.state, 'sent_email');
      assert.deepEqual(shown(flow), [1080003]);
      const wrong = await who.submit(flow, { method: 'code', code: 'abcdef' });
      assert.deepEqual([wrong.status, shown(wrong.flow)], [done[variant], [4070006]]);
      const proven = await who.submit(flow, { method: 'code', code: await box.code(traits.email) });
      assert.deepEqual(shown(proven.flow), [1080002]);
      const { identity } = (await who.whoami()).body;
      assert.equal(identity.traits.email, traits.email);
      assert.deepEqual(
        identity.verifiable_addresses.map(({ value, verified }: Flow) => [value, verified]),
        [[traits.email, true]],
      );
      assert.ok((await box.letters(who.account.email)).some(({ text }) => /revert|undo|not you/i.test(text)));
      await signInByCode(visitor(server, variant), traits.email, box);
    });

    it('answers alike when the address is somebody else’s, who hears nothing', async () => {
      const who = await signedIn('bob', variant);
      const { email } = await account(server, `carol-${variant}`);
      const free = `free-${variant}@example.net`;
      const pages = [];
      for (const wanted of [email, free]) {
        const traits = { ...who.account.traits, email: wanted };
        const changed = await who.submit(await who.start('settings'), { method: 'profile', traits });
        const flow = (await who.read('verification', verification(changed).id)).body;
        const wrong = await who.submit(flow, { method: 'code', code: 'abcdef' });
        pages.push([changed.status, flow.state, shown(flow), wrong.status, shown(wrong.flow)]);
      }
      assert.deepEqual(pages[0], pages[1]);
      assert.deepEqual(await box.letters(email), []);
      assert.equal((await who.whoami()).body.identity.traits.email, who.account.email);
    });

    it('is confirmed in the browser that asked for it', async () => {
      // An app's flow is known by its id alone.
      if (variant === 'native') return;
      const who = await signedIn('dan', variant);
      const traits = moved(who.account, 'dan');
      const changed = await who.submit(await who.start('settings'), { method: 'profile', traits });
      const { id } = verification(changed);
      const code = await box.code(traits.email);
      const stranger = visitor(server, variant);
      const flow = (await who.read('verification', id)).body;
      const foreign = await stranger.submit(flow, { method: 'code', code });
      assert.notEqual(foreign.flow?.state, 'passed_challenge');
      assert.equal((await who.whoami()).body.identity.traits.email, who.account.email);
    });
  });
}
