import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screens } from '../../test/support/pages.ts';
import { csrf, flow, input, message } from '../../test/support/ui-nodes.ts';
import { createPages } from './pages.ts';

const visit = { language: 'en', query: '' } as const;
const pages = createPages({ securityPage: '/security', development: false, printsMail: false }).for(visit);
const german = createPages({ securityPage: '/security', development: false, printsMail: false }).for({
  ...visit,
  language: 'de',
});
const page = (name: string, spoken = pages) => {
  const [kind, data] = screens[name]!;
  return spoken.flow(kind, data, 'n').replace(/(<(style|script)[^>]*>)[\s\S]*?<\/\2>/g, '$1');
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

test('whoever failed to sign in reads what to do without the passkey right below the failure', () => {
  inOrder(page('login refused'), 'class="error"', '<a href="/recovery">Lost your passkey?</a>', '<form');
  assert.equal(page('login refused').match(/Lost your passkey/g)?.length, 1);
  inOrder(page('login'), '</form>', '<a href="/recovery">Lost your passkey?</a>');
  inOrder(page('confirm'), '</form>', '<a href="/recovery">Nothing of this works?</a>');
});

test('the address first: one field, one button, and autofill still listens', () => {
  const written = page('login address first');
  inOrder(written, 'data-onload="oryPasskeyLoginAutocompleteInit"', 'autocomplete="username webauthn"', '>Continue<');
  assert.doesNotMatch(written, /data-trigger/);
});

test('the address known: whose account it is, all ways, and the way back to the field', () => {
  const written = page('login address known');
  inOrder(written, 'class="who">&quot;', 'data-trigger="oryPasskeyLogin"', 'class="or"', '>Send me a code<');
  inOrder(written, 'href="/restart?return_to=x&amp;y=1">Use another address<');
});

test('a password is what Enter sends when there is one to fill in', () => {
  const submits = page('login password').match(/<button type="submit"[^>]*>/g);
  assert.match(submits![0]!, /value="password"/);
});

test('confirming: the strongest way open, the others folded up, each in a form of its own', () => {
  const [passkey, key, totp, lookup, codes, ...more] = forms(page('confirm'));
  assert.deepEqual(more, []);
  assert.match(passkey!, /class="primary script"[^>]*data-trigger="oryPasskeyLogin".*Confirm with a passkey/s);
  assert.match(key!, /data-trigger="oryWebAuthnLogin".*Use a security key/s);
  assert.match(codes!, /value="\+49301"[^>]*>Send a code to \+49301<.*Text messages can be intercepted/s);
  assert.match(totp!, /name="totp_code" required/);
  assert.match(lookup!, /name="lookup_secret" required/);
  const folded = [...page('confirm').matchAll(/<details([^>]*)><summary>([^<]+)/g)].map(([, open, name]) => [
    open,
    name,
  ]);
  // What was tried and went wrong stays open.
  assert.deepEqual(folded, [
    [' open name="way"', 'Use the authenticator app'],
    [' name="way"', 'Use a backup code'],
  ]);
});

test('confirming with an app alone: its field is open, and the page says what it is for once', () => {
  const written = page('confirm app');
  inOrder(written, 'Confirm it’s you', 'This needs one more proof.', 'name="totp_code"', 'class="primary"', '<details');
  assert.doesNotMatch(written, /This needs a fresh proof/);
  assert.match(page('refresh'), /class="lead">This needs a fresh proof/);
});

test('a wrong code: the error is the field’s, whose way is open and has the focus', () => {
  const backup = page('confirm backup code wrong');
  inOrder(backup, 'class="error" role="alert" id="problem">', '<details open', 'id="field-lookup_secret"');
  assert.match(backup, /name="lookup_secret"[^>]* autofocus aria-invalid="true" aria-describedby="problem field-/);
  assert.match(page('login code wrong'), /name="code"[^>]* autofocus aria-invalid="true" aria-describedby="problem /);
});

test('an error of no field has the focus itself', () => {
  const refused = flow('login', [csrf], {}, [message(4010011, 'error')]);
  assert.match(
    pages.flow('login', { flow: refused }, 'n'),
    /class="error" role="alert" id="problem" tabindex="-1" autofocus/,
  );
});

test('a code to enter: to whom it went, the field, and quiet ways to another one', () => {
  const written = page('login code');
  inOrder(written, 'Enter your code', 'If this address has an account', 'Sent to <span class="who">&quot;');
  inOrder(written, 'inputmode="numeric"', 'class="primary">Continue<', 'class="quiet" formnovalidate>Send a new code<');
  inOrder(written, 'href="/restart?return_to=x&amp;y=1">Sign in another way<');
  assert.match(page('recovery code'), /Sent to <span class="who">&quot;/);
  assert.match(page('confirm code'), /Confirm another way/);
});

test('a link that was sent: there is no code to enter', () => {
  assert.match(page('recovery link'), /<h1>Look into your mail<\/h1>/);
});

test('registration: details, the code, then the passkey for the address that was typed, or none', () => {
  inOrder(page('registration'), 'Step 1', 'autocomplete="email"', 'autocomplete="given-name"');
  inOrder(
    page('registration code'),
    'Step 2',
    'Confirm your address',
    'Sent to',
    'aria-invalid="true"',
    'class="wrong"',
  );
  const written = page('registration passkey');
  inOrder(written, 'Create your passkey', 'A passkey replaces', 'class="who">&quot;', 'class="primary script"');
  inOrder(
    written,
    'class="quiet">Continue without a passkey<',
    'codes by e-mail',
    'class="quiet" formnovalidate>Back<',
  );
  assert.doesNotMatch(written, /server text|class="or"/);
});

test('a password beside the passkey keeps its own words', () => {
  inOrder(
    page('registration password'),
    'data-trigger="oryPasskeyRegistration"',
    'new-password',
    'Sign in with a password',
  );
});

test('a new address of an account: what happens to the old one', () => {
  const [, data] = screens['verification code']!;
  const written = pages.flow('verification', { ...data, changesAddress: true }, 'n');
  inOrder(written, '<h1>Confirm your new address</h1>', 'It replaces the old one', 'name="code"');
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

test('a code that takes no more tries leaves nothing but to start again', () => {
  const [kind, data] = screens['login code wrong']!;
  const reason = 'Too many wrong codes. Please start again.';
  const ui = { ...data.flow.ui, messages: [message(4000001, 'error', { reason })] };
  const written = pages.flow(kind, { ...data, flow: { ...data.flow, ui } }, 'n');
  inOrder(written, 'autofocus>Too many wrong codes.', 'class="button primary" href="/restart', '>Start again<');
  assert.doesNotMatch(written, /name="code"|Send a new code|Sign in another way|<form/);
});

test('set-up leads past no passkey, and not to an account that nobody has yet', () => {
  const [kind, data] = screens['registration passkey']!;
  assert.match(pages.flow(kind, data, 'n'), /Continue without a passkey/);
  assert.doesNotMatch(pages.flow(kind, { ...data, setup: true }, 'n'), /without a passkey|I already have an account/);
  const proving = pages.flow(kind, { ...screens['registration code']![1], setup: true }, 'n');
  assert.match(proving, /name="method" value="code"[^>]*>Continue</, 'the code of the address is entered all the same');
});

test('whoever has signed out is told so, until something else is to be said', () => {
  const said = /class="success" role="status">You are signed out\./;
  assert.match(pages.flow('login', { ...screens['login']![1], signedOut: true }, 'n'), said);
  assert.doesNotMatch(page('login'), said);
  assert.doesNotMatch(pages.flow('login', { ...screens['login refused']![1], signedOut: true }, 'n'), said);
});

test('development says so on every page', () => {
  const [kind, data] = screens['login']!;
  const development = createPages({ securityPage: '/security', development: true, printsMail: true }).for(visit);
  assert.match(development.flow(kind, data, 'n'), /Development mode/);
  assert.match(development.flow(...screens['login code']!, 'n'), /messages stand on the server’s console/);
  const mailing = createPages({ securityPage: null, development: true, printsMail: false }).for(visit);
  assert.doesNotMatch(mailing.flow(...screens['login code']!, 'n'), /server’s console/, 'with a mail server');
  assert.doesNotMatch(page('login code'), /Development mode|console/);
});

const inGerman: [screen: string, ...words: string[]][] = [
  ['login', 'Mit einem Passkey anmelden', 'oder', 'Code zusenden', 'Konto erstellen', 'Passkey verloren?'],
  ['login refused', 'Fehler: Anmelden', 'Dieser Passkey wurde nicht angenommen', 'Bitte füllen Sie dieses Feld aus.'],
  ['login address first', 'Weiter'],
  ['login code', 'Geben Sie Ihren Code ein', 'Gesendet an', 'Die 6 Ziffern', 'Neuen Code senden', 'Anders anmelden'],
  ['confirm', 'Bestätigen Sie, dass Sie es sind', 'weiteren Nachweis', 'Mit einem Passkey bestätigen', 'Andere Wege'],
  ['confirm', 'Sicherheitsschlüssel verwenden', 'Authenticator-App verwenden', 'SMS können abgefangen werden'],
  ['confirm', 'Nichts davon geht?', 'Abmelden'],
  ['registration', 'Schritt 1', 'E-Mail-Adresse', 'Vorname', 'Weiter', 'Ich habe schon ein Konto'],
  ['registration code', 'Schritt 2', 'Bestätigen Sie Ihre Adresse', 'Dieser Code ist falsch oder verbraucht'],
  ['registration passkey', 'Erstellen Sie Ihren Passkey', 'Passkey erstellen', 'Ohne Passkey fortfahren', 'Zurück'],
  ['recovery', 'Wieder Zugang erhalten', 'Zurück zur Anmeldung'],
  ['recovery link', 'Sehen Sie in Ihre E-Mails'],
  ['verified', 'Adresse bestätigt', 'Ihre E-Mail-Adresse ist bestätigt.', 'Weiter'],
];
for (const [name, ...words] of inGerman) {
  test(`in German: ${name}, ${words[0]}`, () => inOrder(page(name, german), ...words));
}
