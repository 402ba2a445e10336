import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { account, addPasskey, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { type Mailbox, startMailingServer } from '../support/mailbox.ts';
import { operatorOf } from '../support/operator.ts';
import { signIn } from '../support/people.ts';
import type { TestServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

/** Guesses until nothing is read any more; answers how many guesses were read. */
async function guess(server: TestServer, box: Mailbox, email: string): Promise<number> {
  let read = 0;
  for (let flows = 0; flows < 10; flows++) {
    server.clock.advance({ minutes: 61 });
    const who = visitor(server, 'native');
    const { flow } = await who.submit(await who.start('login'), { method: 'code', identifier: email });
    const right = await box.code(email);
    const answer = await who.submit(flow, { method: 'code', code: right === '000000' ? '000001' : '000000' });
    if (answer.headers.get('retry-after') === '86400') return read;
    assert.equal(answer.status, 400);
    read += 1;
  }
  return read;
}

it('a hundred guesses close the codes of an address for good, and nothing else', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'sting-closed-'));
  const ends: (() => Promise<void>)[] = [];
  const first = await startMailingServer({ after: (end) => void ends.unshift(end) }, { data });
  const alice = await account(first.server, 'alice');
  const key = createAuthenticator();
  const signed = visitor(first.server, 'native');
  await signInByCode(signed, alice.email, first.box);
  await addPasskey(signed, first.server.url, key);
  // After ten of them as if there had been eighty-seven more; one-time/one-time.test.ts makes them all.
  assert.equal(await guess(first.server, first.box, alice.email), 10);
  await first.server.app.store.write((tx) =>
    tx.updateTable('attempt').set({ failures: 97 }).where('failures', '=', 10).execute(),
  );
  assert.equal(await guess(first.server, first.box, alice.email), 3);
  const now = first.server.clock();
  for (const end of ends) await end();

  const { server, box } = await startMailingServer(t, { data });
  t.after(() => rm(data, { recursive: true, force: true }));
  server.clock.advance({ ms: now - server.clock() });
  // A restart opens nothing, nor does a day, nor another flow.
  for (let day = 0; day < 3; day++) {
    for (const [kind, form] of [
      ['login', { identifier: alice.email }],
      ['recovery', { email: alice.email }],
      ['verification', { email: alice.email }],
    ] as const) {
      const who = visitor(server, 'native');
      const { flow } = await who.submit(await who.start(kind), { method: 'code', ...form });
      const closed = await who.submit(flow, { method: 'code', code: await box.code(alice.email) });
      assert.equal(closed.status, 429);
      assert.match(closed.body.error.reason, /Codes to this address are closed; sign in another way/);
    }
    server.clock.advance({ minutes: 24 * 60 });
  }
  // Nobody else is shut out, and she has her passkey.
  const { email } = await account(server, 'bob');
  await signInByCode(visitor(server, 'native'), email, box);
  const passkey = { authenticator: key } as Parameters<typeof signIn>[1];
  assert.equal((await signIn(server, passkey)).status, 200);

  // Whoever has nothing else is let in by the operator, which opens the codes again.
  const operator = operatorOf(server);
  const issued = await operator.call('/admin/recovery/code', { body: { identity_id: alice.id, flow_type: 'api' } });
  assert.equal(issued.status, 201);
  const who = visitor(server, 'native');
  const { flow } = await who.read('recovery', new URL(issued.body.recovery_link).searchParams.get('flow')!);
  const recovered = await who.submit(flow, { method: 'code', code: issued.body.recovery_code });
  assert.equal(recovered.flow.state, 'passed_challenge', JSON.stringify(recovered.body).slice(0, 300));
  await signInByCode(visitor(server, 'native'), alice.email, box);
});
