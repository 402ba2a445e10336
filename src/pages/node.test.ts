import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newApp, shownCodes } from '../../test/support/account-page.ts';
import { csrf, hostile, input, message } from '../../test/support/ui-nodes.ts';
import { node } from './node.ts';
import { en } from './texts/en.ts';
import type { UiNode } from './ui.ts';

const render = (subject: UiNode) =>
  String(node(subject, { texts: en, weight: 'normal', insists: true, owner: 'Alice' }));
const rest = { messages: [], meta: {} };

const cases: [string, UiNode, RegExp | string][] = [
  ['hidden', csrf, /^<input type="hidden" name="csrf_token" value="A{88}">$/],
  [
    'hidden, wired at load',
    input('passkey', 'passkey_login', 'hidden', { onloadTrigger: 'oryPasskeyLoginAutocompleteInit' }),
    / data-onload="oryPasskeyLoginAutocompleteInit"/,
  ],
  [
    'text with label',
    input('default', 'identifier', 'text', { required: true, autocomplete: 'username webauthn' }, { label: 1070004 }),
    /<label for="field-identifier">E-mail address<\/label><input id="field-identifier" name="identifier" required autocomplete="username webauthn" aria-describedby="field-identifier-hint" type="text" spellcheck="false" autocapitalize="none">/,
  ],
  ['label of its own attribute', input('default', 'x', 'text', { label: message(1070017) }), />Phone number</],
  [
    'without any label',
    input('default', 'traits.shoe_size', 'number', { value: 42 }),
    />Shoe size <span class="hint">\(optional\)<\/span><\/label><input[^>]* type="number" value="42"/,
  ],
  [
    'code',
    input('code', 'code', 'text', { pattern: '[0-9]+', maxlength: 6 }),
    / autocomplete="one-time-code" autofocus aria-describedby="field-code-hint" type="text" pattern="\[0-9 \\-\]\*" inputmode="numeric".*>The 6 digits from/,
  ],
  [
    'checkbox',
    input('default', 'traits.news', 'checkbox', { value: true }),
    /<label><input[^>]* type="checkbox" value="true" checked>News<\/label>/,
  ],
  [
    'choice',
    input('default', 'traits.colour', 'text', { value: 'red', options: [{ value: 'red' }, { value: hostile }] }),
    /<select id="field-traits-colour"[^>]*><option value=""><\/option><option value="red" selected>red<\/option><option value="&quot;&gt;/,
  ],
  ['disabled', input('default', 'traits.x', 'text', { disabled: true }), / disabled/],
  [
    'submit',
    input('code', 'method', 'submit', { value: 'code' }, { label: 1010015 }),
    '<button type="submit" name="method" value="code">Send me a code</button>',
  ],
  [
    'submit that wants nothing filled in',
    input('code', 'resend', 'submit', { value: 'code' }, { label: 1070008 }),
    / formnovalidate/,
  ],
  [
    'submit with a message',
    input('passkey', 'passkey_remove', 'submit', { value: 'ab' }, { messages: [message(4000001, 'error')] }),
    /aria-describedby="(button-passkey_remove-ab-message)">.*<p id="\1" class="wrong" role="alert">server text 4000001</,
  ],
  [
    'trigger',
    input(
      'passkey',
      'passkey_login_trigger',
      'button',
      { value: '', onclickTrigger: 'oryPasskeyLogin' },
      { label: 1010021 },
    ),
    /<button type="button"[^>]* class="script" data-trigger="oryPasskeyLogin"[^>]*>.*<span data-label>Sign in with a passkey<\/span><\/button><p data-live role="alert"><\/p>$/,
  ],
  ['trigger that is none of ours', input('x', 'x', 'button', { onclickTrigger: 'eval' }), ''],
  [
    'image',
    {
      type: 'img',
      group: 'totp',
      attributes: { id: 'totp_qr', src: 'data:image/png;base64,AA', width: 256, height: 256 },
      messages: [],
      meta: { label: message(1050005) },
    },
    '<p class="picture"><img src="data:image/png;base64,AA" width="256" height="256" alt="QR code for your authenticator app"></p>',
  ],
  [
    'image from elsewhere',
    {
      type: 'img',
      group: 'totp',
      attributes: { id: 'totp_qr', src: 'https://example.org/pixel.png', width: 1, height: 1 },
      ...rest,
    },
    'null',
  ],
  [
    'text',
    {
      type: 'text',
      group: 'totp',
      attributes: { id: 'totp_secret_key', text: message(1050006, 'info', { secret: 'JBSW' }) },
      ...rest,
    },
    /<code class="who">JBSW<\/code>/,
  ],
  ['secret of an authenticator app', newApp[1]!, />GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ</],
  ['backup codes', shownCodes, /<li data-code>k3v9x2m7<\/li><li class="hint">used<\/li>/],
  [
    'link',
    {
      type: 'a',
      group: 'code',
      attributes: { id: 'continue', href: '/after?a=1&b=2', title: message(1070009) },
      ...rest,
    },
    '<a class="button primary" href="/after?a=1&amp;b=2">Continue</a>',
  ],
  [
    'link to a script',
    {
      type: 'a',
      group: 'code',
      attributes: { id: 'continue', href: 'javascript:alert(1)', title: message(1070009) },
      ...rest,
    },
    /href="\/"/,
  ],
  ['script', { type: 'script', group: 'webauthn', attributes: { id: 's', src: '/x.js' }, ...rest }, 'null'],
  ['div', { type: 'div', group: 'captcha', attributes: { id: 'd' }, ...rest }, 'null'],
];

for (const [name, subject, expected] of cases) {
  test(`node: ${name}`, () => {
    const written = render(subject);
    if (typeof expected === 'string') assert.equal(written, expected);
    else assert.match(written, expected);
    assert.ok(!written.includes('<img src=x'), 'what a person wrote stays text');
  });
}

test('the messages of a field are tied to it', () => {
  const written = render(
    input('default', 'traits.email', 'email', {}, { messages: [message(4000040, 'error', { value: hostile })] }),
  );
  const [, id] = /<input[^>]* autofocus aria-invalid="true" aria-describedby="([^"]+)"/.exec(written) ?? [];
  assert.ok(id);
  assert.ok(written.includes(`<p id="${id}" class="wrong" role="alert">This is not an e-mail address.</p>`), written);
});

test('a field speaks of passkeys only where the browser offers them', () => {
  const plain = input('default', 'identifier', 'text', { autocomplete: 'username' });
  assert.doesNotMatch(render(plain), /hint/);
  const offering = input('default', 'identifier', 'text', { autocomplete: 'username webauthn' });
  assert.match(render(offering), /class="hint script" id="field-identifier-hint">Select this field/);
});

test('a hint gives way to a message, and is no error', () => {
  const hinted = render(input('totp', 'totp_code', 'text'));
  assert.match(hinted, /aria-describedby="field-totp_code-hint".*id="field-totp_code-hint"/);
  const told = render(input('totp', 'totp_code', 'text', {}, { messages: [message(1010014, 'info')] }));
  assert.doesNotMatch(told, /-hint"|aria-invalid/);
});
