import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { appCode } from '../../../test/support/authenticator-app.ts';
import { movingClock, seededRandom, temporaryStore } from '../../../test/support/temporary.ts';
import { createIdentities } from '../../identity/identity.ts';
import { createKeyring } from '../../keyring/keyring.ts';
import { createAttempts } from '../attempts/attempts.ts';
import { type Attempt, isRefusal } from '../strategy.ts';
import { createTotp } from './totp.ts';

const { store } = await temporaryStore({ after });
const clock = movingClock();
const random = seededRandom();
const identities = createIdentities({ clock, random });
const keyring = createKeyring({ keys: ['a key of this test and no other'], random });
const attempts = createAttempts({ clock });
const totp = createTotp({ store, identities, clock, random, attempts, keyring, issuer: 'Honey' });

let people = 0;
async function somebody() {
  const id = `00000000-0000-4000-8000-${String(++people).padStart(12, '0')}`;
  const traits = { email: `p${people}@example.com`, name: { first: 'P', last: 'Example' } };
  const init = { id, userHandle: id, schemaId: 'default', traits, addressesVerified: true };
  return store.write((tx) => identities.create(tx, init));
}

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const url = (query: string, label = 'Kratos:alice@example.com') => `otpauth://totp/${label}?${query}`;

for (const [what, imported] of [
  ['a URL as Kratos writes it', url(`algorithm=SHA1&digits=6&issuer=Kratos&period=30&secret=${secret}`)],
  ['a URL with nothing but the secret', url(`secret=${secret}`)],
  ['a secret in small letters, with padding', url(`secret=${secret.slice(0, 26).toLowerCase()}%3D%3D%3D%3D%3D%3D`)],
] as const) {
  test(`takes over ${what}; its code is a proof`, async () => {
    const identity = await somebody();
    await store.write((tx) => totp.import(tx, identity.id, imported));
    const code = appCode(imported.includes('%3D') ? secret.slice(0, 26) : secret, clock());
    const attempt = { flow: { identity }, body: { method: 'totp', totp_code: code }, origin: {} } as unknown as Attempt;
    const verified = await totp.proof.verify(attempt);
    assert.ok(!isRefusal(verified));
  });
}

for (const [what, imported] of [
  ['no URL', 'secret'],
  ['another scheme', `https://totp/x?secret=${secret}`],
  ['counted codes', `otpauth://hotp/x?secret=${secret}&counter=1`],
  ['another hash', url(`secret=${secret}&algorithm=SHA256`)],
  ['eight digits', url(`secret=${secret}&digits=8`)],
  ['another period', url(`secret=${secret}&period=60`)],
  ['no secret', url('issuer=Kratos')],
  ['a short secret', url('secret=GEZDGNBVGY3TQOJQ')],
  ['a secret that is no base 32', url(`secret=${secret.slice(1)}1`)],
] as const) {
  test(`refuses ${what}, and does not repeat it`, async () => {
    const { id } = await somebody();
    await assert.rejects(
      store.write(async (tx) => totp.import(tx, id, imported)),
      (error: Error & { code: string }) => error.code === 'invalid_totp_url' && !error.message.includes(secret),
    );
  });
}

test('refuses a second app', async () => {
  const { id } = await somebody();
  const take = () => store.write((tx) => totp.import(tx, id, url(`secret=${secret}`)));
  await take();
  await assert.rejects(take(), { code: 'credential_exists', status: 409 });
});
