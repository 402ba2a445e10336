import { canonicalIdentifier } from '../../identity/identity.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';

type Offered = Pick<PublicKeyCredentialRecord, 'credentialId' | 'transports'>;

/** How the credential ids of keys in use look. */
const shapes: { bytes: number; transports: string[] }[] = [
  { bytes: 64, transports: ['nfc', 'usb'] },
  { bytes: 64, transports: ['usb'] },
  { bytes: 48, transports: ['nfc', 'usb'] },
  { bytes: 32, transports: ['hybrid', 'internal'] },
];

/**
 * Keys that nobody has, for an identifier that nobody has or somebody without keys: what a browser is told to ask for
 * must not say which accounts exist (WebAuthn L3 §14.6.2). One identifier, however it is spelt, always gets the same ones.
 */
export function imaginaryKeys(keyring: Pick<Keyring, 'mac'>, identifier: string): Offered[] {
  const spelt = canonicalIdentifier(identifier);
  const bytes = (part: string) => Buffer.from(keyring.mac('imaginary security keys', `${part}/${spelt}`), 'base64url');
  const [amount, ...choice] = bytes('shape');
  return Array.from({ length: amount! < 192 ? 1 : 2 }, (_, index) => {
    const shape = shapes[choice[index]! % shapes.length]!;
    const id = Buffer.concat([bytes(`${index}.0`), bytes(`${index}.1`)]).subarray(0, shape.bytes);
    return { credentialId: id.toString('base64url'), transports: shape.transports };
  });
}
