import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { OperatorError } from '../kernel/errors.ts';
import { hmac, type Random, sameSecret, seal, secretToken, unseal } from '../kernel/secrets.ts';

/** What the installation keeps secret by: each use has a purpose, so that no value of one can stand in for another. */
export interface Keyring {
  /** Encrypts text for the database (AES-256-GCM under the first key). */
  encrypt(purpose: string, plain: string): string;
  /** The text, by whichever key encrypted it; null when none did or the box was changed. */
  decrypt(purpose: string, box: string): string | null;
  /** A keyed digest, base64url: what was short enough to guess cannot be guessed from a stolen database. */
  mac(purpose: string, value: string): string;
  /** Whether any of the keys made this digest. */
  matchesMac(purpose: string, value: string, mac: string): boolean;
}

interface KeyringInit {
  /** The first encrypts and signs; all of them decrypt and verify, so that a new one can be put in front. */
  keys: readonly string[];
  random: Random;
}

export function createKeyring({ keys, random }: KeyringInit): Keyring {
  const current = keys[0];
  if (current === undefined) throw new Error('A keyring needs a key.');
  const macBy = (key: string, purpose: string, value: string) => hmac(hmac(key, purpose), value).toString('base64url');
  return {
    encrypt: (purpose, plain) => seal(random, current, purpose, plain),
    decrypt(purpose, box) {
      for (const key of keys) {
        const plain = unseal(key, purpose, box);
        if (plain !== null) return plain;
      }
      return null;
    },
    mac: (purpose, value) => macBy(current, purpose, value),
    matchesMac: (purpose, value, mac) => keys.some((key) => sameSecret(macBy(key, purpose, value), mac)),
  };
}

/**
 * The key of an installation that configures none: one line in `file`, mode 0600. `create` writes it when it is not
 * there. Throws OperatorError when it cannot be read, or is missing and may not be made.
 */
export function readKeyFile(file: string, { create, random }: { create: boolean; random: Random }): string {
  if (!existsSync(file)) {
    if (!create) throw new OperatorError(`The key file ${file} is missing. Put it back from your backup.`);
    writeFileSync(file, `${secretToken(random)}\n`, { mode: 0o600, flag: 'wx' });
  }
  const key = readFileSync(file, 'utf8').trim();
  if (key.length < 32)
    throw new OperatorError(`The key file ${file} does not hold a key. Put it back from your backup.`);
  return key;
}
