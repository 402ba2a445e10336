import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { CourierApi } from '@ory/kratos-client';
import { check } from '../support/contract.ts';
import { operatorOf } from '../support/operator.ts';
import { request } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const operator = operatorOf(server);
const { store, clock } = server.app;
const start = clock();
const nobody = '00000000-0000-4000-8000-000000000000';

const idOf = (index: number) => `00000000-0000-4000-8000-00000000000${index}`;
const message = (index: number, status: 'sent' | 'abandoned', recipient: string) => ({
  id: idOf(index),
  channel: 'email' as const,
  template: 'login_code_valid' as const,
  recipient,
  identity_id: null,
  subject: 'Your code',
  body: 'Your code is ······.',
  sealed: null,
  status,
  attempts: 1,
  next_at: 0,
  created_at: start - 10_000 + index,
  updated_at: start,
});

await store.write(async (tx) => {
  await tx
    .insertInto('courier_message')
    .values([
      message(1, 'sent', 'alice@example.com'),
      message(2, 'abandoned', 'bob@example.com'),
      message(3, 'sent', 'bob@example.com'),
    ])
    .execute();
  const dispatch = { id: idOf(9), message_id: idOf(2), status: 'failed' as const, error: 'Nobody answers.' };
  await tx
    .insertInto('courier_dispatch')
    .values({ ...dispatch, created_at: start })
    .execute();
});

const list = async (query = '') => {
  const answer = await operator.call(`/admin/courier/messages${query}`);
  return { ...answer, ids: answer.body.map?.(({ id }: { id: string }) => id) };
};

describe('the operator’s view of the courier', () => {
  it('lists messages, newest first, by its links', async () => {
    assert.deepEqual((await list()).ids, [idOf(3), idOf(2), idOf(1)]);
    const first = await list('?page_size=2');
    assert.deepEqual(first.ids, [idOf(3), idOf(2)]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link')!)![1]!;
    assert.match(next, /^\/admin\/courier\/messages\?page_size=2&page_token=/);
    const second = await operator.call(next);
    assert.equal(second.body.length, 1);
    assert.doesNotMatch(second.headers.get('link')!, /next/);
  });

  it('filters by status and recipient', async () => {
    assert.deepEqual((await list('?status=sent')).ids, [idOf(3), idOf(1)]);
    assert.deepEqual((await list('?recipient=bob@example.com')).ids, [idOf(3), idOf(2)]);
    assert.deepEqual((await list('?status=abandoned&recipient=alice@example.com')).ids, []);
    check(await list('?status=lost'), { status: 400, id: 'invalid_input' });
    check(await list('?page_token=x'), { status: 400, id: 'invalid_cursor' });
  });

  it('shows one message with its attempts, in Kratos’s words', async () => {
    const { status, body } = await operator.call(`/admin/courier/messages/${idOf(2)}`);
    assert.equal(status, 200);
    const { dispatches, created_at, updated_at, ...rest } = body;
    assert.deepEqual(rest, {
      id: idOf(2),
      status: 'abandoned',
      type: 'email',
      channel: 'email',
      template_type: 'login_code_valid',
      recipient: 'bob@example.com',
      subject: 'Your code',
      body: 'Your code is ······.',
      send_count: 1,
    });
    assert.deepEqual([Date.parse(created_at), Date.parse(updated_at)], [start - 10_000 + 2, start]);
    assert.deepEqual(
      dispatches.map(({ status, error }: { status: string; error: object }) => [status, error]),
      [['failed', { message: 'Nobody answers.' }]],
    );
  });

  it('answers the SDK', async () => {
    const sdk = new CourierApi(operator.configuration);
    assert.equal((await sdk.listCourierMessages({ status: 'sent' })).data.length, 2);
    assert.equal((await sdk.getCourierMessage({ id: idOf(1) })).data.recipient, 'alice@example.com');
  });

  for (const id of [nobody, 'not-an-id', "'"]) {
    it(`knows no message ${id}`, async () =>
      check(await operator.call(`/admin/courier/messages/${id}`), { status: 404, id: null }));
  }

  for (const path of ['/admin/courier/messages', `/admin/courier/messages/${idOf(1)}`]) {
    it(`wants the operator’s token for ${path}`, async () =>
      check(await request(server.adminUrl + path), { status: 401, id: null }));
  }
});
