import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { policyTemplates } from '../../src/access/access.ts';
import { account, addPasskey, registerByPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode } from '../support/authenticator-app.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { ruler, signInRule } from '../support/sign-in-rules.ts';
import { type Flow, type Outcome, shown, type Variant, type Visitor, variants, visitor } from '../support/visitor.ts';
import { assertionFor, traitsOf } from '../support/web-client.ts';

const server = await startServer({ after }, { flags: { 'security.code_sends_per_hour': 10 } });
const { app, clock } = server;
const box = printedMail(server);
const rules = await ruler(server);
const template = (id: string) => policyTemplates.find((each) => each.id === id)!.text;
const anything = signInRule('when { principal == User::"nobody" }');

const later = (minutes: number) => clock.advance({ minutes });

/** Signs in by a code, after having left; answers what it came to. */
async function byCode(who: Visitor, email: string): Promise<Outcome> {
  who.web.cookies.delete('ory_kratos_session');
  who.token = null;
  later(61);
  const sent = await who.submit(await who.start('login'), { method: 'code', identifier: email });
  return who.submit(sent.flow, { method: 'code', code: await box.code(email) });
}

/** Where a browser or an app stands: 200 signed in, 401 not, 403 something is missing. */
const standing = async (who: Visitor): Promise<number> => (await who.whoami()).status;

const eventsOf = async (actor: string, type: Parameters<typeof app.audit.list>[0]['type']) =>
  (await app.audit.list({ actor, limit: 20, ...(type ? { type } : {}) })).events;

/** Somebody with a passkey and a mailbox, who was here before. */
async function somebody(name: string, variant: Variant = 'spa') {
  await rules.only(anything);
  const who = await signedIn(server, box, name, variant);
  const key = await addPasskey(who, server.url, createAuthenticator());
  return Object.assign(who, { key });
}

/** Gives the second proof that a limited session waits for. */
async function prove(who: Visitor, key: Parameters<typeof assertionFor>[1]): Promise<Outcome> {
  const flow = await who.start('login', { aal: 'aal2' });
  return who.submit(flow, { method: 'passkey', passkey_login: assertionFor(flow, key, server.url) });
}

describe('a rule that asks for a second factor on a new device', () => {
  for (const variant of variants) {
    it(`leads there before anything opens: ${variant}`, async () => {
      const bob = await somebody(`bob-${variant}`, variant);
      const { email, id } = bob.account;
      await rules.only(template('sign-in.second-factor-on-new-device'));
      if (variant !== 'native') {
        await byCode(bob, email);
        assert.equal(await standing(bob), 200, 'the browser that is known');
      }

      const elsewhere = visitor(server, variant);
      if (variant === 'native') asDevice(elsewhere, 'another application');
      const opened = await byCode(elsewhere, email);
      if (variant === 'html') assert.match(opened.location!, /\/self-service\/login\/browser\?aal=aal2/);
      if (variant === 'spa') {
        assert.deepEqual([opened.status, opened.body.error.id], [422, 'browser_location_change_required']);
        assert.match(opened.body.redirect_browser_to, /\/self-service\/login\/browser\?aal=aal2/);
      }
      if (variant === 'native') assert.equal(opened.body.session.identity, null, 'who it is is not told yet');
      assert.equal(await standing(elsewhere), 403);
      assert.equal((await elsewhere.open('settings')).status === 200, false);

      // Whoever gives up there has made no device known.
      await byCode(elsewhere, email);
      assert.equal(await standing(elsewhere), 403);

      elsewhere.web.cookies.delete('sting_device');
      const done = await prove(elsewhere, bob.key);
      assert.ok([200, 303].includes(done.status), JSON.stringify(done.body));
      assert.equal(await standing(elsewhere), 200);
      const [limited] = await eventsOf(id, 'sign_in.limited');
      assert.equal(limited?.details['policies'], 'sign-in.second-factor-on-new-device');

      const known = visitor(server, variant);
      if (variant === 'native') asDevice(known, 'another application');
      for (const [name, value] of elsewhere.web.cookies) if (/device/.test(name)) known.web.cookies.set(name, value);
      await byCode(known, email);
      assert.equal(await standing(known), 200, 'now it is known');
    });
  }

  it('asks nothing more of whoever signs in by a passkey with PIN', async () => {
    const carol = await somebody('carol');
    await rules.only(template('sign-in.second-factor-on-new-device'));
    const elsewhere = visitor(server, 'spa');
    const flow = await elsewhere.start('login');
    const passkey_login = assertionFor(flow, carol.key, server.url);
    assert.equal((await elsewhere.submit(flow, { method: 'passkey', passkey_login })).status, 200);
    assert.equal(await standing(elsewhere), 200);
  });

  it('says what is needed to whoever has nothing to prove it with, and leaves no session behind', async () => {
    await rules.only(anything);
    const trent = await signedIn(server, box, 'trent', 'spa');
    await rules.only(template('sign-in.second-factor-on-new-device'));
    const elsewhere = visitor(server, 'spa');
    const refused = await byCode(elsewhere, trent.account.email);
    assert.deepEqual([refused.status, shown(refused.flow)], [400, [4000001]]);
    assert.match(JSON.stringify(refused.flow.ui.messages), /you need a second proof, and you have none/);
    assert.equal(await standing(elsewhere), 401);
    const sessions = await app.sessions.list(app.store.read, trent.account.id);
    assert.equal(sessions.length, 1);
  });
});

/** An application is known by what it says of itself and where it is. */
function asDevice(who: Visitor, name: string): void {
  const sdk = who.sdk as unknown as { axios: { defaults: { headers: Record<string, unknown> } } };
  sdk.axios.defaults.headers['common'] = { 'User-Agent': name };
}

describe('a rule that wants a key', () => {
  it('offers nothing else beside the first proof, and takes nothing else', async () => {
    const dora = await somebody('dora');
    const flow = await dora.start('settings');
    const secret = flow.ui.nodes.find(({ attributes }: Flow) => attributes.id === 'totp_secret_key').attributes.text
      .context.secret;
    await dora.submit(flow, { method: 'totp', totp_code: appCode(secret, clock()) });
    await rules.only(signInRule('unless { context.proof has phishing_resistant }'));
    const who = visitor(server, 'spa');
    await byCode(who, dora.account.email);
    assert.equal(await standing(who), 403);
    const second = await who.start('login', { aal: 'aal2' });
    const groups = new Set(second.ui.nodes.map(({ group }: Flow) => group));
    assert.deepEqual([...groups].sort(), ['default', 'passkey', 'webauthn']);
    const refused = await who.submit(second, { method: 'totp', totp_code: appCode(secret, clock()) });
    assert.equal(refused.status, 400);
    assert.equal(await standing(who), 403);
    await prove(who, dora.key);
    assert.equal(await standing(who), 200);
    later(30);
    assert.equal(await standing(who), 200, 'and stays so');
  });
});

describe('a rule that refuses', () => {
  it('lets nobody in, tells no rule, and is written down', async () => {
    const erin = await somebody('erin');
    await rules.only(signInRule('when { context.signals.new_device }'));
    const who = visitor(server, 'spa');
    const refused = await byCode(who, erin.account.email);
    assert.deepEqual([refused.status, shown(refused.flow)], [400, [4000001]]);
    const text = JSON.stringify([refused.body, [...refused.headers]]);
    assert.match(text, /You cannot sign in like this at the moment/);
    assert.doesNotMatch(text, /house\.sign-in|rule of the house/);
    assert.equal(await standing(who), 401);
    const [failed] = await eventsOf(erin.account.id, 'login.failed');
    assert.deepEqual([failed?.reason, failed?.methods], ['sign_in_refused', ['code']]);
    const [event] = await eventsOf(erin.account.id, 'sign_in.refused');
    assert.equal(event?.details['policies'], 'house.sign-in');
    await byCode(erin, erin.account.email);
    const { body: history } = await erin.web.send('/api/me/events');
    const own = history.events.find(({ type }: { type: string }) => type === 'sign_in.refused');
    assert.deepEqual(own.details, {}, 'nor do they read it in their history');
    const [, before] = await app.signIns.recorded(app.store.read, 2);
    assert.deepEqual([before?.identityId, before?.outcome], [erin.account.id, 'deny']);
    const devices = await app.signIns.devices(app.store.read, {
      identityId: erin.account.id,
      deviceSecret: null,
      origin: { requestId: '', ip: '127.0.0.1', userAgent: '' },
    });
    assert.equal(devices.length, 1, 'what was refused is not known from now on');
  });

  it('holds for recovery, and for whoever registers, who then does not exist', async () => {
    await rules.only(anything);
    const frank = await signedIn(server, box, 'frank', 'spa');
    await rules.only(signInRule('unless { principal in Role::"owner" }'));
    const who = visitor(server, 'spa');
    later(61);
    const sent = await who.submit(await who.start('recovery'), { method: 'code', email: frank.account.email });
    const refused = await who.submit(sent.flow, { method: 'code', code: await box.code(frank.account.email) });
    assert.deepEqual(shown(refused.flow), [4000001]);
    assert.equal(await standing(who), 401);
    assert.equal(await standing(frank), 200, 'whose sessions go on');

    const grace = await registerByPasskey(visitor(server, 'spa'), server.url, traitsOf('grace'));
    assert.deepEqual([grace.status, shown(grace.flow)], [400, [4000001]]);
    assert.equal(await app.identities.byAddress(app.store.read, 'grace@example.com'), null);
  });

  it('does not hold for the set-up URL of the operator, by which an owner comes back', async () => {
    await rules.only(signInRule(`unless { principal == User::"${rules.id}" }`));
    later(1);
    const olivia = await register(server, 'olivia', { setup: await server.setupToken() });
    assert.equal((await olivia.api('/sessions/whoami')).status, 200);
    const [newest] = await app.signIns.recorded(app.store.read, 1);
    assert.deepEqual([newest?.identityId, newest?.outcome], [olivia.identityId, 'allow']);
  });

  it('counts hours by the clock of the server', async () => {
    const heidi = await somebody('heidi');
    const hour = () => new Date(clock()).getUTCHours();
    await rules.only(
      signInRule(
        'when { context.environment.hour >= 7 && context.environment.hour < 19 }',
        `principal == User::"${heidi.account.id}"`,
      ),
    );
    while (hour() !== 20) later(1);
    assert.equal((await byCode(visitor(server, 'spa'), heidi.account.email)).status, 200);
    while (hour() !== 8) later(1);
    assert.deepEqual(shown((await byCode(visitor(server, 'spa'), heidi.account.email)).flow), [4000001]);
  });

  it('refuses, with an alarm, where a rule cannot be answered', async () => {
    const ivan = await somebody('ivan');
    const overflow = `when { principal == User::"${ivan.account.id}" && context.environment.now * 9223372036854775807 > 0 }`;
    await rules.only(signInRule(overflow));
    assert.deepEqual(shown((await byCode(visitor(server, 'spa'), ivan.account.email)).flow), [4000001]);
    const { events } = await app.audit.list({ type: 'access.alarm', limit: 1 });
    assert.match(String(events[0]?.details['problem']), /sign_in/);
  });
});

describe('signals', () => {
  it('count failed attempts of the last hour, of codes and of keys, but not the one that was right', async () => {
    const judy = await somebody('judy');
    const { email } = judy.account;
    await rules.only(signInRule('when { context.signals.recent_failures >= 3 }'));
    const wrong = async (codes: number) => {
      const who = visitor(server, 'spa');
      later(61);
      const sent = await who.submit(await who.start('login'), { method: 'code', identifier: email });
      const code = await box.code(email);
      for (let i = 0; i < codes; i++) {
        await who.submit(sent.flow, {
          method: 'code',
          code: String((Number(code) + 1 + i) % 1_000_000).padStart(6, '0'),
        });
      }
      return who.submit(sent.flow, { method: 'code', code });
    };
    assert.equal((await wrong(2)).status, 200);
    const refused = await wrong(3);
    assert.deepEqual(shown(refused.flow), [4000001]);
    assert.equal((await byCode(visitor(server, 'spa'), email)).status, 200, 'an hour later it is over');
  });

  it('know how long somebody was away, also when the sign-ins of that time are gone', async () => {
    const karl = await somebody('karl');
    await rules.only(template('sign-in.long-unused'));
    later(89 * 24 * 60);
    await app.store.write((tx) => app.signIns.sweep(tx));
    const who = visitor(server, 'spa');
    await byCode(who, karl.account.email);
    assert.equal(await standing(who), 200);
    later(200 * 24 * 60);
    await app.store.write((tx) => app.signIns.sweep(tx));
    const back = visitor(server, 'spa');
    await byCode(back, karl.account.email);
    assert.equal(await standing(back), 403);
    await prove(back, karl.key);
    assert.equal(await standing(back), 200);
  });
});

describe('a device', () => {
  const newest = async (email: string) => (await box.letters(email)).at(-1)!;

  it('is told of when it is new, with a link for whoever it was not', async () => {
    const lena = await somebody('lena');
    const { email, id } = lena.account;
    assert.doesNotMatch(JSON.stringify(await box.letters(email)), /new device/, 'the first one is not new');
    const before = (await box.letters(email)).length;
    const thief = visitor(server, 'spa');
    await byCode(thief, email);
    const { subject, text } = await newest(email);
    assert.match(subject, /a new device signed in/);
    assert.match(text, /Device: .*\nIP address: 127\.0\.0\.1/);
    assert.equal((await box.letters(email)).length, before + 2, 'beside the code');
    assert.equal((await eventsOf(id, 'sign_in.new_device')).length, 1);
    await byCode(thief, email);
    assert.match((await newest(email)).subject, /code/, 'once');

    const { pathname, searchParams } = new URL(/https?:\/\/\S+\?token=\S+/.exec(text)![0]);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: server.url };
    const answer = await request(server.url + pathname, { body: searchParams.toString(), headers });
    assert.equal(answer.status, 200);
    assert.deepEqual([await standing(thief), await standing(lena)], [401, 401]);
    await byCode(thief, email);
    assert.match((await newest(email)).subject, /a new device signed in/, 'it is new again');
  });

  it('speaks German to whoever reads German', async () => {
    const mia = await somebody('mia');
    const who = visitor(server, 'html');
    const german = { 'accept-language': 'de' };
    const send = who.web.send.bind(who.web);
    who.web.send = (target, init = {}) => send(target, { ...init, headers: { ...german, ...init.headers } });
    await byCode(who, mia.account.email);
    assert.match((await newest(mia.account.email)).subject, /Anmeldung auf einem neuen Gerät/);
  });

  it('is a browser by a secret that no script reads and that only its person is known by', async () => {
    const nora = await somebody('nora');
    const sent = await byCode(nora, nora.account.email);
    const cookie = sent.headers.getSetCookie().find((line) => line.startsWith('sting_device='))!;
    assert.match(cookie, /; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/i);
    const secret = nora.web.cookies.get('sting_device')!;
    assert.equal(secret.length, 43);

    const oscar = await somebody('oscar');
    await rules.only(signInRule('when { context.signals.new_device }'));
    const foreign = visitor(server, 'spa');
    foreign.web.cookies.set('sting_device', secret);
    assert.deepEqual(shown((await byCode(foreign, oscar.account.email)).flow), [4000001], 'of another account');
    for (const forged of ['', 'x', `${secret}0`, secret.toUpperCase()]) {
      const who = visitor(server, 'spa');
      who.web.cookies.set('sting_device', forged);
      assert.deepEqual(shown((await byCode(who, nora.account.email)).flow), [4000001], forged);
    }
  });

  it('lowers nothing when its cookie is stolen', async () => {
    const paula = await somebody('paula');
    await byCode(paula, paula.account.email);
    const secret = paula.web.cookies.get('sting_device')!;
    const mallory = visitor(server, 'spa');
    mallory.web.cookies.set('sting_device', secret);
    assert.equal(await standing(mallory), 401, 'it is no session');
    await rules.only(signInRule('unless { context.proof has aal2 }'));
    await byCode(mallory, paula.account.email);
    assert.equal(await standing(mallory), 403, 'and no proof');
    const flow = await mallory.start('login', { aal: 'aal2' });
    assert.ok(nodeValue(flow, 'passkey_challenge'));
  });

  it('can be forgotten by its person, and is new again', async () => {
    const quinn = await somebody('quinn');
    const other = visitor(server, 'spa');
    await byCode(other, quinn.account.email);
    const list = async () => (await other.web.send('/api/me/devices')).body.devices;
    const [here, there] = await list();
    assert.deepEqual([here.current, there.current], [true, false]);
    assert.equal((await other.web.send(`/api/me/devices/${there.id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await other.web.send(`/api/me/devices/${there.id}`, { method: 'DELETE' })).status, 404);
    assert.deepEqual(
      (await list()).map(({ id }: { id: string }) => id),
      [here.id],
    );
    await byCode(quinn, quinn.account.email);
    assert.match((await newest(quinn.account.email)).subject, /a new device signed in/);

    const rita = await somebody('rita');
    const foreign = await rita.web.send(`/api/me/devices/${here.id}`, { method: 'DELETE' });
    assert.equal(foreign.status, 404);
    later(30);
    assert.equal((await other.web.send(`/api/me/devices/${here.id}`, { method: 'DELETE' })).status, 403, 'stale');
  });
});

describe('a recovered session', () => {
  it('waits for what the rules ask as well', async () => {
    await rules.only(anything);
    const sam = await signedIn(server, box, 'sam', 'spa');
    const key = await addPasskey(sam, server.url, createAuthenticator());
    await rules.only(template('sign-in.second-factor-on-new-device'));
    const who = visitor(server, 'native');
    asDevice(who, 'a third application');
    later(61);
    const sent = await who.submit(await who.start('recovery'), { method: 'code', email: sam.account.email });
    await who.submit(sent.flow, { method: 'code', code: await box.code(sam.account.email) });
    assert.equal(await standing(who), 403);
    await prove(who, key);
    assert.equal(await standing(who), 200);
  });
});

describe('where a request says it comes from', () => {
  it('means nothing without a proxy that is trusted', async () => {
    const tina = await account(server, 'tina');
    await rules.only(
      signInRule(
        'when { context.environment has country || !(context.environment has network && context.environment.network.isLoopback()) }',
      ),
    );
    const headers = { 'x-forwarded-for': '203.0.113.9', 'cf-ipcountry': 'CN', 'x-real-ip': '203.0.113.9' };
    later(61);
    const first = await request(`${server.url}/self-service/login/api`, { headers });
    await request(first.body.ui.action, { body: { method: 'code', identifier: tina.email }, headers });
    const body = { method: 'code', code: await box.code(tina.email) };
    assert.equal((await request(first.body.ui.action, { body, headers })).status, 200);
    const [newest] = await app.signIns.recorded(app.store.read, 1);
    assert.deepEqual([newest?.from.ip, newest?.from.country], ['127.0.0.1', undefined]);
  });

  it('means something with one, and is what the rules look at', async () => {
    const flags = { 'serve.trusted_proxies': ['127.0.0.1'], 'serve.country_header': 'CF-IPCountry' };
    const behind = await startServer({ after }, { flags });
    const letters = printedMail(behind);
    const uma = await account(behind, 'uma');
    const from = async (country: string) => {
      behind.clock.advance({ minutes: 61 });
      const headers = { 'x-forwarded-for': '203.0.113.9', 'cf-ipcountry': country };
      const first = await request(`${behind.url}/self-service/login/api`, { headers });
      await request(first.body.ui.action, { body: { method: 'code', identifier: uma.email }, headers });
      const body = { method: 'code', code: await letters.code(uma.email) };
      const answer = await request(first.body.ui.action, { body, headers });
      const [newest] = await behind.app.signIns.recorded(behind.app.store.read, 1);
      return [answer.status, newest?.from.ip, newest?.from.country, newest?.signals.country_changed];
    };
    assert.deepEqual(await from('de'), [200, '203.0.113.9', 'DE', false]);
    assert.deepEqual(await from('XX'), [200, '203.0.113.9', undefined, false]);
    assert.deepEqual(await from('DE, FR'), [200, '203.0.113.9', undefined, false]);
    await (await ruler(behind)).only(signInRule('when { context.signals.country_changed }'));
    assert.equal((await from('DE'))[0], 200);
    assert.deepEqual(await from('FR'), [400, '203.0.113.9', 'FR', true]);
  });
});
