import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createContext, runInContext, Script } from 'node:vm';
import { passkeyScript, scriptsFor, styles } from './assets.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';

const helper = passkeyScript(en);
const sentences = { ...en.passkeyScript, ...en.enrolmentScript };

// biome-ignore lint/suspicious/noExplicitAny: objects of a browser page, for which Node has no types
type Foreign = any;

interface Field {
  name: string;
  value: string;
  form?: { elements: Field[] };
  reportValidity: () => boolean;
}

/** A page of just these fields in one form, with an authenticator that answers by `respond`. */
function pageWith(values: Record<string, string>, respond: (publicKey: Foreign) => unknown) {
  const sent: string[] = [];
  const told: { code: string; message: string }[] = [];
  let initialised = 0;
  const form: { elements: Field[] } = { elements: [] };
  form.elements = Object.entries(values).map(([name, value]) => ({ name, value, form, reportValidity: () => true }));
  const credentials = {
    create: async (options: Foreign) => respond(options.publicKey),
    get: async (options: Foreign) => respond(options.publicKey),
  };
  class HTMLFormElement {
    submit(this: unknown) {
      assert.equal(this, form);
      sent.push('submit');
    }
  }
  const page: Record<string, Foreign> = {
    HTMLFormElement,
    PublicKeyCredential: class {},
    navigator: { credentials },
    document: { getElementsByName: (name: string) => form.elements.filter((field) => field.name === name) },
    CustomEvent: class {
      type: string;
      detail: unknown;
      constructor(type: string, init?: { detail: unknown }) {
        this.type = type;
        this.detail = init?.detail;
      }
    },
    dispatchEvent: (event: { type: string; detail: Foreign }) => {
      if (event.type === 'sting-passkey-error') told.push({ code: event.detail.code, message: event.detail.message });
      else if (event.type === 'oryWebAuthnInitialized') initialised++;
    },
    atob,
    btoa,
  };
  page['window'] = page;
  createContext(page);
  runInContext(helper.body, page);
  return { page, form, sent, told, initialised: () => initialised };
}

const field = ({ form }: ReturnType<typeof pageWith>, name: string) =>
  form.elements.find((one) => one.name === name)!.value;
const buffer = (...bytes: number[]) => new Uint8Array(bytes).buffer;
const assertion = {
  id: '-_8',
  rawId: buffer(251, 255),
  type: 'public-key',
  authenticatorAttachment: 'platform',
  getClientExtensionResults: () => ({}),
  response: { clientDataJSON: buffer(1), authenticatorData: buffer(2), signature: buffer(3), userHandle: buffer(4) },
};
const refusal = (name: string) => Object.assign(new Error(name), { name });
/** Padded and in the other alphabet, as some servers write it. */
const challenge = '+/8=';

test('the hash belongs to exactly the served bytes', () => {
  assert.equal(helper.integrity, `sha512-${createHash('sha512').update(helper.body).digest('base64')}`);
});

test('every function has its name with and without underscores, and a second load changes nothing', () => {
  const { page, initialised } = pageWith({}, () => assertion);
  const first = page['oryPasskeyLogin'];
  runInContext(helper.body, page as Foreign);
  for (const name of [
    'WebAuthnLogin',
    'WebAuthnRegistration',
    'PasskeyLogin',
    'PasskeyLoginAutocompleteInit',
    'PasskeyRegistration',
    'PasskeySettingsRegistration',
  ]) {
    assert.equal(typeof page[`ory${name}`], 'function');
    assert.equal(page[`__ory${name}`], page[`ory${name}`]);
  }
  assert.equal(page['oryPasskeyLogin'], first);
  assert.equal(initialised(), 1);
});

test('sign-in decodes tolerantly, writes base64url without padding and sends the form', async () => {
  let asked: Foreign;
  const options = JSON.stringify({ publicKey: { challenge, rpId: 'localhost' } });
  const page = pageWith({ passkey_challenge: options, passkey_login: '', submit: '' }, (publicKey) => {
    asked = publicKey;
    return assertion;
  });
  await page.page['oryPasskeyLogin']();
  assert.deepEqual([...asked.challenge], [251, 255]);
  const written = JSON.parse(field(page, 'passkey_login'));
  assert.equal(written.rawId, '-_8');
  assert.deepEqual(written.response, {
    clientDataJSON: 'AQ',
    authenticatorData: 'Ag',
    signature: 'Aw',
    userHandle: 'BA',
  });
  assert.deepEqual(page.sent, ['submit']);
});

test('what the browser itself writes as JSON is taken as it is', async () => {
  const options = JSON.stringify({ publicKey: { challenge } });
  const page = pageWith({ webauthn_login_trigger: options, webauthn_login: '' }, () => ({
    toJSON: () => ({ id: 'own' }),
  }));
  await page.page['oryWebAuthnLogin']();
  assert.equal(field(page, 'webauthn_login'), '{"id":"own"}');
});

const user = { id: 'AA', name: 'STING', displayName: 'STING' };
const creation = JSON.stringify({
  credentialOptions: { publicKey: { challenge, user, excludeCredentials: [{ type: 'public-key', id: 'AQ' }] } },
  displayNameFieldNames: ['traits.email', 'traits.phone'],
});

test('registration names the passkey after the first field that is filled', async () => {
  let asked: Foreign;
  const fields = { passkey_create_data: creation, passkey_register: '', 'traits.email': '', 'traits.phone': '+49301' };
  const page = pageWith(fields, (publicKey) => {
    asked = publicKey;
    return assertion;
  });
  await page.page['oryPasskeyRegistration']();
  assert.equal(asked.user.name, '+49301');
  assert.equal(asked.user.displayName, '+49301');
  assert.deepEqual([...asked.excludeCredentials[0].id], [1]);
  assert.deepEqual(page.sent, ['submit']);
});

test('registration makes no passkey for details that the form refuses', async () => {
  const fields = { passkey_create_data: creation, passkey_register: '', 'traits.email': 'x' };
  const page = pageWith(fields, () => assert.fail('asked the authenticator'));
  page.form.elements.find(({ name }) => name === 'traits.email')!.reportValidity = () => false;
  await page.page['oryPasskeyRegistration']();
  assert.deepEqual(page.sent, []);
  assert.equal(page.told[0]?.code, 'incomplete');
});

test('settings take the options bare or wrapped, and leave the name to the server', async () => {
  for (const options of [{ challenge, user }, { publicKey: { challenge, user } }]) {
    const fields = { passkey_create_data: JSON.stringify(options), passkey_settings_register: '' };
    const page = pageWith(fields, (publicKey) => {
      assert.equal(publicKey.user.name, 'STING');
      return assertion;
    });
    await page.page['oryPasskeySettingsRegistration']();
    assert.deepEqual(page.sent, ['submit']);
  }
});

for (const [name, code] of [
  ['NotAllowedError', 'NotAllowedError'],
  ['InvalidStateError', 'InvalidStateError'],
  ['SecurityError', 'SecurityError'],
  ['TypeError', 'failed'],
] as const) {
  test(`${name} is told in a sentence, and nothing is sent`, async () => {
    const page = pageWith({ passkey_challenge: '{"publicKey":{"challenge":"AA"}}', passkey_login: '' }, () => {
      throw refusal(name);
    });
    await page.page['oryPasskeyLogin']();
    assert.deepEqual(page.told, [{ code, message: sentences[code] }]);
    assert.deepEqual(page.sent, []);
  });
}

test('a browser without WebAuthn is told', async () => {
  const page = pageWith({}, () => assertion);
  page.page['PublicKeyCredential'] = undefined;
  await page.page['oryPasskeyLogin']();
  assert.equal(page.told[0]?.message, en.passkeyScript.unsupported);
});

test('autofill waits quietly, and the button ends its wait first', async () => {
  const page = pageWith({ passkey_challenge: '{"publicKey":{"challenge":"AA"}}', passkey_login: '' }, () => assertion);
  page.page['AbortController'] = AbortController;
  page.page['PublicKeyCredential'].isConditionalMediationAvailable = async () => true;
  const signals: AbortSignal[] = [];
  page.page['navigator'].credentials.get = ({ mediation, signal }: { mediation?: string; signal: AbortSignal }) =>
    mediation === 'conditional'
      ? new Promise((_, refuse) => {
          signals.push(signal);
          signal.addEventListener('abort', () => refuse(refusal('AbortError')));
        })
      : Promise.resolve(assertion);
  const waiting = page.page['oryPasskeyLoginAutocompleteInit']();
  await new Promise(setImmediate);
  await page.page['oryPasskeyLogin']();
  await waiting;
  assert.equal(signals[0]?.aborted, true);
  assert.deepEqual(page.sent, ['submit']);
  assert.deepEqual(page.told, []);
});

test('a security key: options from the button, or as the caller passes them, however they are written', async () => {
  const asked: Foreign[] = [];
  for (const options of [undefined, { publicKey: { challenge, allowCredentials: [{ id: 'AQ==' }] } }]) {
    const value = JSON.stringify({ publicKey: { challenge, allowCredentials: [{ id: 'AQ==' }] } });
    const page = pageWith({ webauthn_login_trigger: value, webauthn_login: '' }, (publicKey) => {
      asked.push(publicKey);
      return assertion;
    });
    await page.page['oryWebAuthnLogin'](options);
    assert.deepEqual(page.sent, ['submit']);
  }
  for (const { challenge: bytes, allowCredentials } of asked) {
    assert.deepEqual([...bytes], [251, 255]);
    assert.deepEqual([...allowCredentials[0].id], [1]);
  }
});

test('a new security key: its options stand in the button, its name in a field of the form', async () => {
  const value = JSON.stringify({ publicKey: { challenge, user } });
  const fields = { webauthn_register_trigger: value, webauthn_register: '', webauthn_register_displayname: 'Blue' };
  const page = pageWith(fields, () => assertion);
  await page.page['oryWebAuthnRegistration']();
  assert.equal(JSON.parse(field(page, 'webauthn_register')).id, '-_8');
  assert.deepEqual(page.sent, ['submit']);
});

test('each page gets the functions that it can use, in the language of its sentences', () => {
  for (const texts of [en, de]) {
    const { signIn, enrolment, code, account } = scriptsFor(texts);
    for (const [script, proves, makes] of [
      [signIn, true, false],
      [enrolment, false, true],
      [account, false, true],
      [code, false, false],
    ] as const) {
      assert.equal(String(script).includes('oryPasskeyLogin'), proves);
      assert.equal(String(script).includes('oryPasskeyRegistration'), makes);
      assert.equal(String(script).includes(JSON.stringify(texts.passkeyScript.unsupported)), proves || makes);
    }
  }
});

test('inline assets are whole, cannot end their element, and carry no comment', () => {
  const evil = { ...en, passkeyScript: { ...en.passkeyScript, failed: '</script><script>alert(1)' } };
  for (const scripts of [scriptsFor(en), scriptsFor(evil)]) {
    for (const script of Object.values(scripts)) {
      assert.doesNotMatch(String(script), /<\/|^\s*(\/\/|\/\*)|^export/m);
      new Script(String(script));
    }
  }
  for (const style of Object.values(styles)) {
    assert.doesNotMatch(String(style), /<|\/\*|\n/);
    const used = new Set(String(style).match(/(?<=var\()--\w+/g));
    for (const name of used) assert.match(String(style), new RegExp(`[{;]${name}:`), name);
  }
});
