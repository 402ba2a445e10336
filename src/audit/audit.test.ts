import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import type { Origin } from '../kernel/request.ts';
import { type AuditEvent, createAudit } from './audit.ts';
import { genesis } from './chain.ts';
import { eventTypes } from './events.ts';
import { addressesPerMinute } from './refusals.ts';

const browser: Origin = { requestId: 'r-1', ip: '192.0.2.7', userAgent: 'Firefox' };
const signIn: AuditEvent = { type: 'login.succeeded', outcome: 'success', actor: 'alice' };

async function fixture(t: TestContext) {
  const { store, folder, file } = await temporaryStore(t);
  const clock = movingClock();
  const checkpointFile = join(folder, 'checkpoints.jsonl');
  const init = { store, clock, random: seededRandom(), node: 'hive-1', checkpointFile };
  const audit = createAudit(init);
  const all = async () => (await audit.list({ limit: 1000 })).events;
  return { store, file, clock, checkpointFile, init, audit, all };
}

describe('append', () => {
  it('chains events from the first on', async (t) => {
    const { audit, all } = await fixture(t);
    await audit.record(signIn, browser);
    await audit.record({ ...signIn, type: 'logout.succeeded' }, browser);
    const [second, first] = await all();
    assert.equal(first!.sequence, 1);
    assert.equal(first!.previous_hash, genesis);
    assert.equal(second!.sequence, 2);
    assert.equal(second!.previous_hash, first!.hash);
    assert.deepEqual(await audit.verify(), { intact: true, events: 2, head: second!.hash, checked: 0 });
  });

  it('keeps every member of an event', async (t) => {
    const { audit, all, clock } = await fixture(t);
    clock.advance({ ms: 7 });
    const event: AuditEvent = {
      type: 'access.denied',
      outcome: 'denied',
      actor: 'bob',
      session: 's-1',
      operation: 'jar.delete',
      resource: 'jar:1',
      reason: 'forbidden',
      assurance: 'aal1',
      methods: ['passkey', 'code'],
      details: { tries: 2, visible: true, note: 'ünïcode ✓', gone: null },
    };
    await audit.record(event, browser);
    const [{ id, hash, previous_hash, ...shown }] = (await all()) as [Awaited<ReturnType<typeof all>>[number]];
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.notEqual(hash, previous_hash);
    assert.deepEqual(shown, {
      ...event,
      sequence: 1,
      time: '2026-01-15T12:00:00.007Z',
      request_id: 'r-1',
      ip: '192.0.2.7',
      user_agent: 'Firefox',
    });
  });

  it('writes every event type', async (t) => {
    const { audit, all } = await fixture(t);
    const types = Object.keys(eventTypes) as (keyof typeof eventTypes)[];
    for (const type of types) await audit.record({ type, outcome: 'success' }, browser);
    assert.deepEqual((await all()).map(({ type }) => type).reverse(), types);
  });

  it('lets no text start a line, steer a terminal or grow without bound', async (t) => {
    const { audit, all, store } = await fixture(t);
    const forged = 'x\n{"type":"login.succeeded"}\r\u2028\u001b[2J\u0000\u202e\ud800';
    await audit.record(
      { ...signIn, actor: forged, reason: forged, methods: [forged], details: { [forged]: forged, ratio: Number.NaN } },
      { requestId: forged, ip: forged, userAgent: 'a'.repeat(5000) },
    );
    const row = await store.read.selectFrom('audit_event').selectAll().executeTakeFirstOrThrow();
    assert.doesNotMatch(Object.values(row).join(''), /[\p{Cc}\u2028\u202e]/u);
    const [event] = await all();
    assert.equal(event!.actor, 'x\\u000a{"type":"login.succeeded"}\\u000d\\u2028\\u001b[2J\\u0000\\u202e\ufffd');
    assert.equal(event!.user_agent.length, 512);
    assert.equal(event!.details['ratio'], 'NaN');
    assert.equal((await audit.verify()).intact, true);
  });

  it('goes with the transaction that it belongs to and leaves no gap', async (t) => {
    const { audit, store, all } = await fixture(t);
    await audit.record(signIn, browser);
    const failed = store.write(async (tx) => {
      await audit.append(tx, signIn, browser);
      throw new Error('the change failed');
    });
    await assert.rejects(failed, { message: 'the change failed' });
    await audit.record(signIn, browser);
    assert.deepEqual(
      (await all()).map(({ sequence }) => sequence),
      [2, 1],
    );
    assert.equal((await audit.verify()).intact, true);
  });

  it('chains events that arrive at once', async (t) => {
    const { audit, store, all } = await fixture(t);
    const twice = store.write(async (tx) => {
      await audit.append(tx, signIn, browser);
      await audit.append(tx, signIn, browser);
    });
    await Promise.all([audit.record(signIn, browser), twice, audit.record(signIn, browser)]);
    assert.equal((await all()).length, 4);
    assert.equal((await audit.verify()).intact, true);
  });
});

describe('count', () => {
  it('writes one event per minute, address and code', async (t) => {
    const { audit, clock, all } = await fixture(t);
    for (let index = 0; index < 500; index++) audit.count('csrf', browser);
    audit.count('malformed', browser);
    audit.count('csrf', { ...browser, ip: '192.0.2.8' });
    await audit.flush();
    assert.deepEqual(await all(), [], 'the minute is not over');
    clock.advance({ minutes: 1 });
    audit.count('csrf', browser);
    await audit.flush();
    const counted = (await all()).map(({ type, reason, ip, details }) => [
      type,
      reason,
      ip,
      details['count'],
      details['minute'],
    ]);
    assert.deepEqual(counted.reverse(), [
      ['request.refused', 'csrf', '192.0.2.7', 500, '2026-01-15T12:00:00.000Z'],
      ['request.refused', 'malformed', '192.0.2.7', 1, '2026-01-15T12:00:00.000Z'],
      ['request.refused', 'csrf', '192.0.2.8', 1, '2026-01-15T12:00:00.000Z'],
    ]);
    await audit.close();
    assert.equal((await all()).length, 4, 'closing writes the minute that is not over');
  });

  it('counts the rest of a flood together', async (t) => {
    const { audit, all } = await fixture(t);
    for (let index = 0; index < addressesPerMinute + 1000; index++) {
      audit.count('throttled', { ...browser, ip: `2001:db8::${index.toString(16)}` });
    }
    await audit.close();
    const events = await all();
    assert.equal(events.length, addressesPerMinute + 1);
    assert.equal(events.find(({ ip }) => ip === 'others')!.details['count'], 1000);
  });

  it('loses no count when the database refuses', async (t) => {
    const { audit, init, all } = await fixture(t);
    let broken = true;
    const write: typeof init.store.write = (work) =>
      broken ? Promise.reject(new Error('disk full')) : init.store.write(work);
    const shaky = createAudit({ ...init, store: { ...init.store, write } });
    shaky.count('csrf', browser);
    await assert.rejects(shaky.close(), { message: 'disk full' });
    broken = false;
    shaky.count('csrf', browser);
    await shaky.close();
    assert.deepEqual(
      (await all()).map(({ details }) => details['count']),
      [2],
    );
    await audit.close();
  });
});

describe('list', () => {
  async function filled(t: TestContext) {
    const setup = await fixture(t);
    for (let index = 1; index <= 9; index++) {
      setup.clock.advance({ seconds: 1 });
      await setup.audit.record(
        {
          type: index % 3 === 0 ? 'login.failed' : 'login.succeeded',
          outcome: index % 3 === 0 ? 'failure' : 'success',
          actor: index % 2 === 0 ? 'alice' : 'bob',
          resource: index === 5 ? 'jar:5' : null,
        },
        browser,
      );
    }
    return setup;
  }

  const cases = [
    { name: 'everything', filter: {}, sequences: [9, 8, 7, 6, 5, 4, 3, 2, 1] },
    { name: 'by actor', filter: { actor: 'alice' }, sequences: [8, 6, 4, 2] },
    { name: 'by type', filter: { type: 'login.failed' }, sequences: [9, 6, 3] },
    { name: 'by outcome', filter: { outcome: 'failure', actor: 'bob' }, sequences: [9, 3] },
    { name: 'by resource', filter: { resource: 'jar:5' }, sequences: [5] },
    { name: 'since, inclusive', filter: { since: '2026-01-15T12:00:08Z' }, sequences: [9, 8] },
    { name: 'until, exclusive', filter: { until: '2026-01-15T13:00:03+01:00' }, sequences: [2, 1] },
  ] as const;
  for (const { name, filter, sequences } of cases) {
    it(`answers ${name}, page by page`, async (t) => {
      const { audit } = await filled(t);
      for (const limit of [1, 2, 3, 9, 1000]) {
        const seen: number[] = [];
        let cursor: string | null | undefined;
        do {
          const page = await audit.list({ ...filter, limit, ...(cursor ? { cursor } : {}) });
          assert.ok(page.events.length <= limit);
          seen.push(...page.events.map(({ sequence }) => sequence));
          cursor = page.next_cursor;
        } while (cursor);
        assert.deepEqual(seen, sequences);
      }
    });
  }

  const refused = [
    { limit: 0 },
    { limit: 1001 },
    { limit: 1.5 },
    { limit: 10, since: 'yesterday' },
    { limit: 10, until: '2026-13-40T00:00:00Z' },
    { limit: 10, cursor: 'bm90IGEgbnVtYmVy' },
    { limit: 10, cursor: '' },
  ];
  for (const filter of refused) {
    it(`refuses ${JSON.stringify(filter)}`, async (t) => {
      const { audit } = await fixture(t);
      await assert.rejects(audit.list(filter), { code: 'invalid_filter', status: 400 });
    });
  }
});

describe('checkpoint', () => {
  it('names the head, once, in a file for the operator alone', async (t) => {
    const { audit, all, checkpointFile } = await fixture(t);
    await audit.checkpoint();
    assert.equal(existsSync(checkpointFile), false, 'there is nothing to state yet');
    await audit.record(signIn, browser);
    await audit.checkpoint();
    await audit.checkpoint();
    const [head] = await all();
    assert.deepEqual((await readFile(checkpointFile, 'utf8')).split('\n'), [
      `{"time":"2026-01-15T12:00:00.000Z","node":"hive-1","sequence":1,"hash":"${head!.hash}"}`,
      '',
    ]);
    assert.equal(statSync(checkpointFile).mode & 0o777, 0o600);
  });

  it('is written every 1000 events and on closing', async (t) => {
    const { audit, store, checkpointFile } = await fixture(t);
    await store.write(async (tx) => {
      for (let index = 0; index < 999; index++) await audit.append(tx, signIn, browser);
    });
    assert.equal(existsSync(checkpointFile), false);
    for (let index = 0; index < 5; index++) await audit.record(signIn, browser);
    await audit.close();
    const lines = (await readFile(checkpointFile, 'utf8')).trim().split('\n');
    const sequences = lines.map((line) => JSON.parse(line).sequence);
    assert.equal(sequences.length, 2);
    assert.ok(sequences[0] >= 999 && sequences[0] < 1004);
    assert.equal(sequences[1], 1004);
    assert.deepEqual(await audit.verify().then(({ intact }) => intact), true);
  });

  it('replaces a line that a crash cut off, and no other', async (t) => {
    const { audit, checkpointFile } = await fixture(t);
    await audit.record(signIn, browser);
    await audit.checkpoint();
    const whole = await readFile(checkpointFile, 'utf8');
    writeFileSync(checkpointFile, `${whole}{"time":"2026`);
    assert.equal((await audit.verify()).intact, true);
    await audit.record(signIn, browser);
    await audit.checkpoint();
    const lines = (await readFile(checkpointFile, 'utf8')).split('\n');
    assert.equal(lines.length, 3);
    assert.equal(`${lines[0]}\n`, whole);
    assert.equal(JSON.parse(lines[1]!).sequence, 2);
  });

  it('reports a failure between requests and goes on', async (t) => {
    const { init } = await fixture(t);
    const errors: string[] = [];
    const checkpointFile = join(init.checkpointFile, 'no', 'such', 'folder');
    const audit = createAudit({ ...init, checkpointFile, onCheckpointError: ({ message }) => errors.push(message) });
    await init.store.write(async (tx) => {
      for (let index = 0; index < 999; index++) await audit.append(tx, signIn, browser);
    });
    // What the checkpoint of the thousandth is taken of has been committed.
    await audit.record(signIn, browser);
    await assert.rejects(audit.close(), /ENOENT/);
    assert.match(errors.join(), /ENOENT/);
  });
});
