import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryStore } from '../../test/support/temporary.ts';
import type { Store } from '../store/store.ts';
import type { Flow } from './flow.ts';
import { findFlow, insertFlow } from './store.ts';
import { sweepFlows } from './sweep.ts';

const flow = (id: string, expiresAt: number): Flow => ({
  id,
  kind: 'login',
  client: 'api',
  state: 'choose_method',
  issuedAt: 0,
  expiresAt,
  requestUrl: '',
  returnTo: null,
  csrf: null,
  identityId: null,
  sessionId: null,
  active: null,
  completed: false,
  data: { prepared: {}, preparedAt: 0, messages: [], nodeMessages: {} },
});

test('a flow is kept for five minutes after its end, to be replaced, and no longer', async (t) => {
  const { store } = await temporaryStore(t);
  await store.write(async (tx) => {
    await insertFlow(tx, flow('expired', 1000));
    await insertFlow(tx, flow('running', 2000));
  });
  assert.equal(await sweepFlows(store, 301_000), 0);
  assert.ok(await findFlow(store.read, 'expired'));
  assert.equal(await sweepFlows(store, 301_001), 1);
  assert.equal(await findFlow(store.read, 'expired'), null);
  assert.ok(await findFlow(store.read, 'running'));
});

test('many are removed in batches, so that no other writer waits for all of them', async (t) => {
  const { store } = await temporaryStore(t);
  await store.write(async (tx) => {
    for (let number = 0; number < 1001; number++) await insertFlow(tx, flow(`flow ${number}`, number));
  });
  let transactions = 0;
  const counted = Object.assign(Object.create(store) as Store, {
    write: ((work) => {
      transactions++;
      return store.write(work);
    }) as Store['write'],
  });
  assert.equal(await sweepFlows(counted, 400_000), 1001);
  assert.equal(transactions, 3);
});
