import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode } from '../support/authenticator-app.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import {
  type Each,
  type Flow,
  type Outcome,
  shown,
  type Variant,
  type Visitor,
  variants,
  visitor,
} from '../support/visitor.ts';

const server = await startServer({ after });
const flagged = await startServer({ after }, { flags: { 'feature_flags.use_continue_with_transitions': true } });
const box = printedMail(server);
/** The address was taken, and a wrong code too: an answer of the flow, not an error (wire contract 18.2). */
const asked: Each<number> = { html: 303, spa: 200, native: 200 };
const wrong: Each<number> = { html: 303, spa: 400, native: 400 };

async function sent(who: Visitor, email: string): Promise<Outcome> {
  return who.submit(await who.start('recovery'), { method: 'code', email });
}

/** Goes where a recovery leads, as each variant learns it: a settings flow. */
async function settingsOf(who: Visitor, done: Outcome): Promise<Flow> {
  if (who.variant === 'html') return done.flow;
  const url = who.variant === 'spa' ? new URL(done.body.redirect_browser_to) : null;
  const id =
    url?.searchParams.get('flow') ??
    done.body.continue_with.find(({ action }: Flow) => action === 'show_settings_ui').flow.id;
  return (await who.read('settings', id)).body;
}

for (const variant of variants) {
  const visit = () => visitor(server, variant);
  const person = (name: string) => account(server, `${name}-${variant}`);

  describe(`recovery by a code: ${variant}`, () => {
    it('leads into the account by the code', async () => {
      const { email, id } = await person('alice');
      const who = visit();
      const code = await sent(who, ` ${email.toUpperCase()} `);
      assert.equal(code.status, asked[variant]);
      assert.equal(code.flow.state, 'sent_email');
      assert.equal(code.flow.active, 'code');
      assert.deepEqual(shown(code.flow), [1060003]);
      const done = await who.submit(code.flow, { method: 'code', code: await box.code(email) });
      if (variant === 'html') {
        assert.equal(done.status, 303);
        assert.match(done.location!, /\/settings\?flow=/);
      }
      if (variant === 'spa') {
        assert.equal(done.status, 422);
        assert.equal(done.body.error.id, 'browser_location_change_required');
        assert.ok(done.body.redirect_browser_to.startsWith(`${server.url}/settings?flow=`));
      }
      if (variant === 'native') {
        assert.equal(done.status, 200);
        assert.equal(done.body.state, 'passed_challenge');
        assert.deepEqual(
          done.body.continue_with.map(({ action }: Flow) => action),
          ['set_ory_session_token', 'show_settings_ui'],
        );
        assert.equal(done.body.continue_with[1].flow.url, undefined);
      }
      const settings = await settingsOf(who, done);
      assert.deepEqual(shown(settings), [1060001]);
      const [{ context, type }] = settings.ui.messages;
      assert.equal(type, 'success');
      assert.equal(context.privileged_session_expires_at_unix, Math.floor(server.clock() / 1000) + 300);
      const { body } = await who.whoami();
      assert.equal(body.identity.id, id);
      assert.deepEqual(
        body.authentication_methods.map(({ method, aal }: Flow) => [method, aal]),
        [['code_recovery', 'aal1']],
      );
      const saved = await who.submit(settings, { method: 'profile', traits: body.identity.traits });
      assert.equal(saved.flow.state, 'success');
    });

    it('answers an unknown address alike', async () => {
      const { email } = await person('bob');
      const pages = [];
      for (const address of [email, `nobody-${variant}@example.com`]) {
        const who = visit();
        const first = await sent(who, address);
        const guess = await who.submit(first.flow, { method: 'code', code: 'abcdef' });
        pages.push([first, guess].map(({ status, flow }) => [status, flow.state, shown(flow)]));
      }
      assert.deepEqual(pages[0], pages[1]);
      assert.deepEqual(pages[0]![1], [asked[variant], 'sent_email', [4060006]]);
    });

    it('sends the code once more, and takes the newest', async () => {
      const { email } = await person('carol');
      const who = visit();
      const first = await sent(who, email);
      const again = await who.submit(first.flow, { email });
      assert.equal(again.status, asked[variant]);
      assert.deepEqual(shown(again.flow), [1060003]);
      assert.equal((await box.letters(email)).length, 2);
      const done = await who.submit(again.flow, { code: await box.code(email) });
      assert.equal((await settingsOf(who, done)).state, 'show_form');
    });

    it('says what is wrong with an address', async () => {
      const who = visit();
      for (const [email, message] of [
        ['', 4000002],
        ['nonsense', 4000040],
        ['+491511234567', 4000040],
      ] as const) {
        const refused = await sent(who, email);
        assert.equal(refused.status, wrong[variant]);
        assert.equal(refused.flow.state, 'choose_method');
        assert.deepEqual(shown(refused.flow), [message]);
      }
      const nothing = await who.submit(await who.start('recovery'), {});
      assert.equal(nothing.status, wrong[variant]);
      assert.deepEqual(shown(nothing.flow), [4010005]);
    });

    it('is done once', async () => {
      const { email } = await person('dan');
      const [mine, other] = [visit(), visit()];
      const first = await sent(mine, email);
      const code = await box.code(email);
      await mine.submit(first.flow, { method: 'code', code });
      const who = variant === 'native' ? other : mine;
      if (variant === 'native') {
        const twice = await who.submit(first.flow, { method: 'code', code });
        assert.equal(twice.status, 400);
        assert.deepEqual(shown(twice.flow), [4060001]);
      } else {
        const twice = await who.submit(first.flow, { method: 'code', code });
        assert.equal(twice.status, variant === 'html' ? 303 : 403);
      }
    });

    it('is not for somebody who is signed in', async () => {
      const who = await signedIn(server, box, `eve-${variant}`, variant);
      const { status, body, location } = await who.open('recovery');
      assert.equal(status, wrong[variant]);
      if (variant === 'html') assert.equal(location, `${server.url}/console`);
      else assert.equal(body.error.id, 'session_already_available');
    });

    it('ends the other sessions', async () => {
      const other = await signedIn(server, box, `frank-${variant}`, 'native');
      const who = visit();
      const first = await sent(who, other.account.email);
      await who.submit(first.flow, { method: 'code', code: await box.code(other.account.email) });
      assert.equal((await other.whoami()).status, 401);
      assert.equal((await who.whoami()).status, 200);
    });
  });

  describe(`recovery of somebody with a second factor: ${variant}`, () => {
    it('opens nothing before that is proven', async () => {
      const owner = await signedIn(server, box, `gina-${variant}`, 'native');
      const start = await owner.start('settings');
      const secret = start.ui.nodes.find(({ attributes }: Flow) => attributes.id === 'totp_secret_key').attributes.text
        .context.secret;
      await owner.submit(start, { method: 'totp', totp_code: appCode(secret, server.clock()) });
      server.clock.advance({ seconds: 30 });

      const who = visit();
      const first = await sent(who, owner.account.email);
      const done = await who.submit(first.flow, { method: 'code', code: await box.code(owner.account.email) });
      const second = `${server.url}/self-service/login/browser?aal=aal2`;
      const told: Record<Variant, () => unknown> = {
        html: () => done.location,
        spa: () => done.body.redirect_browser_to,
        native: () => done.body.continue_with.at(-1).redirect_browser_to,
      };
      assert.equal(told[variant](), second);
      const closed = await who.whoami();
      assert.equal(closed.status, 403);
      assert.equal(closed.body.error.id, 'session_aal2_required');
      const settings = await who.open('settings');
      if (variant === 'html') assert.ok(settings.location!.startsWith(second));
      else assert.deepEqual([settings.status, settings.body.error.id], [403, 'session_aal2_required']);

      const flow = await who.start('login', { aal: 'aal2' });
      assert.deepEqual(shown(flow), [1010004]);
      await who.submit(flow, { method: 'totp', totp_code: appCode(secret, server.clock()) });
      const { status, body } = await who.whoami();
      assert.equal(status, 200);
      assert.equal(body.authenticator_assurance_level, 'aal2');
      assert.ok(await who.start('settings'));
    });
  });

  describe(`recovery with use_continue_with_transitions: ${variant}`, () => {
    it('tells by continue_with where to go', async () => {
      const { email } = await account(flagged, `hal-${variant}`);
      const who = visitor(flagged, variant);
      const first = await sent(who, email);
      const done = await who.submit(first.flow, { method: 'code', code: await printedMail(flagged).code(email) });
      if (variant === 'html') {
        assert.match(done.location!, /\/settings\?flow=/);
        return;
      }
      assert.equal(done.status, 200);
      const step = done.body.continue_with.at(-1);
      assert.equal(step.action, 'show_settings_ui');
      const url = variant === 'spa' ? `${flagged.url}/settings?flow=${step.flow.id}` : undefined;
      assert.equal(step.flow.url, url);
      assert.equal(done.body.continue_with.length, variant === 'spa' ? 1 : 2);
      assert.deepEqual(shown((await who.read('settings', step.flow.id)).body), [1060001]);
    });
  });
}

it('holds back new ways to sign in after a recovery by the mailbox alone', async () => {
  const owner = await signedIn(server, box, 'ida', 'native');
  await addPasskey(owner, server.url);
  const { email } = owner.account;
  const who = visitor(server, 'native');
  const first = await sent(who, email);
  await who.submit(first.flow, { method: 'code', code: await box.code(email) });
  const flow = await who.start('settings');
  const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
  const passkey_settings_register = JSON.stringify(createAuthenticator().register(publicKey, server.url));
  const refused = await who.submit(flow, { method: 'passkey', passkey_settings_register });
  assert.equal(refused.status, 403);
  assert.equal(refused.body.error.id, 'recovery_hold');
  server.clock.advance({ minutes: 24 * 60 });
  const later = visitor(server, 'native');
  await signInByCode(later, email, box);
  await addPasskey(later, server.url);
});

it('leads to the console with skip_settings', async () => {
  const { email } = await account(server, 'judy');
  const who = visitor(server, 'html');
  const started = await who.web.send('/self-service/recovery/browser?skip_settings=true&return_to=/console');
  const code = await who.submit(started.body, { method: 'code', email });
  const done = await who.submit(code.flow, { method: 'code', code: await box.code(email) });
  assert.equal(done.location, `${server.url}/console`);
});
