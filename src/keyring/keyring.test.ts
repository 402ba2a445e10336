import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { OperatorError } from '../kernel/errors.ts';
import { systemRandom } from '../kernel/secrets.ts';
import { createKeyring, readKeyFile } from './keyring.ts';

const ring = (...keys: string[]) => createKeyring({ keys, random: systemRandom });
const [older, newer] = ['a'.repeat(43), 'b'.repeat(43)];

describe('the keyring', () => {
  it('gives text back for its own purpose only', () => {
    const box = ring(newer).encrypt('totp', 'JBSWY3DP');
    assert.equal(ring(newer).decrypt('totp', box), 'JBSWY3DP');
    assert.equal(ring(newer).decrypt('mail', box), null);
    assert.equal(ring(older).decrypt('totp', box), null);
    assert.equal(ring(newer).decrypt('totp', `${box.slice(0, -2)}AA`), null);
    assert.ok(!box.includes('JBSWY3DP'));
  });

  it('reads what an older key encrypted, and writes with the newest', () => {
    const box = ring(older).encrypt('totp', 'secret');
    const mac = ring(older).mac('code', '123456');
    const rotated = ring(newer, older);
    assert.equal(rotated.decrypt('totp', box), 'secret');
    assert.ok(rotated.matchesMac('code', '123456', mac));
    assert.equal(ring(newer).decrypt('totp', rotated.encrypt('totp', 'secret')), 'secret');
    assert.equal(rotated.mac('code', '123456'), ring(newer).mac('code', '123456'));
  });

  it('tells a wrong value, purpose and key from a right one', () => {
    const mac = ring(newer).mac('code', '123456');
    assert.ok(ring(newer).matchesMac('code', '123456', mac));
    assert.ok(!ring(newer).matchesMac('code', '123457', mac));
    assert.ok(!ring(newer).matchesMac('link', '123456', mac));
    assert.ok(!ring(older).matchesMac('code', '123456', mac));
  });
});

describe('the key file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sting-keyring-'));
  const file = join(folder, 'secret-key');

  it('is made once, for its user only', (t) => {
    t.after(() => rmSync(folder, { recursive: true }));
    assert.throws(() => readKeyFile(file, { create: false, random: systemRandom }), OperatorError);
    const key = readKeyFile(file, { create: true, random: systemRandom });
    assert.equal(readKeyFile(file, { create: true, random: systemRandom }), key);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    writeFileSync(file, '\n');
    assert.throws(() => readKeyFile(file, { create: true, random: systemRandom }), OperatorError);
  });
});
