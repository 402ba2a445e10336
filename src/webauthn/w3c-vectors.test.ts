import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom } from '../../test/support/temporary.ts';
import { createWebAuthn, type RefusalReason } from './webauthn.ts';

/** The test vectors of WebAuthn L3 §16, as the specification's source lists them. */
interface Vector {
  id: string;
  type: 'registration' | 'authentication';
  rpId: string;
  origin: string;
  challenge: string;
  response: { id: string };
  /** DER, base64; only registrations. */
  attestationRoots?: string[];
  /** The id of the registration that an authentication continues. */
  registration?: string;
  fmt?: string;
  x5cLen?: number;
  flags: string;
}

const file = join(import.meta.dirname, '../../../shared/data/webauthn/w3c-level3.json');
const skip = existsSync(file) ? false : `the W3C test vectors are not at ${file}`;

/** What this relying party refuses on purpose, and why. */
const refused: Record<string, { reason: RefusalReason; because: string }> = {
  'none-es256-crossOrigin': { reason: 'cross_origin', because: 'sign-in inside a foreign frame is not offered' },
  'none-es256-topOrigin': { reason: 'cross_origin', because: 'sign-in inside a foreign frame is not offered' },
  'packed-es384': { reason: 'bad_public_key', because: 'ES384 is not offered' },
  'packed-es512': { reason: 'bad_public_key', because: 'ES512 is not offered' },
  'packed-ed448': { reason: 'bad_public_key', because: 'Ed448 is not offered' },
  'tpm-es256': { reason: 'bad_attestation', because: 'its TPM manufacturer is not one of the registry' },
  'android-key-es256': { reason: 'unsupported_attestation', because: 'android-key is not read' },
  'fido-u2f-es256': { reason: 'bad_attestation', because: 'its AAGUID is not zero, as FIDO asks of U2F keys' },
};

const vectors: Vector[] = skip ? [] : JSON.parse(readFileSync(file, 'utf8'));
const nameOf = ({ id }: Vector) => id.split('/')[1]!;
const registrations = vectors.filter(({ type }) => type === 'registration');

const pem = (der: string) => `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`;

function webauthnFor({ rpId, origin }: Vector, roots: string[]) {
  return createWebAuthn({
    relyingParty: {
      id: rpId,
      name: rpId,
      origins: [origin],
      userVerification: 'preferred',
      residentKey: 'preferred',
    },
    clock: () => Date.parse('2026-01-01T00:00:00Z'),
    random: seededRandom(),
    attestationRoots: roots.map(pem),
  });
}

test('the W3C test vectors are here', { skip }, () => {
  assert.equal(registrations.length, 15);
  const names = registrations.map(nameOf);
  assert.deepEqual(
    Object.keys(refused).filter((name) => !names.includes(name)),
    [],
  );
});

for (const vector of registrations) {
  const refusal = refused[nameOf(vector)];
  const roots = vector.attestationRoots ?? [];

  if (refusal) {
    test(`${vector.id} is refused: ${refusal.because}`, async () => {
      const result = await webauthnFor(vector, roots).verifyRegistration(vector.response, vector.challenge);
      assert.partialDeepStrictEqual(result, { ok: false, reason: refusal.reason });
    });
    continue;
  }

  test(`${vector.id} verifies`, async () => {
    const result = await webauthnFor(vector, roots).verifyRegistration(vector.response, vector.challenge);
    const flags = vector.flags.split('+');
    assert.partialDeepStrictEqual(result, {
      ok: true,
      userVerified: flags.includes('UV'),
      record: {
        credentialId: vector.response.id,
        attestationFormat: vector.fmt,
        attested: (vector.x5cLen ?? 0) > 0,
        backupEligible: flags.includes('BE'),
        backupState: flags.includes('BS'),
      },
    });
  });

  test(`${vector.id} is not attested without the root`, async () => {
    const result = await webauthnFor(vector, []).verifyRegistration(vector.response, vector.challenge);
    assert.partialDeepStrictEqual(result, { ok: true, record: { attested: false } });
  });

  for (const assertion of vectors.filter(({ registration }) => registration === vector.id)) {
    test(`${assertion.id} verifies`, async () => {
      const webauthn = webauthnFor(assertion, []);
      const enrolment = await webauthn.verifyRegistration(vector.response, vector.challenge);
      assert.ok(enrolment.ok);
      const { record } = enrolment;
      const expected = { challenge: assertion.challenge, record, userHandle: 'AAAA', allow: [record.credentialId] };
      const flags = assertion.flags.split('+');
      assert.partialDeepStrictEqual(await webauthn.verifyAssertion(assertion.response, expected), {
        ok: true,
        userVerified: flags.includes('UV'),
        backupState: flags.includes('BS'),
      });
      const otherChallenge = { ...expected, challenge: vector.challenge };
      assert.partialDeepStrictEqual(await webauthn.verifyAssertion(assertion.response, otherChallenge), { ok: false });
    });
  }
}
