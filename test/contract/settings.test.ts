import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { addPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode, wrongCode } from '../support/authenticator-app.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { emailTrait, nameTrait, schemaOf } from '../support/schemas.ts';
import { plainKey } from '../support/security-keys.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Flow, type Outcome, shown, variants } from '../support/visitor.ts';

const server = await startServer(
  { after },
  {
    flags: {
      'selfservice.methods.webauthn.enabled': true,
      'selfservice.methods.password.enabled': true,
      'identity.schemas': [schemaOf('default', { email: emailTrait, name: nameTrait })],
    },
  },
);
const box = printedMail(server);
const done: Each<number> = { html: 303, spa: 200, native: 200 };
const refused: Each<number> = { html: 303, spa: 400, native: 400 };
const node = (flow: Flow, name: string) =>
  flow.ui.nodes.find(({ attributes }: Flow) => (attributes.name ?? attributes.id) === name);
const context = (flow: Flow, id: string) => node(flow, id).attributes.text.context;
const nodesOf = (flow: Flow, group: string) =>
  flow.ui.nodes
    .filter((each: Flow) => each.group === group)
    .map(({ attributes }: Flow) => attributes.name ?? attributes.id);

for (const variant of variants) {
  const person = (name: string) => signedIn(server, box, `${name}-${variant}`, variant);
  const saved = ({ status, flow, location, body }: Outcome) => {
    assert.equal(status, done[variant], JSON.stringify(body));
    assert.equal(flow.state, 'success');
    assert.deepEqual(shown(flow), [1050001]);
    assert.equal(flow.ui.messages[0].type, 'success');
    const page = `${server.url}/settings?flow=${flow.id}`;
    if (variant === 'html') assert.equal(location, page);
    const steps = variant === 'spa' ? [{ action: 'redirect_browser_to', redirect_browser_to: page }] : undefined;
    if (variant !== 'html') assert.deepEqual(body.continue_with, steps);
  };
  const no = ({ status, flow, body }: Outcome, messages: number[]) => {
    assert.equal(status, refused[variant], JSON.stringify(body));
    assert.deepEqual(shown(flow), messages);
  };

  describe(`settings: ${variant}`, () => {
    it('save the profile, and show it', async () => {
      const who = await person('alice');
      const flow = await who.start('settings');
      assert.equal(flow.state, 'show_form');
      assert.equal(flow.identity.id, who.account.id);
      const traits = { email: who.account.email, name: { first: 'Alice', last: 'Liddell' } };
      const updated = await who.submit(flow, { method: 'profile', traits });
      saved(updated);
      assert.equal(updated.flow.identity.traits.name.last, 'Liddell');
      assert.equal(nodeValue(updated.flow, 'traits.name.last'), 'Liddell');
      no(await who.submit(flow, { method: 'profile', traits: { ...traits, email: 'x' } }), [4000040]);
      no(await who.submit(flow, { method: 'profile', traits: {} }), [4000002]);
      no(await who.submit(flow, {}), [4010004]);
      assert.equal((await who.whoami()).body.identity.traits.name.last, 'Liddell');
    });

    it('set up an app with a picture of its secret, and remove it', async () => {
      const who = await person('bob');
      await addPasskey(who, server.url);
      const flow = await who.start('settings');
      const picture = node(flow, 'totp_qr');
      assert.match(picture.attributes.src, /^data:image\//);
      assert.deepEqual([picture.attributes.width, picture.attributes.height], [256, 256]);
      const { secret } = context(flow, 'totp_secret_key');
      const wrong = await who.submit(flow, { method: 'totp', totp_code: wrongCode(secret, server.clock()) });
      no(wrong, [4000008]);
      assert.equal(node(wrong.flow, 'totp_code').messages[0].id, 4000008);
      const added = await who.submit(wrong.flow, { method: 'totp', totp_code: appCode(secret, server.clock()) });
      saved(added);
      assert.deepEqual(nodesOf(added.flow, 'totp'), ['totp_unlink']);
      assert.equal((await who.whoami()).body.authenticator_assurance_level, 'aal2');
      assert.ok(!JSON.stringify(added.flow).includes(secret));
      const removed = await who.submit(added.flow, { method: 'totp', totp_unlink: 'true' });
      saved(removed);
      assert.deepEqual(nodesOf(removed.flow, 'totp'), ['totp_qr', 'totp_secret_key', 'totp_code', 'method']);
      assert.notEqual(context(removed.flow, 'totp_secret_key').secret, secret);
    });

    it('make backup codes, show them once, and remove them', async () => {
      const who = await person('carol');
      // Whoever has backup codes has to prove two factors for what comes next.
      await addPasskey(who, server.url, createAuthenticator());
      const flow = await who.start('settings');
      assert.deepEqual(nodesOf(flow, 'lookup_secret'), ['lookup_secret_regenerate']);
      no(await who.submit(flow, { lookup_secret_confirm: 'true' }), [4000001]);
      const made = await who.submit(flow, { lookup_secret_regenerate: 'true' });
      assert.equal(made.status, done[variant]);
      assert.equal(made.flow.state, 'show_form');
      assert.deepEqual(nodesOf(made.flow, 'lookup_secret'), ['lookup_secret_codes', 'lookup_secret_confirm']);
      const { secrets } = context(made.flow, 'lookup_secret_codes');
      assert.equal(secrets.length, 10);
      assert.deepEqual([...new Set(secrets.map(({ id }: Flow) => id))], [1050009]);
      const confirmed = await who.submit(made.flow, { lookup_secret_confirm: 'true' });
      saved(confirmed);
      const held = ['lookup_secret_regenerate', 'lookup_secret_disable'];
      assert.deepEqual(nodesOf(confirmed.flow, 'lookup_secret'), held);
      no(await who.submit(confirmed.flow, { method: 'lookup_secret', lookup_secret_reveal: 'true' }), [4000001]);
      const removed = await who.submit(confirmed.flow, { lookup_secret_disable: 'true' });
      saved(removed);
      assert.deepEqual(nodesOf(removed.flow, 'lookup_secret'), ['lookup_secret_regenerate']);
    });

    it('add passkeys with one user handle, and remove all but the last', async () => {
      const who = await person('dan');
      const [first, second] = [await addPasskey(who, server.url), await addPasskey(who, server.url)];
      assert.equal(first.credentials[0]!.userHandle, second.credentials[0]!.userHandle);
      const flow = await who.start('settings');
      const removals = flow.ui.nodes.filter(({ attributes }: Flow) => attributes.name === 'passkey_remove');
      assert.deepEqual(
        removals.map(({ attributes }: Flow) => attributes.value).sort(),
        [first, second].map(({ credentials }) => Buffer.from(credentials[0]!.id, 'base64url').toString('hex')).sort(),
      );
      assert.deepEqual(Object.keys(removals[0].meta.label.context).sort(), [
        'added_at',
        'added_at_unix',
        'display_name',
      ]);
      const removed = await who.submit(flow, { method: 'passkey', passkey_remove: removals[0].attributes.value });
      saved(removed);
      const [last] = removed.flow.ui.nodes.filter(({ attributes }: Flow) => attributes.name === 'passkey_remove');
      assert.equal(last.attributes.disabled, true);
      const kept = await who.submit(removed.flow, { method: 'passkey', passkey_remove: last.attributes.value });
      no(kept, [4000001]);
    });

    it('refuse an attestation of another challenge', async () => {
      const who = await person('eve');
      const flow = await who.start('settings');
      const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
      const key = createAuthenticator().register({ ...publicKey, challenge: 'AAAA' }, server.url);
      no(await who.submit(flow, { method: 'passkey', passkey_settings_register: JSON.stringify(key) }), [4000001]);
    });

    it('set a password, and refuse a weak one and the same one', async () => {
      const who = await person('frank');
      const flow = await who.start('settings');
      assert.deepEqual(nodesOf(flow, 'password'), ['password', 'method']);
      no(await who.submit(flow, { method: 'password', password: 'short' }), [4000032]);
      no(await who.submit(flow, { method: 'password', password: who.account.email }), [4000031]);
      no(await who.submit(flow, { method: 'password' }), [4000002]);
      const password = 'a lime tree full of bees';
      saved(await who.submit(flow, { method: 'password', password }));
      no(await who.submit(flow, { method: 'password', password }), [4000039]);
    });

    it('add a security key in a browser, and remove it', async () => {
      const who = await person('gina');
      const flow = await who.start('settings');
      if (variant === 'native') return assert.deepEqual(nodesOf(flow, 'webauthn'), []);
      const { publicKey } = JSON.parse(nodeValue(flow, 'webauthn_register_trigger'));
      const key = plainKey();
      const webauthn_register = JSON.stringify(key.register(publicKey, server.url));
      const added = await who.submit(flow, {
        method: 'webauthn',
        webauthn_register,
        webauthn_register_displayname: 'blue',
      });
      saved(added);
      const remove = node(added.flow, 'webauthn_remove');
      assert.equal(remove.meta.label.context.display_name, 'blue');
      assert.equal(remove.attributes.disabled, false);
      saved(await who.submit(added.flow, { method: 'webauthn', webauthn_remove: remove.attributes.value }));
    });

    it('lead where they were asked to', async () => {
      const who = await person('hal');
      if (variant === 'native') return;
      const flow = await who.start('settings', { return_to: '/console' });
      const traits = { email: who.account.email, name: { first: 'Hal', last: 'Example' } };
      const left = await who.submit(flow, { method: 'profile', traits });
      const target = `${server.url}/console`;
      if (variant === 'html') assert.equal(left.location, target);
      else assert.equal(left.body.continue_with[0].redirect_browser_to, target);
      const shownOnly = await who.submit(flow, { lookup_secret_regenerate: 'true' });
      assert.ok(shownOnly.flow, 'codes that were made are looked at first');
    });
  });
}
