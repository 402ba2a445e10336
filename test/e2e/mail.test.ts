import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startBrowser, type Visitor, visit } from '../support/browser.ts';
import { type Mailbox, startMailingServer } from '../support/mailbox.ts';
import type { TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { unprovenAccount } from '../support/unproven.ts';

/** What a person does with what comes by mail: every code and every link here was delivered by SMTP. */

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();

async function enterCode(page: Page, box: Mailbox, address: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Code', exact: true });
  await field.waitFor();
  await field.fill(await box.code(address));
  await press(page, 'Continue');
}

/** The link of the newest message to this address with these words in its subject. */
async function linkOf(box: Mailbox, address: string, subject: RegExp): Promise<string> {
  const letter = (await box.letters(address)).findLast((each) => subject.test(each.subject));
  assert.ok(letter, `no message about ${subject} came to ${address}`);
  return /https?:\/\/\S+\?\S+/.exec(letter.text)?.[0] ?? assert.fail(`no link in ${letter.text}`);
}

/** Registers as everybody does: the address first, proven by the code that comes to it, then a passkey. */
async function register({ page }: Visitor, server: TestServer, box: Mailbox, email: string): Promise<void> {
  await page.goto(`${server.url}/login`);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await press(page, 'Continue');
  await enterCode(page, box, email);
  await press(page, 'Create a passkey');
  await page.waitForURL(/\/console/);
}

/** Whether the browser is sent to the sign-in where it asks for the account. */
async function signedOut(page: Page, server: TestServer): Promise<void> {
  await page.goto(`${server.url}/settings`);
  await page.waitForURL(/\/login/);
  // What its autofill waits for must not be answered once somebody is there: it would sign in, and lead back to the settings.
  await page.goto('about:blank');
}

test('an address is changed with the code that comes to the new one, and taken back from the old mailbox', async (t) => {
  const { server, box } = await startMailingServer(t);
  const browser = await startBrowser(t);
  const visitor = await visit(browser);
  const { page, complaints, authenticator } = visitor;
  const [old, wanted] = ['alice@example.com', 'alice@example.net'];

  await t.test('somebody registers: first the address is proven, then a passkey is made', async () => {
    await register(visitor, server, box, old);
    assert.equal((await authenticator.credentials()).length, 1);
    await page.goto(`${server.url}/settings`);
    await page.getByText('Confirmed', { exact: true }).waitFor();
  });

  await t.test('a code at the new address puts it in the place of the old one', async () => {
    const email = page.getByRole('textbox', { name: 'E-mail' });
    await email.fill(wanted);
    await page.locator('#profile').getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Confirm your new address');
    await enterCode(page, box, wanted);
    await page.getByText('Your e-mail address is confirmed.').waitFor();
    await page.goto(`${server.url}/settings`);
    assert.equal(await email.inputValue(), wanted);
  });

  await t.test('the old mailbox takes it back, and signs out whoever changed it', async () => {
    const stranger = await visit(browser);
    const link = await linkOf(box, old, /your address was changed/);
    await stranger.page.goto(link);
    await heading(stranger.page, 'Keep your old address?');
    await press(stranger.page, 'Take the change back');
    await heading(stranger.page, 'Your old address is back');
    await authenticator.present(false);
    await signedOut(page, server);
    await authenticator.present(true);
    await page.goto(`${server.url}/login`);
    await page.waitForURL(/\/console/);
    await page.goto(`${server.url}/settings`);
    assert.equal(await page.getByRole('textbox', { name: 'E-mail' }).inputValue(), old);

    await stranger.page.goto(link);
    await press(stranger.page, 'Take the change back');
    await heading(stranger.page, 'This link does not work any more');
    assert.deepEqual(stranger.complaints, []);
  });
  assert.deepEqual(complaints, []);
});

test('a passkey that somebody else added is disowned with the link of its notice', async (t) => {
  const { server, box } = await startMailingServer(t);
  const browser = await startBrowser(t);
  const { page, complaints, authenticator } = await visit(browser);
  const email = 'bob@example.com';
  await page.goto(`${server.url}/registration`);
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await press(page, 'Continue');
  await enterCode(page, box, email);
  await press(page, 'Continue without a passkey');
  await heading(page, 'Your account');
  await page.getByRole('button', { name: 'Add a passkey' }).first().click();
  await page.getByText('The passkey was added.').waitFor();

  const owner = await visit(browser);
  await owner.page.goto(await linkOf(box, email, /A passkey was added/));
  await heading(owner.page, 'This wasn’t you?');
  await press(owner.page, 'This wasn’t me, protect my account');
  await heading(owner.page, 'Your account is safe again');
  await authenticator.present(false);
  await signedOut(page, server);

  await owner.page.getByRole('link', { name: 'Sign in' }).click();
  await owner.page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await press(owner.page, 'Send me a code');
  await enterCode(owner.page, box, email);
  await owner.page.waitForURL(/\/console/);
  await owner.page.goto(`${server.url}/settings`);
  await owner.page.locator('#passkey').getByText('Suspended', { exact: true }).waitFor();
  assert.deepEqual([...complaints, ...owner.complaints], []);
});

test('an address is confirmed where the link of its mail leads, and not by opening it', async (t) => {
  const templates = await temporaryFolder(t);
  await mkdir(join(templates, 'en'));
  await writeFile(join(templates, 'en', 'verification_code_valid.text'), '{verification_code}\n\n{verification_url}\n');
  const { server, box } = await startMailingServer(t, { 'courier.template_override_path': templates });
  const { email } = await unprovenAccount(server, 'carol');
  const { page, complaints } = await visit(await startBrowser(t));
  await page.goto(`${server.url}/verification`);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await press(page, 'Continue');
  await heading(page, 'Enter your code');
  const link = await box.link(email);
  assert.equal(new URL(link).searchParams.get('code'), await box.code(email));
  await page.goto(link);
  await page.getByText(`Sent to ${email}`).waitFor();
  assert.equal(await page.locator('input[name=code]').inputValue(), await box.code(email));
  await enterCode(page, box, email);
  await page.getByText('Your e-mail address is confirmed.').waitFor();
  assert.deepEqual(complaints, []);
});

test('an account is closed on its page, and kept from the mailbox', async (t) => {
  const { server, box } = await startMailingServer(t);
  const browser = await startBrowser(t);
  const visitor = await visit(browser);
  const { page, complaints, authenticator } = visitor;
  const email = 'dave@example.com';
  await register(visitor, server, box, email);
  await page.goto(`${server.url}/settings`);
  const section = page.locator('#delete');
  await section.getByText('Delete my account', { exact: true }).first().click();
  await section.getByText('we mail you a link for that').waitFor();
  await section.getByRole('button', { name: 'Delete my account' }).click();
  await heading(page, 'Your account is closed');
  // The browser offers the passkey by itself, and with somebody present it is taken at once.
  await authenticator.present(false);
  await signedOut(page, server);

  const phone = await visit(browser);
  await phone.page.goto(await linkOf(box, email, /your account will be deleted/));
  await heading(phone.page, 'Keep your account?');
  await press(phone.page, 'Keep my account');
  await heading(phone.page, 'You keep your account');
  await authenticator.present(true);
  await page.goto(`${server.url}/login`);
  await page.waitForURL(/\/console/);
  assert.deepEqual([...complaints, ...phone.complaints], []);
});
