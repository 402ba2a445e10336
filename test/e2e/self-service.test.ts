import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ConfigKey } from '../../src/config/config.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { appCode } from '../support/authenticator-app.ts';
import { startBrowser, visit } from '../support/browser.ts';
import { startMailServer } from '../support/mail-server.ts';
import { mailedCode } from '../support/mailed-code.ts';
import { startServer } from '../support/server.ts';

const clock = Object.assign(systemClock, { advance: () => assert.fail('a browser keeps its own time') });

/** A server that sends its mail to a real SMTP server. */
async function withMail(t: TestContext, flags: Partial<Record<ConfigKey, unknown>> = {}) {
  const mail = await startMailServer(t);
  const server = await startServer(t, {
    clock,
    flags: { ...flags, 'courier.smtp.connection_uri': `smtp://127.0.0.1:${mail.port}/?disable_starttls=true` },
  });
  return { mail, server };
}

test('without JavaScript, in German: register by code, sign out, sign in by code', async (t) => {
  const { mail, server } = await withMail(t);
  const { page, complaints } = await visit(await startBrowser(t), { javaScriptEnabled: false, locale: 'de-DE' });
  await page.goto(`${server.url}/registration`);
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await page.getByRole('textbox', { name: 'E-Mail-Adresse' }).fill('alice@example.com');
  await page.getByRole('textbox', { name: 'Vorname' }).fill('Alice');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('heading', { name: 'Bestätigen Sie Ihre Adresse' }).waitFor();
  await page.getByText('Gesendet an alice@example.com').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill('000000');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('alert').filter({ hasText: 'falsch oder verbraucht' }).waitFor();
  const code = await mailedCode(mail, 'alice@example.com');
  await page.getByRole('textbox', { name: 'Code' }).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('button', { name: 'Ohne Passkey fortfahren' }).click();
  await page.getByRole('heading', { name: 'Ihr Konto' }).waitFor();
  assert.match((await page.locator('noscript .banner').textContent())!, /ist JavaScript nötig/);
  assert.equal(await page.getByRole('heading', { name: 'Anmelden ohne Codes' }).isVisible(), false, 'needs a script');

  await page.getByRole('link', { name: 'Abmelden' }).click();
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  await page.getByText('Sie sind abgemeldet.').waitFor();
  await page.getByRole('textbox', { name: 'E-Mail-Adresse' }).fill('Alice@Example.com ');
  const before = mail.arrived.length;
  await page.getByRole('button', { name: 'Code zusenden' }).click();
  await page.getByRole('heading', { name: 'Geben Sie Ihren Code ein' }).waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(await mailedCode(mail, 'alice@example.com', before));
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.waitForURL(/\/console/);
  await page.locator('.no-script a[href*="/self-service/logout?token="]').waitFor();
  await page.goto(`${server.url}/settings`);
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.goto(`${server.url}/nowhere`);
  await page.getByText('There is nothing at this address.').waitFor();
  assert.deepEqual(complaints, []);
});

test('a passkey, an app and backup codes; the device is lost; recovery asks for a second proof', async (t) => {
  const { mail, server } = await withMail(t, { 'selfservice.methods.webauthn.enabled': true });
  const browser = await startBrowser(t);
  const bob = await visit(browser);
  let backupCode = '';

  await t.test('registration proves the address, then makes a passkey', async () => {
    const { page } = bob;
    await page.goto(`${server.url}/login`);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill('bob@example.com');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('textbox', { name: 'Code' }).fill(await mailedCode(mail, 'bob@example.com'));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Create a passkey' }).click();
    await page.waitForURL(/\/console/);
  });

  await t.test('an authenticator app is set up with its own code', async () => {
    const { page } = bob;
    await page.goto(`${server.url}/settings`);
    await page.getByText('Set up an authenticator app').click();
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    const secret = (await page.locator('#totp code').textContent())!.replaceAll(' ', '');
    await page.getByRole('textbox', { name: 'Code from the app' }).fill('000000');
    await page.locator('#totp').getByRole('button', { name: 'Save' }).click();
    await page.getByText('This code is not right').waitFor();
    const code = appCode(secret, clock());
    await page.getByRole('textbox', { name: 'Code from the app' }).fill(code);
    await page.locator('#totp').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your authenticator app is set up.').waitFor();
  });

  await t.test('backup codes are shown once', async () => {
    const { page } = bob;
    await page.getByRole('button', { name: 'Make new codes' }).click();
    backupCode = (await page.locator('[data-code]').first().textContent())!;
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await page.getByText('Codes left: 10').waitFor();
    assert.equal(await page.getByText(backupCode).count(), 0);
  });

  await t.test('a security key beside it, with a name of its own', async () => {
    const { page } = bob;
    await page.getByRole('textbox', { name: 'Name of the security key' }).fill('Blue key');
    await page.getByRole('button', { name: 'Add a security key' }).click();
    await page.locator('#webauthn').getByText('Blue key').waitFor();
  });

  await t.test('on another device: from the failed sign-in to recovery, which wants a second proof', async () => {
    const { page, complaints } = await visit(browser, { locale: 'fr' });
    await page.goto(`${server.url}/login`);
    await page.getByRole('link', { name: 'Lost your passkey?' }).click();
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('bob@example.com');
    const before = mail.arrived.length;
    await page.locator('main').getByRole('button').first().click();
    await page.getByRole('textbox', { name: 'Code' }).fill(await mailedCode(mail, 'bob@example.com', before));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Confirm it’s you' }).waitFor();
    await page.goto(`${server.url}/settings`);
    await page.getByRole('heading', { name: 'Confirm it’s you' }).waitFor();

    await page.getByText('Use a backup code').click();
    await page.getByRole('textbox', { name: 'Backup code' }).fill('0000-0000-0000-0000');
    await page.getByRole('button', { name: 'Confirm with a backup code' }).click();
    await page.getByText('This backup code is not right.').waitFor();
    assert.equal(await page.evaluate('document.activeElement.name'), 'lookup_secret');
    await page.getByRole('textbox', { name: 'Backup code' }).fill(backupCode.toLowerCase());
    await page.getByRole('button', { name: 'Confirm with a backup code' }).click();
    await page.waitForURL(/\/(settings|console)/);
    await page.goto(`${server.url}/settings`);
    await page.getByText('Codes left: 9').waitFor();
    assert.deepEqual(complaints, []);
  });
  assert.deepEqual(bob.complaints, []);
});
