import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { courierMessageWire } from '../../src/courier/courier.ts';
import { systemRandom } from '../../src/kernel/secrets.ts';
import { createKeyring } from '../../src/keyring/keyring.ts';
import { loginCode, startCourier } from '../support/courier.ts';
import { startMailServer } from '../support/mail-server.ts';
import { movingClock, temporaryStore } from '../support/temporary.ts';

const smtp = (port: number) => ({
  email: { type: 'smtp' as const, connectionUri: `smtp://127.0.0.1:${port}`, fromAddress: 'no-reply@example.com' },
});

describe('the outbox', () => {
  it('prints one line for a message in development', async (t) => {
    const { courier, queue, printed } = await startCourier(t, { sms: { type: 'console' } });
    await queue();
    await queue({ channel: 'sms', recipient: '+4915112345678' });
    assert.equal(await courier.dispatch(), 2);
    const [mail, sms] = printed.toSorted() as [string, string];
    assert.match(
      mail,
      /^mail: \{"to":"alice@example\.com","subject":"Your code to sign in to STING","body":".*\\n482913\\n/,
    );
    assert.match(sms, /^sms: \{"to":"\+4915112345678","body":"482913 is your code .*@id\.example\.com #482913"\}$/);
    assert.ok(printed.every((line) => !line.includes('\n')));
    assert.deepEqual([courier.has('email'), courier.delivers('email')], [true, false]);
  });

  it('sends nothing that was not committed', async (t) => {
    const { courier, store, printed } = await startCourier(t);
    const given = store.write(async (tx) => {
      await courier.queue(tx, loginCode);
      throw new Error('changed my mind');
    });
    await assert.rejects(given, /changed my mind/);
    assert.deepEqual([await courier.dispatch(), printed], [0, []]);
  });

  it('does not send over a channel that it has not', async (t) => {
    const { courier, queue } = await startCourier(t, { email: { type: 'none' } });
    assert.deepEqual(
      [courier.has('email'), courier.delivers('email'), courier.failing('email')],
      [false, false, false],
    );
    await assert.rejects(queue(), /does not send email/);
  });

  it('is sent once by two servers at once', async (t) => {
    const server = await startMailServer(t);
    const one = await startCourier(t, smtp(server.port));
    const other = await startCourier(t, smtp(server.port), one);
    for (let n = 0; n < 25; n++) await one.queue({ recipient: `p${n}@example.com` });
    const attempts = await Promise.all([one, other, one, other].map(({ courier }) => courier.dispatch()));
    assert.equal(attempts[0], attempts[2], 'callers of one server share its run');
    assert.equal(attempts[0]! + attempts[1]!, 25);
    assert.equal(new Set(server.arrived.flatMap(({ to }) => to)).size, 25);
    assert.equal(server.arrived.length, 25);
  });

  it('sends what is queued while something else is under way', async (t) => {
    const gate = Promise.withResolvers<void>();
    const server = await startMailServer(t, {
      onMailFrom: (_address, _session, callback) => void gate.promise.then(() => callback()),
    });
    const { courier, queue, printed } = await startCourier(t, { ...smtp(server.port), sms: { type: 'console' } });
    await queue();
    const run = courier.dispatch();
    await queue({ channel: 'sms', recipient: '+4915112345678' });
    const joined = courier.dispatch();
    while (printed.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(server.arrived.length, 0);
    gate.resolve();
    assert.deepEqual(await Promise.all([run, joined]), [2, 2]);
    assert.equal(server.arrived.length, 1);
  });

  it('takes up what a server that died had taken', async (t) => {
    const { store } = await temporaryStore(t);
    const clock = movingClock();
    const gate = Promise.withResolvers<void>();
    const hanging = await startMailServer(t, {
      onMailFrom: (_address, _session, callback) => void gate.promise.then(() => callback(new Error('gone'))),
    });
    const dead = await startCourier(t, smtp(hanging.port), { store, clock });
    const id = await dead.queue();
    const lost = dead.courier.dispatch();
    while ((await dead.status(id)) !== 'processing') await new Promise((resolve) => setImmediate(resolve));

    const server = await startMailServer(t);
    const next = await startCourier(t, smtp(server.port), { store, clock });
    assert.equal(await next.courier.dispatch(), 0, 'it may still be on its way');
    clock.advance({ minutes: 1 });
    assert.equal(await next.courier.dispatch(), 1);
    assert.deepEqual([await next.status(id), server.arrived.length], ['sent', 1]);

    gate.resolve();
    await lost;
    const message = await next.courier.message(store.read, id);
    assert.deepEqual([message?.status, message?.attempts, message?.dispatches.length], ['sent', 2, 1]);
  });

  it('gives up a message that ended the server at its last attempt', async (t) => {
    const { courier, queue, store, failures } = await startCourier(t, { retries: 0 });
    const id = await queue();
    await store.write((tx) =>
      tx.updateTable('courier_message').set({ status: 'processing', attempts: 1 }).where('id', '=', id).execute(),
    );
    await courier.dispatch();
    assert.equal(failures[0]?.error, 'The server ended while the message was being sent.');
  });

  it('does not send a code that has expired', async (t) => {
    const { courier, queue, status, clock, printed } = await startCourier(t);
    const id = await queue();
    clock.advance({ minutes: 10 });
    await courier.dispatch();
    assert.deepEqual([await status(id), printed], ['abandoned', []]);
  });

  it('keeps no code or link, neither while it waits nor afterwards', async (t) => {
    const { courier, store } = await startCourier(t, { sms: { type: 'console' } });
    const link = 'https://id.example.com/self-service/recovery?token=canary-token-4711';
    const data = { expires_in_minutes: 10, hold_hours: 24, what: 'passkey_added', when: 0, link, recovery_url: link };
    const ids: string[] = [];
    for (const channel of ['email', 'sms'] as const)
      for (const template of ['login_code_valid', 'recovery_valid', 'factor_changed', 'recovered'] as const)
        ids.push(
          await store.write((tx) =>
            courier.queue(tx, {
              ...loginCode,
              channel,
              template,
              recipient: channel === 'email' ? 'alice@example.com' : '+4915112345678',
              data: { ...data, login_code: '482913' },
            }),
          ),
        );
    const rows = async () => JSON.stringify(await store.read.selectFrom('courier_message').selectAll().execute());
    const canaries = /482913|canary|4711/;
    assert.doesNotMatch(await rows(), canaries);
    assert.equal((await rows()).match(/"sealed":null/g), null);
    await courier.dispatch();
    assert.doesNotMatch(await rows(), canaries);
    assert.equal((await rows()).match(/"sealed":null/g)?.length, ids.length, 'nothing sealed is left');

    const message = await courier.message(store.read, ids[0]!);
    assert.match(message!.body, /^\[redacted\]$/m);
    assert.match(message!.body, /valid for 10 min/);
    const wire = courierMessageWire(message!);
    assert.deepEqual(
      [wire.type, wire.status, wire.template_type, wire.send_count, wire.dispatches?.[0]?.status],
      ['email', 'sent', 'login_code_valid', 1, 'success'],
    );
    assert.equal(courierMessageWire((await courier.message(store.read, ids[4]!))!).type, 'phone');
  });

  it('lists messages page by page, newest first', async (t) => {
    const { courier, queue, store, clock } = await startCourier(t);
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      ids.unshift(await queue({ recipient: n === 4 ? 'bob@example.com' : 'alice@example.com' }));
      // Two at the same time, so that the order is not by time alone.
      if (n !== 1) clock.advance({ ms: 1 });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await courier.messages(store.read, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.messages.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    assert.deepEqual(seen.toSorted(), ids.toSorted());
    assert.equal(seen[0], ids[0]);

    const count = async (filter: object) =>
      (await courier.messages(store.read, { limit: 10, ...filter })).messages.length;
    assert.equal(await count({ recipient: 'bob@example.com' }), 1);
    assert.deepEqual([await count({ status: 'queued' }), await count({ status: 'sent' })], [5, 0]);
    for (const bad of ['', 'x', Buffer.from("1 ' or 1=1").toString('base64url')])
      await assert.rejects(courier.messages(store.read, { limit: 2, cursor: bad }), { code: 'invalid_cursor' });
    assert.equal(await courier.message(store.read, 'nobody'), null);
  });

  it('forgets who goes: what went to them, and to their addresses while those were nobody’s', async (t) => {
    const { courier, queue, store } = await startCourier(t, { sms: { type: 'console' } });
    await queue({ identityId: 'alice', recipient: 'earlier@example.com' });
    await queue();
    await queue({ channel: 'sms', recipient: '+4915112345678' });
    const others = [await queue({ identityId: 'bob' }), await queue({ recipient: 'alicea@example.com' })];
    const addresses = ['alice@example.com', '+4915112345678'];
    await store.write((tx) => courier.forget(tx, { id: 'alice', addresses }));
    const { messages } = await courier.messages(store.read, { limit: 10 });
    assert.deepEqual(messages.map(({ id }) => id).toSorted(), others.toSorted());
  });

  it('forgets finished messages after 30 days', async (t) => {
    const { courier, queue, store, clock } = await startCourier(t);
    await queue();
    await courier.dispatch();
    clock.advance({ minutes: 30 * 24 * 60 });
    const waiting = await queue();
    assert.equal(await store.write((tx) => courier.sweep(tx)), 0);
    clock.advance({ ms: 1 });
    assert.equal(await store.write((tx) => courier.sweep(tx)), 1);
    const { messages } = await courier.messages(store.read, { limit: 10 });
    assert.deepEqual(
      messages.map(({ id }) => id),
      [waiting],
    );
    assert.equal((await store.read.selectFrom('courier_dispatch').selectAll().execute()).length, 0);
  });

  it('sends by itself once it was woken, and rests when it is closed', async (t) => {
    const { courier, queue, printed, store } = await startCourier(t);
    await queue();
    courier.wake();
    courier.wake();
    await courier.close();
    assert.equal(printed.length, 1, 'what was under way has ended');
    await store.write((tx) => courier.queue(tx, loginCode));
    courier.wake();
    assert.deepEqual([await courier.dispatch(), printed.length], [0, 1]);
  });

  it('ends what is under way before it throws what nobody expected', async (t) => {
    const { courier, queue, store, printed, failures } = await startCourier(t, { retries: 0 });
    const broken = await queue();
    await queue({ recipient: 'bob@example.com' });
    await store.write((tx) => tx.updateTable('courier_message').set({ sealed: '' }).where('id', '=', broken).execute());
    await courier.dispatch();
    assert.equal(failures[0]?.error, 'The message cannot be decrypted: its key is gone.');
    assert.equal(printed.length, 1);

    const unreadable = await queue();
    await queue({ recipient: 'carol@example.com' });
    await store.write((tx) =>
      tx
        .updateTable('courier_message')
        .set({ sealed: createKeyring({ keys: ['k'.repeat(43)], random: systemRandom }).encrypt('courier', 'no JSON') })
        .where('id', '=', unreadable)
        .execute(),
    );
    await assert.rejects(courier.dispatch(), SyntaxError);
    assert.equal(printed.length, 2);
    assert.equal(await courier.dispatch(), 0, 'and goes on afterwards');
  });
});
