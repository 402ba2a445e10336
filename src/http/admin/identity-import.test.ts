import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { readImport } from './identity-import.ts';

const tx = {} as Tx;
const secret = 'otpauth://totp/alice?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** An application whose methods write down what they are asked to store. */
function fixture(off: ('passwords' | 'totp')[] = []) {
  const stored: unknown[] = [];
  const methods: Pick<Application, 'passwords' | 'totp' | 'importBackupCodes'> = {
    passwords: {
      hash: async (plain) => ({ hash: `made of ${plain}` }),
      importHashed: (hash) => ({ hash }),
      set: async (_tx, identityId, { hash }) => {
        stored.push(['password', identityId, hash]);
        return 'p';
      },
    },
    totp: {
      import: async (_tx, identityId, url) => {
        stored.push(['totp', identityId, url]);
        return 't';
      },
    },
    importBackupCodes: async (config) => async (_tx, identityId) =>
      void stored.push(['lookup_secret', identityId, config]),
  };
  for (const name of off) delete methods[name];
  return { app: methods as Application, stored };
}

describe('an import of credentials', () => {
  it('is read first and stored by the methods, each in its own way', async () => {
    const { app, stored } = fixture();
    const codes = { recovery_codes: [{ code: 'x' }] };
    const read = await readImport(app, {
      password: { config: { password: 'honey' } },
      totp: { config: { totp_url: secret } },
      lookup_secret: { config: codes },
    });
    assert.deepEqual(stored, []);
    assert.deepEqual([read.types, read.userHandle], [['password', 'totp', 'lookup_secret'], null]);
    await read.store(tx, 'alice');
    assert.deepEqual(stored, [
      ['password', 'alice', 'made of honey'],
      ['totp', 'alice', secret],
      ['lookup_secret', 'alice', codes],
    ]);
  });

  it('takes a hash as it is', async () => {
    const { app, stored } = fixture();
    await (await readImport(app, { password: { config: { hashed_password: '$2a$x' } } })).store(tx, 'alice');
    assert.deepEqual(stored, [['password', 'alice', '$2a$x']]);
  });

  it('may be none', async () => {
    const { types, userHandle, store } = await readImport(fixture().app);
    assert.deepEqual([types, userHandle], [[], null]);
    await store(tx, 'alice');
  });

  const invalid = [
    { password: {} },
    { password: { config: { password: 'a', hashed_password: 'b' } } },
    { password: { config: { password: 7 } } },
    { password: { config: { password: null } } },
    { password: { config: { use_password_migration_hook: true } } },
    { password: { config: { password: 'a', use_password_migration_hook: true } } },
    { totp: {} },
    { totp: { config: { totp_url: 7 } } },
    { totp: { config: { totp_url: secret, digits: 8 } } },
  ];
  for (const credentials of invalid) {
    it(`refuses ${JSON.stringify(credentials)}`, async () => {
      await assert.rejects(readImport(fixture().app, credentials), { code: 'invalid_credential', status: 400 });
    });
  }

  it('refuses what nobody could use, because the method is off', async () => {
    const off = { code: 'credential_type_off', status: 400 };
    await assert.rejects(readImport(fixture(['passwords']).app, { password: { config: { password: 'a' } } }), off);
    await assert.rejects(readImport(fixture(['totp']).app, { totp: { config: { totp_url: secret } } }), off);
    await assert.rejects(readImport({} as Application, { lookup_secret: { config: {} } }), off);
  });
});
