import type { Page } from 'playwright-core';
import type { TestServer } from './server.ts';

/** Alice opens the set-up URL and becomes the owner of the installation, with a passkey. */
export async function setUpOwner(page: Page, server: TestServer): Promise<void> {
  await page.goto(server.app.flows.setup.url(await server.setupToken()));
  await page.getByRole('textbox', { name: 'E-mail' }).fill('alice@example.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  const create = page.getByRole('button', { name: /create a passkey/i });
  await create.waitFor();
  await page.waitForLoadState();
  await create.click();
  await page.waitForURL(/\/settings/);
}

/** Makes a jar as the page itself would, opens it, and answers its id. */
export async function openNewJar(
  page: Page,
  server: TestServer,
  jar: { name: string; sensitivity?: string },
): Promise<string> {
  const id = await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    const made = await fetch('/api/jars', { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await made.json()) as { id: string }).id;
  }, jar);
  await page.goto(`${server.url}/console/jars/${id}`);
  await page.getByRole('heading', { name: jar.name }).waitFor();
  return id;
}
