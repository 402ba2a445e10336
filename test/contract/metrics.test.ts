import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { check } from '../support/contract.ts';
import { operatorOf } from '../support/operator.ts';
import { register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser } from '../support/web-client.ts';

const server = await startServer({ after });
const operator = operatorOf(server);

/** The value of one series, 0 when there is none yet; labels in the order of the text. */
const counted = (text: string, series: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')[1] ?? 0,
  );
const metrics = async () => (await operator.call('/admin/metrics/prometheus')).body as string;
/** How much each of these series grows while something happens. */
async function growth(series: string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await metrics();
  await work();
  const text = await metrics();
  return series.map((one) => counted(text, one) - counted(before, one));
}
const answers = (method: string, route: string, status: number) =>
  `sting_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`;

describe('the metrics', () => {
  it('are text for Prometheus, with those of the process', async () => {
    for (const path of ['/admin/metrics/prometheus', '/metrics/prometheus']) {
      const { status, headers, body } = await operator.call(path);
      assert.equal(status, 200);
      assert.match(headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
      assert.match(body, /^process_resident_memory_bytes \d+$/m);
      assert.match(body, /^nodejs_eventloop_lag_seconds /m);
    }
  });

  it('count answers by the pattern of their route, and name no unknown address', async () => {
    const alice = await register(server, 'alice');
    const series = [
      answers('GET', '/sessions/whoami', 200),
      answers('GET', '/sessions/whoami', 401),
      answers('DELETE', '/sessions/:id', 404),
      answers('GET', 'unknown', 404),
    ];
    const grown = await growth(series, async () => {
      for (let count = 0; count < 3; count++) await alice.api('/sessions/whoami');
      await request(`${server.url}/sessions/whoami`);
      await alice.api(`/sessions/${crypto.randomUUID()}`, { method: 'DELETE' });
      for (const guess of ['/wp-admin', '/.env']) await request(server.url + guess);
    });
    assert.deepEqual(grown, [3, 1, 1, 2]);
    assert.doesNotMatch(await metrics(), /wp-admin|\.env/);
  });

  it('count sessions by kind, and logins by outcome and method', async () => {
    const bob = await register(server, 'bob');
    const series = [
      'sting_opened_sessions_total{kind="token"}',
      'sting_opened_sessions_total{kind="cookie"}',
      'sting_logins_total{outcome="succeeded",method="passkey"}',
      'sting_logins_total{outcome="failed",method="passkey"}',
    ];
    const grown = await growth(series, async () => {
      await signIn(server, bob);
      await signIn(server, bob, { flipSignature: true });
      await registerInBrowser(server, 'carol');
    });
    assert.deepEqual(grown, [1, 1, 1, 1]);
  });

  it('tell how many messages wait', async () => {
    const text = await metrics();
    for (const status of ['queued', 'processing', 'sent', 'abandoned']) {
      assert.match(text, new RegExp(`^sting_courier_messages\\{status="${status}"\\} \\d+$`, 'm'));
    }
  });

  it('say nothing of anybody', async () => {
    const dave = await register(server, 'dave');
    await dave.api('/sessions/whoami');
    const text = await metrics();
    for (const secret of ['dave', dave.identityId, dave.token, '127.0.0.1', '@']) assert.ok(!text.includes(secret));
  });

  it('belong to one server each', async () => {
    const other = operatorOf(await startServer({ after }));
    const { body } = await other.call('/admin/metrics/prometheus');
    assert.equal(counted(body, answers('GET', '/sessions/whoami', 200)), 0);
    assert.ok(counted(await metrics(), answers('GET', '/sessions/whoami', 200)) > 0);
  });

  it('and the revision are for the operator, and noted for nobody: programs poll them', async () => {
    const revision = await operator.call('/admin/health/config');
    assert.deepEqual([revision.status, revision.body], [200, server.app.revision()]);
    assert.match(revision.headers.get('content-type')!, /^text\/plain/);
    for (const path of ['/admin/metrics/prometheus', '/metrics/prometheus', '/admin/health/config']) {
      check(await request(server.adminUrl + path), { status: 401, id: null });
    }
    assert.deepEqual((await server.app.audit.list({ type: 'admin.used', limit: 9 })).events, []);
  });
});
