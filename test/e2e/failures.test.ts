import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, visit } from '../support/browser.ts';
import { openNewJar, setUpOwner } from '../support/console.ts';
import { startServer } from '../support/server.ts';

/** Somebody who is known to the frame of the pages, so that what breaks is the page inside. */
const nobody = { roles: [], teams: [], permissions: [], identity: {}, enrolment: null, break_glass: null };

test('what fails is said where the person is, and nothing typed is lost', async (t) => {
  const server = await startServer(t, { flags: { 'documents.max_bytes': 2_000_000 } });
  const { page, complaints, context } = await visit(await startBrowser(t));
  const upload = (name: string, bytes: number) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'h') });
  const alert = page.getByRole('alert');
  await setUpOwner(page, server);
  const jar = await openNewJar(page, server, { name: 'Recipes' });

  await t.test('a document that is too large names the limit and offers no second try', async () => {
    await upload('hive.bin', 2_000_001);
    await alert.getByText('A document may have at most 2 MB.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
    await page.getByRole('button', { name: 'Dismiss: Upload of hive.bin' }).click();
  });

  await t.test('a download that fails, because the server is away or the document is gone', async () => {
    await upload('honey cake.txt', 5);
    const download = page.getByRole('link', { name: 'Download honey cake.txt' });
    await download.waitFor();
    await context.setOffline(true);
    await download.click();
    await alert.getByText(/“honey cake.txt” was not downloaded. The server cannot be reached/).waitFor();
    await page.getByRole('button', { name: 'alice@example.com' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await alert.getByText('You are still signed in.').waitFor();
    await context.setOffline(false);
    await page.evaluate(async (path) => {
      const { documents } = (await (await fetch(path)).json()) as { documents: { id: string }[] };
      await fetch(`${path}/${documents[0]!.id}`, { method: 'DELETE' });
    }, `/api/jars/${jar}/documents`);
    await download.click();
    await alert.getByText(/“honey cake.txt” was not downloaded. .*(exist|found|no such)/i).waitFor();
  });

  await t.test('a session that ended elsewhere leaves the form as it was', async () => {
    await page.goto(`${server.url}/console/jars`);
    await page.getByRole('button', { name: 'New jar' }).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('Wax');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Create jar' }).click();
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    assert.equal(await name.inputValue(), 'Wax');
    await page.getByRole('button', { name: 'Create jar' }).click();
    const signIn = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await (await signIn).waitForURL(/\/login/);
    assert.equal(await name.inputValue(), 'Wax');
  });

  await t.test('an error of the console itself is told in our words', async () => {
    await page.route('**/api/jars?*', (route) => route.fulfill({ json: { jars: [{}] } }));
    await page.route('**/api/me', (route) => route.fulfill({ json: nobody }));
    await page.route('**/api/me/transfers', (route) => route.fulfill({ json: { transfers: [] } }));
    assert.deepEqual(complaints, []);
    await page.goto(`${server.url}/console/jars`);
    await page.getByText('The fault is ours, not yours').waitFor();
    await page.getByRole('link', { name: 'STING' }).waitFor();
    await page.unroute('**/api/jars?*');
    await page.route('**/api/jars?*', (route) => route.fulfill({ json: { jars: [], next_cursor: null } }));
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Your hive is ready for its first jar').waitFor();
  });
});
