import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/kernel/clock.ts';
import { startBrowser, visit } from '../support/browser.ts';
import { setUpOwner } from '../support/console.ts';
import { look } from '../support/look.ts';
import { printedMail } from '../support/mailbox.ts';
import { register } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const clock = Object.assign(systemClock, { advance: () => assert.fail('a browser keeps its own time') });
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
