import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/kernel/clock.ts';
import { appoint, proven } from '../support/administration.ts';
import { askBy, question, written } from '../support/authzen.ts';
import { startBrowser, visit } from '../support/browser.ts';
import { setUpOwner } from '../support/console.ts';
import { look } from '../support/look.ts';
import { register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const clock = Object.assign(systemClock, { advance: () => assert.fail('a browser keeps its own time') });

test('an owner reads the profile, makes keys and forgets a device', async (t) => {
  const server = await startServer(t, { clock, flags: { 'assurance.tier3.max_age': '4m' } });
  const { page, complaints } = await visit(await startBrowser(t));
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const said = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const menu = async (name: string) => {
    await page.getByRole('button', { name: 'alice' }).click();
    await page.locator('#person-menu').getByRole('link', { name }).click();
    await main.getByRole('heading', { name, level: 1 }).waitFor();
    await page.locator('#person-menu').waitFor({ state: 'hidden' });
  };
  const jarsBy = async (key: string) => {
    const answer = await request(`${server.url}/api/jars`, { headers: { authorization: `Bearer ${key}` } });
    return answer.status;
  };
  await setUpOwner(page, server);
  await page.goto(`${server.url}/console/jars`);

  await t.test('the profile says what is set, what it would be, and why', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Security' }).click();
    await main.getByText('1 value differs').waitFor();
    await main.getByText('A passkey or two proofs, given within the last 4 minutes.').waitFor();
    const row = main.getByRole('row').filter({ hasText: 'assurance.tier3.max_age' });
    assert.match(await row.innerText(), /4 minutes\s+5 minutes\s+Differs/);
    await row.getByText('Why').click();
    await row.getByText('nobody else has sat down at the screen').waitFor();
    await look(page, 'security');
  });

  await t.test('a key is shown once, and does what it was made for', async () => {
    await menu('API keys');
    await main.getByRole('heading', { name: 'No key yet' }).waitFor();
    await look(page, 'no-keys');
    await main.getByRole('button', { name: 'New key' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('nightly backup');
    await dialog.getByRole('button', { name: 'Make key' }).and(page.locator('[aria-disabled]')).waitFor();
    await dialog.getByLabel('See which jars there are').check();
    await dialog.getByLabel('Ends after').selectOption('30 days');
    await look(page, 'new-key');
    await dialog.getByRole('button', { name: 'Make key' }).click();
    await page.getByRole('dialog', { name: 'This is your key “nightly backup”' }).waitFor();
    await look(page, 'key');
    const key = await dialog.getByText(/^sting_/).innerText();
    assert.equal(await jarsBy(key), 200);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.getByText(key).count(), 0);

    await main.getByRole('button', { name: 'Replace “nightly backup”' }).click();
    await dialog.getByRole('button', { name: 'Replace' }).click();
    await page.getByRole('dialog', { name: 'This is your key “nightly backup”' }).waitFor();
    const other = await dialog.getByText(/^sting_/).innerText();
    assert.notEqual(other, key);
    assert.deepEqual([await jarsBy(key), await jarsBy(other)], [200, 200]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await main.getByText('Replaced', { exact: true }).waitFor();
    await look(page, 'keys');

    await main.getByRole('button', { name: `Revoke “nightly backup”, ${await prefixOf(other)}` }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await said(/does not work any more/);
    assert.deepEqual([await jarsBy(key), await jarsBy(other)], [200, 401]);
  });

  /** By what the list tells a key from others. */
  async function prefixOf(key: string): Promise<string> {
    const shown = await main.locator('li .font-mono').allTextContents();
    const prefix = shown.map((text) => text.replace('…', '')).find((text) => key.startsWith(text));
    return prefix ?? assert.fail(`the list shows no beginning of the key: ${shown}`);
  }

  await t.test('the device at hand is marked, and forgotten', async () => {
    await menu('Devices');
    await main.getByText('This one').waitFor();
    await look(page, 'devices');
    await main.getByRole('button', { name: /^Forget .*, this one$/ }).click();
    await dialog.getByRole('button', { name: 'Forget' }).click();
    await said(/is forgotten/);
    await main.getByRole('heading', { name: 'No device is known yet' }).waitFor();
    assert.equal((await page.request.get(`${server.url}/api/me`)).status(), 200);
  });

  assert.deepEqual(complaints, []);
});

test('an owner sets an application up, and its key is answered', async (t) => {
  const server = await startServer(t, { clock });
  const { page, complaints } = await visit(await startBrowser(t));
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const confirm = () => dialog.getByRole('button', { name: 'Confirm with your passkey' }).click();
  const said = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).first().waitFor();
  const save = () => main.getByRole('button', { name: 'Save', exact: true }).click();
  const { schema, policies } = written('records.yml');
  const mayAliceRead = question('alice', 'read', 'record-1', {
    subject: { role: 'editor' },
    resource: { status: 'active' },
  });
  const answerTo = async (key: string) => (await askBy(server, key)('evaluation', mayAliceRead)).body.decision;
  let key = '';
  await setUpOwner(page, server);
  await page.goto(`${server.url}/console/jars`);

  await t.test('it is made with what it says and they believe', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Applications' }).click();
    await main.getByRole('heading', { name: 'No application yet' }).waitFor();
    await look(page, 'no-applications');
    await main.getByRole('button', { name: 'New application' }).click();
    await dialog.getByLabel('Name').fill('Records');
    await dialog.getByLabel('Id', { exact: true }).fill('records');
    await dialog.getByLabel('What it says and you believe').fill('subject.role\nresource.status');
    await look(page, 'new-application');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await confirm();
    await main.getByRole('heading', { name: 'Records', level: 1 }).waitFor();
    await main.getByText('Without a key it cannot ask.').waitFor();
    await look(page, 'application-empty');
  });

  await t.test('its schema and policies are judged when they are saved', async () => {
    const editor = main.getByRole('textbox', { name: /^Text of/ });
    await main.getByRole('button', { name: 'Edit the schema' }).click();
    await editor.fill('entity user {');
    await save();
    await confirm();
    await main
      .getByRole('alert')
      .getByText(/^Line 1: /)
      .waitFor();
    await look(page, 'schema-wrong');
    await editor.fill(schema);
    await save();
    await confirm();
    await main.getByRole('button', { name: 'Edit the schema' }).and(page.locator(':not([aria-disabled])')).waitFor();

    await main.getByRole('button', { name: 'New policy' }).click();
    await main.getByRole('button', { name: 'Save', exact: true }).and(page.locator('[aria-disabled]')).waitFor();
    await editor.fill(policies[0]!.replace('resource.status', 'resource.stauts'));
    await save();
    await confirm();
    await main.getByText(/^\d+ problems?$/).waitFor();
    await look(page, 'policy-wrong');
    await main
      .getByRole('button', { name: /stauts/ })
      .first()
      .click();
    await editor.fill(policies[0]!);
    await save();
    await confirm();
    await main.getByRole('heading', { name: 'record.read' }).waitFor();
  });

  await t.test('its key asks, until it is revoked', async () => {
    await main.getByRole('button', { name: 'New key' }).click();
    await dialog.getByLabel('Name').fill('gateway');
    await dialog.getByRole('button', { name: 'Make key' }).click();
    await confirm();
    await page.getByRole('dialog', { name: 'This is the key “gateway”' }).waitFor();
    key = await dialog.getByText(/^sting_app_/).innerText();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await look(page, 'application');
    assert.equal(await answerTo(key), true);

    await main.getByRole('button', { name: /^Replace “gateway”/ }).click();
    await confirm();
    await page.getByRole('dialog', { name: 'This is the key “gateway”' }).waitFor();
    const other = await dialog.getByText(/^sting_app_/).innerText();
    await dialog.getByRole('button', { name: 'Done' }).click();
    assert.deepEqual([await answerTo(key), await answerTo(other)], [true, true]);

    await main.getByRole('button', { name: `Revoke “gateway”, ${key.slice(0, 'sting_app_'.length + 4)}` }).click();
    await confirm();
    await said(/does not work any more/);
    assert.equal((await askBy(server, key)('evaluation', mayAliceRead)).status, 401);
    assert.equal(await answerTo(other), true);
  });

  await t.test('without its policy it is refused, and it goes as a whole', async () => {
    await main.getByRole('button', { name: 'Delete record.read' }).click();
    await confirm();
    await main.getByText('Without a policy everything is refused.').waitFor();
    await main.getByRole('button', { name: 'Delete application' }).click();
    await confirm();
    await main.getByRole('heading', { name: 'No application yet' }).waitFor();
  });

  assert.deepEqual(complaints, []);
});

test('an owner seals codes, opens one, and reviews what somebody else did by another', async (t) => {
  const server = await startServer(t, { clock });
  const { page, complaints } = await visit(await startBrowser(t));
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  await setUpOwner(page, server);
  const bob = await register(server, 'bob');
  await appoint(server, bob, 'security_officer');
  let codes: string[] = [];

  await t.test('the codes are shown once, and go on paper without anything else', async () => {
    await page.goto(`${server.url}/console/security`);
    await main.getByRole('link', { name: 'Sealed codes' }).click();
    await main.getByRole('heading', { name: 'No sealed codes' }).waitFor();
    await look(page, 'no-codes');
    await main.getByRole('button', { name: 'Make sealed codes' }).click();
    await dialog.getByRole('button', { name: 'Confirm with your passkey' }).click();
    await main.getByRole('heading', { name: 'These are your sealed codes' }).waitFor();
    await look(page, 'codes');
    codes = await main.locator('.sheets .font-mono').allTextContents();
    assert.equal(codes.length, 5);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await main.getByText('It opens once, for one hour').first().waitFor();
    assert.equal(await main.getByRole('button', { name: 'Print' }).count(), 0);
    assert.equal(await page.getByRole('banner').count(), 0);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    await main.getByRole('button', { name: 'They are kept' }).click();
    await main.getByText('5 of 5 codes are left').waitFor();
    assert.equal(await page.getByText(codes[0]!).count(), 0);
  });

  await t.test('one is opened with a reason, and ended; its review is for others', async () => {
    await main.getByRole('button', { name: 'Open a sealed code' }).click();
    await dialog.getByLabel('Code').fill(codes[0]!);
    await dialog.getByLabel('Reason').fill('A rule shut us out');
    await look(page, 'open-code');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await main.getByText('You opened a sealed code').waitFor();
    await main.getByText('Open now').waitFor();
    await look(page, 'code-open');
    await main.getByRole('button', { name: 'End it now' }).click();
    await main.getByText('You opened a sealed code').waitFor({ state: 'detached' });
    await main.getByText('Waits for a review', { exact: true }).waitFor();
    await main.getByText('4 of 5 codes are left').waitFor();
    assert.equal(await main.getByRole('button', { name: 'Review' }).count(), 0);
  });

  await t.test('what somebody else did is reviewed', async () => {
    const body = { code: codes[1]!, reason: 'The owner is away' };
    assert.equal((await proven(server, bob, '/api/break-glass/open', { method: 'POST', body })).status, 201);
    assert.equal((await bob.api('/api/break-glass/close', { method: 'POST' })).status, 204);
    await page.goto(`${server.url}/console/jars`);
    await main.getByRole('link', { name: 'Look at it' }).click();
    await main.getByRole('button', { name: 'Review' }).click();
    await dialog.getByLabel('Review').fill('Read nothing');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await main.getByText('“Read nothing”').waitFor();
    await look(page, 'reviewed');
  });

  assert.deepEqual(complaints, []);
});

test('an owner makes a role, gives it more, and takes it back', async (t) => {
  const server = await startServer(t, { clock });
  const { page, complaints } = await visit(await startBrowser(t));
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const confirm = () => dialog.getByRole('button', { name: 'Confirm with your passkey' }).click();
  await setUpOwner(page, server);
  const bob = await register(server, 'bob');
  const permissions = async () => (await bob.api('/api/me')).body.permissions as string[];
  await page.goto(`${server.url}/console/people`);
  await main.getByRole('link', { name: 'Roles' }).click();
  await main.getByRole('heading', { name: 'No role of your own yet' }).waitFor();
  await main.getByRole('button', { name: 'New role' }).click();
  await dialog.getByLabel('Title').fill('Night watch');
  await dialog.getByLabel('Name in rules').fill('night_watch');
  await dialog.getByLabel('What it is for').fill('Looks after things at night.');
  await dialog.getByLabel('Look at people').check();
  await look(page, 'new-role');
  await dialog.getByRole('button', { name: 'Make role' }).click();
  await confirm();
  await main.getByRole('heading', { name: 'Night watch' }).waitFor();
  await look(page, 'roles');
  await appoint(server, bob, 'night_watch');
  assert.deepEqual(
    [(await permissions()).includes('person.read'), (await permissions()).includes('audit.read')],
    [true, false],
  );

  await main.getByRole('button', { name: 'Edit Night watch' }).click();
  await dialog.getByRole('button', { name: 'Save' }).and(page.locator('[aria-disabled]')).waitFor();
  await dialog.getByLabel('Read the audit trail').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await confirm();
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  assert.equal((await permissions()).includes('audit.read'), true);

  await main.getByRole('button', { name: 'Delete Night watch' }).click();
  await confirm();
  await dialog.getByText('Somebody has this role. Take it from them first.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await server.app.store.write((tx) => server.app.access.removeRole(tx, bob.identityId, 'night_watch'));
  await main.getByRole('button', { name: 'Delete Night watch' }).click();
  await confirm();
  await main.getByRole('heading', { name: 'No role of your own yet' }).waitFor();
  assert.deepEqual(complaints, []);
});
