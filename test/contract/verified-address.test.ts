import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account } from '../support/accounts.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { emailTrait, nameTrait, schemaOf } from '../support/schemas.ts';
import { type Each, type Flow, shown, variants, visitor } from '../support/visitor.ts';

/** Nobody signs in with an address that is not verified, where the hook asks for it. */
const flags = {
  'selfservice.methods.password.enabled': true,
  'selfservice.flows.login.after.password.hooks': [{ hook: 'require_verified_address' }],
  'identity.schemas': [schemaOf('default', { email: emailTrait, name: nameTrait })],
};
const { server, box } = await startMailingServer({ after }, flags);
const legacy = await startMailingServer(
  { after },
  { ...flags, 'feature_flags.legacy_require_verified_login_error': true },
);
const refused: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };
const password = 'a lime tree full of bees';

async function withPassword(on: typeof server, name: string): Promise<string> {
  const { id, email } = await account(on, name, {}, false);
  const data = await on.app.passwords!.hash(password);
  await on.app.store.write((tx) => on.app.passwords!.set(tx, id, data));
  return email;
}

for (const variant of variants) {
  describe(`a login that wants a verified address: ${variant}`, () => {
    it('leads to its verification first', async () => {
      const email = await withPassword(server, `alice-${variant}`);
      const who = visitor(server, variant);
      const login = async () =>
        who.submit(await who.start('login'), { method: 'password', identifier: email, password });
      const waiting = await login();
      let { flow } = waiting;
      if (variant === 'html') assert.equal(waiting.location, `${server.url}/verification?flow=${flow.id}`);
      else {
        assert.equal(waiting.status, 403);
        assert.equal(waiting.body.error.id, 'session_verified_address_required');
        const [step] = waiting.body.error.details.continue_with;
        assert.equal(step.action, 'show_verification_ui');
        assert.equal(step.flow.verifiable_address, email);
        const url = variant === 'spa' ? `${server.url}/verification?flow=${step.flow.id}` : undefined;
        assert.equal(step.flow.url, url);
        flow = (await who.read('verification', step.flow.id)).body;
      }
      assert.equal((await who.whoami()).status, 401);
      assert.equal(flow.state, 'sent_email');
      assert.deepEqual(shown(flow), [1080003]);
      const verified = await who.submit(flow, { method: 'code', code: await box.code(email) });
      assert.deepEqual(shown(verified.flow), [1080002]);
      const signed = await login();
      assert.equal(signed.status, done[variant], JSON.stringify(signed.body));
      assert.equal((await who.whoami()).status, 200);
    });

    it('says so in its form where an older client wants that', async () => {
      const email = await withPassword(legacy.server, `bob-${variant}`);
      const who = visitor(legacy.server, variant);
      const flow: Flow = await who.start('login');
      const waiting = await who.submit(flow, { method: 'password', identifier: email, password });
      assert.equal(waiting.status, refused[variant]);
      assert.deepEqual(shown(waiting.flow), [4000010]);
    });
  });
}
