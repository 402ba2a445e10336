import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { afterRegistration, hookSecret, testContext, testHook, testHooks } from '../../test/support/hooks.ts';
import { startReceiver } from '../../test/support/http-receiver.ts';
import { movingClock } from '../../test/support/temporary.ts';
import { createHttpClient } from '../kernel/http-client.ts';
import { verifyHookSignature, type WebHook } from './hooks.ts';

const moment = { when: 'after', flow: 'registration', method: 'passkey' } as const;
const send = (status: number, body?: unknown) => (_: unknown, response: ServerResponse) =>
  response.writeHead(status).end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
const refusing = (text: string, instance_ptr = '#/traits/email') => ({
  messages: [{ instance_ptr, messages: [{ id: 1234, text, type: 'error', context: {} }] }],
});

describe('web hooks that are waited for', () => {
  it('send a signed request', async (t) => {
    const { url, received } = await startReceiver(t, send(204));
    const clock = movingClock();
    const { hooks, failures } = testHooks(afterRegistration(testHook({ url: `${url}/hook?x=1`, method: 'PUT' })), {
      clock,
    });
    assert.deepEqual(await hooks.run('after', 'registration', 'passkey', testContext()), { identity: null });
    assert.deepEqual(failures, []);
    const [{ method, url: path, headers, body }] = received as [(typeof received)[0]];
    assert.deepEqual([method, path, headers['content-type']], ['PUT', '/hook?x=1', 'application/json']);
    assert.deepEqual(JSON.parse(body), { trigger: moment, ...testContext() });
    const verified = verifyHookSignature({ headers, body, secrets: [hookSecret], now: clock() });
    assert.deepEqual(verified, { id: headers['sting-hook-id'] });
  });

  const auths: [what: string, change: Partial<WebHook>, header: string, value: string][] = [
    [
      'a user and password',
      { auth: { type: 'basic_auth', config: { user: 'sting', password: 'pä:ss' } } },
      'authorization',
      `Basic ${Buffer.from('sting:pä:ss').toString('base64')}`,
    ],
    [
      'a key in a header that replaces the one configured',
      {
        auth: { type: 'api_key', config: { in: 'header', name: 'X-Key', value: 'k' } },
        headers: { 'x-key': 'none' },
      },
      'x-key',
      'k',
    ],
    [
      'a key in a cookie beside others',
      { auth: { type: 'api_key', config: { in: 'cookie', name: 'key', value: 'k' } }, headers: { Cookie: 'a=b' } },
      'cookie',
      'a=b; key=k',
    ],
    ['its own headers', { headers: { 'X-Installation': 'test' } }, 'x-installation', 'test'],
    [
      'a signature that no header replaces',
      { headers: { 'STING-Hook-Id': 'forged', 'Content-Type': 'text/plain' } },
      'content-type',
      'application/json',
    ],
  ];
  for (const [what, change, header, value] of auths) {
    it(`send ${what}`, async (t) => {
      const { url, received } = await startReceiver(t);
      await testHooks(afterRegistration(testHook({ url, ...change }))).hooks.run(
        'after',
        'registration',
        null,
        testContext(),
      );
      assert.equal(received[0]!.headers[header], value);
      assert.notEqual(received[0]!.headers['sting-hook-id'], 'forged');
    });
  }

  it('refuse with messages, and the hooks after that one are not asked', async (t) => {
    const first = await startReceiver(t, send(400, refusing('Use your work address.')));
    const second = await startReceiver(t);
    const { hooks, failures } = testHooks(
      afterRegistration(testHook({ url: first.url }), testHook({ id: 'second', url: second.url })),
    );
    assert.deepEqual(await hooks.run('after', 'registration', 'passkey', testContext()), {
      refused: [{ node: 'traits.email', id: 1234, text: 'Use your work address.', type: 'error', context: {} }],
    });
    assert.equal(second.received.length, 0);
    assert.deepEqual(failures, [{ hook: 'test', moment, reason: 'refused' }]);
  });

  it('change the identity, and the next one sees the change', async (t) => {
    const traits = { email: 'alice@example.org', role: 'nurse' };
    const first = await startReceiver(t, send(200, { identity: { traits, metadata_public: { a: 1 } } }));
    const second = await startReceiver(t, ({ body }, response) => {
      const { identity } = JSON.parse(body);
      response.end(
        JSON.stringify({ identity: { ...identity, metadata_public: { ...identity.metadata_public, b: 2 } } }),
      );
    });
    const { hooks } = testHooks(
      afterRegistration(testHook({ url: first.url }), testHook({ id: 'second', url: second.url })),
    );
    assert.deepEqual(await hooks.run('after', 'registration', null, testContext()), {
      identity: { traits, metadata_public: { a: 1, b: 2 } },
    });
  });

  const agreements: [what: string, status: number, body: unknown, change?: Partial<WebHook>][] = [
    ['204', 204, undefined],
    ['an empty 200', 200, undefined],
    ['a 200 about something else', 200, { ok: true }],
    ['a 202, which changes nothing', 202, { identity: { state: 'inactive' } }],
    ['any 200 that is not read', 200, 'fine', { response: { ignore: false, parse: false } }],
    [
      'a change that is not read',
      200,
      { identity: { state: 'inactive' } },
      { response: { ignore: false, parse: false } },
    ],
  ];
  for (const [what, status, body, change] of agreements) {
    it(`agree by ${what}`, async (t) => {
      const { url } = await startReceiver(t, send(status, body));
      const { hooks } = testHooks(afterRegistration(testHook({ url, ...change })));
      assert.deepEqual(await hooks.run('after', 'registration', null, testContext()), { identity: null });
    });
  }

  it('before a flow may refuse it and change nobody', async (t) => {
    const answers = [send(200, { identity: { state: 'inactive' } }), send(403, refusing('Closed today.', ''))];
    const { url } = await startReceiver(t, (request, response) => answers.shift()!(request, response));
    const { hooks } = testHooks({ before: { login: [testHook({ url })] }, after: {} });
    const ask = () => hooks.run('before', 'login', null, { ...testContext(), identity: {} });
    assert.deepEqual(await ask(), { identity: null });
    assert.deepEqual(await ask(), {
      refused: [{ node: null, id: 1234, text: 'Closed today.', type: 'error', context: {} }],
    });
  });

  const failing: [what: string, status: number, body: unknown, reason: string, change?: Partial<WebHook>][] = [
    ['a 500', 500, undefined, 'status_500'],
    ['a 400 without messages', 400, { messages: [] }, 'status_400'],
    ['a 400 with messages of another form', 400, { messages: ['No.'] }, 'status_400'],
    ['a 400 that is not JSON', 400, '<html>', 'status_400'],
    [
      'messages that are not to be read',
      400,
      refusing('No.'),
      'status_400',
      { response: { ignore: false, parse: false } },
    ],
    ['a redirect', 302, undefined, 'status_302'],
    ['a 200 that is not JSON', 200, '<html>', 'invalid_answer'],
    ['a change of what cannot be changed', 200, { identity: { role: 'owner' } }, 'invalid_answer'],
    ['a change of another form', 200, { identity: { traits: 'none' } }, 'invalid_answer'],
    ['an answer that is too large', 200, ' '.repeat(65_537), 'too_large'],
  ];
  for (const [what, status, body, reason, change] of failing) {
    it(`end the flow on ${what}`, async (t) => {
      const { url } = await startReceiver(t, send(status, body));
      const { hooks, failures } = testHooks(afterRegistration(testHook({ url, ...change })));
      await assert.rejects(hooks.run('after', 'registration', 'passkey', testContext()), {
        code: 'hook_failed',
        status: 502,
        detail: `web hook test: ${reason}`,
      });
      assert.deepEqual(failures, [{ hook: 'test', moment, reason }]);
    });
  }

  it('end the flow when there is no answer in time', async (t) => {
    const { url } = await startReceiver(t, () => {});
    const { hooks, failures } = testHooks(afterRegistration(testHook({ url })), { timeoutMs: 50 });
    const run = hooks.run('after', 'registration', 'passkey', testContext());
    await assert.rejects(run, { code: 'hook_failed', status: 504 });
    assert.deepEqual(failures, [{ hook: 'test', moment, reason: 'timeout' }]);
  });

  it('end the flow when nobody is there', async () => {
    const { hooks } = testHooks(afterRegistration(testHook({ url: 'http://127.0.0.1:1/' })));
    const run = hooks.run('after', 'registration', 'passkey', testContext());
    await assert.rejects(run, { code: 'hook_failed', status: 502, detail: 'web hook test: unreachable' });
  });

  it('reach private addresses only by an exception', async (t) => {
    const { url, received } = await startReceiver(t, send(204));
    const run = (exceptions: string[]) => {
      const http = createHttpClient({ allowPrivate: false, exceptions });
      return testHooks(afterRegistration(testHook({ url })), { http }).hooks.run(
        'after',
        'registration',
        null,
        testContext(),
      );
    };
    await assert.rejects(run([]), { code: 'hook_failed', detail: 'web hook test: private_address' });
    assert.equal(received.length, 0);
    assert.deepEqual(await run([`${url}/`]), { identity: null });
  });

  it('are not those that nobody waits for', async (t) => {
    const { url, received } = await startReceiver(t, send(500));
    const { hooks } = testHooks(afterRegistration(testHook({ url, response: { ignore: true, parse: false } })));
    assert.deepEqual(await hooks.run('after', 'registration', null, testContext()), { identity: null });
    assert.equal(received.length, 0);
  });
});
