import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, visit } from '../support/browser.ts';
import { openNewJar, setUpOwner } from '../support/console.ts';
import { startServer } from '../support/server.ts';
import { movingClock } from '../support/temporary.ts';

test('a question for a proof can be left, asked again, and answered once for the whole page', async (t) => {
  const clock = movingClock(Date.now());
  const server = await startServer(t, { clock });
  const { page, authenticator, complaints } = await visit(await startBrowser(t));
  const dialog = page.getByRole('dialog');
  const confirm = page.getByRole('button', { name: 'Confirm with your passkey' });

  await setUpOwner(page, server);

  await t.test('leaving the dialog closes the prompt of the browser, so that the next one opens', async () => {
    await openNewJar(page, server, { name: 'Recipes' });
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
    await openNewJar(page, server, { name: 'Hives' });
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
    const jar = await openNewJar(page, server, { name: 'Queens', sensitivity: 'restricted' });
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

  assert.deepEqual(complaints, []);
});
