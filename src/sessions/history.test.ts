import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proof } from '../../test/support/evidence.ts';
import { withDevice, withProofs } from './history.ts';

describe('the proofs of a session', () => {
  it('are kept in order', () => {
    const [mail, totp] = [proof('code', { at: 1 }), proof('totp', { at: 2 })];
    assert.deepEqual(withProofs([mail], [totp]), [mail, totp]);
  });

  it('are 20 at most, and repeating one does not push another out', () => {
    const passkey = proof('passkey', { user_verified: true, credential: 'k1', at: 0 });
    let proofs = [passkey];
    for (let at = 1; at <= 30; at++) proofs = withProofs(proofs, [proof('totp', { credential: 't1', at })]);
    assert.equal(proofs.length, 20);
    assert.deepEqual(proofs[0], passkey);
    assert.deepEqual(
      proofs.slice(1).map(({ at }) => at),
      Array.from({ length: 19 }, (_, index) => index + 12),
    );
  });

  it('that differ in one property do not repeat each other', () => {
    const keys = Array.from({ length: 21 }, (_, at) => proof('passkey', { credential: `k${at}`, at }));
    assert.deepEqual(withProofs([], keys), keys.slice(1), 'then the oldest goes');
  });
});

describe('the devices of a session', () => {
  const origin = { requestId: 'r', ip: '192.0.2.1', userAgent: 'Firefox' };

  it('grow only when the address or the user agent changes', () => {
    const first = withDevice([], origin, 'd1');
    assert.deepEqual(first, [{ id: 'd1', ip: '192.0.2.1', userAgent: 'Firefox' }]);
    assert.deepEqual(withDevice(first, origin, 'd2'), first);
    assert.equal(withDevice(first, { ...origin, ip: '192.0.2.2' }, 'd2').length, 2);
    assert.equal(withDevice(first, { ...origin, userAgent: 'Chrome' }, 'd2').length, 2);
  });

  it('are the newest 20, with a user agent of 512 characters at most', () => {
    let devices = withDevice([], { ...origin, userAgent: 'x'.repeat(600) }, 'd0');
    assert.equal(devices[0]!.userAgent.length, 512);
    assert.equal(withDevice(devices, { ...origin, userAgent: 'x'.repeat(600) }, 'd').length, 1);
    for (let n = 1; n <= 20; n++) devices = withDevice(devices, { ...origin, ip: `192.0.2.${n}` }, `d${n}`);
    assert.deepEqual([devices.length, devices[0]!.id, devices[19]!.id], [20, 'd1', 'd20']);
  });
});
