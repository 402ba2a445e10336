import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signInByCode } from '../support/accounts.ts';
import { problem } from '../support/contract.ts';
import { printedMail } from '../support/mailbox.ts';
import { type Answer, type Person, register, signIn, stepUp } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';
import { registerInBrowser, signInBrowser } from '../support/web-client.ts';

const server = await startServer({ after });
const { clock, url } = server;
const box = printedMail(server);

const stale = () => clock.advance({ seconds: 301 });
const end = (person: Person, path: string) => person.api(path, { method: 'DELETE' });

/** A person with an old session, and the id of another one of theirs. */
async function withTwoSessions(name: string): Promise<{ person: Person; other: string; token: string }> {
  const person = await register(server, name);
  const { body } = await signIn(server, person);
  stale();
  return { person, other: body.session.id, token: body.session_token };
}

const refreshHref = `${url}/self-service/login/browser?refresh=true`;
const wantsRefresh = ({ status, body }: Answer) => {
  assert.deepEqual([status, body.error?.id], [403, 'session_refresh_required'], JSON.stringify(body));
  const target = new URL(body.redirect_browser_to);
  assert.equal(`${target.origin}${target.pathname}`, `${url}/self-service/login/browser`);
  assert.deepEqual(Object.fromEntries(target.searchParams), { refresh: 'true', return_to: `${url}/settings` });
};

describe('ending sessions with a proof that has aged', () => {
  it('asks for a step-up on our own routes, and takes any one proof', async () => {
    const { person, other } = await withTwoSessions('ann');
    for (const path of [`/api/me/sessions/${other}`, '/api/me/sessions']) {
      const refused = await end(person, path);
      problem(refused, 403, 'step_up_required');
      assert.deepEqual(refused.body.needs, { level: 'aal1', max_age_seconds: 300 });
      assert.match(refused.headers.get('www-authenticate')!, /max_age=300/);
    }
    await stepUp(server, person, await end(person, '/api/me/sessions'));
    assert.equal((await end(person, `/api/me/sessions/${other}`)).status, 204);
    assert.deepEqual((await end(person, '/api/me/sessions')).body, { count: 0 });
  });

  it('asks for a refresh on the routes of Kratos, and ends nothing before it', async () => {
    const { person, other, token } = await withTwoSessions('ben');
    wantsRefresh(await end(person, '/sessions'));
    wantsRefresh(await end(person, `/sessions/${other}`));
    wantsRefresh(await end(person, `/sessions/${crypto.randomUUID()}`));
    const alive = await person.api('/sessions/whoami', { headers: { 'x-session-token': token } });
    assert.equal(alive.status, 200);
  });

  it('goes on after the refresh of a browser', async () => {
    const web = await registerInBrowser(server, 'bea');
    stale();
    wantsRefresh(await web.send('/sessions', { method: 'DELETE' }));
    assert.equal((await web.send('/api/me/sessions', { method: 'DELETE' })).body.code, 'step_up_required');
    await signInBrowser(server, web, web.authenticator, { query: '?refresh=true' });
    assert.equal((await web.send('/sessions', { method: 'DELETE' })).status, 200);
    assert.equal((await web.send('/api/me/sessions', { method: 'DELETE' })).status, 200);
  });

  it('leads whoever has codes by mail alone to a login, which a step-up cannot replace', async () => {
    const { email } = await account(server, 'cleo');
    const who = visitor(server, 'native');
    await signInByCode(who, email, box);
    stale();
    const headers = () => ({ 'x-session-token': who.token! });
    const refused = await who.web.send('/api/me/sessions', { method: 'DELETE', headers: headers() });
    assert.deepEqual([refused.status, refused.body.code], [403, 'step_up_required']);
    assert.equal(refused.body.step_up.href, refreshHref);

    const flow = await who.start('login', { refresh: 'true' });
    const sent = await who.submit(flow, { method: 'code' });
    const done = await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const ended = await who.web.send('/api/me/sessions', { method: 'DELETE', headers: headers() });
    assert.equal(ended.status, 200);
  });

  it('is no way to learn of foreign sessions: they are not there, before and after', async () => {
    const { person } = await withTwoSessions('dora');
    const { body } = await signIn(server, await register(server, 'evan'));
    assert.equal((await end(person, `/api/me/sessions/${body.session.id}`)).body.code, 'step_up_required');
    await stepUp(server, person, await end(person, '/api/me/sessions'));
    problem(await end(person, `/api/me/sessions/${body.session.id}`), 404, 'not_found');
  });

  it('is in the table of operations', async () => {
    const { person } = await withTwoSessions('finn');
    const { operations } = (await person.api('/api/operations')).body;
    const needs = Object.fromEntries(
      operations
        .filter(({ path }: { path: string }) => path.startsWith('/api/me/sessions'))
        .map(({ operation, requirement }: { operation: string; requirement: object }) => [operation, requirement]),
    );
    const fresh = { level: 'aal1', max_age_seconds: 300 };
    assert.deepEqual(needs, {
      'session.list': { level: 'aal1' },
      'session.revoke': fresh,
      'session.revoke_others': fresh,
    });
  });
});
