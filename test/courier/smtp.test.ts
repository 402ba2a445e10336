import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loginCode, startCourier } from '../support/courier.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const over = ({ port }: MailServer, more: object = {}) => ({
  email: {
    type: 'smtp' as const,
    connectionUri: `smtp://127.0.0.1:${port}`,
    fromAddress: 'no-reply@example.com',
    ...more,
  },
});

describe('mail over SMTP', () => {
  it('arrives as text and HTML with one code to find', async (t) => {
    const server = await startMailServer(t);
    const { courier, queue, status } = await startCourier(
      t,
      over(server, { headers: { 'Reply-To': 'help@example.com' } }),
    );
    const id = await queue();
    assert.equal(await courier.dispatch(), 1);
    assert.equal(await status(id), 'sent');
    assert.ok(courier.delivers('email') && !courier.failing('email'));

    const [{ from, to, mail, raw }] = server.arrived as [(typeof server.arrived)[0]];
    assert.deepEqual([from, to], ['no-reply@example.com', ['alice@example.com']]);
    assert.equal(mail.from?.text, '"STING" <no-reply@example.com>');
    assert.equal(mail.subject, 'Your code to sign in to STING');
    assert.equal(mail.messageId, `<${id}@example.com>`);
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
    assert.equal(mail.replyTo?.text, 'help@example.com');
    assert.deepEqual(mail.text?.match(/\d{6}/g), ['482913']);
    assert.deepEqual(String(mail.html).match(/\d{6}/g), ['482913']);
    assert.match(mail.text!, /^482913$/m);
    assert.match(mail.text!, /Device: Firefox on Linux\nIP address: 192\.0\.2\.7/);
    assert.match(raw, /^482913\r$/m, 'unbroken in the message as it travels');
    assert.doesNotMatch(mail.text! + mail.html, /https?:|href/, 'a code mail has nothing to follow');
  });

  it('arrives in German', async (t) => {
    const server = await startMailServer(t);
    const { courier, queue } = await startCourier(t, over(server, { fromName: 'Grüße' }));
    await queue({ language: 'de-AT' });
    await courier.dispatch();
    const { mail } = server.arrived[0]!;
    assert.equal(mail.subject, 'Ihr Code zur Anmeldung bei STING');
    assert.match(mail.text!, /Gerät: Firefox on Linux/);
    assert.match(String(mail.html), /<html lang="de">/);
    assert.equal(mail.headers.get('content-language'), 'de');
    assert.equal(mail.from?.value[0]?.name, 'Grüße');
  });

  it('keeps its connection for the next message', async (t) => {
    const server = await startMailServer(t);
    const { courier, queue } = await startCourier(t, over(server));
    await queue();
    await courier.dispatch();
    await queue();
    await courier.dispatch();
    assert.deepEqual([server.arrived.length, server.connections], [2, 1]);
  });

  it('is tried again with growing waits, seen to fail, and abandoned', async (t) => {
    const server = await startMailServer(t);
    await server.stop();
    const { courier, queue, status, clock, failures, store } = await startCourier(t, over(server));
    const id = await queue({ ...loginCode, data: { ...loginCode.data, expires_in_minutes: 60 }, identityId: 'alice' });
    for (const wait of [1, 5, 30, 120, 600]) {
      assert.equal(await courier.dispatch(), 1);
      assert.ok(courier.failing('email'));
      clock.advance({ ms: 1000 * wait - 1 });
      assert.equal(await courier.dispatch(), 0);
      clock.advance({ ms: 1 });
      assert.deepEqual([await status(id), failures], ['queued', []]);
    }
    assert.equal(await courier.dispatch(), 1);
    const message = await courier.message(store.read, id);
    assert.deepEqual([message?.status, message?.attempts], ['abandoned', 6]);
    const error = message?.dispatches[5]?.error ?? '';
    assert.match(error, /^The mail server cannot be used: .*ECONNREFUSED/);
    assert.deepEqual(failures, [{ channel: 'email', template: 'login_code_valid', identityId: 'alice', error }]);
    clock.advance({ minutes: 60 });
    assert.equal(await courier.dispatch(), 0);
  });

  it('goes out when the server is back', async (t) => {
    const first = await startMailServer(t);
    await first.stop();
    const { courier, queue, status, clock } = await startCourier(t, over(first));
    const id = await queue();
    await courier.dispatch();
    assert.ok(courier.failing('email'));
    const back = await startMailServer(t, { port: first.port });
    clock.advance({ seconds: 1 });
    await courier.dispatch();
    assert.deepEqual([await status(id), courier.failing('email'), back.arrived.length], ['sent', false, 1]);
  });

  it('is probed when nothing was sent lately', async (t) => {
    const server = await startMailServer(t);
    await server.stop();
    const { courier, clock } = await startCourier(t, over(server));
    assert.ok(!courier.failing('email'));
    await courier.probe();
    assert.ok(courier.failing('email'));
    const back = await startMailServer(t, { port: server.port });
    await courier.probe();
    assert.ok(courier.failing('email'), 'seen a moment ago');
    clock.advance({ minutes: 1 });
    assert.ok(courier.failing('email'), 'a failure stands until something better is seen');
    await courier.probe();
    assert.deepEqual([courier.failing('email'), back.connections, back.arrived.length], [false, 1, 0]);
  });

  it('is abandoned at once when the server does not know the recipient, and the channel stays open', async (t) => {
    const server = await startMailServer(t);
    const { courier, queue, status, failures } = await startCourier(t, over(server));
    await queue();
    await courier.dispatch();
    server.refuse('RCPT', { code: 550, text: 'No such user: mallory@example.com' });
    const id = await queue({ recipient: 'mallory@example.com' });
    await courier.dispatch();
    assert.deepEqual([await status(id), courier.failing('email')], ['abandoned', false]);
    assert.equal(failures[0]?.error, 'The mail server answered RCPT TO: 550 No such user: [redacted]');
  });

  /** Replies to one recipient, after which the channel is still open to everybody else. */
  const blamed: [command: 'RCPT' | 'DATA', code: number, ends: string][] = [
    ['RCPT', 450, 'queued'],
    ['RCPT', 452, 'queued'],
    ['RCPT', 550, 'abandoned'],
    ['DATA', 451, 'queued'],
    ['DATA', 554, 'abandoned'],
  ];
  for (const [command, code, ends] of blamed) {
    it(`does not close the channel for ${code} to ${command}, once a message was taken`, async (t) => {
      const server = await startMailServer(t);
      const { courier, queue, status, clock } = await startCourier(t, over(server));
      await queue();
      await courier.dispatch();
      server.refuse(command, { code, text: 'Not now' });
      const id = await queue({ recipient: 'mallory@no-such-domain.example' });
      await courier.dispatch();
      assert.deepEqual([await status(id), courier.failing('email')], [ends, false]);
      server.refuse(command, null);
      clock.advance({ seconds: 1 });
      assert.equal(await courier.dispatch(), ends === 'queued' ? 1 : 0);
    });
  }

  it('is seen to fail when a server that took messages refuses their sender', async (t) => {
    const server = await startMailServer(t);
    const { courier, queue, status } = await startCourier(t, over(server));
    await queue();
    await courier.dispatch();
    server.refuse('MAIL', { code: 451, text: 'Not now' });
    const id = await queue();
    await courier.dispatch();
    assert.deepEqual([await status(id), courier.failing('email')], ['queued', true]);
  });

  it('is seen to fail when a server refuses everything from the first message on', async (t) => {
    const server = await startMailServer(t);
    server.refuse('RCPT', { code: 554, text: 'Relay access denied' });
    const { courier, queue } = await startCourier(t, over(server));
    await queue();
    await courier.dispatch();
    assert.ok(courier.failing('email'));
  });

  it('waits while the server is busy, and keeps no code in what it says', async (t) => {
    const server = await startMailServer(t);
    server.refuse('DATA', { code: 451, text: 'Busy with 482913 and alice@example.com' });
    const { courier, queue, store, clock } = await startCourier(t, over(server));
    const id = await queue();
    await courier.dispatch();
    const message = await courier.message(store.read, id);
    assert.equal(message?.status, 'queued');
    assert.equal(
      message?.dispatches[0]?.error,
      'The mail server answered DATA: 451 Busy with [redacted] and [redacted]',
    );
    server.refuse('DATA', null);
    clock.advance({ seconds: 1 });
    await courier.dispatch();
    assert.equal(server.arrived.length, 1);
  });

  it('cannot be given another recipient, header or body', async (t) => {
    const server = await startMailServer(t);
    const evil = 'x\r\nBcc: mallory@example.com\r\n\r\n<b>body</b>\r\n.\r\nRCPT TO:<mallory@example.com>';
    const { courier, queue, store } = await startCourier(t, { ...over(server, { fromName: 'STING' }), product: evil });
    for (const recipient of [
      `alice@example.com${evil}`,
      'alice@example.com, mallory@example.com',
      'alice@example.com>',
    ])
      await assert.rejects(queue({ recipient }), { code: 'invalid_recipient' });

    await queue({ data: { ...loginCode.data, device: evil, ip: evil } });
    await courier.dispatch();
    assert.equal(server.arrived.length, 1);
    const { to, mail } = server.arrived[0]!;
    assert.deepEqual(to, ['alice@example.com']);
    assert.deepEqual([mail.headers.has('bcc'), mail.attachments], [false, []]);
    assert.match(mail.subject!, /^Your code to sign in to x Bcc: mallory@example\.com /);
    assert.ok(!String(mail.html).includes('<b>'));
    const { messages } = await courier.messages(store.read, { limit: 10 });
    assert.equal(messages.length, 1);
  });
});
