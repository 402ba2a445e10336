import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { account } from '../support/accounts.ts';
import { startMailServer } from '../support/mail-server.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { type Kind, shown, variants, visitor } from '../support/visitor.ts';
import { traitsOf } from '../support/web-client.ts';

const { server, mail } = await startMailingServer({ after });
await mail.stop();
await account(server, 'alice');

const asking: [kind: Kind, values: Record<string, unknown>][] = [
  ['login', { method: 'code', identifier: 'alice@example.com' }],
  ['login', { method: 'code', identifier: 'nobody@example.com' }],
  ['registration', { method: 'profile', traits: traitsOf('bob') }],
  ['registration', { method: 'code', traits: traitsOf('bob') }],
  ['recovery', { method: 'code', email: 'alice@example.com' }],
  ['recovery', { method: 'code', email: 'nobody@example.com' }],
  ['verification', { method: 'code', email: 'alice@example.com' }],
  ['verification', { method: 'code', email: 'nobody@example.com' }],
];

/** The person is told, alike for every address; the contract's flow, with a status of its own for scripts. */
for (const variant of variants) {
  for (const [kind, values] of asking) {
    it(`${kind} says that no mail can be sent: ${variant}, ${JSON.stringify(values)}`, async () => {
      const who = visitor(server, variant);
      const refused = await who.submit(await who.start(kind), values);
      assert.equal(refused.status, variant === 'html' ? 303 : 503);
      assert.equal(refused.flow.state, 'choose_method');
      assert.deepEqual(shown(refused.flow), [4000001]);
      assert.match(refused.flow.ui.messages[0].text, /cannot send/);
    });
  }
}

it('goes on once mail can be sent again', async () => {
  const who = visitor(server, 'spa');
  const flow = await who.start('recovery');
  const recovered = await startMailServer({ after }, { port: mail.port });
  server.clock.advance({ seconds: 30 });
  const sent = await who.submit(flow, { method: 'code', email: 'alice@example.com' });
  assert.equal(sent.status, 200);
  await server.app.courier.dispatch();
  const code = /\b\d{6}\b/.exec(recovered.arrived[0]!.mail.text!)![0];
  const done = await who.submit(sent.flow, { method: 'code', code });
  assert.equal(done.status, 422);
  assert.equal(nodeValue(sent.flow, 'email'), 'alice@example.com');
});
