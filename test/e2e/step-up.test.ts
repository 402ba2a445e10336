import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startBrowser, visit } from '../support/browser.ts';
import { startServer } from '../support/server.ts';
import { movingClock } from '../support/temporary.ts';

/** Makes a jar as the page itself would, and opens it. */
async function openJar(page: Page, url: string, jar: { name: string; sensitivity?: string }): Promise<string> {
  const id = await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    const made = await fetch('/api/jars', { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await made.json()) as { id: string }).id;
  }, jar);
  await page.goto(`${url}/console/jars/${id}`);
  await page.getByRole('heading', { name: jar.name }).waitFor();
  return id;
}

test('a question for a proof can be left, asked again, and answered once for the whole page', async (t) => {
  const clock = movingClock(Date.now());
  const server = await startServer(t, { clock });
  const { page, authenticator, complaints, context } = await visit(await startBrowser(t));
  const dialog = page.getByRole('dialog');
  const confirm = page.getByRole('button', { name: 'Confirm with your passkey' });

  await page.goto(server.app.flows.setup.url(await server.setupToken()));
  await page.getByRole('textbox', { name: 'E-mail' }).fill('alice@example.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /create a passkey/i }).waitFor();
  await page.waitForLoadState();
  await page.getByRole('button', { name: /create a passkey/i }).click();
  await page.waitForURL(/\/settings/);

  await t.test('leaving the dialog closes the prompt of the browser, so that the next one opens', async () => {
    await openJar(page, server.url, { name: 'Recipes' });
    const remove = page.getByRole('button', { name: 'Delete jar' });
    for (const leave of ['Cancel', 'Close', 'Escape']) {
      await authenticator.present(false);
      await remove.click();
      await confirm.click();
      if (leave === 'Escape') await page.keyboard.press('Escape');
      else await dialog.getByRole('button', { name: leave }).click();
      await dialog.waitFor({ state: 'detached' });
      await remove.and(page.locator(':focus')).waitFor();
    }
    await remove.click();
    await authenticator.present(true);
    await confirm.click();
    await page.waitForURL(/\/console\/jars$/);
  });

  await t.test('a prompt that the browser refuses is told in the dialog, and can be tried again', async () => {
    await openJar(page, server.url, { name: 'Hives' });
    await page.evaluate(`{
      const get = navigator.credentials.get;
      navigator.credentials.get = () => {
        navigator.credentials.get = get;
        return Promise.reject(new DOMException('A request is already pending.', 'OperationError'));
      };
    }`);
    await page.getByRole('button', { name: 'Delete jar' }).click();
    await confirm.click();
    await dialog.getByRole('alert').getByText('The passkey prompt could not be shown.').waitFor();
    await confirm.click();
    await page.waitForURL(/\/console\/jars$/);
  });

  await t.test('a restricted jar with an old proof shows one card, which opens all of it', async () => {
    const jar = await openJar(page, server.url, { name: 'Queens', sensitivity: 'restricted' });
    await page.getByText('alice@example.com').nth(1).waitFor();
    clock.advance({ minutes: 30 });
    await page.goto(`${server.url}/console/jars/${jar}`);
    const open = page.getByRole('button', { name: 'Confirm and open' });
    await open.waitFor();
    await page.getByText('This jar holds restricted content.').waitFor();
    assert.equal(await open.count(), 1);
    await open.click();
    await confirm.click();
    await page.getByText('Nothing in this jar yet').waitFor();
    await page.getByText('alice@example.com').nth(1).waitFor();
    assert.equal(await open.count(), 0);
  });

  await t.test('a session that ended elsewhere leaves the form as it was', async () => {
    await page.goto(`${server.url}/console/jars`);
    await page.getByRole('button', { name: 'New jar' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Wax');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Create jar' }).click();
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Wax');
    await page.getByRole('button', { name: 'Create jar' }).click();
    const signIn = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await (await signIn).waitForURL(/\/login/);
    assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Wax');
  });

  assert.deepEqual(complaints, []);
});
