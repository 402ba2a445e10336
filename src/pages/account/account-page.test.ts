import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, haveApp, makeCodes, newApp, newCodes } from '../../../test/support/account-page.ts';
import { hostile, input, message } from '../../../test/support/ui-nodes.ts';
import { type AccountPage, createPages } from '../pages.ts';
import type { UiNode } from '../ui.ts';

const visit = { language: 'en', query: '' } as const;
const pages = createPages({ securityPage: '/security', development: false, printsMail: false }).for(visit);
const german = createPages({ securityPage: '/security', development: false, printsMail: false }).for({
  ...visit,
  language: 'de',
});
const strip = (page: string) => page.replace(/(<(style|script)[^>]*>)[\s\S]*?<\/\2>/g, '$1');
const usual = strip(pages.account(account(makeCodes), 'n'));
const held = { ...account(makeCodes), heldUntil: Date.UTC(2025, 10, 24, 7, 55) };
const withNodes = ({ flow, ...rest }: AccountPage, nodes: UiNode[]): AccountPage => ({
  ...rest,
  flow: { ...flow, ui: { ...flow.ui, nodes: [...flow.ui.nodes, ...nodes] } },
});
const section = (page: string, id: string) =>
  new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? '';

test('sections in their order; a group without anything to see has none', () => {
  const ids = (page: string) => [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
  const all = ['profile', 'passkey', 'webauthn', 'totp', 'lookup_secret', 'sessions', 'history', 'delete'];
  assert.deepEqual(ids(usual), all);
  assert.equal(ids(pages.account(account(newCodes), 'n'))[0], 'lookup_secret');
  const password = input('password', 'password', 'password', { autocomplete: 'new-password' }, { label: 1070001 });
  assert.ok(ids(pages.account(withNodes(account(makeCodes), [password]), 'n')).includes('password'));
});

test('a passkey is removed by the form of its section, unless it is the last way in', () => {
  const written = section(usual, 'passkey');
  assert.match(written, /<button form="form-passkey" name="passkey_remove" value="c0ffee"/);
  assert.doesNotMatch(written, /value="decade"/);
  assert.match(written, /This is your last way to sign in/);
  assert.match(written, /<form id="form-passkey"/);
});

test('passkeys in plain words, with what the server said about one', () => {
  const written = section(usual, 'passkey');
  for (const words of ['>Synced<', '>This device only<', 'Last used never', 'from 192.0.2.7', 'server text 4000001']) {
    assert.ok(written.includes(words), words);
  }
});

test('a security key: removed by its own form, and it says when it is suspended', () => {
  const written = section(usual, 'webauthn');
  assert.match(written, /<button form="form-webauthn" name="webauthn_remove" value="beef" class="danger"/);
  assert.match(written, />Suspended<.*data-trigger="oryWebAuthnRegistration"/s);
  assert.match(written, /<form data-rename="k1"/);
  assert.doesNotMatch(written, /This device only/);
});

test('a first passkey is an invitation at the top, which can wait', () => {
  const free = account(makeCodes);
  const invited = strip(pages.account({ ...free, passkeys: [] }, 'n'));
  const written = section(invited, 'passkey');
  assert.ok(invited.indexOf('id="passkey"') < invited.indexOf('id="profile"'));
  assert.match(
    written,
    /class="invite script".*Sign in without codes.*class="primary script".*<a href="\/console">Not now/s,
  );
  assert.doesNotMatch(section(strip(pages.account({ ...held, passkeys: [] }, 'n')), 'passkey'), /invite/);
});

test('one way in is a warning, which tells the truth of codes by e-mail', () => {
  assert.match(section(usual, 'passkey'), /You have only one way to sign in/);
  assert.doesNotMatch(strip(pages.account({ ...account(makeCodes), waysIn: 2 }, 'n')), /only one way/);
  const besideCodes = section(strip(pages.account({ ...account(makeCodes), codesSignIn: true }, 'n')), 'passkey');
  assert.match(
    besideCodes,
    /Beside codes by e-mail you have only one way.*Without it only codes by e-mail would be left/s,
  );
  assert.doesNotMatch(besideCodes, /You have only one way|last way/);
});

test('while a sealed code is open in a session of theirs, it says so, and until when', () => {
  const open = { ...account(makeCodes), sealOpenUntil: Date.UTC(2025, 10, 24, 7, 55) };
  assert.match(strip(pages.account(open, 'n')), /opened a sealed code.*datetime="2025-11-24T07:55:00\.000Z"/);
  assert.doesNotMatch(strip(pages.account(account(makeCodes), 'n')), /sealed code/);
});

test('while an account is held, it says until when, and nothing to add is offered', () => {
  const password = [
    input('password', 'password', 'password', {}, { label: 1070001 }),
    input('password', 'method', 'submit', { value: 'password' }),
  ];
  const written = strip(pages.account(withNodes(held, password), 'n'));
  assert.match(written, /class="banner">Access to this account was recovered lately.*<time datetime="2025-11-24/);
  assert.doesNotMatch(written, /data-trigger|totp_|Make new codes|Add another one, so|name="password"|class="primary/);
  assert.match(written, /name="passkey_remove" value="c0ffee".*name="lookup_secret_disable".*data-end="s2"/s);
  assert.match(section(written, 'profile'), />Save</, 'names may be changed');
});

test('what was saved is said by its name', () => {
  const saved = [message(1050001, 'success')];
  const events = [
    { ...account(makeCodes).events[0]!, type: 'session.revoked' },
    { ...account(makeCodes).events[0]!, type: 'totp.added' },
    { ...account(makeCodes).events[0]!, type: 'passkey.added' },
  ];
  for (const [active, words] of [
    ['totp', 'The authenticator app works now.'],
    ['passkey', 'The passkey was added. You can sign in with it from now on.'],
    ['lookup_secret', 'Your changes are saved.'],
    ['constructor', 'Your changes are saved.'],
  ] as const) {
    const { flow, ...rest } = account(makeCodes, newApp, saved);
    const written = strip(pages.account({ ...rest, flow: { ...flow, active }, events }, 'n'));
    assert.ok(written.includes(`<p class="success" role="status">${words}</p>`), active);
  }
});

test('whoever has just set up the installation is welcomed where the next step is', () => {
  const welcome = section(strip(pages.account({ ...account(makeCodes), newOwner: true }, 'n')), 'lookup_secret');
  assert.match(welcome, /this installation is yours now/);
  assert.doesNotMatch(usual, /this installation is yours/);
});

test('an authenticator app is set up behind a fold, which opens when the code was wrong', () => {
  const written = section(usual, 'totp');
  assert.match(
    written,
    /<details class="set-up"><summary>.*<img src="data:image[^>]*alt="QR code.*GEZD GNBV.*name="totp_code"/s,
  );
  const wrong = newApp.map((node) =>
    node.type === 'input' && node.attributes.name === 'totp_code'
      ? { ...node, messages: [message(4000008, 'error')] }
      : node,
  );
  assert.match(section(strip(pages.account(account(makeCodes, wrong), 'n')), 'totp'), /<details class="set-up" open>/);
});

test('taking a proof away says what will happen before it does', () => {
  const written = strip(pages.account(account(makeCodes, haveApp), 'n'));
  assert.match(
    section(written, 'totp'),
    /is set up.*will no longer be accepted.*form="form-totp" name="totp_unlink" value="true" class="danger"/s,
  );
  assert.match(
    section(written, 'lookup_secret'),
    /All your codes stop working.*form="form-lookup_secret" name="lookup_secret_disable"/s,
  );
});

test('addresses: which are confirmed, how to confirm one, and what a phone number is worth', () => {
  const written = section(usual, 'profile');
  assert.match(written, />Not confirmed<.*href="\/verification".*>Confirmed<.*Text messages can be intercepted/s);
  const email = { ...account(makeCodes), addresses: account(makeCodes).addresses.slice(0, 1), links: {} };
  const without = section(strip(pages.account(email, 'n')), 'profile');
  assert.doesNotMatch(without, /Text messages|href=/);
});

test('an error of the whole is where reading begins', () => {
  const written = strip(pages.account(account(makeCodes, newApp, [message(4050002, 'error')]), 'n'));
  assert.match(written, /class="error" role="alert" tabindex="-1" autofocus>Change one address at a time/);
});

test('whose role asks for a passkey is told so, and cannot put it off', () => {
  const free = account(makeCodes);
  const enrolment = { deviceBound: false, dueAt: null };
  const written = section(strip(pages.account({ ...free, passkeys: [], enrolment }, 'n')), 'passkey');
  assert.match(written, /class="invite".*With your role you need a passkey or a security key before/s);
  assert.doesNotMatch(written, /Not now/);
});

test('whose role asks for a key that stays where it is is told so, first of all and whatever synced passkeys there are', () => {
  const enrolment = { deviceBound: true, dueAt: null };
  const page = strip(pages.account({ ...account(makeCodes), enrolment }, 'n'));
  assert.match(section(page, 'passkey'), /a passkey that stays on this device, or a security key, before/);
  assert.ok(page.indexOf('id="passkey"') < page.indexOf('id="profile"'));
});

test('whose role asks for a key by a date is told the date, and can put it off until then', () => {
  const enrolment = { deviceBound: false, dueAt: Date.UTC(2026, 2, 1) };
  const written = section(strip(pages.account({ ...account(makeCodes), passkeys: [], enrolment }, 'n')), 'passkey');
  assert.match(written, /nothing else opens without it from: <time datetime="2026-03-01/);
  assert.match(written, /Not now/);
});

test('a backup code that was used urges to look after the others', () => {
  const written = section(strip(pages.account({ ...account(makeCodes), backupCodeUsed: true }, 'n')), 'lookup_secret');
  assert.match(written, /You signed in with a backup code/);
  assert.doesNotMatch(section(usual, 'lookup_secret'), /You signed in with/);
});

test('deleting the account: what will happen, by when it can be taken back, and what is in the way', () => {
  const written = section(usual, 'delete');
  assert.match(
    written,
    /<details class="script">.*signed out at once.*<time datetime="2025-11-24.*we mail you a link/s,
  );
  assert.match(written, /<button type="button" class="danger" data-delete>.*data-proof="totp" hidden/s);
  const blockers = { lastOwner: true, jars: [{ name: hostile, href: '/console/jars/1' }] };
  const page = { ...account(makeCodes), deletion: { at: 0, keepable: true, blockers } };
  const blocked = section(strip(pages.account(page, 'n')), 'delete');
  assert.match(blocked, /only owner.*You own Honey Jars.*<a href="\/console\/jars\/1">/s);
  assert.doesNotMatch(blocked, /data-delete/);
  const unreachable = {
    ...account(makeCodes),
    deletion: { at: 0, keepable: false, blockers: { lastOwner: false, jars: [] } },
  };
  assert.match(section(strip(pages.account(unreachable, 'n')), 'delete'), /no mail reaches you/);
});

test('in German, with its dates', () => {
  const written = strip(german.account(account(makeCodes), 'n'));
  for (const words of [
    '<h1>Ihr Konto</h1>',
    'Nur auf diesem Gerät',
    'Authenticator-App einrichten',
    'Übrige Codes: 2',
    'Wo Sie angemeldet sind',
    '24.11.2025, 07:55 UTC',
  ]) {
    assert.ok(written.includes(words), words);
  }
  const { events, ...rest } = account(makeCodes);
  const known = german.account({ ...rest, events: [{ ...events[0]!, type: 'totp.added' }] }, 'n');
  assert.match(known, /Sie haben eine Authenticator-App eingerichtet\./);
});

test('the password manager is told every credential id', () => {
  const [, json] = / data-signal="([^"]+)"/.exec(usual) ?? [];
  const told = JSON.parse(
    json!
      .replace(/&quot;/g, '"')
      .replace(/&gt;/g, '>')
      .replace(/&lt;/g, '<')
      .replace(/&#39;/g, "'"),
  );
  assert.deepEqual(told.allAcceptedCredentialIds, ['wP_u', '3sre']);
  assert.equal(told.name, hostile);
  const { signal: _, ...untold } = account(makeCodes);
  assert.doesNotMatch(strip(pages.account(untold, 'n')), /data-signal/);
});

test('few backup codes are a warning, shown codes are kept and confirmed', () => {
  assert.match(section(usual, 'lookup_secret'), /Codes left: 2[\s\S]*Only few codes[\s\S]*>Make new codes</);
  const plenty = strip(pages.account({ ...account(makeCodes), backupCodesLeft: 10 }, 'n'));
  assert.doesNotMatch(plenty, /Only few codes/);
  const shown = section(strip(pages.account(account(newCodes), 'n')), 'lookup_secret');
  assert.match(
    shown,
    /data-keep="copy"[\s\S]*data-keep="download"[\s\S]*data-keep="print"[\s\S]*class="primary"[^>]*>I have saved them/,
  );
});

test('the current session comes first and cannot be ended here', () => {
  const written = section(usual, 'sessions');
  assert.ok(written.indexOf('Firefox 145') < written.indexOf('data-end="s2"'));
  assert.doesNotMatch(written, /data-end="s1"/);
  assert.match(written, /data-end-others/);
  const alone = { ...account(makeCodes), sessions: account(makeCodes).sessions.filter(({ current }) => current) };
  assert.doesNotMatch(section(strip(pages.account(alone, 'n')), 'sessions'), /data-end-others/);
});

test('times are written in UTC, for machines and for people', () => {
  assert.match(
    section(usual, 'history'),
    /<time datetime="2025-11-24T07:55:00.000Z">Nov 24, 2025, 7:55\sAM UTC<\/time>/,
  );
});

test('without script, what only script can do is not shown', () => {
  for (const control of usual.match(/<[^>]*data-(end|end-others)[ =>][^>]*>/g) ?? [])
    assert.match(control, /class="script"/);
  assert.match(usual, /<details class="script"><summary[^>]*>Rename/);
});
