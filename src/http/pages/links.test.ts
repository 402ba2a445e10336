import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../config/config.ts';
import type { Flow } from '../../flows/flows.ts';
import type { Application } from '../application.ts';
import { flowLinks } from './links.ts';

const returnTo = 'https://app.example/a?b=c&d="e"';
const back = `?return_to=${encodeURIComponent(returnTo)}`;
const flow = { kind: 'login', client: 'browser', requestUrl: 'http://localhost:4433/start', returnTo } as Flow;
type Visitor = Parameters<typeof flowLinks>[2];
const nobody = { person: null } as Visitor;
const somebody = { person: {}, byCookie: true, sessionToken: 'ory_st_x' } as Visitor;

const links = (flags: Record<string, unknown>, of: Flow = flow, who: Visitor = nobody) =>
  flowLinks({ config: loadConfig({ environment: {}, flags }) } as Application, of, who);

test('a detour keeps where the sign-in returns to', () => {
  assert.deepEqual(links({ 'registration.mode': 'open' }), {
    recovery: `/recovery${back}`,
    restart: flow.requestUrl,
    login: `/login${back}`,
    registration: `/registration${back}`,
  });
  assert.equal(links({}, { ...flow, returnTo: null }).login, '/login');
});

test('starting again says nothing of how somebody came here the first time', () => {
  const requestUrl = `${flow.requestUrl}?aal=aal2&retried=true`;
  assert.equal(links({}, { ...flow, requestUrl }).restart, `${flow.requestUrl}?aal=aal2`);
});

test('what is switched off is not offered', () => {
  const off = links({ 'registration.mode': 'invite_only', 'selfservice.flows.recovery.enabled': false });
  assert.equal(off.registration, undefined);
  assert.equal(off.recovery, undefined);
});

test('whoever is signed in gets the way out, and from other flows the way to the account', () => {
  const { logout, account, login } = links({}, flow, somebody);
  assert.match(logout ?? '', /\/self-service\/logout\?token=ory_lo_/);
  assert.equal(login, undefined);
  assert.equal(account, undefined);
  assert.equal(links({}, { ...flow, kind: 'verification' }, somebody).account, '/settings');
});
