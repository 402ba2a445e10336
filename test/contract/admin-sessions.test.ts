import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { check } from '../support/contract.ts';
import { operatorOf } from '../support/operator.ts';
import { type Answer, type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser } from '../support/web-client.ts';

const server = await startServer({ after });
const { clock, app } = server;
const operator = operatorOf(server);
const nobody = '00000000-0000-4000-8000-000000000000';

let people = 0;
/** Somebody of their own for each test, with one session. */
const somebody = (): Promise<Person> => register(server, `person${people++}`);
const whoami = (token: string) => request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': token } });
const sessionId = async ({ token }: { token: string }) => (await whoami(token)).body.id as string;
/** Another session of somebody who has one. */
const another = async (person: Person) => {
  const token = (await signIn(server, person)).body.session_token as string;
  return { token, id: await sessionId({ token }) };
};
const link = ({ headers }: Answer, rel: string) =>
  new RegExp(`<([^>]*)>; rel="${rel}"`).exec(headers.get('link') ?? '')?.[1];
const ids = ({ body }: Answer) => body.map(({ id }: { id: string }) => id);
const lastEvent = async (type: 'session.revoked' | 'admin.used') =>
  (await app.audit.list({ type, limit: 1 })).events[0]!;

describe('the operator’s list of sessions', () => {
  it('goes through all of them by its links alone', async () => {
    const person = await somebody();
    const wanted = [await sessionId(person)];
    for (let count = 0; count < 4; count++) wanted.push((await another(person)).id);
    const seen: string[] = [];
    for (let path: string | undefined = '/admin/sessions?page_size=2'; path; ) {
      const answer = await operator.call(path);
      assert.equal(answer.status, 200);
      assert.ok(answer.body.length <= 2);
      assert.match(link(answer, 'first')!, /^\/admin\/sessions\?page_size=2$/);
      seen.push(...ids(answer));
      path = link(answer, 'next');
    }
    assert.equal(new Set(seen).size, seen.length);
    for (const id of wanted) assert.ok(seen.includes(id));
  });

  it('shows people and devices when it is asked, as the SDK asks', async () => {
    await somebody();
    const [bare] = (await operator.sdk.listSessions({ pageSize: 1 })).data;
    assert.deepEqual([bare?.identity, bare?.devices], [undefined, undefined]);
    const [full] = (await operator.sdk.listSessions({ pageSize: 1, expand: ['identity', 'devices'] })).data;
    assert.equal(full?.id, bare?.id);
    assert.ok(full?.identity?.traits);
    assert.equal(full?.devices?.length, 1);
    const [one] = (await operator.call('/admin/sessions?page_size=1&expand=Devices')).body;
    assert.deepEqual([one.identity, one.devices.length], [undefined, 1]);
  });

  it('tells active sessions from those that are not', async () => {
    const person = await somebody();
    const { id } = await another(person);
    await operator.call(`/admin/sessions/${id}`, { method: 'DELETE' });
    const [active, inactive] = await Promise.all(
      [true, false].map((wanted) => operator.call(`/admin/sessions?active=${wanted}&page_size=500`)),
    );
    assert.ok(ids(active!).includes(await sessionId(person)) && !ids(active!).includes(id));
    assert.ok(ids(inactive!).includes(id));
    assert.ok(active!.body.every((session: { active: boolean }) => session.active));
    assert.ok(inactive!.body.every((session: { active: boolean }) => !session.active));
  });

  for (const query of ['active=maybe', 'active=1', 'expand=Secrets', 'expand=Identity&expand=x', 'page_token=x']) {
    it(`refuses ${query}`, async () => check(await operator.call(`/admin/sessions?${query}`), { status: 400 }));
  }

  it('takes no other parameter twice', async () =>
    check(await operator.call('/admin/sessions?active=true&active=false'), { status: 400, id: 'duplicate_parameter' }));
});

describe('one session', () => {
  it('is shown and ended by the operator, and stays to be seen', async () => {
    const person = await somebody();
    const id = await sessionId(person);
    assert.equal((await operator.sdk.getSession({ id, expand: ['identity'] })).data.identity?.id, person.identityId);
    assert.equal((await operator.sdk.disableSession({ id })).status, 204);
    check(await whoami(person.token), { status: 401, id: null });
    assert.equal((await operator.call(`/admin/sessions/${id}`)).body.active, false);

    const { actor, resource, details } = await lastEvent('session.revoked');
    assert.deepEqual([actor, resource, details], [null, `identity:${person.identityId}`, { sessions: 1, ended: id }]);
    check(await operator.call(`/admin/sessions/${id}`, { method: 'DELETE' }), { status: 204 });
    assert.equal((await app.audit.list({ type: 'session.revoked', resource: resource!, limit: 9 })).events.length, 1);
  });

  for (const id of [nobody, 'not-an-id', '%00', "'"]) {
    it(`named ${id} is not found`, async () => {
      for (const [method, path] of [
        ['GET', `/admin/sessions/${id}`],
        ['DELETE', `/admin/sessions/${id}`],
        ['PATCH', `/admin/sessions/${id}/extend`],
        ['GET', `/admin/identities/${id}/sessions`],
        ['DELETE', `/admin/identities/${id}/sessions`],
      ] as const) {
        check(await operator.call(path, { method }), { status: 404, id: null });
      }
    });
  }

  it('is extended, for its cookie too, but not beyond its bound', async () => {
    const web = await registerInBrowser(server, 'extended');
    const { id } = (await web.send('/sessions/whoami')).body;
    const first = (await operator.sdk.getSession({ id })).data.expires_at!;
    clock.advance({ minutes: 30 });
    assert.equal((await web.send('/sessions/whoami')).headers.get('set-cookie'), null);

    const extended = (await operator.sdk.extendSession({ id })).data;
    assert.equal(Date.parse(extended.expires_at!) - Date.parse(first), 30 * 60_000);
    assert.equal((await lastEvent('admin.used')).resource, `identity:${extended.identity!.id}`);
    const renewed = await web.send('/sessions/whoami');
    const seconds = Number(/Max-Age=(\d+)/.exec(renewed.headers.get('set-cookie')!)![1]);
    assert.equal(renewed.body.expires_at, extended.expires_at);
    assert.equal(seconds, Math.floor((Date.parse(extended.expires_at!) - clock()) / 1000));
    assert.equal((await web.send('/sessions/whoami')).status, 200, 'the cookie is the same');
  });

  it('renews no cookie for the token that a proof has replaced, which may be in other hands', async () => {
    const web = await registerInBrowser(server, 'replaced');
    const { id } = (await web.send('/sessions/whoami')).body;
    const from = { requestId: 'r', ip: '192.0.2.1', userAgent: '' };
    await app.store.write((tx) => app.sessions.raise(tx, id, [], from));
    clock.advance({ seconds: 2 });
    await operator.sdk.extendSession({ id });
    const answer = await web.send('/sessions/whoami');
    assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [200, null]);
  });

  it('is extended without a form, though some clients announce one', async () => {
    const path = `/admin/sessions/${await sessionId(await somebody())}/extend`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    check(await operator.call(path, { method: 'PATCH', headers: form }), { status: 200 });
    const filled = await operator.call(path, { method: 'PATCH', headers: form, body: 'a=b' });
    check(filled, { status: 415, id: 'unsupported_media_type' });
  });

  it('that has ended is not brought back', async () => {
    const person = await somebody();
    const id = await sessionId(person);
    await operator.call(`/admin/sessions/${id}`, { method: 'DELETE' });
    const answer = await operator.call(`/admin/sessions/${id}/extend`, { method: 'PATCH' });
    check(answer, { status: 400, id: 'session_ended' });
  });
});

describe('the sessions of one person', () => {
  it('come by pages with their total, ended ones too', async () => {
    const person = await somebody();
    for (let count = 0; count < 3; count++) await another(person);
    await person.api('/sessions', { method: 'DELETE' });
    const path = `/admin/identities/${person.identityId}/sessions`;
    const first = await operator.call(`${path}?per_page=3`);
    assert.deepEqual([first.status, first.body.length, first.headers.get('x-total-count')], [200, 3, '4']);
    assert.equal(link(first, 'next'), `${path}?per_page=3&page=1`);
    const second = await operator.call(link(first, 'next')!);
    assert.deepEqual([second.body.length, link(second, 'next')], [1, undefined]);
    const active = (await operator.sdk.listIdentitySessions({ id: person.identityId, active: true })).data;
    assert.deepEqual(
      active.map(({ id }) => id),
      [await sessionId(person)],
    );
    assert.equal(active[0]!.identity!.id, person.identityId);
  });

  it('are deleted together; with none left there is nothing to delete', async () => {
    const [person, other] = [await somebody(), await somebody()];
    const { token } = await another(person);
    assert.equal((await operator.sdk.deleteIdentitySessions({ id: person.identityId })).status, 204);
    for (const gone of [person.token, token]) check(await whoami(gone), { status: 401, id: null });
    assert.equal((await whoami(other.token)).status, 200);
    const { resource, details } = await lastEvent('session.revoked');
    assert.deepEqual([resource, details], [`identity:${person.identityId}`, { sessions: 2 }]);
    const again = await operator.call(`/admin/identities/${person.identityId}/sessions`, { method: 'DELETE' });
    check(again, { status: 404, id: null });
    assert.deepEqual((await operator.call(`/admin/identities/${person.identityId}/sessions`)).body, []);
  });

  it('are not active while the person is not', async () => {
    const person = await somebody();
    await app.store.write((tx) => app.identities.setState(tx, person.identityId, 'inactive'));
    const path = `/admin/identities/${person.identityId}/sessions`;
    assert.deepEqual((await operator.call(`${path}?active=true`)).body, []);
    assert.equal((await operator.call(`${path}?active=false`)).body[0].active, false);
  });
});

describe('ending many at once', () => {
  const headers = { 'content-type': 'application/json' };
  const end = (body: unknown) => operator.call('/admin/sessions', { method: 'POST', body, headers });

  it('disables by session and deletes by person', async () => {
    const [one, two] = [await somebody(), await somebody()];
    const [first, second] = [await sessionId(one), await sessionId(two)];
    const disabled = await end({ action: 'disable', sessions: [first, second, nobody] });
    assert.deepEqual([disabled.status, disabled.body], [200, { processed: 2, more: false }]);
    for (const { token } of [one, two]) check(await whoami(token), { status: 401, id: null });
    for (const { identityId } of [one, two]) {
      const { events } = await app.audit.list({
        type: 'session.revoked',
        resource: `identity:${identityId}`,
        limit: 9,
      });
      assert.equal(events.length, 1);
      assert.equal(events[0]!.actor, null);
    }
    const people = { action: 'delete', identities: [one.identityId, two.identityId] };
    assert.deepEqual((await end(people)).body, { processed: 2, more: false });
    check(await operator.call(`/admin/sessions/${first}`), { status: 404, id: null });
    assert.deepEqual((await end(people)).body, { processed: 0, more: false });
  });

  const refused: [what: string, body: unknown][] = [
    ['nothing', {}],
    ['no choice', { action: 'disable' }],
    ['two choices', { action: 'disable', sessions: [nobody], identities: [nobody] }],
    ['an empty choice', { action: 'delete', sessions: [] }],
    ['an unknown action', { action: 'freeze', sessions: [nobody] }],
    ['what is no id', { action: 'delete', sessions: ['*'] }],
    ['another member', { action: 'delete', sessions: [nobody], all: true }],
    ['too many', { action: 'delete', sessions: Array.from({ length: 1001 }, () => nobody) }],
    ['a list', []],
    ['text', '"delete"'],
    ['nothing at all', ''],
  ];
  for (const [what, body] of refused) {
    it(`refuses ${what}`, async () => check(await end(body), { status: 400 }));
  }
});

describe('the operator’s routes about sessions', () => {
  const routes = [
    ['GET', '/admin/sessions'],
    ['POST', '/admin/sessions'],
    ['GET', `/admin/sessions/${nobody}`],
    ['DELETE', `/admin/sessions/${nobody}`],
    ['PATCH', `/admin/sessions/${nobody}/extend`],
    ['GET', `/admin/identities/${nobody}/sessions`],
    ['DELETE', `/admin/identities/${nobody}/sessions`],
  ] as const;
  for (const [method, path] of routes) {
    it(`want the operator’s token for ${method} ${path.replace(nobody, '{id}')}, and no browser`, async () => {
      const person = await somebody();
      const url = server.adminUrl + path;
      check(await request(url, { method }), { status: 401, id: null });
      const session = { authorization: `Bearer ${person.token}`, 'x-session-token': person.token };
      check(await request(url, { method, headers: session }), { status: 401, id: null });
      const browser = await operator.call(path, { method, headers: { origin: server.url } });
      check(browser, { status: 403, id: 'not_for_browsers' });
      const elsewhere = await request(server.url + path, { method });
      assert.equal(elsewhere.status, 307, 'and the public listener has none of them');
    });
  }

  it('are written down when they are read', async () => {
    await operator.call(`/admin/identities/${nobody}/sessions`);
    const { operation, actor, details } = await lastEvent('admin.used');
    assert.deepEqual([operation, actor, details], ['identity.sessions', null, { id: nobody }]);
  });
});

describe('one’s own sessions', () => {
  it('come with links', async () => {
    const person = await somebody();
    await another(person);
    await another(person);
    const answer = await person.api('/sessions?per_page=1');
    assert.equal(link(answer, 'next'), '/sessions?per_page=1&page=1');
    assert.equal(link(answer, 'last'), '/sessions?per_page=1&page=1');
  });

  it('are not turned into tokens of another kind', async () => {
    const person = await somebody();
    check(await person.api('/sessions/whoami?tokenize_as=jwt'), { status: 400, id: 'tokenizer_unsupported' });
    check(await request(`${server.url}/sessions/whoami?tokenize_as=jwt`), { status: 401, id: null });
  });
});
