import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { account } from '../support/accounts.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { startServer } from '../support/server.ts';
import { type Visitor, visitor } from '../support/visitor.ts';
import { registerInBrowser } from '../support/web-client.ts';

/** What the account page makes of the session that looks at it. */
const { server, box } = await startMailingServer({ after }, { 'selfservice.methods.password.enabled': true });
const password = 'correct horse battery staple';
const held = /class="banner">Access to this account was recovered lately/;

async function pageOf({ web }: Pick<Visitor, 'web'>): Promise<string> {
  let answer = await web.send('/settings', { html: true });
  while (answer.status === 303) answer = await web.send(answer.headers.get('location')!, { html: true });
  return String(answer.body).replace(/<(style|script)[\s\S]*?<\/\1>/g, '');
}

it('is held for whoever came in by the mailbox, and not for whoever shows what they had', async () => {
  const { id, email } = await account(server, 'alice');
  const hash = await server.app.passwords!.hash(password);
  await server.app.store.write((tx) => server.app.passwords!.set(tx, id, hash));
  const byMail = visitor(server, 'html');
  const { flow } = await byMail.submit(await byMail.start('recovery'), { method: 'code', email });
  await byMail.submit(flow, { method: 'code', code: await box.code(email) });
  const page = await pageOf(byMail);
  assert.match(page, held);
  assert.doesNotMatch(page, /data-trigger="ory\w+Registration"|totp_code|lookup_secret_regenerate/);

  const owner = visitor(server, 'html');
  await owner.submit(await owner.start('login'), { method: 'password', identifier: email, password });
  const own = await pageOf(owner);
  assert.doesNotMatch(own, held);
  assert.match(own, /data-trigger="ory\w+Registration"/);
});

it('welcomes the owner after the set-up, and nobody else', async (t) => {
  const printing = await startServer(t);
  const owner = await registerInBrowser(printing, 'olga', { query: `?setup=${await printing.setupToken()}` });
  assert.match(await pageOf({ web: owner }), /this installation is yours now/);
  const member = await registerInBrowser(printing, 'bob');
  assert.doesNotMatch(await pageOf({ web: member }), /this installation is yours now/);
});
