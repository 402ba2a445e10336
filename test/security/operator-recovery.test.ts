import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { operatorOf } from '../support/operator.ts';
import { type Answer, request } from '../support/people.ts';
import { unprovenAccount } from '../support/unproven.ts';
import { type Outcome, type Visitor, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer({ after }, { 'selfservice.methods.link.enabled': true });
const operator = operatorOf(server);
const native = () => visitor(server, 'native');

const issue = (by: 'code' | 'link', body: object): Promise<Answer> => operator.call(`/admin/recovery/${by}`, { body });

async function enter(id: string, who: Visitor = native()): Promise<Outcome & { who: Visitor }> {
  const { status, body } = await issue('code', { identity_id: id, flow_type: 'api' });
  assert.equal(status, 201, JSON.stringify(body));
  const flowId = new URL(body.recovery_link).searchParams.get('flow')!;
  const { flow } = await who.read('recovery', flowId);
  return { ...(await who.submit(flow, { method: 'code', code: body.recovery_code })), who };
}

describe('a code of the operator', () => {
  it('opens nothing before the second proof of whoever has one', async () => {
    const alice = await signedIn(server, box, 'alice', 'native');
    for (let keys = 0; keys < 2; keys++) await addPasskey(alice, server.url, createAuthenticator());
    const { who, flow } = await enter(alice.account.id);
    assert.equal(flow.state, 'passed_challenge');
    assert.equal((await who.whoami()).status, 403);
    assert.equal((await who.open('settings')).status, 403);
    assert.equal((await alice.whoami()).status, 401, 'other sessions have ended');
  });

  it('holds new ways to sign in back from whoever has lost their only one', async () => {
    const bob = await signedIn(server, box, 'bob', 'native');
    await addPasskey(bob, server.url, createAuthenticator());
    const { who } = await enter(bob.account.id);
    assert.equal((await who.whoami()).status, 200);
    await assert.rejects(addPasskey(who, server.url), /recovery_hold/);
  });

  it('is told to its person and written down, and stands in neither', async () => {
    const { id, email } = await account(server, 'carol');
    const { body } = await issue('code', { identity_id: id });
    const letters = await box.letters(email);
    assert.deepEqual(
      letters.map(({ subject }) => subject),
      ['STING: An administrator made a way back in to your account'],
    );
    const { events } = await server.app.audit.list({ type: 'recovery.issued', limit: 1 });
    assert.equal(events[0]?.resource, `identity:${id}`);
    for (const text of [JSON.stringify(events), letters[0]!.text]) assert.ok(!text.includes(body.recovery_code));
    const kept = await server.app.store.read.selectFrom('one_time_code').selectAll().execute();
    assert.ok(!JSON.stringify(kept).includes(body.recovery_code));
  });

  it('works once, for five tries, for its flow, and as long as it was asked to', async () => {
    const { id } = await account(server, 'dave');
    const [first, second] = [
      await issue('code', { identity_id: id, flow_type: 'api' }),
      await issue('code', { identity_id: id, flow_type: 'api', expires_in: '2m' }),
    ];
    const flowOf = async ({ body }: Answer) =>
      (await native().read('recovery', new URL(body.recovery_link).searchParams.get('flow')!)).flow;
    const [one, two] = [await flowOf(first), await flowOf(second)];
    for (let tries = 0; tries < 4; tries++) {
      const wrong = await native().submit(one, { method: 'code', code: second.body.recovery_code });
      assert.equal(wrong.flow.state, 'sent_email');
    }
    server.clock.advance({ minutes: 2 });
    const late = await native().submit(two, { method: 'code', code: second.body.recovery_code });
    assert.equal(late.flow.state, 'sent_email');
    const right = { method: 'code', code: first.body.recovery_code };
    const all = await Promise.all([1, 2, 3].map(() => native().submit(one, right)));
    assert.equal(all.filter(({ flow }) => flow?.state === 'passed_challenge').length, 1);
  });

  it('does not let in who is inactive', async () => {
    const { id } = await account(server, 'erin');
    await server.app.store.write((tx) => server.app.identities.setState(tx, id, 'inactive'));
    const { who, flow } = await enter(id);
    assert.notEqual(flow.state, 'passed_challenge');
    assert.equal((await who.whoami()).status, 401);
  });

  it('is entered in any browser, and by no page of another site', async () => {
    const { id } = await account(server, 'frank');
    const { body } = await issue('code', { identity_id: id });
    const flowId = new URL(body.recovery_link).searchParams.get('flow');
    const send = (origin: string) =>
      request(`${server.url}/self-service/recovery?flow=${flowId}`, {
        body: new URLSearchParams({ method: 'code', code: body.recovery_code }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', origin },
      });
    const foreign = await send('https://evil.example');
    assert.match(foreign.headers.get('location') ?? '', /security_csrf_violation/);
    assert.ok(!foreign.headers.getSetCookie().some((cookie) => /session/.test(cookie)));
    const own = await send(server.url);
    assert.equal(own.status, 303);
    assert.ok(own.headers.getSetCookie().some((cookie) => /session/.test(cookie)));
  });

  const refused: [what: string, body: object, status: number][] = [
    ['nobody', { identity_id: '00000000-0000-4000-8000-000000000000' }, 404],
    ['a name', { identity_id: 'alice' }, 404],
    ['a list', { identity_id: ['x'] }, 400],
    ['for ever', { identity_id: '00000000-0000-4000-8000-000000000000', expires_in: '999999h' }, 400],
    ['in another kind of flow', { identity_id: '00000000-0000-4000-8000-000000000000', flow_type: 'x' }, 400],
  ];
  for (const [what, body, status] of refused) {
    it(`is not made for ${what}`, async () => assert.equal((await issue('code', body)).status, status));
  }
});

it('code and link reach whoever has not proven their address', async () => {
  const { id } = await unprovenAccount(server, 'gina');
  assert.equal((await enter(id)).flow.state, 'passed_challenge');
  const { body } = await issue('link', { identity_id: id });
  const followed = await request(body.recovery_link, { headers: { accept: 'text/html' } });
  assert.equal(followed.status, 303);
  assert.match(followed.headers.get('location') ?? '', /\/settings\?flow=/);
  const again = await request(body.recovery_link, { headers: { accept: 'text/html' } });
  assert.ok(!again.headers.getSetCookie().some((cookie) => /session/.test(cookie)));
});
