import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, registerByPasskey, signedIn } from '../support/accounts.ts';
import { printedMail } from '../support/mailbox.ts';
import { startServer } from '../support/server.ts';
import { type Flow, type Kind, type Outcome, type Visitor, visitor } from '../support/visitor.ts';
import { traitsOf } from '../support/web-client.ts';

const site = 'https://app.example';
const common = { 'selfservice.allowed_return_urls': [`${site}/allowed`] };
const byFlow = Object.fromEntries(
  (['login', 'registration', 'settings', 'recovery', 'verification'] as const).map((kind) => [
    `selfservice.flows.${kind}.after.default_browser_return_url`,
    `${site}/after-${kind}`,
  ]),
);
const byMethod = {
  'selfservice.flows.login.after.code.default_browser_return_url': `${site}/after-login-by-code`,
  'selfservice.flows.registration.after.passkey.default_browser_return_url': `${site}/after-registration-by-passkey`,
  'selfservice.flows.settings.after.profile.default_browser_return_url': `${site}/after-profile`,
};
const start = (flags: object) => startServer({ after }, { flags: { ...common, ...flags } });
type Where = Awaited<ReturnType<typeof start>>;

/** Where each flow leads (wire contract 8.3): the method's setting, the flow's, or the general one. */
const servers: Record<'plain' | 'byFlow' | 'byMethod', Where> = {
  plain: await start({ 'selfservice.default_browser_return_url': `${site}/home` }),
  byFlow: await start(byFlow),
  byMethod: await start({ ...byFlow, ...byMethod }),
};

let people = 0;
const finished: Partial<Record<Kind, (who: Visitor, on: Where, query: Record<string, string>) => Promise<Outcome>>> = {
  async login(who, on, query) {
    const { email } = await account(on, `person${people++}`);
    const sent = await who.submit(await who.start('login', query), { method: 'code', identifier: email });
    return who.submit(sent.flow, { method: 'code', code: await printedMail(on).code(email) });
  },
  registration: (who, on, query) => registerByPasskey(who, on.url, traitsOf(`person${people++}`), undefined, query),
  async settings(who, on, query) {
    const { account: of, web } = await signedIn(on, printedMail(on), `person${people++}`, who.variant);
    for (const [name, value] of web.cookies) who.web.cookies.set(name, value);
    return who.submit(await who.start('settings', query), { method: 'profile', traits: of.traits });
  },
  async verification(who, on, query) {
    const { email } = await account(on, `person${people++}`);
    const sent = await who.submit(await who.start('verification', query), { method: 'code', email });
    return who.submit(sent.flow, { method: 'code', code: await printedMail(on).code(email) });
  },
};

const led = (kind: Kind, { location, body, flow }: Outcome): string => {
  if (kind === 'verification') return flow.ui.action;
  return (
    location ?? body.continue_with.find(({ action }: Flow) => action === 'redirect_browser_to').redirect_browser_to
  );
};

const table: [kind: Kind, plain: string, byFlow: string, byMethod: string][] = [
  ['login', '/home', '/after-login', '/after-login-by-code'],
  ['registration', '/home', '/after-registration', '/after-registration-by-passkey'],
  ['settings', 'its own page', '/after-settings', '/after-profile'],
  ['verification', '/home', '/after-verification', '/after-verification'],
];

for (const variant of ['html', 'spa'] as const) {
  describe(`where a flow leads at its end: ${variant}`, () => {
    for (const [kind, ...targets] of table) {
      for (const [index, [settings, on]] of Object.entries(servers).entries()) {
        it(`${kind}, ${settings}`, async () => {
          const done = await finished[kind]!(visitor(on, variant), on, {});
          const target = targets[index]!;
          const wanted = target.startsWith('/') ? `${site}${target}` : `${on.url}/settings?flow=${done.flow.id}`;
          assert.equal(led(kind, done), wanted);
        });
      }
      it(`${kind}, where it was asked to lead`, async () => {
        const on = servers.byMethod;
        const return_to = `${site}/allowed/${kind}`;
        assert.equal(led(kind, await finished[kind]!(visitor(on, variant), on, { return_to })), return_to);
      });
    }

    it('recovery, past the account page', async () => {
      for (const [on, wanted] of [
        [servers.plain, `${site}/home`],
        [servers.byFlow, `${site}/after-recovery`],
      ] as const) {
        const { email } = await account(on, `person${people++}`);
        const who = visitor(on, variant);
        const { body } = await who.web.send('/self-service/recovery/browser?skip_settings=true');
        const sent = await who.submit(body, { method: 'code', email });
        const done = await who.submit(sent.flow, { method: 'code', code: await printedMail(on).code(email) });
        assert.equal(done.location ?? done.body.redirect_browser_to, wanted);
      }
    });

    it('recovery, to the account page and from there where it was asked to lead', async () => {
      const on = servers.byFlow;
      const who = visitor(on, variant);
      const { email } = await account(on, `person${people++}`);
      const return_to = `${site}/allowed`;
      const sent = await who.submit(await who.start('recovery', { return_to }), { method: 'code', email });
      const done = await who.submit(sent.flow, { method: 'code', code: await printedMail(on).code(email) });
      const id = /flow=(.*)$/.exec(done.location ?? done.body.redirect_browser_to)![1]!;
      const settings = (await who.read('settings', id)).body;
      assert.equal(settings.return_to, return_to);
      const saved = await who.submit(settings, { method: 'profile', traits: settings.identity.traits });
      assert.equal(led('settings', saved), return_to);
    });
  });
}
