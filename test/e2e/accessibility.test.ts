import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/kernel/clock.ts';
import { startBrowser, visit } from '../support/browser.ts';
import { startMailServer } from '../support/mail-server.ts';
import { mailedCode } from '../support/mailed-code.ts';
import { startServer } from '../support/server.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds against WCAG 2.2 AA, as `rule: selectors`. In the page, hence as text. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`);
}

/** Whether anything makes the page wider than its window. */
function overflows(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth');
}

/** The words by which the focused control is known. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    `[document.activeElement?.labels?.[0], document.activeElement].map((each) => each?.textContent ?? '').join(' ')`,
  );
}

const clock = Object.assign(systemClock, { advance: () => assert.fail('a browser keeps its own time') });

/** Looks at the page as it is now in every light and width, and back at 1280 pixels. */
function looking(t: TestContext, page: Page) {
  return async (name: string) => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 1280],
      ['light', 320],
      ['dark', 320],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await t.test(`${name}, ${colorScheme}, ${width} pixels`, async () => {
        assert.deepEqual(await violations(page), []);
        assert.equal(await overflows(page), false, 'the page is wider than its window');
      });
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };
}

test('every screen is accessible, in light and dark, down to 320 pixels', async (t) => {
  const server = await startServer(t, { clock });
  const browser = await startBrowser(t);
  const { page, context, authenticator } = await visit(browser);
  await authenticator.present(false);
  const look = looking(t, page);

  await page.goto(`${server.url}/login`);
  await look('sign-in');
  await page.goto(server.app.flows.setup.url(await server.setupToken()));
  await look('set-up, profile');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('alice@example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText(/not an? (valid )?e-mail/i).waitFor();
  await look('set-up, with a mistake');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('alice@example.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /create a passkey/i }).waitFor();
  await page.waitForLoadState();
  await look('set-up, passkey');
  await authenticator.present(true);
  await page.getByRole('button', { name: /create a passkey/i }).click();
  await page.waitForURL(/\/settings/);
  await look('account');
  await page.getByRole('button', { name: /make new codes/i }).click();
  await page.getByRole('button', { name: /saved/i }).waitFor();
  await look('account, new backup codes');

  await page.goto(`${server.url}/console`);
  await page.getByRole('button', { name: 'New jar' }).waitFor();
  await look('no jars yet');
  await page.getByRole('button', { name: 'New jar' }).click();
  await page.getByRole('dialog').waitFor();
  await look('new jar');
  await page.getByRole('textbox', { name: 'Name' }).fill('Recipes');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /create/i })
    .click();
  await page.waitForURL(/jars\/./);
  await page.getByRole('heading', { name: 'Recipes' }).waitFor();
  await page.getByText('alice@example.com').nth(1).waitFor();
  await look('a jar');
  await page.getByRole('button', { name: 'Delete jar' }).click();
  await page.getByRole('button', { name: /confirm with your passkey/i }).waitFor();
  await look('step-up');
  await page.keyboard.press('Escape');
  await page.goto(`${server.url}/console/audit`);
  await page.getByRole('cell', { name: 'A Honey Jar was created.' }).first().waitFor();
  await look('audit');
  await page.goto(`${server.url}/console/nowhere`);
  await page.getByRole('heading').first().waitFor();
  await look('console, unknown address');
  await page.goto(`${server.url}/nowhere`);
  await look('unknown address');
  await context.close();
});

test('so is every screen on which a code is asked for or entered, in both languages', async (t) => {
  const mail = await startMailServer(t);
  const server = await startServer(t, {
    clock,
    flags: {
      'courier.smtp.connection_uri': `smtp://127.0.0.1:${mail.port}/?disable_starttls=true`,
      'selfservice.methods.webauthn.enabled': true,
    },
  });
  const browser = await startBrowser(t);
  for (const [locale, words] of Object.entries({
    en: { address: 'E-mail', on: 'Continue', send: 'Send me a code', without: 'Continue without a passkey' },
    de: { address: 'E-Mail', on: 'Weiter', send: 'Code zusenden', without: 'Ohne Passkey fortfahren' },
  })) {
    const { page, context } = await visit(browser, { locale });
    const look = looking(t, page);
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const email = `alice-${locale}@example.com`;

    await page.goto(`${server.url}/registration`);
    await page.getByRole('textbox', { name: words.address }).fill(email);
    await press(words.on);
    await look(`registration, code, ${locale}`);
    await page.getByRole('textbox', { name: 'Code' }).fill(await mailedCode(mail, email));
    await press(words.on);
    await look(`registration, how to sign in, ${locale}`);
    await press(words.without);
    await page.waitForURL(/\/settings/);
    await page.locator('summary').first().click();
    await look(`account without a passkey, ${locale}`);

    await page.goto(`${server.url}/self-service/login/browser?refresh=true`);
    await look(`confirm, ${locale}`);
    await page.goto(`${server.url}/verification`);
    await look(`verification, ${locale}`);
    await context.clearCookies();
    await page.goto(`${server.url}/login`);
    await page.getByRole('textbox', { name: words.address }).fill(email);
    await press(words.send);
    await page.getByRole('textbox', { name: 'Code' }).fill('000000');
    await press(words.on);
    await page.getByRole('alert').first().waitFor();
    await look(`sign-in, wrong code, ${locale}`);
    await page.goto(`${server.url}/recovery`);
    await look(`recovery, ${locale}`);
    for (const path of ['/disown?token=x', '/revert-address?token=x', '/disown', '/error?id=x']) {
      await page.goto(server.url + path);
      await look(`${path}, ${locale}`);
    }
    await context.close();
  }
});

test('the keyboard alone sets up an account and makes a jar', async (t) => {
  const server = await startServer(t, { clock });
  const browser = await startBrowser(t);
  const { page } = await visit(browser);
  /** Tabs until the focused control has this name. */
  const reach = async (name: RegExp) => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab');
      if (name.test(await focused(page))) return;
    }
    assert.fail(`${name} cannot be reached with the keyboard`);
  };

  await page.goto(server.app.flows.setup.url(await server.setupToken()));
  await reach(/e-mail/i);
  await page.keyboard.type('alice@example.com');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /create a passkey/i }).waitFor();
  await page.waitForLoadState();
  await reach(/create a passkey/i);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/settings/);
  await page.goto(`${server.url}/console`);
  await page.getByRole('button', { name: 'New jar' }).waitFor();
  await reach(/new jar/i);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('Recipes');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Recipes' }).waitFor();
});
