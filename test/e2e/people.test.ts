import assert from 'node:assert/strict';
import { test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/kernel/clock.ts';
import { startBrowser, visit } from '../support/browser.ts';
import { setUpOwner } from '../support/console.ts';
import { printedMail } from '../support/mailbox.ts';
import { register } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const clock = Object.assign(systemClock, { advance: () => assert.fail('a browser keeps its own time') });
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds against WCAG 2.2 AA, and whether the page is wider than its window, in each light and width. */
async function look(page: Page, name: string): Promise<void> {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(axe.source);
    const found = await page.evaluate<string[]>(`axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(
      ({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`);
    assert.deepEqual(found, [], `${name}, ${colorScheme}, ${width}`);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth'), false, name);
    if (process.env['STING_SHOTS']) {
      await page.screenshot({
        path: `${process.env['STING_SHOTS']}/${name}-${colorScheme}-${width}.png`,
        fullPage: true,
      });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('an owner invites, appoints, helps and shuts out, and keeps teams', async (t) => {
  const server = await startServer(t, { clock });
  const box = printedMail(server);
  const browser = await startBrowser(t);
  const { page, complaints } = await visit(browser);
  await setUpOwner(page, server);
  const bob = await register(server, 'bob');
  await register(server, 'carol');
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const confirm = (question: string) =>
    page.getByRole('dialog', { name: question }).getByRole('button', { name: 'Confirm with your passkey' }).click();
  const said = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();

  await page.goto(`${server.url}/console/jars`);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click();
  await main.getByRole('link', { name: 'bob Example' }).waitFor();
  await look(page, 'people');

  await main.getByRole('searchbox').fill('CAROL');
  await main.getByRole('link', { name: 'bob Example' }).waitFor({ state: 'detached' });
  assert.equal(await main.getByRole('link', { name: 'carol Example' }).count(), 1);
  await main.getByRole('searchbox').fill('nobody of this name');
  await main.getByRole('heading', { name: 'Nobody fits' }).waitFor();
  await main.getByRole('button', { name: 'Clear the search' }).click();

  await main.getByRole('button', { name: 'Invite' }).click();
  await dialog.getByLabel('E-mail address').fill('dora@example.com');
  await dialog.getByLabel('Role').selectOption('Support');
  await look(page, 'invite');
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await confirm('Invite dora@example.com?');
  await said(/on its way to dora@example.com/);
  await main.getByText('dora@example.com').waitFor();
  await look(page, 'invited');
  assert.match((await box.letters('dora@example.com')).at(-1)!.text, /\/registration\?invitation=/);

  await main.getByRole('link', { name: 'bob Example' }).click();
  await main.getByRole('heading', { name: 'bob Example' }).waitFor();
  await main.getByLabel('Give a role').selectOption('Auditor');
  await main.getByRole('button', { name: 'Give the role' }).click();
  await confirm('Make bob Example Auditor?');
  await said(/is now Auditor/);
  await look(page, 'person');
  assert.deepEqual((await bob.api('/api/me')).body.roles, ['auditor']);

  await main.getByRole('button', { name: 'Take lost proofs away' }).click();
  await dialog.getByLabel('Passkey').check();
  await look(page, 'reset');
  await dialog.getByRole('button', { name: 'Take away' }).click();
  await confirm('Take these away from bob Example?');
  await said(/is told by mail/);
  await main.getByText('Nothing but codes to the address').waitFor();
  assert.equal((await bob.api('/api/me')).status, 401);

  await main.getByRole('button', { name: 'Suspend' }).click();
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await said(/is suspended/);
  await main.getByRole('button', { name: 'Let in again' }).waitFor();
  await look(page, 'suspended');

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Teams' }).click();
  await main.getByRole('heading', { name: 'No team yet' }).waitFor();
  await look(page, 'no-team');
  await main.getByRole('button', { name: 'New team' }).click();
  await dialog.getByLabel('Name').fill('Bees');
  await dialog.getByRole('button', { name: 'Create team' }).click();
  await main.getByRole('heading', { name: 'Bees' }).waitFor();
  await main.getByRole('button', { name: 'Add somebody' }).click();
  await dialog.getByLabel('E-mail address').fill('carol@example.com');
  await dialog.getByLabel('They say who is in the team').check();
  await dialog.getByRole('button', { name: 'Add' }).click();
  await said(/carol Example is in “Bees”/);
  await main.getByText('Manager').waitFor();
  await look(page, 'team');

  await main.getByRole('button', { name: 'Take carol Example out of the team' }).click();
  await dialog.getByRole('button', { name: 'Take out' }).click();
  await said(/not in “Bees” any more/);
  await main.getByRole('heading', { name: 'Nobody is in it yet' }).waitFor();
  assert.deepEqual(complaints, []);
});
