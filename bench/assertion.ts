import { createHash, createPublicKey, verify } from 'node:crypto';
import { systemClock } from '../src/kernel/clock.ts';
import { systemRandom } from '../src/kernel/secrets.ts';
import { createWebAuthn } from '../src/webauthn/webauthn.ts';
import { type AuthenticatorAlgorithm, createAuthenticator } from '../test/support/authenticator.ts';
import { challengeFor, enrolled, example, exampleOrigin } from '../test/support/relying-party.ts';
import type { Row } from './row.ts';
import { median, percentile, timed, upTo } from './statistics.ts';

const names: Record<AuthenticatorAlgorithm, string> = { [-7]: 'ES256', [-8]: 'EdDSA', [-257]: 'RS256' };

/** Everything that is checked about an assertion, against the check of its signature alone with an imported key. */
export async function benchAssertion(algorithm: AuthenticatorAlgorithm, { calls }: { calls: number }): Promise<Row> {
  const webauthn = createWebAuthn({ relyingParty: example, clock: systemClock, random: systemRandom });
  const authenticator = createAuthenticator({ algorithm });
  const userHandle = webauthn.newUserHandle(systemRandom);
  const record = await enrolled(webauthn, authenticator, userHandle);
  const challenge = challengeFor('login');
  const response = authenticator.authenticate({ challenge, rpId: example.id }, exampleOrigin);
  const expected = { challenge, record, userHandle, allow: null };

  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const { clientDataJSON, authenticatorData, signature: encoded } = response.response;
  const signature = bytes(encoded);
  const message = Buffer.concat([
    bytes(authenticatorData),
    createHash('sha256').update(bytes(clientDataJSON)).digest(),
  ]);
  const key = createPublicKey(authenticator.credentials[0]!.privateKey);
  const digest = algorithm === -8 ? null : 'sha256';

  const full = async () => {
    if (!(await webauthn.verifyAssertion(response, expected)).ok) throw new Error('The assertion was refused.');
  };
  const raw = () => {
    if (!verify(digest, message, key, signature)) throw new Error('The signature does not verify.');
  };
  await timed(upTo(300), full);
  await timed(upTo(300), raw);
  const samples: number[] = [];
  const rawSamples: number[] = [];
  // In turns, so that a busy moment of the machine meets both.
  for (let round = 0; round < 10; round++) {
    samples.push(...(await timed(upTo(calls / 10), full)));
    rawSamples.push(...(await timed(upTo(calls / 10), raw)));
  }
  return {
    what: `passkey assertion, ${names[algorithm]}, against crypto.verify`,
    unit: 'µs',
    median: median(samples) * 1000,
    p99: percentile(samples, 0.99) * 1000,
    bare: median(rawSamples) * 1000,
    limits: [{ of: 'ratio', most: 2 }],
  };
}
