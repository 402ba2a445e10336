import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proof } from '../../test/support/evidence.ts';
import { mail, origin, passkey, sessionsFixture } from '../../test/support/sessions.ts';
import type { Evidence } from '../assurance/evidence.ts';
import { isLifted, isLimited, type Limit } from './limited.ts';

const telephone = proof('code', { channel: 'sms' });
const mailbox = proof('code');

const cases: [what: string, evidence: Evidence[], lifted: boolean][] = [
  ['nothing', [], false],
  ['a code by e-mail', [mailbox], false],
  ['a link by e-mail', [proof('link')], false],
  ['a code without a word of its channel', [proof('code', { channel: null })], false],
  ['two codes by e-mail', [mailbox, proof('code', { at: 1 })], false],
  ['a link and a code to the same mailbox', [proof('link'), mailbox], false],
  ['two codes by telephone', [telephone, telephone], false],
  ['a code by e-mail and one by telephone', [mailbox, telephone], true],
  ['a code by telephone and a link by e-mail', [telephone, proof('link')], true],
  ['a code and an authenticator app', [mailbox, proof('totp')], true],
  ['a code and a backup code', [mailbox, proof('lookup_secret')], true],
  ['a code and a password', [mailbox, proof('password')], true],
  ['a code and a passkey without user verification', [mailbox, proof('passkey')], true],
  ['a security key, once the code has left the history', [proof('webauthn')], true],
  ['an API key', [proof('api_key')], false],
  ['a code and an API key', [mailbox, proof('api_key')], false],
];

describe('a recovered session', () => {
  for (const [what, evidence, lifted] of cases) {
    it(`is ${lifted ? 'opened' : 'not opened'} by ${what}`, () => assert.equal(isLifted(evidence), lifted));
  }

  it('is limited to everybody who looks, until a second proof', async (t) => {
    const { sessions, store, aliceId, clock, open, raise } = await sessionsFixture(t);
    const { session, token } = await open([mail(clock())], 'cookie', aliceId, { limited: true });
    const seen = async (by: string) => (await sessions.authenticate(by, 'cookie'))?.session.limited;
    assert.equal(session.limited, true);
    assert.equal(await seen(token), true);
    assert.equal((await sessions.byId(store.read, session.id))?.limited, true);
    assert.equal((await sessions.list(store.read, aliceId))[0]?.limited, true);

    const again = await raise(session.id, [mail(clock())]);
    assert.equal(again.session.limited, true, 'the same mailbox proves nothing more');
    assert.equal(await seen(again.token), true);

    const raised = await raise(session.id, [proof('totp', { at: clock() })]);
    assert.equal(raised.session.limited, false);
    assert.equal(await seen(raised.token), false);
    assert.equal((await sessions.byId(store.read, session.id))?.limited, false);
  });

  it('stays limited for the token before the second proof, which may be in other hands', async (t) => {
    const { sessions, aliceId, clock, open, raise } = await sessionsFixture(t);
    const { session, token } = await open([mail(clock())], 'cookie', aliceId, { limited: true });
    await raise(session.id, [passkey(clock())]);
    const before = await sessions.authenticate(token, 'cookie');
    assert.deepEqual([before?.superseded, before?.session.limited], [true, true]);
  });

  it('is no other session: signing in by e-mail is not limited', async (t) => {
    const { clock, open, sessions } = await sessionsFixture(t);
    const { token } = await open([mail(clock())]);
    assert.equal((await sessions.authenticate(token, 'cookie'))?.session.limited, false);
  });
});

describe('a session of which the rules ask more', () => {
  const at = 1000;
  const passkeyOnly = { level: 'aal2', phishing_resistant: true } as const;
  const needs: [what: string, limit: Limit, evidence: Evidence[], limited: boolean][] = [
    ['nothing was asked', { recovered: false, needs: null }, [mailbox], false],
    ['two factors, of one', { recovered: false, needs: { level: 'aal2' } }, [mailbox], true],
    ['two factors, of two', { recovered: false, needs: { level: 'aal2' } }, [mailbox, proof('totp')], false],
    ['a key, of two others', { recovered: false, needs: passkeyOnly }, [mailbox, proof('totp')], true],
    ['a key, of one', { recovered: false, needs: passkeyOnly }, [mailbox, proof('passkey')], false],
    [
      'two factors of whoever recovered',
      { recovered: true, needs: { level: 'aal2' } },
      [mailbox, proof('totp')],
      false,
    ],
    ['nothing of whoever recovered', { recovered: true, needs: null }, [mailbox], true],
    ['a key of whoever recovered, and an app', { recovered: true, needs: passkeyOnly }, [mailbox, proof('totp')], true],
  ];
  for (const [what, limit, evidence, limited] of needs) {
    it(`is ${limited ? 'limited' : 'open'}: ${what}`, () => {
      assert.equal(isLimited(limit, evidence, at, 'product'), limited);
    });
  }

  it('opens for the new token alone, and stays open', async (t) => {
    const { sessions, store, aliceId, clock, raise } = await sessionsFixture(t);
    const init = { identityId: aliceId, kind: 'cookie' as const, evidence: [mail(clock())], origin };
    const { session, token } = await store.write((tx) => sessions.open(tx, { ...init, needs: { level: 'aal2' } }));
    assert.deepEqual([session.limited, session.needs], [true, { level: 'aal2' }]);
    const seen = async (by: string) => (await sessions.authenticate(by, 'cookie'))?.session;
    assert.equal((await seen(token))?.limited, true);
    const again = await raise(session.id, [mail(clock())]);
    assert.equal(again.session.limited, true);
    const raised = await raise(session.id, [passkey(clock())]);
    assert.deepEqual([raised.session.limited, raised.session.needs], [false, null]);
    assert.equal((await seen(again.token))?.limited, true, 'the token of before');
    clock.advance({ minutes: 50 });
    assert.deepEqual([(await seen(raised.token))?.limited, (await seen(raised.token))?.needs], [false, null]);
  });

  it('opened as any other where everything was proven at once', async (t) => {
    const { sessions, store, aliceId, clock } = await sessionsFixture(t);
    const init = { identityId: aliceId, kind: 'cookie' as const, evidence: [passkey(clock())], origin };
    const { session } = await store.write((tx) => sessions.open(tx, { ...init, needs: { level: 'aal2' } }));
    assert.deepEqual([session.limited, session.needs], [false, null]);
  });
});
