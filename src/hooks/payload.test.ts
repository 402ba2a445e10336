import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payload } from './payload.ts';

const moment = { when: 'after', flow: 'settings', method: 'totp' } as const;
const base = 'https://id.example.org/self-service/settings';

/** All that a flow, a request and a session could give away; each secret holds this word. */
const everything = {
  flow: {
    id: 'f1',
    type: 'browser',
    state: 'show_form',
    request_url: `${base}?aal=aal2&token=SECRET&code=SECRET&flow=f1#SECRET`,
    csrf_token: 'SECRET',
    session_token_exchange_code: 'SECRET',
    oauth2_login_challenge: 'SECRET',
    ui: { nodes: [{ attributes: { name: 'totp_secret_key', value: 'SECRET' } }] },
    identity: { credentials: 'SECRET' },
  },
  request_method: 'POST',
  request_url: `${base}?flow=f1&token=SECRET&return_to=https%3A%2F%2Fapp.example%2F`,
  request_headers: {
    Cookie: 'SECRET',
    AUTHORIZATION: 'SECRET',
    'X-Session-Token': 'SECRET',
    'x-csrf-token': 'SECRET',
    'proxy-authorization': 'SECRET',
    referer: 'https://id.example.org/recovery?token=SECRET',
    'x-anything': 'SECRET',
    'User-Agent': 'Firefox',
    'accept-language': 'de',
  },
  identity: { id: 'alice', traits: { email: 'alice@example.org' }, credentials: { password: 'SECRET' } },
  session: { id: 's1', token: 'SECRET', tokenized: 'SECRET', identity: { id: 'alice', credentials: 'SECRET' } },
  transient_payload: { plan: 'free' },
};

describe('the payload of a web hook', () => {
  it('tells what happened and nothing secret', () => {
    const text = payload(moment, everything);
    assert.ok(!text.includes('SECRET'), text);
    assert.deepEqual(JSON.parse(text), {
      trigger: { when: 'after', flow: 'settings', method: 'totp' },
      flow: {
        id: 'f1',
        type: 'browser',
        state: 'show_form',
        request_url: `${base}?aal=aal2&flow=f1`,
        transient_payload: { plan: 'free' },
      },
      identity: { id: 'alice', traits: { email: 'alice@example.org' } },
      session: { id: 's1', identity: { id: 'alice' } },
      request_method: 'POST',
      request_url: `${base}?flow=f1&return_to=https%3A%2F%2Fapp.example%2F`,
      request_headers: { 'user-agent': 'Firefox', 'accept-language': 'de' },
    });
  });

  it('does without what is not known yet', () => {
    const { flow, request_method } = everything;
    const start = { when: 'before', flow: 'login', method: null } as const;
    const context = { flow: { id: flow.id }, request_method, request_url: '/relative?SECRET', request_headers: {} };
    assert.deepEqual(JSON.parse(payload(start, context)), {
      trigger: start,
      flow: { id: 'f1' },
      request_method: 'POST',
      request_url: null,
      request_headers: {},
    });
  });
});
