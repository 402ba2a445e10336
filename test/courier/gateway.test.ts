import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loginCode, startCourier } from '../support/courier.ts';
import { startReceiver } from '../support/http-receiver.ts';

const phone = { channel: 'sms', recipient: '+4915112345678' } as const;

describe('an HTTP gateway', () => {
  it('is given a mail as Kratos gives it', async (t) => {
    const gateway = await startReceiver(t);
    const { courier, queue, status } = await startCourier(t, {
      email: {
        type: 'http',
        url: `${gateway.url}/send?team=a`,
        method: 'PUT',
        headers: { 'x-extra': 'yes', 'content-type': 'text/plain' },
        auth: { type: 'basic_auth', config: { user: 'sting', password: 'gateway-secret' } },
      },
    });
    const id = await queue();
    await courier.dispatch();
    assert.equal(await status(id), 'sent');
    const [request] = gateway.received;
    assert.deepEqual([request?.method, request?.url], ['PUT', '/send?team=a']);
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.headers['x-extra'], 'yes');
    assert.equal(request?.headers['authorization'], `Basic ${Buffer.from('sting:gateway-secret').toString('base64')}`);
    const { body, html_body, ...rest } = JSON.parse(request!.body);
    assert.match(body, /^482913$/m);
    assert.match(html_body, /^<!doctype html>[\s\S]*\n482913\n/);
    assert.deepEqual(rest, {
      recipient: 'alice@example.com',
      subject: 'Your code to sign in to STING',
      template_type: 'login_code_valid',
      template_data: {
        login_code: '482913',
        expires_in_minutes: 10,
        device: 'Firefox on Linux',
        ip: '192.0.2.7',
        to: 'alice@example.com',
        product: 'STING',
        request_url_domain: 'id.example.com',
      },
      message_type: 'email',
    });
  });

  it('is given an SMS, and may want a key', async (t) => {
    const gateway = await startReceiver(t);
    for (const place of ['header', 'cookie'] as const) {
      const auth = { type: 'api_key', config: { in: place, name: 'x-key', value: 'k3y' } } as const;
      const { courier, queue } = await startCourier(t, { sms: { type: 'http', url: gateway.url, auth } });
      await queue(phone);
      await courier.dispatch();
    }
    const [inHeader, inCookie] = gateway.received;
    assert.deepEqual([inHeader?.headers['x-key'], inCookie?.headers['cookie']], ['k3y', 'x-key=k3y']);
    const { recipient, body, message_type, subject } = JSON.parse(inHeader!.body);
    assert.deepEqual([recipient, message_type, subject], ['+4915112345678', 'sms', undefined]);
    assert.match(body, /^482913 is your code/);
  });

  it('gets what was configured once, however it is written, and a key in a cookie beside it', async (t) => {
    const gateway = await startReceiver(t);
    const auth = { type: 'api_key', config: { in: 'cookie', name: 'x-key', value: 'k3y' } } as const;
    const headers = { 'Content-Type': 'text/plain', Cookie: 'a=b' };
    const { courier, queue } = await startCourier(t, { sms: { type: 'http', url: gateway.url, headers, auth } });
    await queue(phone);
    await courier.dispatch();
    const { 'content-type': type, cookie } = gateway.received[0]!.headers;
    assert.deepEqual([type, cookie], ['application/json', 'a=b; x-key=k3y']);
  });

  it('that answers 500 is seen to fail, and gets the message when it answers 200', async (t) => {
    let answer = 500;
    const gateway = await startReceiver(t, (request, response) => {
      response.writeHead(answer).end(request.body);
    });
    const { courier, queue, store, clock } = await startCourier(t, { sms: { type: 'http', url: gateway.url } });
    const id = await queue(phone);
    await courier.dispatch();
    assert.ok(courier.failing('sms') && !courier.failing('email'));
    const failed = await courier.message(store.read, id);
    assert.deepEqual([failed?.status, failed?.dispatches[0]?.error], ['queued', 'The gateway answered 500.']);
    answer = 200;
    clock.advance({ seconds: 1 });
    await courier.dispatch();
    const sent = await courier.message(store.read, id);
    assert.deepEqual([sent?.status, sent?.attempts, courier.failing('sms')], ['sent', 2, false]);
  });

  it('that nobody can probe is tried again after a while', async (t) => {
    const gateway = await startReceiver(t, (_, response) => response.writeHead(503).end());
    const { courier, queue, clock } = await startCourier(t, { sms: { type: 'http', url: gateway.url } });
    await queue(phone);
    await courier.dispatch();
    clock.advance({ seconds: 29 });
    await courier.probe();
    assert.ok(courier.failing('sms'));
    clock.advance({ seconds: 1 });
    assert.ok(!courier.failing('sms'));
  });

  /** How an answer counts, once a first message was taken. */
  const answers: [status: number, message: string, failing: boolean][] = [
    [204, 'sent', false],
    [301, 'queued', true],
    [400, 'abandoned', false],
    [401, 'queued', true],
    [404, 'queued', false],
    [409, 'queued', false],
    [410, 'queued', false],
    [422, 'abandoned', false],
    [429, 'queued', true],
    [451, 'queued', false],
  ];
  for (const [status, ends, failing] of answers) {
    it(`that answers ${status} leaves the message ${ends}`, async (t) => {
      let answer = 200;
      const gateway = await startReceiver(t, (_, response) => response.writeHead(answer, { location: '/' }).end());
      const test = await startCourier(t, { sms: { type: 'http', url: gateway.url } });
      await test.queue(phone);
      await test.courier.dispatch();
      answer = status;
      const id = await test.queue(phone);
      await test.courier.dispatch();
      assert.deepEqual([await test.status(id), test.courier.failing('sms')], [ends, failing]);
    });
  }

  it('that does not answer is named without its path', async (t) => {
    const gateway = await startReceiver(t, (_, response) => void response.destroy());
    const url = `${gateway.url}/token-in-the-path`;
    const { courier, queue, store } = await startCourier(t, { sms: { type: 'http', url } });
    const id = await queue(phone);
    await courier.dispatch();
    const error = (await courier.message(store.read, id))?.dispatches[0]?.error ?? '';
    assert.match(error, /^127\.0\.0\.1:\d+ cannot be reached/);
    assert.doesNotMatch(error, /token-in-the-path/);
  });
});

describe('Twilio', () => {
  const settings = { type: 'twilio', accountSid: 'AC0123', authToken: 'twilio-secret', from: '+15005550006' } as const;

  it('is given its form', async (t) => {
    const api = await startReceiver(t, (_, response) => response.writeHead(201).end('{"sid":"SM1"}'));
    const { courier, queue, status } = await startCourier(t, { sms: { ...settings, baseUrl: api.url } });
    const id = await queue({ ...phone, language: 'de' });
    await courier.dispatch();
    assert.equal(await status(id), 'sent');
    const [request] = api.received;
    assert.deepEqual([request?.method, request?.url], ['POST', '/2010-04-01/Accounts/AC0123/Messages.json']);
    assert.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(request?.headers['authorization'], `Basic ${Buffer.from('AC0123:twilio-secret').toString('base64')}`);
    const form = Object.fromEntries(new URLSearchParams(request?.body));
    assert.deepEqual([form['To'], form['From']], ['+4915112345678', '+15005550006']);
    assert.match(form['Body']!, /^482913 ist Ihr Code .*\n\n@id\.example\.com #482913$/);
    assert.deepEqual(Object.keys(form).toSorted(), ['Body', 'From', 'To']);
  });

  it('sends by a messaging service', async (t) => {
    const api = await startReceiver(t, (_, response) => response.writeHead(201).end());
    const { courier, queue } = await startCourier(t, { sms: { ...settings, from: 'MG77', baseUrl: `${api.url}/` } });
    await queue(phone);
    await courier.dispatch();
    const form = new URLSearchParams(api.received[0]?.body);
    assert.deepEqual([form.get('MessagingServiceSid'), form.get('From')], ['MG77', null]);
  });

  it('tells a number that it cannot reach from an account that it does not know', async (t) => {
    const answers: [status: number, body: object, ends: string, failing?: boolean][] = [
      [201, {}, 'sent'],
      [400, { code: 21211, message: 'The number +4915112345678 is not valid.' }, 'abandoned'],
      [400, { code: 21266, message: 'To and From are the same.' }, 'abandoned'],
      [400, { code: 21606, message: 'From cannot reach this destination.' }, 'queued', false],
      [429, { code: 14107, message: 'Too many to this number.' }, 'queued', false],
      [400, { code: 21603, message: 'A from number is required.' }, 'queued', true],
      [401, { code: 20003 }, 'queued', true],
      [429, { code: 20429 }, 'queued', true],
    ];
    let next = 0;
    const api = await startReceiver(t, (_, response) => {
      const [status, body] = answers[next]!;
      response.writeHead(status).end(JSON.stringify(body));
    });
    const { courier, queue, status } = await startCourier(t, { sms: { ...settings, baseUrl: api.url } });
    for (; next < answers.length; next++) {
      const id = await queue({ ...loginCode, ...phone });
      await courier.dispatch();
      const [, body, ends, failing = false] = answers[next]!;
      assert.deepEqual([await status(id), courier.failing('sms')], [ends, failing], JSON.stringify(body));
    }
  });
});
