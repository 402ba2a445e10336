import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { afterRegistration, hookSecret, testContext, testHook, testHooks } from '../../test/support/hooks.ts';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { systemClock } from '../kernel/clock.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from '../kernel/http-client.ts';

const guide = readFileSync(new URL('../../docs/web-hooks.md', import.meta.url), 'utf8');

/** The receiver of the guide, as somebody would copy it. */
describe('the receiver that docs/web-hooks.md shows', () => {
  const http = createHttpClient({ allowPrivate: true, exceptions: [] });
  let receiver: Server;
  let url: string;

  before(async () => {
    const [, snippet] = /```js\n([\s\S]+?)```/.exec(guide)!;
    const code = snippet!
      .replace('./verify-hook-signature.ts', new URL('verify-hook-signature.ts', import.meta.url).href)
      .replace('listen(9000,', 'listen(0,');
    const file = join(await temporaryFolder({ after }), 'receiver.mjs');
    await writeFile(file, `${code}\nexport default receiver;\n`);
    process.env['HOOK_SECRET'] = hookSecret;
    receiver = (await import(file)).default;
    delete process.env['HOOK_SECRET'];
    if (!receiver.listening) await new Promise((resolve) => receiver.once('listening', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  });
  after(() => receiver.close());

  const ask = (email: string, change: { secret?: string; http?: HttpClient; now?: number } = {}) => {
    const { secret = hookSecret, now = systemClock(), ...rest } = change;
    const { hooks } = testHooks(afterRegistration(testHook({ url, secret })), {
      clock: () => now,
      seed: email,
      ...rest,
    });
    return hooks.run('after', 'registration', 'passkey', { ...testContext(), identity: { traits: { email } } });
  };

  it('takes a signed request', async () => {
    assert.deepEqual(await ask('alice@example.org'), { identity: null });
  });

  it('refuses a person by a message', async () => {
    assert.deepEqual(await ask('trent@elsewhere.example'), {
      refused: [
        { node: 'traits.email', id: 1234, text: 'Use your address at example.org.', type: 'error', context: null },
      ],
    });
  });

  it('refuses another secret', async () => {
    const asked = ask('bob@example.org', { secret: 'x'.repeat(32) });
    await assert.rejects(asked, { detail: 'web hook test: status_401' });
  });

  it('refuses a request of yesterday', async () => {
    const asked = ask('carol@example.org', { now: systemClock() - 86_400_000 });
    await assert.rejects(asked, { detail: 'web hook test: status_401' });
  });

  it('refuses a request that was changed on its way, and one that comes again', async () => {
    const seen: HttpRequest[] = [];
    const recording: HttpClient = { send: (request) => http.send(seen[seen.push(request) - 1]!) };
    await ask('erin@example.org', { http: recording });
    const [request] = seen as [HttpRequest];
    assert.equal((await http.send({ ...request, body: request.body!.replace('erin', 'mallory') })).status, 401);
    const later = { ...request.headers, 'sting-hook-id': 'another' };
    assert.equal((await http.send({ ...request, headers: later })).status, 401);
    assert.equal((await http.send(request)).status, 409);
  });
});
