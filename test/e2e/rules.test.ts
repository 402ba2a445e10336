import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, visit } from '../support/browser.ts';
import { openNewJar, setUpOwner } from '../support/console.ts';
import { look } from '../support/look.ts';
import { register, signIn, stepUp } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { movingClock } from '../support/temporary.ts';

const head = '@id("house.fresh")\n@sentence("Reading takes a passkey that was just used.")\n';
const locking =
  '@id("house.closed")\n@sentence("Nobody changes rules.")\nforbid (principal, action == Action::"policy.manage", resource);\n';

test('an owner writes a rule, tries it, sees it act, asks why, and takes it back', async (t) => {
  const clock = movingClock(Date.now());
  const server = await startServer(t, { clock });
  const { page, context, complaints } = await visit(await startBrowser(t));
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const nav = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  const confirm = () => dialog.getByRole('button', { name: 'Confirm with your passkey' }).click();
  const said = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).first().waitFor();
  const editor = main.getByRole('textbox', { name: 'Text of the rule' });
  const suggestions = main.getByRole('listbox', { name: 'Suggestions' });
  const options = suggestions.getByRole('option');
  const type = (text: string) => page.keyboard.type(text);
  const fill = async (text: string) => {
    await editor.fill(text);
    await main.getByText('This text is a rule.').waitFor();
  };
  const laidOut = () =>
    page.waitForFunction(`document.querySelector('textarea').value.includes('(\\n  principal,\\n')`);
  const save = () => main.getByRole('button', { name: 'Save' }).click();

  await setUpOwner(page, server);
  const bob = await register(server, 'bob');
  const otto = await register(server, 'otto');
  await server.app.store.write((tx) => server.app.access.assignRole(tx, otto.identityId, 'security_officer'));
  const jar = await openNewJar(page, server, { name: 'Recipes' });
  const documents = `/api/jars/${jar}/documents`;

  await t.test('a jar is shared, and why somebody may read it stands beside them', async () => {
    await main.getByRole('button', { name: 'Share' }).click();
    await dialog.getByLabel('E-mail address').fill('bob@example.com');
    await dialog.getByRole('button', { name: 'Share' }).click();
    await said(/Shared with bob@example.com/);
    assert.equal((await bob.api(documents)).status, 200);
    assert.equal((await bob.api(`/api/jars/${jar}`, { method: 'DELETE' })).body.code, 'access_denied');
    await main.getByRole('link', { name: 'Why may bob@example.com read it?' }).waitFor();
    await look(page, 'jar-why');
    await main.getByRole('link', { name: 'Why may bob@example.com read it?' }).click();
    await main.getByText('bob@example.com may read this jar: they were given “viewer”.').waitFor();
    await main.getByText('A viewer may discover, read and query the jar.', { exact: true }).waitFor();
    await look(page, 'why');
  });

  await t.test('without rules of their own they are told what one is, and read those of STING', async () => {
    await nav('Rules');
    await main.getByRole('heading', { name: 'No rule of your own yet' }).waitFor();
    await look(page, 'no-rules');
    await main.getByRole('searchbox').fill('audit trail');
    await main.getByText('installation.auditor', { exact: true }).click();
    await main.getByText('principal in Role::"auditor"').first().waitFor();
    assert.equal(await main.getByText('A viewer may discover, read and query the jar.').count(), 0);
    await main.getByRole('button', { name: 'Clear the search' }).click();
  });

  await t.test('a template is a start, and is tried on the sign-ins that there were', async () => {
    assert.equal((await signIn(server, bob)).status, 200);
    await main.getByRole('link', { name: 'Nobody outside of these networks' }).click();
    await main.getByText('This text is a rule.').waitFor();
    assert.match(await editor.inputValue(), /@id\("sign-in\.networks"\)/);
    await main.getByRole('button', { name: 'Replay the last 200 sign-ins' }).click();
    await main.getByText(/^This is what changes for the last \d+ sign-ins?\.$/).waitFor();
    const changed = main.getByRole('list', { name: 'Sign-ins that would end otherwise' });
    const his = changed.getByRole('listitem').filter({ hasText: 'bob@example.com' }).first();
    assert.match(await his.innerText(), /Allowed\s*→\s*Blocked/);
    await look(page, 'template');
    await nav('Rules');
  });

  await t.test('the editor suggests by the keyboard alone, and judges while they type', async () => {
    await main.getByRole('link', { name: 'New rule' }).click();
    await main.getByText(/^\d+ problems?$/).waitFor();
    await editor.focus();
    await page.keyboard.press('Control+A');
    await type(`${head}forbid (principal, action == Action::"audit.`);
    await suggestions.waitFor();
    assert.deepEqual(await options.allTextContents(), ['audit.export', 'audit.read', 'audit.verify']);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
    await look(page, 'suggestions');
    const active = await editor.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Escape');
    assert.equal(await options.count(), 0);
    for (let i = 0; i < 'audit.'.length; i++) await page.keyboard.press('Backspace');
    await type('jar.rea');
    await page.keyboard.press('Enter');
    await type(', resource) unless { context.proof.user');
    await page.keyboard.press('Tab');
    await type(' <= 60 };');
    assert.match(
      await editor.inputValue(),
      /Action::"jar\.read", resource\) unless \{ context\.proof\.user_verified <= 60 \};$/,
    );

    const problem = main.getByRole('button', { name: /user_verified/ });
    await problem.waitFor();
    await look(page, 'problem');
    await problem.click();
    const selected = await page.evaluate<string>(
      'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)',
    );
    assert.match(selected, /user_verified/);
    await page.keyboard.press('Control+End');
    for (let i = 0; i < ' context.proof.user_verified <= 60 };'.length; i++) await page.keyboard.press('Backspace');
    await type(' context.proof has user_verified && context.proof.user_verified <= 60 };');
    await main.getByText('This text is a rule.').waitFor();

    const written = await editor.inputValue();
    await main.getByRole('button', { name: 'Format' }).click();
    await laidOut();
    await page.keyboard.press('Control+Z');
    assert.equal(await editor.inputValue(), written);
    await main.getByRole('button', { name: 'Format' }).click();
    await laidOut();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Tab');
    assert.match(await editor.inputValue(), / {2}$/);
    await page.keyboard.press('Control+Z');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await main.getByRole('button', { name: 'Format' }).and(page.locator(':focus')).waitFor();
  });

  await t.test('before saving they see whom it would affect, and are asked when they leave', async () => {
    clock.advance({ minutes: 10 });
    await main.getByLabel('Who', { exact: true }).fill('bob@example.com');
    await main.getByLabel('Wants to').selectOption('document.list');
    await main.getByLabel('Jar', { exact: true }).selectOption('Recipes');
    await main.getByRole('button', { name: 'Try it' }).click();
    await main.getByText('This rule changes the answer.').waitFor();
    await main.getByText('They are asked for a passkey, with PIN or biometric', { exact: false }).waitFor();
    await look(page, 'try');
    await nav('Audit');
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await look(page, 'leave');
    await dialog.getByRole('button', { name: 'Keep writing' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.match(await editor.inputValue(), /house\.fresh/);
  });

  await t.test('saved, it acts at once: bob is asked for his passkey', async () => {
    assert.equal((await bob.api(documents)).status, 200);
    await main.getByLabel('Why', { exact: true }).fill('Recipes leaked in May');
    await save();
    await confirm();
    await said(/The rule holds/);
    await main.getByRole('heading', { name: 'Reading takes a passkey that was just used.' }).waitFor();
    await look(page, 'rule');
    const asked = await bob.api(documents);
    assert.deepEqual([asked.status, asked.body.code], [403, 'step_up_required']);
    await stepUp(server, bob, asked);
    assert.equal((await bob.api(documents)).status, 200);
  });

  await t.test('from the audit trail they ask why bob may not delete', async () => {
    await nav('Audit');
    await main.getByRole('button', { name: 'Confirm and open' }).click();
    await confirm();
    const why = main.getByRole('link', { name: /^Why\? Event/ });
    await why.first().waitFor();
    await look(page, 'audit-why');
    await main
      .getByRole('row', { name: /An operation was refused\./ })
      .getByRole('link', { name: /^Why\?/ })
      .first()
      .click();
    await main.getByText('bob@example.com may not delete this jar.').waitFor();
    await main.getByText('The most that they hold is “viewer”: they were given “viewer”.').waitFor();
    await main.getByText('No stronger proof would change that.').waitFor();
    await main.getByText('bob@example.com', { exact: true }).waitFor();
    await main.getByLabel('Wants to').selectOption('document.list');
    await main.getByLabel('Having proven').selectOption('nothing');
    await main.getByRole('button', { name: 'Ask', exact: true }).click();
    await main.getByText('First they are asked for', { exact: false }).waitFor();
    await look(page, 'why-asked');
  });

  await t.test('a change that somebody else made meanwhile is not written over', async () => {
    await nav('Rules');
    await main.getByRole('link', { name: 'Reading takes a passkey' }).waitFor();
    await look(page, 'rules');
    await main.getByRole('link', { name: 'Reading takes a passkey' }).click();
    const text = (await bob.api('/api/me')) && (await otto.api('/api/policies/house.fresh')).body.text;
    const off = { method: 'PUT', body: { text, enabled: false, version: 1, reason: 'Too much' } };
    const grant = await stepUp(server, otto, await otto.api('/api/policies/house.fresh', off));
    const changed = await otto.api('/api/policies/house.fresh', { ...off, headers: { 'sting-step-up': grant! } });
    assert.equal(changed.status, 200);
    await fill(text.replace('60', '120'));
    await save();
    await confirm();
    await main.getByText('Somebody changed this rule meanwhile.').waitFor();
    await main.getByRole('alert').getByText('Added:').waitFor();
    await look(page, 'changed-meanwhile');
    await main.getByRole('button', { name: 'Go on with my text' }).click();
    await save();
    await confirm();
    await said(/The rule holds/);
    await main.getByText('Version 3').waitFor();
  });

  await t.test('an earlier version is one click and one proof away', async () => {
    await main.getByText('What changed').first().click();
    await look(page, 'versions');
    await main.getByRole('button', { name: 'Back to this version, number 1' }).click();
    await confirm();
    await said(/as it was in version 1/);
    await main.getByText('Version 4').waitFor();
    await main.getByText('“Back to version 1”').waitFor();
    assert.match(await editor.inputValue(), /<= 60/);
  });

  await t.test('what is deleted can be brought back from its versions', async () => {
    await main.getByRole('button', { name: 'Delete' }).click();
    await confirm();
    await main.getByRole('heading', { name: 'No rule of your own yet' }).waitFor();
    assert.equal((await bob.api(documents)).status, 200);
    await page.goto(`${server.url}/console/rules/house.fresh`);
    await main.getByText('There is no rule of this id, or not any more.').waitFor();
    await look(page, 'deleted');
    await main.getByRole('button', { name: 'Back to this version, number 1' }).click();
    await confirm();
    await main.getByRole('heading', { name: 'Reading takes a passkey that was just used.' }).waitFor();
    assert.match(await editor.inputValue(), /house\.fresh/);
  });

  await t.test('a rule that would lock its author out is refused, and the text stays', async () => {
    await nav('Rules');
    await main.getByRole('link', { name: 'New rule' }).click();
    await fill(locking);
    await save();
    await confirm();
    await main.getByText('With this change you, or every owner, could not change the rules any more.').waitFor();
    await look(page, 'locked-out');
    assert.equal(await editor.inputValue(), locking);
    await nav('People');
    await dialog.getByRole('button', { name: 'Leave' }).click();
  });

  await t.test('what rules know of a person is said on their page', async () => {
    await main.getByRole('link', { name: 'bob Example' }).click();
    await main.getByText('Nothing is said of bob Example yet.').waitFor();
    await main.getByRole('region', { name: 'What rules know' }).getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Department').fill('finance');
    await dialog.getByLabel('Clearance').fill('3');
    await dialog.getByLabel('Employment ends').fill('2030-12-31');
    await look(page, 'attributes');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await confirm();
    await main.getByText('31 December 2030').waitFor();
    await look(page, 'person-attributes');
  });

  await t.test(
    'whoever is no owner is told before they try that rules which permit are not theirs to save',
    async () => {
      const { identity } = await page.evaluate<{ identity: { id: string } }>(
        `fetch('/api/me').then((me) => me.json())`,
      );
      await server.app.store.write(async (tx) => {
        await server.app.access.assignRole(tx, otto.identityId, 'owner');
        await server.app.access.assignRole(tx, identity.id, 'security_officer');
        await server.app.access.removeRole(tx, identity.id, 'owner');
      });
      await nav('Rules');
      await main.getByRole('link', { name: 'New rule' }).click();
      await main.getByText('Rules that permit are for an owner to save.', { exact: false }).first().waitFor();
      await fill(locking.replace('forbid', 'permit'));
      await main.getByRole('button', { name: 'Save' }).and(main.locator('[aria-disabled]')).waitFor();
      await look(page, 'officer');
    },
  );

  await t.test('what is written survives the end of the session', async () => {
    await fill(locking);
    await context.clearCookies();
    await save();
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await editor.inputValue(), locking);
  });

  assert.deepEqual(complaints, []);
});
