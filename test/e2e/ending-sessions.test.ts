import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/kernel/clock.ts';
import { startBrowser, visit } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

const clock = Object.assign(systemClock, { advance: () => assert.fail('a browser keeps its own time') });

/** As if everything had been proven ten minutes earlier. */
const age = ({ app }: TestServer) =>
  app.store.write(async (tx) => {
    for (const { id, evidence } of await tx.selectFrom('session').select(['id', 'evidence']).execute()) {
      const earlier = JSON.parse(evidence).map((proof: { at: number }) => ({ ...proof, at: proof.at - 600_000 }));
      await tx
        .updateTable('session')
        .set({ evidence: JSON.stringify(earlier) })
        .where('id', '=', id)
        .execute();
    }
  });

test('ending a session on a proof that has aged leads to a fresh one and back, then it works', async (t) => {
  const server = await startServer(t, { clock });
  const browser = await startBrowser(t);
  const { page, complaints } = await visit(browser);
  await page.goto(`${server.url}/registration`);
  await page.getByRole('textbox', { name: 'E-mail' }).fill('alice@example.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Create a passkey' }).click();
  await page.waitForURL(/\/console/);
  const { app } = server;
  const { id } = (await app.identities.byAddress(app.store.read, 'alice@example.com'))!;
  const elsewhere = { requestId: 'elsewhere', ip: '192.0.2.7', userAgent: 'curl/8' };
  const other = { identityId: id, kind: 'token', evidence: [], origin: elsewhere } as const;
  await app.store.write((tx) => app.sessions.open(tx, { ...other, evidence: [] }));

  await age(server);
  await page.goto(`${server.url}/settings`);
  await page.getByRole('button', { name: /^End the session/ }).click();
  await page.waitForURL(/\/login\?flow=/);
  await page.getByRole('button', { name: /passkey/ }).click();
  await page.waitForURL(/\/settings\?flow=/);
  await page.getByRole('button', { name: /^End the session/ }).click();
  await page.getByText('The session has ended.').waitFor();
  assert.equal((await app.sessions.list(app.store.read, id)).length, 1);
  assert.deepEqual(complaints, []);
});
