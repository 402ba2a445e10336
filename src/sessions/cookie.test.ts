import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSessionCookie, type SessionCookieConfiguration } from './cookie.ts';

const http = createSessionCookie({ https: false });
const https = createSessionCookie({ https: true });
const attributesOf = (header: string) => header.split('; ').slice(1).sort();

describe('the session cookie', () => {
  it('on http carries Kratos’s name', () => {
    const header = http.serialize('ory_sc_x', 60);
    assert.ok(header.startsWith('ory_kratos_session=ory_sc_x; '));
    assert.deepEqual(attributesOf(header), ['HttpOnly', 'Max-Age=60', 'Path=/', 'SameSite=Lax']);
  });

  it('on https belongs to exactly this host', () => {
    const header = https.serialize('ory_sc_x', 60);
    assert.ok(header.startsWith('__Host-ory_kratos_session=ory_sc_x; '));
    assert.deepEqual(attributesOf(header), ['HttpOnly', 'Max-Age=60', 'Path=/', 'SameSite=Lax', 'Secure']);
  });

  it('is cleared with the attributes it was set with', () => {
    const header = https.clear();
    assert.ok(header.startsWith('__Host-ory_kratos_session=; '));
    assert.deepEqual(attributesOf(header), ['HttpOnly', 'Max-Age=0', 'Path=/', 'SameSite=Lax', 'Secure']);
  });

  const configurations: [configured: SessionCookieConfiguration, name: string, attributes: string[]][] = [
    [{ name: 'sid' }, 'sid', ['HttpOnly', 'Max-Age=60', 'Path=/', 'SameSite=Lax', 'Secure']],
    [
      { domain: 'example.com' },
      'ory_kratos_session',
      ['Domain=example.com', 'HttpOnly', 'Max-Age=60', 'Path=/', 'SameSite=Lax', 'Secure'],
    ],
    [{ path: '/id' }, 'ory_kratos_session', ['HttpOnly', 'Max-Age=60', 'Path=/id', 'SameSite=Lax', 'Secure']],
    [{ sameSite: 'none' }, 'ory_kratos_session', ['HttpOnly', 'Max-Age=60', 'Path=/', 'SameSite=None', 'Secure']],
    [{ persistent: false }, '__Host-ory_kratos_session', ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']],
  ];
  for (const [configured, name, attributes] of configurations) {
    it(`takes ${JSON.stringify(configured)} verbatim`, () => {
      const cookie = createSessionCookie({ https: true, configured });
      assert.equal(cookie.name, name);
      assert.deepEqual(attributesOf(cookie.serialize('t', 60)), attributes);
    });
  }

  const refused: { https: boolean; configured: SessionCookieConfiguration }[] = [
    { https: true, configured: { name: '__Host-sid', domain: 'example.com' } },
    { https: true, configured: { name: '__Host-sid', path: '/id' } },
    { https: false, configured: { name: '__Host-sid' } },
    { https: false, configured: { sameSite: 'none' } },
  ];
  for (const init of refused) {
    it(`refuses ${JSON.stringify(init)}, which no browser would keep`, () => {
      assert.throws(() => createSessionCookie(init), /session\.cookie\./);
    });
  }

  const name = '__Host-ory_kratos_session';
  const headers: [header: string | undefined, token: string | null | 'ambiguous'][] = [
    [undefined, null],
    ['', null],
    ['theme=dark', null],
    [`${name}=abc`, 'abc'],
    [`theme=dark; ${name}=abc; lang=en`, 'abc'],
    [`theme=dark;${name}=abc`, 'abc'],
    [`${name}=`, null],
    [name, null],
    [`${name}=a=b`, 'a=b'],
    [`x${name}=abc`, null],
    [`${name}x=abc`, null],
    ['__host-ory_kratos_session=abc', null],
    ['ory_kratos_session=abc', null],
    [`theme="; ${name}=abc`, 'abc'],
    [`${name}=abc; ${name}=def`, 'ambiguous'],
    [`${name}=abc; ${name}=abc`, 'ambiguous'],
    [`${name}=; ${name}=abc`, 'ambiguous'],
    [`\u00a0${name}=evil`, null],
    [`${name}=abc; \u00a0${name}=evil`, 'abc'],
  ];
  for (const [header, token] of headers) {
    it(`read from ${JSON.stringify(header)} is ${token}`, () => assert.equal(https.read(header), token));
  }
});
