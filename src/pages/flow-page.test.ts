import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csrf, flow, input, message, screens } from '../../test/support/pages.ts';
import { createPages } from './pages.ts';

const pages = createPages({ securityPage: '/security', development: false });
const page = (name: string) => {
  const [kind, data] = screens[name]!;
  return pages.flow(kind, data, 'n').replace(/(<(style|script)[^>]*>)[\s\S]*?<\/\2>/g, '$1');
};
/** Asserts that the parts stand in the page in this order. */
function inOrder(written: string, ...parts: string[]) {
  let from = 0;
  for (const part of parts) {
    const at = written.indexOf(part, from);
    assert.ok(at >= 0, `${part} is missing or out of order`);
    from = at + part.length;
  }
}
const forms = (written: string) => [...written.matchAll(/<form [\s\S]*?<\/form>/g)].map(([form]) => form);

test('sign-in: the passkey first and primary, the code quietly below, all in one form', () => {
  const written = page('login');
  inOrder(written, '<h1>Sign in</h1>', 'class="primary script" data-trigger="oryPasskeyLogin"', 'class="or script"');
  inOrder(written, 'class="or script"', 'autocomplete="username webauthn"', '>Send me a code<', 'Create an account');
  assert.equal(forms(written).length, 1);
});

test('a refused sign-in says so in the title, above the form and at the field', () => {
  const written = page('login refused');
  inOrder(
    written,
    '<title>Error: Sign in',
    'class="error" role="alert"',
    '<form',
    'aria-invalid="true"',
    'class="wrong"',
  );
});

test('confirming: a form for each way, so that no empty field holds up another', () => {
  const [passkey, totp, lookup, ...more] = forms(page('confirm'));
  assert.deepEqual(more, []);
  assert.match(passkey!, /Confirm with a passkey/);
  assert.match(totp!, /name="totp_code" required/);
  assert.match(lookup!, /name="lookup_secret" required/);
  assert.match(page('confirm'), /<h1>Confirm it’s you<\/h1>/);
});

test('confirming explains itself once', () => {
  assert.match(page('refresh'), /class="lead">This needs a fresh proof/);
  assert.doesNotMatch(page('confirm'), /This needs a fresh proof/);
});

test('a code can be asked for again without one typed in', () => {
  inOrder(
    page('login code'),
    'Enter your code',
    'name="code" required',
    '>Continue<',
    'formnovalidate>Send another code<',
  );
});

test('registration: details, then the passkey for the address that was typed', () => {
  inOrder(page('registration'), 'Step 1 of 2', 'autocomplete="email"', 'autocomplete="given-name"');
  inOrder(
    page('registration passkey'),
    'Step 2 of 2',
    'Create your passkey',
    'A passkey replaces',
    'class="who">&quot;',
  );
  assert.doesNotMatch(page('registration passkey'), /server text/);
});

test('set-up greets the owner of the installation', () => {
  const [kind, data] = screens['registration']!;
  const written = pages.flow(kind, { ...data, setup: true }, 'n');
  inOrder(written, '<h1>Welcome</h1>', 'You are setting up this STING installation');
});

test('details and passkey on one screen: it is still about the account', () => {
  inOrder(page('setup'), '<h1>Welcome</h1>', 'name="traits.email" required', 'data-trigger="oryPasskeyRegistration"');
});

test('what the server ties to a hidden field is still said', () => {
  const hidden = input('passkey', 'passkey_login', 'hidden', {}, { messages: [message(4000043, 'error')] });
  const written = pages.flow('login', { flow: flow('login', [csrf, hidden]) }, 'n');
  assert.match(written, /role="alert">This passkey was not accepted/);
});

test('two ways with fields in one form do not insist on both', () => {
  const nodes = [
    csrf,
    input('default', 'identifier', 'text', { required: true }),
    input('password', 'password', 'password', { required: true }),
    input('password', 'method', 'submit', { value: 'password' }),
    input('code', 'method', 'submit', { value: 'code' }),
  ];
  const written = pages.flow('login', { flow: flow('login', nodes) }, 'n');
  assert.match(written, /name="identifier" required/);
  assert.doesNotMatch(written, /name="password" required/);
});

test('development says so on every page', () => {
  const [kind, data] = screens['login']!;
  const development = createPages({ securityPage: '/security', development: true });
  assert.match(development.flow(kind, data, 'n'), /Development mode/);
  assert.doesNotMatch(page('login'), /mail is printed/);
});
