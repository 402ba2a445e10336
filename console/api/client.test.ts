import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from './call.ts';
import { createClient, type Purpose } from './client.ts';
import { Cancelled, Refused } from './refusal.ts';
import type { Answer } from './transport.ts';

const deletion: Call = { method: 'DELETE', path: '/api/jars/1' };
const purpose: Purpose = { title: 'Delete “Recipes”?', consequence: 'For good.', verb: 'Delete' };
const stepUp: Answer = {
  status: 403,
  body: { code: 'step_up_required', title: 'Confirm', operation: 'jar.delete', resource: 'jar:1', parameters: {} },
};
const done: Answer = { status: 200, body: { deleted: true } };

/** A client whose server gives these answers in turn, and what it saw. */
function scenario(answers: Answer[], proof: string | null | Error = 'grant-1') {
  const seen: Record<string, string>[] = [];
  const proofs: string[] = [];
  let signIns = 0;
  let ends = 0;
  const client = createClient({
    transport: async (_call, headers) => {
      seen.push(headers);
      return answers[seen.length - 1]!;
    },
    prove: async (refusal) => {
      proofs.push(refusal.operation!);
      if (proof instanceof Error) throw proof;
      return proof;
    },
    signIn: () => {
      signIns++;
    },
    sessionEnded: () => {
      ends++;
    },
  });
  return { client, seen, proofs, signIns: () => signIns, ends: () => ends };
}

test('an accepted call is sent once, without a grant', async () => {
  const { client, seen, proofs } = scenario([done]);
  assert.deepEqual(await client.send(deletion, { purpose }), { deleted: true });
  assert.deepEqual(seen, [{}]);
  assert.deepEqual(proofs, []);
});

test('a step-up refusal asks for the proof and repeats the call with the grant', async () => {
  const { client, seen, proofs } = scenario([stepUp, done]);
  assert.deepEqual(await client.send(deletion, { purpose }), { deleted: true });
  assert.deepEqual(seen, [{}, { 'sting-step-up': 'grant-1' }]);
  assert.deepEqual(proofs, ['jar.delete']);
});

test('a proof without a grant raised the session: the call is simply repeated', async () => {
  const { client, seen } = scenario([stepUp, done], null);
  await client.send(deletion, { purpose });
  assert.deepEqual(seen, [{}, {}]);
});

test('a second step-up refusal is told, not asked again', async () => {
  const { client, proofs } = scenario([stepUp, stepUp]);
  await assert.rejects(client.send(deletion, { purpose }), Refused);
  assert.equal(proofs.length, 1);
});

test('cancelling the proof sends nothing more', async () => {
  const { client, seen } = scenario([stepUp, done], new Cancelled());
  await assert.rejects(client.send(deletion, { purpose }), Cancelled);
  assert.equal(seen.length, 1);
});

test('without a purpose nobody is asked', async () => {
  const { client, proofs } = scenario([stepUp]);
  await assert.rejects(client.send(deletion), (error: Refused) => error.refusal.code === 'step_up_required');
  assert.equal(proofs.length, 0);
});

for (const [name, answer, code] of [
  ['a refusal carries its problem document', { status: 409, body: { code: 'conflict', title: 'No' } }, 'conflict'],
  ['an answer that is no problem document gets a stable code', { status: 502, body: null }, 'http_502'],
  ['403 for another reason is not a step-up', { status: 403, body: { code: 'forbidden', title: 'No' } }, 'forbidden'],
] as const) {
  test(name, async () => {
    const { client, proofs } = scenario([answer]);
    await assert.rejects(client.send(deletion, { purpose }), (error: Refused) => error.refusal.code === code);
    assert.equal(proofs.length, 0);
  });
}

test('a session that ended under an open page is said and leads nowhere by itself', async () => {
  const { client, signIns, ends } = scenario([done, { status: 401, body: null }]);
  await client.send(deletion);
  await assert.rejects(client.send(deletion), Cancelled);
  assert.deepEqual([signIns(), ends()], [0, 1]);
});

test('a page that opens without a session leads to sign-in and settles nothing', async () => {
  const { client, signIns } = scenario([{ status: 401, body: null }]);
  const settled = client.send(deletion).then(
    () => 'resolved',
    () => 'rejected',
  );
  assert.equal(await Promise.race([settled, new Promise((resolve) => setImmediate(resolve, 'waiting'))]), 'waiting');
  assert.equal(signIns(), 1);
});
