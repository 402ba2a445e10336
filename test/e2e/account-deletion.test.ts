import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../src/kernel/clock.ts';
import { appCode } from '../support/authenticator-app.ts';
import { startBrowser, type Visitor, visit } from '../support/browser.ts';
import { printedMail } from '../support/mailbox.ts';
import { startServer, type TestServer } from '../support/server.ts';

const clock = Object.assign(systemClock, { advance: () => assert.fail('a browser keeps its own time') });

/** Somebody who has just registered with a passkey. */
async function registered(t: TestContext, server: TestServer, email: string): Promise<Visitor> {
  const visitor = await visit(await startBrowser(t));
  const { page } = visitor;
  await page.goto(`${server.url}/registration`);
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Create a passkey' }).click();
  await page.waitForURL(/\/console/);
  await page.goto(`${server.url}/settings`);
  return visitor;
}

test('an account is closed with a passkey, and kept by the link of the mail', async (t) => {
  const server = await startServer(t, { clock });
  const { page, complaints } = await registered(t, server, 'alice@example.com');
  const section = page.locator('#delete');
  await section.getByText('Delete my account', { exact: true }).first().click();
  await section.getByText('You are signed out at once').waitFor();
  await section.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByRole('heading', { name: 'Your account is closed' }).waitFor();
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');
  assert.deepEqual(
    (await page.context().cookies()).filter(({ name }) => /session/.test(name)),
    [],
  );

  const [letter] = (await printedMail(server).letters('alice@example.com')).slice(-1);
  await page.goto(/https?:\S+keep-account\S+/.exec(letter!.text)![0]);
  await page.getByRole('button', { name: 'Keep my account' }).click();
  await page.getByRole('heading', { name: 'You keep your account' }).waitFor();
  // The browser offers the passkey by itself, and here somebody takes it at once.
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.waitForURL(/\/console/);
  assert.deepEqual(complaints, []);
});

test('a passkey without PIN takes a code beside it; a wrong one changes nothing', async (t) => {
  const server = await startServer(t, { clock });
  const { page, authenticator, complaints } = await registered(t, server, 'bob@example.com');
  await page.getByText('Set up an authenticator app').click();
  const secret = (await page.getByText(/^([A-Z2-7]{4} ?){8}$/).textContent())!.replaceAll(/\s/g, '');
  await page
    .locator('#totp')
    .getByRole('textbox')
    .fill(appCode(secret, clock() - 30_000));
  await page.locator('#totp').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your authenticator app is set up.').waitFor();

  await authenticator.verifiesUser(false);
  const section = page.locator('#delete');
  await section.getByText('Delete my account', { exact: true }).first().click();
  await section.getByRole('button', { name: 'Delete my account' }).click();
  const code = section.getByRole('textbox', { name: 'Code from your authenticator app' });
  await code.fill('000000');
  await section.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('That was not right. Try again.').waitFor();
  await code.fill(appCode(secret, clock()));
  await section.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Your account is closed' }).waitFor();
  assert.deepEqual(complaints, []);
});

test('whoever closes the prompt of the passkey is told, and keeps the account', async (t) => {
  const server = await startServer(t, { clock });
  const { page, complaints } = await registered(t, server, 'carol@example.com');
  await page.evaluate(
    "navigator.credentials.get = () => Promise.reject(new DOMException('closed', 'NotAllowedError'))",
  );
  const section = page.locator('#delete');
  await section.getByText('Delete my account', { exact: true }).first().click();
  const button = section.getByRole('button', { name: 'Delete my account' });
  await button.click();
  await page.locator('#account-live').filter({ hasText: /./ }).waitFor();
  assert.equal(await button.isEnabled(), true);
  await page.reload();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  assert.deepEqual(complaints, []);
});
