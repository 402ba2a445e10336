import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { proof } from '../support/evidence.ts';
import { forwardServer, member, navigating } from '../support/forward-auth.ts';

const rules = [{ hosts: ['wiki.example.org', 'chat.example.org'] }];
const { app, clock, verify, cookieOf } = await forwardServer({ after }, rules, { 'session.aal2.idle': '1h' as never });
const page = 'https://wiki.example.org/page';
const alice = await member(app, 'alice');
const cookie = await cookieOf(alice);

describe('what a visitor sends', () => {
  const forged = [
    'sting-identity',
    'Sting-Email',
    'STING-ROLES',
    'sting-anything',
    'sting_identity',
    'Sting_Email',
    'sting_',
  ];
  for (const name of forged) {
    it(`is refused with the header ${name}, which only STING sends`, async () => {
      const answer = await verify(page, { cookie, [name]: 'owner' });
      assert.equal(answer.statusCode, 403);
      assert.equal(answer.headers['sting-identity'], undefined);
    });
  }

  it('does not turn into another method', async () => {
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override', '_method']) {
      const answer = await verify(page, { ...navigating, [name]: 'GET' }, 'POST');
      assert.equal(answer.statusCode, 401);
      assert.equal(answer.headers.location, undefined);
    }
  });

  const sockets: [origin: string | undefined, status: number][] = [
    [undefined, 200],
    ['https://wiki.example.org', 200],
    ['https://chat.example.org', 200],
    ['https://evil.example.org', 403],
    ['https://evil.example', 403],
    ['http://wiki.example.org', 403],
    ['https://wiki.example.org:8443', 403],
    ['null', 403],
  ];
  for (const [origin, status] of sockets) {
    it(`opens a WebSocket from ${origin ?? 'a program'}: ${status}`, async () => {
      const upgrade = {
        cookie,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...(origin === undefined ? {} : { origin }),
      };
      assert.equal((await verify(page, upgrade)).statusCode, status);
    });
  }

  it('leaves nothing of our cookies for the application, wherever they stand', async () => {
    const around: [sent: string, left: string][] = [
      [cookie, ''],
      [`a=b; ${cookie}`, 'a=b'],
      [`${cookie};a=b;  c="d; e"`, 'a=b; c="d; e"'],
      [`a=${cookie.split('=')[0]}; ${cookie}`, `a=${cookie.split('=')[0]}`],
      [`a=b; ${alice.atSting}; ${cookie}; ${alice.atSting}`, 'a=b'],
      [`\t${alice.atSting}; ${cookie}`, ''],
    ];
    for (const [sent, left] of around) {
      const answer = await verify(page, { cookie: sent });
      assert.equal(answer.statusCode, 200, sent);
      assert.equal(answer.headers['cookie'], left);
    }
  });
});

describe('what an application is told', () => {
  const names: [name: object, told: string][] = [
    [{ first: 'Ann', last: 'Lee' }, 'Ann Lee'],
    [{ first: 'Ann' }, 'Ann'],
    [{}, ''],
    [{ first: 'A\r\nSting-Roles: owner' }, 'A%0D%0ASting-Roles: owner'],
    [{ first: 'A\u0000\u007f\u2028' }, 'A%00%7F%E2%80%A8'],
    [{ first: '100%0d' }, '100%250d'],
    [{ first: '李', last: '😀' }, '%E6%9D%8E %F0%9F%98%80'],
    [{ first: 'a\ud800b' }, 'a%EF%BF%BDb'],
  ];
  for (const [index, [name, told]] of names.entries()) {
    it(`is one line of ASCII for the name ${JSON.stringify(name)}`, async () => {
      const who = await member(app, `name-${index}`, { traits: { name } });
      const answer = await verify(page, { cookie: await cookieOf(who) });
      assert.equal(answer.headers['sting-name'], told);
      assert.equal(answer.headers['sting-roles'], '');
      assert.doesNotThrow(() => decodeURIComponent(String(answer.headers['sting-name'])));
    });
  }
});

describe('what a page loads by itself', () => {
  it('does not keep a session from idling, and opening a page does', async () => {
    const idling: [headers: Record<string, string>, method: string, status: number][] = [
      [{ 'sec-fetch-mode': 'cors' }, 'GET', 401],
      [{ 'sec-fetch-mode': 'no-cors' }, 'GET', 401],
      [{ 'sec-fetch-mode': 'cors' }, 'POST', 200],
      [navigating, 'GET', 200],
      [{}, 'GET', 200],
    ];
    for (const [index, [headers, method, status]] of idling.entries()) {
      const evidence = [proof('passkey', { user_verified: true, at: clock() })];
      const who = await cookieOf(await member(app, `idle-${index}`, { evidence }));
      clock.advance({ minutes: 40 });
      assert.equal((await verify(page, { cookie: who, ...headers }, method)).statusCode, 200);
      clock.advance({ minutes: 40 });
      assert.equal((await verify(page, { cookie: who })).statusCode, status, `${method} ${JSON.stringify(headers)}`);
    }
  });
});
