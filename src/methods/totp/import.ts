import { badRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../store/store.ts';
import { digits, isSecret, stepSeconds } from './algorithm.ts';
import type { TotpCredentials } from './credential.ts';

/**
 * Takes over an authenticator app that somebody set up elsewhere, from its otpauth URL (Kratos's `totp_url`); answers the
 * id of the credential. Its codes have to be those that this server checks: SHA-1, six digits, 30 seconds.
 * Throws `invalid_totp_url` (400), `credential_exists` (409).
 */
export function totpImport(credentials: TotpCredentials) {
  return (tx: Tx, identityId: string, totpUrl: string): Promise<string> =>
    credentials.add(tx, identityId, { secret: secretIn(totpUrl), lastStep: 0 });
}

function secretIn(totpUrl: string): string {
  const url = URL.parse(totpUrl);
  if (url?.protocol !== 'otpauth:' || url.host !== 'totp') throw invalid('It is no otpauth://totp URL.');
  const parameter = (name: string, fallback: unknown) => url.searchParams.get(name) ?? String(fallback);
  if (!/^SHA-?1$/i.test(parameter('algorithm', 'SHA1'))) throw invalid('Only SHA1 is supported.');
  if (parameter('digits', digits) !== String(digits)) throw invalid(`Only ${digits} digits are supported.`);
  if (parameter('period', stepSeconds) !== String(stepSeconds)) {
    throw invalid(`Only a period of ${stepSeconds} seconds is supported.`);
  }
  const secret = parameter('secret', '')
    .replace(/[\s=-]/g, '')
    .toUpperCase();
  if (!isSecret(secret)) throw invalid('Its secret is not base 32 of 128 to 512 bits.');
  return secret;
}

/** The URL holds a secret: it is never repeated. */
function invalid(why: string) {
  return badRequest('invalid_totp_url', `This authenticator app cannot be taken over. ${why}`);
}
