import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publicServer } from '../support/api.ts';

type Server = Awaited<ReturnType<typeof publicServer>>;

const address = '192.0.2.7';
const elsewhere = '198.51.100.1';
const get = ({ server }: Server, url: string, headers = {}, remoteAddress = address) =>
  server.inject({ method: 'GET', url, headers, remoteAddress });
const stored = async ({ app }: Server) => (await app.store.read.selectFrom('flow').selectAll().execute()).length;
const ofLength = (path: string, length: number) => `${path}?${'x'.repeat(length - path.length - 1)}`;

describe('the start of a flow', () => {
  it('does not take an address of any length', async (t) => {
    const served = await publicServer(t);
    for (const flow of ['login', 'registration', 'settings']) {
      const json = await get(served, ofLength(`/self-service/${flow}/api`, 2049));
      assert.equal(json.statusCode, 414, flow);
      const { message: _, reason, ...error } = json.json().error;
      assert.deepEqual(error, { id: 'address_too_long', code: 414, status: 'Request URI Too Long' });
      assert.ok(reason.length > 0);
      const page = await get(served, ofLength(`/self-service/${flow}/browser`, 14_000), { accept: 'text/html' });
      assert.equal(page.statusCode, 414);
      assert.match(page.headers['content-type'] as string, /html/);
    }
    assert.equal(await stored(served), 0);
    assert.equal((await get(served, ofLength('/self-service/login/api', 2048))).statusCode, 200);
    assert.equal(await stored(served), 1);
  });

  it('is counted for each address, apart from other requests', async (t) => {
    const served = await publicServer(t, { 'serve.flow_starts_per_minute': 10 });
    for (let start = 0; start < 10; start++) {
      const path = start % 2 === 0 ? '/self-service/login/api' : '/self-service/registration/browser';
      assert.ok((await get(served, path)).statusCode < 400);
    }
    const refused = await get(served, '/self-service/login/api');
    assert.equal(refused.statusCode, 429);
    assert.equal(refused.json().error.id, 'too_many_requests');
    assert.ok(Number(refused.headers['retry-after']) > 0);
    assert.equal(await stored(served), 10);
    assert.equal((await get(served, '/login')).statusCode, 303);
    assert.equal((await get(served, '/self-service/login/api', {}, elsewhere)).statusCode, 200);
  });

  it('is counted where an expired flow is replaced as well', async (t) => {
    const served = await publicServer(t, { 'serve.flow_starts_per_minute': 10 });
    const { id } = (await get(served, '/self-service/login/api')).json();
    served.clock.advance({ minutes: 61 });
    const submit = () =>
      served.server.inject({
        method: 'POST',
        url: `/self-service/login?flow=${id}`,
        payload: {},
        remoteAddress: address,
      });
    const answers: number[] = [];
    for (let again = 0; again < 11; again++) answers.push((await submit()).statusCode);
    assert.deepEqual(answers, [...Array<number>(9).fill(410), 429, 429]);
    assert.equal(await stored(served), 10);
  });

  it('does not happen for a HEAD', async (t) => {
    const served = await publicServer(t);
    for (const url of ['/self-service/login/api', '/self-service/login/browser']) {
      assert.equal((await served.server.inject({ method: 'HEAD', url })).statusCode, 404);
    }
    assert.equal(await stored(served), 0);
    assert.equal((await served.server.inject({ method: 'HEAD', url: '/health/ready' })).statusCode, 200);
  });
});

describe('the set-up token', () => {
  it('is not to be guessed: after ten wrong ones a minute the right one waits too', async (t) => {
    const served = await publicServer(t);
    const token = await served.app.flows.setup.issue();
    const paths = ['/self-service/registration/api', '/registration', '/self-service/registration/browser'];
    for (let guess = 0; guess < 10; guess++) {
      const path = paths[guess % 3]!;
      assert.equal((await get(served, `${path}?setup=wrong${guess}`)).statusCode, 410, path);
    }
    for (const path of paths) {
      const refused = await get(served, `${path}?setup=${token}`);
      assert.equal(refused.statusCode, 429, path);
      assert.ok(Number(refused.headers['retry-after']) > 0);
    }
    assert.equal((await get(served, `${paths[0]}?setup=${token}`, {}, elsewhere)).statusCode, 200);
    assert.equal((await get(served, '/self-service/login/api')).statusCode, 200);
  });
});
