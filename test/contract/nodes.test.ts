import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn } from '../support/accounts.ts';
import { inventory } from '../support/inventory.ts';
import { printedMail } from '../support/mailbox.ts';
import { emailTrait, nameTrait, schemaOf } from '../support/schemas.ts';
import { startServer } from '../support/server.ts';
import { type Flow, shown, variants, visitor } from '../support/visitor.ts';
import { traitsOf } from '../support/web-client.ts';

/** Everything that may stand on a page is switched on; groups come in the contract's order (section 4.4). */
const server = await startServer(
  { after },
  {
    flags: {
      'selfservice.methods.password.enabled': true,
      'selfservice.methods.webauthn.enabled': true,
      'security.code_sends_per_hour': 10,
      'identity.schemas': [schemaOf('default', { email: emailTrait, name: nameTrait })],
    },
  },
);
const box = printedMail(server);
await account(server, 'alice');
const email = 'alice@example.com';

const csrf = 'default csrf_token hidden required';
const script = 'webauthn webauthn_script script';
const traits = (group: string, type?: 'hidden') => [
  `${group} traits.email ${type ?? 'email'} 1070002 required autocomplete:email`,
  `${group} traits.name.first ${type ?? 'text'} 1070002`,
  `${group} traits.name.last ${type ?? 'text'} 1070002`,
];
const passkeyLogin = (autofill: boolean) => [
  'passkey passkey_login_trigger button 1010021 oryPasskeyLogin',
  `passkey passkey_login hidden${autofill ? ' oryPasskeyLoginAutocompleteInit' : ''}`,
  'passkey passkey_challenge hidden',
];
const codeField = (label: number) => [
  'code method hidden',
  `code code text ${label} required autocomplete:one-time-code pattern:[0-9]+`,
  'code method submit=code 1070009',
];
const newPassword = (label: number) => [
  'password password password 1070001 required autocomplete:new-password',
  `password method submit=password ${label}`,
];
const keyEnrolment = [
  'webauthn webauthn_register_displayname text 1050013',
  'webauthn webauthn_register hidden',
  'webauthn webauthn_register_trigger button 1050012 oryWebAuthnRegistration',
  script,
];
const passkeyEnrolment = [
  'passkey passkey_register_trigger button 1050019 oryPasskeySettingsRegistration',
  'passkey passkey_settings_register hidden',
  'passkey passkey_create_data hidden',
];
const totpEnrolment = [
  'totp totp_qr img 1050005',
  'totp totp_secret_key text 1050017',
  'totp totp_code text 1070006 required autocomplete:one-time-code pattern:[0-9]*',
  'totp method submit=totp 1070003',
];

/** As a browser sees them; an app sees the same without what only a browser can do. */
const pages: [
  page: string,
  open: (who: ReturnType<typeof visitor>) => Promise<Flow>,
  messages: number[],
  nodes: string[],
][] = [
  [
    'login',
    (who) => who.start('login'),
    [],
    [
      csrf,
      'default identifier text 1070002 required autocomplete:username webauthn',
      script,
      ...passkeyLogin(true),
      'code method submit=code 1010015',
      'password password password 1070001 required autocomplete:current-password',
      'password method submit=password 1010022',
    ],
  ],
  [
    'login, with the code on its way',
    async (who) => (await who.submit(await who.start('login'), { method: 'code', identifier: email })).flow,
    [1010014],
    ['default identifier hidden required', ...codeField(1070013), 'code resend submit=code 1070008', csrf],
  ],
  [
    'registration',
    (who) => who.start('registration'),
    [],
    [csrf, ...traits('default'), 'profile method submit=profile 1040001'],
  ],
  [
    'registration, choosing how to sign in',
    async (who) =>
      (await who.submit(await who.start('registration'), { method: 'profile', traits: traitsOf('new') })).flow,
    [1040009],
    [
      csrf,
      ...traits('default', 'hidden'),
      script,
      'passkey passkey_register_trigger button 1040007 oryPasskeyRegistration',
      'passkey passkey_register hidden',
      'passkey passkey_create_data hidden',
      'code method submit=code 1040006',
      ...newPassword(1040001),
      'profile screen submit=previous 1040008',
    ],
  ],
  [
    'registration, with the code on its way',
    async (who) =>
      (await who.submit(await who.start('registration'), { method: 'code', traits: traitsOf('new') })).flow,
    [1040005],
    [
      csrf,
      ...traits('default', 'hidden'),
      ...codeField(1070012),
      'code resend submit=code 1070008',
      'profile screen submit=credential-selection 1040008',
    ],
  ],
  ...(['recovery', 'verification'] as const).flatMap((kind): typeof pages => [
    [
      kind,
      (who) => who.start(kind),
      [],
      [csrf, 'code email email 1070007 required autocomplete:email', 'code method submit=code 1070009'],
    ],
    [
      `${kind}, with the code on its way`,
      async (who) => (await who.submit(await who.start(kind), { method: 'code', email })).flow,
      [kind === 'recovery' ? 1060003 : 1080003],
      [csrf, ...codeField(kind === 'recovery' ? 1070010 : 1070011), `code email submit=${email} 1070008`],
    ],
  ]),
];

for (const variant of variants) {
  const browser = variant !== 'native';
  const forVariant = (nodes: string[]) => nodes.filter((node) => browser || !node.startsWith('webauthn '));

  describe(`the nodes of a flow: ${variant}`, () => {
    for (const [page, open, messages, nodes] of pages) {
      it(page, async () => {
        const flow = await open(visitor(server, variant));
        assert.deepEqual(inventory(flow), forVariant(nodes));
        assert.deepEqual(shown(flow), messages);
        const [token] = flow.ui.nodes.filter(({ attributes }: Flow) => attributes.name === 'csrf_token');
        assert.equal(token.attributes.value.length, browser ? 88 : 0);
        for (const { attributes, type } of flow.ui.nodes) {
          assert.equal(attributes.node_type, type);
          if (type === 'input') assert.equal(typeof attributes.disabled, 'boolean');
          if (!browser) assert.equal(attributes.onclick ?? attributes.onload, undefined);
          else if (attributes.onclickTrigger?.startsWith('oryPasskey')) {
            assert.equal(attributes.onclick, `window.${attributes.onclickTrigger}()`);
          }
          if (attributes.name === 'code') assert.equal(attributes.maxlength, 6);
        }
        assert.equal(flow.ui.method, 'POST');
        assert.ok(
          flow.ui.action.startsWith(`${server.url}/self-service/`) && flow.ui.action.endsWith(`?flow=${flow.id}`),
        );
      });
    }

    it('settings, before anything is set up, and after', async () => {
      const who = await signedIn(server, box, `bob-${variant}`, variant);
      const first = await who.start('settings');
      const profile = [csrf, ...traits('profile'), 'profile method submit=profile 1070003', ...newPassword(1070003)];
      const codes = 'lookup_secret lookup_secret_regenerate submit=true 1050008';
      const fresh = [...profile, codes, ...keyEnrolment, ...passkeyEnrolment, ...totpEnrolment];
      assert.deepEqual(inventory(first), forVariant(fresh));
      await addPasskey(who, server.url);
      const second = await who.start('settings');
      const removal = 'passkey passkey_remove submit 1050020 disabled';
      const held = [...profile, codes, ...keyEnrolment, removal, ...passkeyEnrolment, ...totpEnrolment];
      assert.deepEqual(inventory(second), forVariant(held));
      assert.equal(first.ui.messages, undefined, 'no list where there is nothing to say');
    });

    it('login, asked for once more', async () => {
      const who = await signedIn(server, box, `carol-${variant}`, variant);
      await addPasskey(who, server.url);
      await who.submit(await who.start('settings'), { method: 'password', password: 'a lime tree full of bees' });
      const flow = await who.start('login', { refresh: 'true' });
      assert.deepEqual(shown(flow), [1010003]);
      assert.deepEqual(
        inventory(flow),
        forVariant([
          csrf,
          'default identifier hidden',
          script,
          ...passkeyLogin(false),
          'code method submit=code 1010015',
          'password password password 1070001 required autocomplete:current-password',
          'password method submit=password 1010001',
        ]),
      );
    });
  });
}

it('makes the field that a schema describes', async () => {
  const of = (type: string, more: object = {}) => ({ type, ...more });
  const properties = {
    email: emailTrait,
    age: of('integer', { title: 'Age' }),
    news: of('boolean'),
    born: of('string', { format: 'date' }),
    met: of('string', { format: 'date-time' }),
    site: of('string', { format: 'uri' }),
    colour: of('string', { enum: ['red', 'blue'] }),
    number: of('string', { disableFormField: true, pattern: '^[0-9]+$' }),
  };
  const other = await startServer({ after }, { flags: { 'identity.schemas': [schemaOf('default', properties)] } });
  const flow = await visitor(other, 'spa').start('registration');
  const fields = flow.ui.nodes.filter(({ attributes }: Flow) => attributes.name.startsWith('traits.'));
  assert.deepEqual(inventory({ ui: { nodes: fields } }), [
    'default traits.email email 1070002 required autocomplete:email',
    'default traits.age number 1070002',
    'default traits.news checkbox',
    'default traits.born date',
    'default traits.met datetime-local',
    'default traits.site url autocomplete:url',
    'default traits.colour text',
    'default traits.number text disabled pattern:^[0-9]+$',
  ]);
  assert.deepEqual(fields[6].attributes.options, [{ value: 'red' }, { value: 'blue' }]);
  assert.deepEqual(fields[1].meta.label.context, { name: 'traits.age', title: 'Age' });
});
